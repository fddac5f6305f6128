import ArgumentParser
import Measures
import SyncModel
import SyncStore

/// `tallyward show`: one exception with everything that led to it.
struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows one exception: why it stopped, what it meant, what happened to it. No patient data.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The number of the exception.")
    var number: Int64

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            guard let detail = try reader.exception(ExceptionID(rawValue: number)) else {
                throw Failure("There is no exception \(number). `tallyward queue --rows` lists them.", code: .badData)
            }
            let shown = Shown(detail)
            try output.print(shown, lines: shown.lines)
        }
    }

    /// What is shown, without the bytes that arrived.
    private struct Shown: Encodable {
        var exception: ExceptionRow
        var message: MessageRow
        var event: CanonicalEvent?
        var delivery: DeliveryRow?
        var resolved: ResolvedUse?
        var timeline: [TimelineEntry]
        var othersWithSameCause: Int
        var advice: String

        init(_ detail: ExceptionDetail) {
            exception = detail.row
            message = detail.message
            event = detail.event
            delivery = detail.delivery
            resolved = detail.resolved
            timeline = detail.timeline
            othersWithSameCause = detail.others.count
            advice = detail.row.fault.code.advice
        }

        var lines: [String] {
            let title = exception.fault.code.title
            var lines = [
                "Exception \(exception.id): \(title), \(exception.value), for \(exception.owner.title)",
                "  why     \(exception.fault.detail)",
                "  do      \(advice)",
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
            if let delivery {
                lines.append("  state   \(delivery.state.rawValue), trace \(delivery.trace)")
            }
            lines += timeline.map { "  \($0.at)  \($0.kind): \($0.text)" }
            return lines
        }
    }
}
