import SyncModel
import SyncStore
import Terminal

/// The way of a message from its arrival to each destination, as lines: when, how long after the step before, what.
enum TraceLines {
    static func lines(_ trace: MessageTrace, in context: ScreenContext) -> [[Span]] {
        var lines: [[Span]] = [[Span("Its way ", .title), Span("trace \(trace.trace)", .dim)]]
        lines += trace.steps.map { line($0, in: context) }
        for delivery in trace.deliveries {
            let row = delivery.row
            lines.append([
                Span("  line \(row.line) ", .strong), Span("\(row.flow) to \(row.endpoint)"),
            ])
            lines += fields("documented", delivery.documented) + fields("sent", delivery.sent)
            lines += delivery.steps.map { line($0, in: context) }
        }
        if let took = trace.took { lines.append([Span("  All of it took \(Wording.latency(took)).", .dim)]) }
        return lines
    }

    private static func fields(_ title: String, _ fields: [TraceField]) -> [[Span]] {
        guard !fields.isEmpty else { return [] }
        let words = fields.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
        return [[Span("    \(title) ", .dim), Span(words)]]
    }

    private static func line(_ step: TraceStep, in context: ScreenContext) -> [Span] {
        var words = [step.attempt.map { "\(step.stage.rawValue) \($0)" } ?? step.stage.rawValue]
        if let outcome = step.outcome { words.append(outcome) }
        if let status = step.status { words.append("status \(status)") }
        if let took = step.took { words.append("took \(Wording.latency(took))") }
        let waited = step.after > .zero ? "+" + Wording.latency(step.after) : ""
        let padding = String(repeating: " ", count: max(0, 7 - waited.count))
        return [
            Span("    \(context.time(step.at)) ", .dim), Span("\(padding)\(waited)  ", .dim),
            Span(words.joined(separator: ", "), style(step.stage)), Span(step.text.isEmpty ? "" : ": \(step.text)"),
        ]
    }

    private static func style(_ stage: TraceStep.Stage) -> Style {
        switch stage {
        case .delivered: .statusOk
        case .stopped, .dead: .statusWarning
        case .dismissed, .due: .statusHeld
        default: .strong
        }
    }
}
