import Control
import SyncModel
import Terminal

/// A change of the crosswalk as it is typed: what it would release, and whether it goes as soon as that is known.
struct TypedChange {
    private(set) var preview = FixPreviewState.none
    private var isArmed = false

    /// Asks what the change would release; nothing where there is none yet, or it was asked for.
    mutating func ask(_ fix: Fix?) -> [ScreenEffect] {
        guard let fix else {
            preview = .none
            return []
        }
        let request = Request.preview(fix, cause: "")
        guard preview != .asked(request) else { return [] }
        preview = .asked(request)
        return [.consult(request)]
    }

    /// Takes what it would release; `true` where it goes now.
    mutating func adopt(_ reply: Reply, to request: Request) -> Bool {
        guard preview.adopt(reply, to: request), isArmed else { return false }
        isArmed = false
        return true
    }

    /// A key came: what would go by itself doesn't any more.
    mutating func disarm() { isArmed = false }

    /// Sends the change, where it is known what it releases; else it goes as soon as that is.
    ///
    /// - Parameter obstacle: why there is no change yet.
    mutating func apply(_ fix: Fix?, obstacle: String?, _ send: (Fix) -> ScreenEffect) -> [ScreenEffect] {
        let back = ConsoleAction.back.mark
        guard let fix else {
            return [obstacle.map(ScreenEffect.warn) ?? .say("It says that already: change something, or \(back).")]
        }
        switch preview {
        case .none, .asked:
            isArmed = true
            return [.say("Working out what it releases; then it is done. \(back) takes it back.")]
        case .refused(let sentence): return [.warn(sentence)]
        case .known: return [send(fix)]
        }
    }

    /// What it would release, in words; `idle` where nothing waits for it.
    func effect(idle: String) -> [[Span]] {
        if case .known(let preview) = preview, preview.considered == 0 { return [[Span(idle, .dim)]] }
        return FixParts.effectLines(preview, obstacle: "nothing is changed yet")
    }
}

extension Result {
    /// What went wrong, where something did.
    var failure: Failure? {
        if case .failure(let failure) = self { return failure }
        return nil
    }
}
