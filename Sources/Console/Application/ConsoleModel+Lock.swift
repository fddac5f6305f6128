import SyncModel
import Terminal

/// When the console was locked, and what to say of it.
struct LockNote: Hashable, Sendable {
    var at: UTCTime
    /// How long nobody had pressed a key; `nil` where the user locked it.
    var idle: Duration?
    /// What has to be said meanwhile, with nothing of the work in it.
    var warning: String?
}

/// The lock hides the screen. It asks for no password: whoever uses the console is the Unix user of the session, and
/// the session's own lock is what keeps others out.
///
/// While it is on, nothing is read, nothing ticks, and nothing wakes the console but a key.
extension ConsoleModel {
    /// Hides everything; what is open stays open behind it, and what was unmasked is masked.
    mutating func lock(after idle: Duration? = nil) -> [ConsoleEffect] {
        locked = LockNote(at: now, idle: idle)
        cover()
        watched = []
        results = [:]
        return [.watch([]), .terminal(.tick(every: nil))]
    }

    /// Takes an event while everything is hidden.
    mutating func updateLocked(_ event: TerminalEvent<ConsoleNews>) -> [ConsoleEffect] {
        switch event {
        case .input(.key(.enter)): return unlock()
        case .input(.key(let key)):
            return keys.keys(of: .quit).contains(key) ? [.terminal(.quit)] : []
        case .input(.resize(let size)): self.size = size
        case .started(let size, _): self.size = size
        case .message(let news): return takeLocked(news)
        case .stopAsked:
            let effects = stop()
            if effects.isEmpty { locked?.warning = notice?.text }
            return effects
        case .slowLink(let isSlow): isLinkSlow = isSlow
        case .input, .tick, .resumed: break
        }
        return []
    }

    /// What became of an errand is kept for afterwards; what was read is dropped.
    private mutating func takeLocked(_ news: ConsoleNews) -> [ConsoleEffect] {
        switch news {
        case .read, .several, .found, .present, .answer, .progress: return []
        case .stateProblem, .reply, .unavailable, .theme, .themeProblem, .exported, .trouble:
            let effects = take(news)
            cover()
            return effects
        }
    }

    private mutating func unlock() -> [ConsoleEffect] {
        locked = nil
        cover()
        watchAnew()
        return [.terminal(.tick(every: .seconds(1)))]
    }

    /// Masks in all screens what was unmasked.
    private mutating func cover() {
        for index in stack.indices { stack[index].cover() }
        for root in parked.keys { parked[root]?.cover() }
    }
}

extension TerminalEvent {
    /// Whether the user did something.
    var isFromUser: Bool {
        switch self {
        case .input(.key), .input(.paste), .input(.mouse): true
        default: false
        }
    }
}
