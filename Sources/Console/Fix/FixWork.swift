import Control
import SyncModel
import Terminal

/// What all screens that mend a cause have under way.
struct FixWork: Sendable {
    /// What is to be mended.
    let target: FixTarget
    /// The case it is about.
    var file: Awaited<CaseReading>
    /// What the fix as chosen now would do.
    var preview = FixPreviewState.none
    /// Enter was pressed before the answer it needs was there.
    var isArmed = false

    init(_ target: FixTarget) {
        self.target = target
        file = Awaited(target.reading)
    }

    /// The case, where it was read and is still there.
    var openFile: CaseFile? { file.value.flatMap { $0.detail == nil ? nil : $0 } }
    /// Whether it was read and is not there any more.
    var isGone: Bool { file.value.map { $0.detail == nil } ?? false }
}

/// A screen that mends a cause: the case, the preview of what it releases, and an Enter typed ahead come by themselves.
protocol FixScreen: Screen {
    var work: FixWork { get set }

    /// The change as it is chosen now; `nil` where nothing is yet.
    func fix(_ file: CaseFile) -> Fix?
    /// Why there is no change yet, in one sentence; `nil` where there is one.
    func obstacle(_ file: CaseFile) -> String?
    /// What speaks for the change, for whoever has to approve it; `nil` for nothing.
    var note: ProposalNote? { get }
    /// Begins once the case is read; called again when it is read again.
    mutating func begin(with file: CaseFile) -> [ScreenEffect]
    /// What Enter does while there is no change to apply.
    mutating func explain() -> [ScreenEffect]
}

extension FixScreen {
    var subject: Subject? { .cause(work.target.cause) }
    var note: ProposalNote? { nil }
    var readings: [any Reading] { [work.file.reading] }

    func counts(in context: ScreenContext) -> [Span] { work.target.counts }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard work.file.take(result), let file = work.openFile else { return [] }
        return begin(with: file)
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        takePreview(answer)
    }

    mutating func explain() -> [ScreenEffect] {
        guard let file = work.openFile else { return [.warn("The exception is still being read.")] }
        return [.warn(obstacle(file) ?? "The message names no source.")]
    }

    /// Asks what the fix as chosen now would do.
    mutating func askPreview() -> [ScreenEffect] {
        guard let file = work.openFile, let fix = fix(file) else {
            work.preview = .none
            return []
        }
        let request = Request.preview(fix, cause: work.target.cause)
        work.preview = .asked(request)
        return [.consult(request)]
    }

    /// Takes the engine's answer to the preview, and applies the fix where an Enter waits for it.
    mutating func takePreview(_ answer: Answer) -> [ScreenEffect] {
        guard case .reply(let request, let reply) = answer, work.preview.adopt(reply, to: request), work.isArmed
        else { return [] }
        work.isArmed = false
        return apply()
    }

    /// Enter: applies what is chosen and shown. Pressed before the preview is there, it is kept until it is.
    mutating func apply() -> [ScreenEffect] {
        guard let file = work.openFile, let fix = fix(file) else { return explain() }
        let shown: Int
        switch work.preview {
        case .none, .asked:
            work.isArmed = true
            return [.say("Working out what it releases; then it is done. \(ConsoleAction.back.mark) takes it back.")]
        case .refused(let sentence): return [.warn(sentence)]
        case .known(let preview): shown = preview.considered
        }
        guard work.target.others.isEmpty else { return FixManyScreen.opened(fix, note: note, for: work.target) }
        let cause = work.target.cause
        return [
            .noteFix, .finish(.cause(cause), movesOn: true),
            .command(.fix(fix, cause: cause, note: note), deed: fix.summary, isFollowed: true, shown: shown),
        ]
    }
}
