internal import SyncEngine
internal import Synchronization

/// Gathers the replies to the messages of one request, from whatever threads they come on.
final class ReplyCollector: Sendable {
    private struct State {
        var replies: [IntakeReply?]
        var missing: Int
    }

    private let state: Mutex<State>
    private let whenComplete: @Sendable ([IntakeReply]) -> Void

    /// Calls `whenComplete` once, with the last of `count` replies; `count` is above 0.
    init(_ count: Int, whenComplete: @escaping @Sendable ([IntakeReply]) -> Void) {
        state = Mutex(State(replies: [IntakeReply?](repeating: nil, count: count), missing: count))
        self.whenComplete = whenComplete
    }

    /// Notes the reply to one message. A second one for the same is ignored.
    func settle(_ index: Int, _ reply: IntakeReply) {
        let all = state.withLock { state -> [IntakeReply]? in
            guard state.replies[index] == nil else { return nil }
            state.replies[index] = reply
            state.missing -= 1
            return state.missing == 0 ? state.replies.compactMap { $0 } : nil
        }
        if let all { whenComplete(all) }
    }
}
