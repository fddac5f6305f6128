import SyncEngine
import SyncModel
import Synchronization

/// An intake in memory: answers at once, or keeps the replies until told to give them.
final class FakeIntake: Intake {
    typealias Reply = @Sendable (IntakeReply) -> Void

    private struct State {
        var messages: [IncomingMessage] = []
        var mayBlock: [Bool] = []
        var held: [(message: IncomingMessage, reply: Reply)] = []
        var isHolding: Bool
        var waiters: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(holding: Bool = false) {
        state = Mutex(State(isHolding: holding))
    }

    func submit(_ message: IncomingMessage, mayBlock: Bool, reply: @escaping Reply) {
        let (isHeld, ready) = state.withLock { state in
            state.messages.append(message)
            state.mayBlock.append(mayBlock)
            if state.isHolding { state.held.append((message, reply)) }
            let count = state.messages.count
            let ready = state.waiters.filter { $0.count <= count }
            state.waiters.removeAll { $0.count <= count }
            return (state.isHolding, ready)
        }
        for waiter in ready { waiter.continuation.resume() }
        if !isHeld { reply(Self.usual(message)) }
    }

    /// All that was submitted, in order.
    var messages: [IncomingMessage] { state.withLock { $0.messages } }

    /// Whether each could have been committed on the caller's thread.
    var mayBlock: [Bool] { state.withLock { $0.mayBlock } }

    /// Waits until `count` messages were submitted.
    func waitFor(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.messages.count < count { state.waiters.append((count, continuation)) }
                return state.messages.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Replies to what is held, in an order of the caller's; the rest stays.
    func release(
        _ count: Int = .max, reversed: Bool = false, _ reply: (IncomingMessage) -> IntakeReply = FakeIntake.usual
    ) {
        let taken = state.withLock { state in
            let taken = Array(state.held.prefix(count))
            state.held.removeFirst(taken.count)
            return taken
        }
        for entry in reversed ? taken.reversed() : taken { entry.reply(reply(entry.message)) }
    }

    static func usual(_ message: IncomingMessage) -> IntakeReply {
        if let refusal = message.refusal { return .refused(refusal) }
        return .accepted(MessageID(rawValue: 1))
    }
}
