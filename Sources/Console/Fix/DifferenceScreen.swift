import Control
import SyncModel
import SyncStore
import Terminal

/// What differs from its order, or from what a field's owner says: both sides beside each other, and whether it goes
/// out all the same.
struct DifferenceScreen: CauseScreen {
    private var work: FixWork
    private var scroll = ScrolledText()

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .difference }
    var subject: Subject? { .cause(work.target.cause) }
    var readings: [any Reading] { [work.file.reading] }
    var target: FixTarget? { work.target }

    func name(in context: ScreenContext) -> String { "what differs: \(work.target.subject)" }
    func counts(in context: ScreenContext) -> [Span] { work.target.counts }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = work.file.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .sayWhy else { return performOnCause(action, in: context) ?? [] }
        guard let detail = work.openFile?.detail else { return [.warn("The exception is still being read.")] }
        let (row, subject) = (detail.row, work.target.subject)
        return [
            .open(
                ReasonScreen(
                    "Why does it go out as it is?", of: "\(subject), worth \(row.value)",
                    explanation: LetThroughWords.effect(of: detail) + "\nThe reason is kept in the audit.",
                    reasons: LetThroughWords.reasons(for: row.fault.code), verb: "let it through",
                    keeping: top(in: context).count
                ) { reason in
                    [
                        .noteFix, .close, .leave(.exception),
                        .command(.letThrough([row.id], reason: reason), deed: "Let \(subject) through"),
                    ]
                })
        ]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let text = ScrolledLines(lines(in: context), offset: scroll.offset)
        guard let detail = work.openFile?.detail else { return surface.draw(text) }
        FixFrame(context: context, work: work).draw(into: &surface, detail) { side in
            [side.said, side.happened, side.arrived(in: side.height / 2)]
        } _: { area, _ in
            area.draw(text)
        }
    }

    private var fault: Fault { work.openFile?.detail?.row.fault ?? work.target.fault }

    private func width(in context: ScreenContext) -> Int { min(96, SideBySide(context.body).main.width - 4) }

    /// What differs, which stays in sight while somebody says why it goes all the same.
    private func top(in context: ScreenContext) -> [[Span]] {
        var lines: [[Span]] = [
            [Span(fault.code.title, .statusWarning.bold), Span("  \(work.target.subject)", .strong)]
        ]
        lines += SpanLines.wrapped([Span(fault.detail)], width: width(in: context))
        let table = DifferenceLines.lines(of: fault)
        return lines + (table.isEmpty ? [] : [[]] + table)
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        let width = width(in: context)
        var lines = top(in: context) + [[]]
        lines += SpanLines.wrapped([Span(fault.code.advice, .strong)], width: width)
        // Not broken between words: what stands between the two is more than one blank.
        lines.append([
            Span(context.key(of: .sayWhy), .key), Span(" lets it go out as it is   "),
            Span(context.key(of: .dismiss), .key), Span(" takes it out"),
        ])
        let flow = work.openFile?.detail?.row.flow
        return lines + [[]] + RunbookScreen.text(of: fault, flow: flow, in: context).lines(width: width)
    }
}

/// Both sides of what differs, beside each other.
enum DifferenceLines {
    static func lines(of fault: Fault) -> [[Span]] {
        guard let table = fault.table, let head = table.first else { return [] }
        return [[Span(" \(head)", .title)]] + table.dropFirst().map { [Span(" \($0)")] }
    }
}

extension ConsoleAction {
    static let letThrough = ConsoleAction(
        "difference", keys: [.character("t")], label: "what differs",
        sentence: "See both sides of what differs, and let it through", isCommand: true)
    static let sayWhy = ConsoleAction(
        "let-through", keys: [.enter], label: "let through", sentence: "Let it go out as it is, with a reason",
        right: .letThrough)
}

extension FixDialog {
    static let difference = FixDialog(
        action: .letThrough, object: "what differs", deed: "shows both sides, and lets it through",
        place: Place(
            name: "difference", title: "What differs", sentence: "Both sides of what differs, and what can be done",
            actions: [.sayWhy, .dismiss, .claim, .comment, .others, .back], coach: nil),
        mends: { $0.canBeLetThrough }, make: { DifferenceScreen($0) })
}

extension Place {
    static let difference = FixDialog.difference.place
}
