import SyncModel
import SyncStore
import Terminal

/// What to do about a fault that nothing here can mend: who has to do what, and what can be done meanwhile.
struct GuideScreen: CauseScreen {
    private var work: FixWork
    private var scroll = ScrolledText()

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .guide }
    var subject: Subject? { .cause(work.target.cause) }
    var readings: [any Reading] { [work.file.reading] }
    var target: FixTarget? { work.target }

    func name(in context: ScreenContext) -> String { "what to do about \(work.target.fault.code.title)" }
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
        guard action == .showMessage else { return performOnCause(action, in: context) ?? [] }
        guard let message = work.openFile?.detail?.message.id else {
            return [.warn("The exception is still being read.")]
        }
        return [.open(MessageScreen(message))]
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

    private func lines(in context: ScreenContext) -> [[Span]] {
        let code = work.target.fault.code
        let width = min(96, SideBySide(context.body).main.width - 4)
        var lines: [[Span]] = [
            [Span(code.title, .statusWarning.bold), Span("  \(work.target.subject)", .strong)]
        ]
        lines += SpanLines.wrapped([Span(work.target.fault.detail)], width: width)
        lines += SpanLines.wrapped([Span(code.advice, .strong)], width: width)
        if FixDialog.mending(code)?.action == .guide {
            lines += SpanLines.wrapped(
                [
                    Span(
                        "Nothing here can mend it: it is mended where it comes from. "
                            + "Then \(context.key(of: .dismiss)) takes this one out.", .dim)
                ],
                width: width)
        }
        if let message = work.openFile?.detail?.message {
            lines += SpanLines.wrapped(
                [
                    Span(context.key(of: .showMessage), .key), Span(" shows the message: "),
                    Span(message.controlID, .strong),
                    Span(" from \(message.source), \(context.age(message.receivedAt)) ago"),
                ], width: width)
        }
        let flow = work.openFile?.detail?.row.flow
        return lines + [[]] + RunbookScreen.text(of: work.target.fault, flow: flow, in: context).lines(width: width)
    }
}

extension ConsoleAction {
    static let guide = ConsoleAction(
        "guide", keys: [.character("i")], label: "what to do", sentence: "Read what to do and who has to do it",
        isCommand: true)
    static let showMessage = ConsoleAction(
        "show-message", keys: [.enter], label: "message", sentence: "Show the message that it came with")
}

extension FixDialog {
    /// For what only somebody elsewhere can mend, so that no fault is without a next step.
    static let guide = FixDialog(
        action: .guide, object: "the message itself", deed: "shows who has to do what",
        place: Place(
            name: "guide", title: "What to do", sentence: "Who mends it, how, and what can be done meanwhile",
            actions: [.showMessage, .dismiss, .claim, .comment, .others, .back], coach: nil),
        mends: { code in
            ![mapItem, defineUnit, mapLocation, mapCode, correct, difference, doubt].contains { $0.mends(code) }
        },
        make: { GuideScreen($0) })
}

extension Place {
    static let guide = FixDialog.guide.place
}
