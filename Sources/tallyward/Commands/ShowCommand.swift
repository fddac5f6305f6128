import ArgumentParser
import Measures
import SyncModel
import SyncStore

/// `tallyward show`: one exception with everything that led to it.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one exception: why it stopped, what it meant, what happened to it. No patient data.",
        discussion: "With --message: the deliveries of that message, and what each waits behind.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The number of the exception.")
    var number: Int64

    @Flag(name: .long, help: "The number is a message's.")
    var message = false

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            if message { return try show(messageIn: reader) }
            guard let detail = try reader.exception(ExceptionID(rawValue: number)) else {
                throw Failure("There is no exception \(number). `tallyward queue --rows` lists them.", code: .badData)
            }
            let shown = Shown(detail)
            try output.print(shown, lines: shown.lines)
        }
    }

    private func show(messageIn reader: StateReader) throws {
        let id = MessageID(rawValue: number)
        guard let (row, _) = try reader.message(id) else {
            throw Failure("There is no message \(number).", code: .badData)
        }
        let deliveries = try reader.deliveries(of: id)
        let head = "Message \(row.id), \(row.type) \(row.controlID) from \(row.source), \(row.receivedAt)"
        try output.print(deliveries, lines: [head] + deliveries.flatMap(\.lines))
    }

    /// What is shown, without the bytes that arrived.
    private struct Shown: Encodable {
        var exception: ExceptionRow
        var message: MessageRow
        var event: CanonicalEvent?
        var delivery: DeliveryRow?
        var resolved: ResolvedUse?
        var sends: Fields?
        var timeline: [TimelineEntry]
        var othersWithSameCause: Int
        var advice: String
        var doubt: DoubtFacts?

        init(_ detail: ExceptionDetail) {
            exception = detail.row
            message = detail.message
            event = detail.event
            // The visit is the patient's.
            event?.encounter = nil
            event?.fields = detail.event?.fields?.masked
            delivery = detail.delivery
            resolved = detail.booking?.use
            sends = detail.booking?.record?.masked
            timeline = detail.timeline
            othersWithSameCause = detail.others.count
            advice = detail.row.fault.code.advice
            doubt = detail.doubt
        }

        var lines: [String] {
            let title = exception.fault.code.title
            var lines = [
                "Exception \(exception.id): \(title), \(exception.value), for \(exception.owner.title)",
                "  why     \(exception.fault.detail)",
                "  do      \(advice)",
            ]
            lines += (exception.fault.table ?? []).map { "          \($0)" }
            if let doubt { lines += doubt.lines.map { "  \($0)" } }
            lines += [
                "  others  \(othersWithSameCause) with the same cause",
                "  message \(message.id), \(message.type) \(message.controlID) from \(message.source)",
            ]
            if let event {
                lines.append(
                    "  event   \(event.type.rawValue), line \(event.line): \(event.quantity?.description ?? "?") "
                        + "\(event.unit?.description ?? "") of \(event.item?.code ?? "?") at \(event.location ?? "?")")
            }
            if let resolved {
                lines.append(
                    "  became  \(resolved.quantity) \(resolved.unit) of \(resolved.itemNumber) from "
                        + "\(resolved.subinventory), charged to \(resolved.costCenter)")
            }
            lines += (sends?.lines() ?? []).map { "  sends   \($0.path): \($0.words)" }
            if let delivery {
                lines.append("  state   \(delivery.state.rawValue), trace \(delivery.trace)")
                lines += (delivery.standing?.lines ?? []).map { "  lane    \($0)" }
            }
            lines += timeline.map { "  \($0.at)  \($0.kind): \($0.text)" }
            return lines
        }
    }
}

extension DoubtFacts {
    /// Both facts, a line each.
    fileprivate var lines: [String] {
        ["sent    \(sentAt.map { "\($0): " } ?? "")\(sent)", "asked   \(askedAt.map { "\($0): " } ?? "")\(asked)"]
    }
}

extension DeliveryRow {
    /// The delivery in a line, and how it stands in its lane.
    fileprivate var lines: [String] {
        let what = document.map { "document \($0)" } ?? reason ?? ""
        return ["  delivery \(id), line \(line), \(flow) to \(endpoint): \(state.rawValue), \(value)  \(what)"]
            + (standing?.lines ?? []).map { "    \($0)" }
    }
}
