import Synchronization

/// Where other threads leave messages for the application. Any thread may post, also before the loop runs and after.
public final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var wake: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// An empty mailbox.
    public init() {}

    /// Leaves a message and wakes the loop if it waits. Never blocks for longer than a lock of a few instructions.
    public func post(_ message: Message) {
        let wake = state.withLock { state -> (@Sendable () -> Void)? in
            state.messages.append(message)
            return state.messages.count == 1 ? state.wake : nil
        }
        wake?()
    }

    /// All messages so far, in order.
    func take() -> [Message] {
        state.withLock { state in
            let messages = state.messages
            state.messages.removeAll(keepingCapacity: messages.count < 1024)
            return messages
        }
    }

    /// Says how to wake the loop from now on.
    func connect(_ wake: (@Sendable () -> Void)?) {
        state.withLock { $0.wake = wake }
    }
}
