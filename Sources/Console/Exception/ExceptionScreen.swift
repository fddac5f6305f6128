import Control
import SyncModel
import SyncStore
import Terminal

/// One exception: what arrived, what it became, why it stopped.
struct ExceptionScreen: CauseScreen {
    private let opened: FixTarget
    private var file: Awaited<CaseReading>
    private var scroll = ScrolledText()
    private var folds = ExceptionFolds()
    private var unmasking = Unmasking()

    init(_ target: FixTarget) {
        opened = target
        file = Awaited(target.reading)
    }

    var place: Place { .exception }
    var subject: Subject? { .cause(opened.cause) }
    var readings: [any Reading] { [file.reading] }

    var standing: LaneStanding? { file.value?.detail?.delivery?.standing }

    /// What is known of it: from where it was opened, until it is read.
    var target: FixTarget? {
        guard let detail = file.value?.detail else { return opened }
        return FixTarget(detail.row, open: detail.others.count + 1, value: detail.others.value + detail.row.value)
    }

    func name(in context: ScreenContext) -> String {
        opened.exception.map { "exception \($0)" } ?? opened.fault.code.title
    }

    func counts(in context: ScreenContext) -> [Span] { target?.counts ?? [] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = file.take(result)
        return []
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        if let message = file.value?.detail?.message.id { unmasking.take(answer, of: message, at: context.now) }
        if unmasking.left(at: context.now) != nil { folds.open(.arrived) }
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: page(in: context).height, height: context.body.height)
        return []
    }

    /// Why it can't be mended or unmasked now.
    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        switch action {
        case .unmask: file.value?.detail == nil ? "The exception is still being read." : nil
        default: refusalOnCause(action, in: context)
        }
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .mend: return mend(in: context)
        case .runbook: return [.open(RunbookScreen(opened.fault, flow: file.value?.detail?.row.flow))]
        // Opened for its cause, it is what the cause is like: what is said of it is for all of them.
        case .comment where opened.exception == nil:
            return [CommentSubject.cause(opened.cause).commenting("all of \(opened.subject)")]
        case .unmask: return file.value?.detail.map { [Unmasking.ask($0.message.id)] } ?? []
        case .fold: folds.toggle(in: context.body.size)
        case .foldAll: folds.toggleAll(in: context.body.size)
        case .nextPart: step(toPart: 1, in: context)
        case .previousPart: step(toPart: -1, in: context)
        case .next: return step(by: 1)
        case .previous: return step(by: -1)
        default: return performOnCause(action, in: context) ?? []
        }
        return []
    }

    /// Opens what mends it.
    private func mend(in context: ScreenContext) -> [ScreenEffect] {
        guard let target, let dialog = FixDialog.mending(target.fault.code) else { return [] }
        if let refusal = context.refusal(for: dialog.action.right) { return [.warn(refusal)] }
        return performOnCause(dialog.action, in: context) ?? []
    }

    /// Goes to another heading and brings it into sight.
    private mutating func step(toPart step: Int, in context: ScreenContext) {
        folds.step(by: step)
        let page = page(in: context)
        guard let row = page.row(of: folds.focus) else { return }
        let height = context.body.height
        guard row < scroll.offset || row >= scroll.offset + height else { return }
        scroll = ScrolledText(offset: max(0, min(row, page.height - height)))
    }

    /// To another exception of the same cause.
    private func step(by step: Int) -> [ScreenEffect] {
        guard let file = file.value, let detail = file.detail, file.siblings.count > 1,
            let place = file.siblings.firstIndex(where: { $0.id == detail.row.id })
        else { return [.say("There is no other exception with this cause.")] }
        let row = file.siblings[(place + step + file.siblings.count) % file.siblings.count]
        return [.replace(ExceptionScreen(FixTarget(row)))]
    }

    mutating func cover() { unmasking = Unmasking() }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ExceptionView(page: page(in: context), offset: scroll.offset, focus: folds.focus))
    }

    private func page(in context: ScreenContext) -> ExceptionPage {
        if let detail = file.value?.detail {
            return ExceptionPage(
                detail, remarks: file.value?.comments ?? [], folds: folds, unmasking: unmasking, in: context)
        }
        let isGone = file.value != nil
        return ExceptionPage(
            isGone
                ? "Nothing is open with this cause any more: it was fixed meanwhile. "
                    + "\(context.key(of: .back)) goes back."
                : context.stateProblem ?? file.problem ?? "Reading the exception …")
    }
}

extension ConsoleAction {
    static let mend = ConsoleAction("mend", keys: [.enter], label: "fix", sentence: "Do what mends it")
    static let fold = ConsoleAction(
        "fold", keys: [.character("z")], sentence: "Open or close the part under the pointer", isCommand: true)
    static let foldAll = ConsoleAction(
        "fold-all", keys: [.character("Z")], label: "fold all", sentence: "Open all parts, or close them",
        isCommand: true)
    static let nextPart = ConsoleAction(
        "next-part", keys: [.tab], label: "part", sentence: "Go to the next part (Shift-Tab: the one before)")
    static let previousPart = ConsoleAction(
        "previous-part", keys: [.backTab], keyName: "Shift-Tab", label: "part before",
        sentence: "Go to the part before")
}

extension Place {
    static let exception = Place(
        name: "exception", title: "Exception", sentence: "One row: why it stopped, what arrived, what it became",
        actions: [
            .mend, .nextPart, .fold, .runbook, .dismiss, .claim, .comment, .resubmit, .resubmitAll, .assign, .next,
            .others, .stepAside, .commentAll, .release,
        ]
            + FixDialog.all.map(\.action) + [.unmask, .foldAll, .previous, .previousPart, .back],
        coach: .exception)
}
