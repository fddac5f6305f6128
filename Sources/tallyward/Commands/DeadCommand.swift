import ArgumentParser
import Measures
import SyncModel
import SyncStore

/// `tallyward dead`: what nothing is done about any more.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead",
        abstract: "Lists dead letters: what gave up, what is in doubt for good, and what was dismissed.",
        discussion: "With a number: that delivery, and everything that happened to it. No patient data.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: DeadLetterOptions

    @Argument(help: "The number of one delivery.")
    var delivery: Int64?

    @Option(name: .long, help: "How many at most.")
    var limit = 200

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            if let delivery { return try show(delivery, reader) }
            let filter = try options.filter()
            let page = try FullPage(from: nil, limit: limit) { place, limit throws(StateFileProblem) in
                let page = try reader.deadLetters(filter, after: place, limit: limit)
                return (page.rows, page.next)
            }
            let rows = page.rows
            let now = UTCTime.systemNow
            let more = page.next == nil ? [] : ["There are more; --limit shows them."]
            try output.print(
                rows, lines: rows.isEmpty ? ["There are no dead letters."] : rows.map { $0.line(at: now) } + more)
        }
    }

    private func show(_ number: Int64, _ reader: StateReader) throws {
        guard let detail = try reader.delivery(DeliveryID(rawValue: number)) else {
            throw Failure("There is no delivery \(number). `tallyward dead` lists the dead ones.", code: .badData)
        }
        let shown = Shown(detail)
        try output.print(shown, lines: shown.lines)
    }

    /// What is shown of one delivery.
    private struct Shown: Encodable {
        var delivery: DeliveryRow
        var event: CanonicalEvent?
        var resolved: ResolvedUse?
        var sends: Fields?
        var edits: [EditRow]
        var timeline: [TimelineEntry]

        init(_ detail: DeliveryDetail) {
            delivery = detail.row
            event = detail.event
            resolved = detail.booking?.use
            sends = detail.booking?.record?.masked
            edits = detail.edits
            timeline = detail.timeline
            // The visit is the patient's.
            event?.encounter = nil
            for index in edits.indices {
                edits[index].before.event?.encounter = nil
                edits[index].after?.encounter = nil
            }
        }

        var lines: [String] {
            var lines = [
                "Delivery \(delivery.id): \(delivery.state.rawValue), \(delivery.value), \(delivery.flow) "
                    + "to \(delivery.endpoint), trace \(delivery.trace)"
            ]
            if let event {
                lines.append(
                    "  event   \(event.type.rawValue), line \(event.line): \(event.quantity?.description ?? "?") "
                        + "\(event.unit?.description ?? "") of \(event.item?.code ?? "?") at \(event.location ?? "?")")
            }
            if let resolved {
                lines.append("  became  \(resolved.quantity) \(resolved.unit) of \(resolved.itemNumber)")
            }
            lines += (delivery.standing?.lines ?? []).map { "  lane    \($0)" }
            return lines + timeline.map { "  \($0.at)  \($0.kind): \($0.text)" }
        }
    }
}

extension DeadLetterRow {
    fileprivate func line(at now: UTCTime) -> String {
        "\(id.description.right(8)) \(state.title.column(9)) \(now.elapsed(since: endedAt).spoken.right(6)) "
            + "\(value.description.right(11)) \(flow.rawValue.column(16)) \(item.column(12)) "
            + "\((quantity + " " + unit).column(9)) \(reason)"
    }
}
