import Control
import SyncModel
import Terminal

/// What all screens that fix a cause say in the same way.
enum FixParts {
    /// A named line.
    static func put(_ name: String, _ spans: [Span], at row: Int, into surface: inout Surface) {
        surface.put(name, at: Point(1, row), style: .dim)
        surface.put(spans, at: Point(8, row), limit: surface.width - 9)
    }

    /// What is said to a digit that stands for no choice.
    static func refuseChoice(_ number: Int, of count: Int) -> [ScreenEffect] {
        [.warn("There is no choice \(number + 1), only \(count).")]
    }

    /// What is shown while the case is not read, or gone.
    static func drawUnread(_ work: FixWork, in context: ScreenContext, into surface: inout Surface) {
        let sentence =
            work.isGone
            ? "Nothing is open with this cause any more: it was fixed meanwhile. "
                + "\(context.keyBesideText(of: .back)) goes back."
            : context.stateProblem ?? work.file.problem ?? "Reading the exception …"
        surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
    }

    /// What Enter would release, in the engine's own words.
    static func effectLines(
        _ state: FixPreviewState, obstacle: String? = nil
    ) -> [[Span]] {
        switch state {
        case .none: return [[Span(obstacle ?? "choose first", .dim)]]
        case .asked: return [[Span("asking the engine what it releases …", .dim)]]
        case .refused(let sentence): return [[Span(sentence, .statusWarning)]]
        case .known(let preview):
            var first: [Span] = [
                Span("releases \(preview.released.grouped) of \(preview.considered.grouped) waiting", .strong),
                Span(", worth "), Span("\(preview.value)", .money),
            ]
            if preview.released == 0 { first[0].style = .statusWarning }
            let lanes = (preview.lanes?.words ?? []).map { [Span($0, .statusHeld)] }
            guard !preview.stillStopped.isEmpty else { return [first] + lanes }
            let stops = preview.stillStopped.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "\($0.value.grouped) \($0.key.title)" }
            return [first, [Span("still stopped after it: \(stops.joined(separator: ", "))", .statusWarning)]] + lanes
        }
    }

    /// Whether the user may, in words.
    static func who(_ context: ScreenContext, action: ConsoleAction) -> [Span] {
        if let refusal = context.refusal(for: action.right) { return [Span(refusal, .statusWarning)] }
        return [
            Span(context.key(of: .apply), .key), Span(" applies it as \(context.user)", .text),
            Span("; it is recorded in the audit", .dim),
        ]
    }

    /// The waiting rows with their arithmetic.
    static func previewRows(_ state: FixPreviewState) -> [[Span]] {
        guard case .known(let preview) = state else { return [] }
        return preview.rows.map { row in
            [
                Span(row.isReleased ? "ok   " : "stays", row.isReleased ? .statusOk : .statusWarning),
                Span("  \(row.documented)", .strong), Span(" -> \(row.result)"),
            ]
        }
    }
}
