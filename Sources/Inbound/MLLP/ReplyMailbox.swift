internal import NIOCore
internal import SyncEngine
internal import Synchronization

/// Carries replies from the engine's threads to one event loop.
///
/// The engine replies to a whole group of messages after one commit. The loop is woken once for what has gathered, and
/// every connection among it writes once.
final class ReplyMailbox: Sendable {
    /// A reply for one message of one connection.
    struct Entry: Sendable {
        let connection: NIOLoopBound<MLLPConnectionHandler>
        let ticket: Int
        let reply: IntakeReply
    }

    private let eventLoop: any EventLoop
    private let entries = Mutex<[Entry]>([])

    /// The mailbox of `eventLoop`.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    /// Puts a reply in, from any thread.
    func post(_ entry: Entry) {
        let isFirst = entries.withLock { entries in
            entries.append(entry)
            return entries.count == 1
        }
        guard isFirst else { return }
        if eventLoop.inEventLoop { deliver() } else { eventLoop.execute { self.deliver() } }
    }

    private func deliver() {
        let arrived = entries.withLock { entries in
            let taken = entries
            entries.removeAll(keepingCapacity: entries.count <= 4096)
            return taken
        }
        var connections: [MLLPConnectionHandler] = []
        for entry in arrived {
            let connection = entry.connection.value
            if connection.settle(entry.ticket, entry.reply) { connections.append(connection) }
        }
        for connection in connections { connection.answerSettled() }
    }
}
