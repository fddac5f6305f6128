internal import Logging
internal import NIOCore
internal import Synchronization

/// What counts the connections of a listener.
protocol ConnectionTally: Sendable {
    /// How many were turned away.
    var connectionsRefused: Int { get }
    /// Counts what became of one.
    func count(_ change: ConnectionChange)
}

/// What becomes of a connection.
enum ConnectionChange {
    case accepted, refused, closed
}

/// The open connections of one listener: counts them, bounds them, and reaches them at shutdown.
final class ConnectionRegistry: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int
    private let counters: any ConnectionTally

    /// At most `limit` connections at once.
    init(limit: Int, counters: any ConnectionTally) {
        self.limit = limit
        self.counters = counters
    }

    /// Whether at most one sender is connected.
    var isLone: Bool { state.withLock { $0.channels.count <= 1 } }

    /// Takes a connection in; `false` when there are too many, or the listener is closing.
    func admit(_ channel: any Channel) -> Bool {
        let isAdmitted = state.withLock { state in
            guard !state.isClosed, state.channels.count < limit else { return false }
            state.channels[ObjectIdentifier(channel)] = channel
            return true
        }
        guard isAdmitted else {
            counters.count(.refused)
            return false
        }
        counters.count(.accepted)
        channel.closeFuture.whenComplete { _ in self.leave(channel) }
        return true
    }

    /// Logs that connections are turned away: at the first, the second, the fourth and so on.
    func warnOfRefusals(_ logger: Logger) {
        let refused = counters.connectionsRefused
        guard refused & (refused - 1) == 0 else { return }
        logger.warning(
            "connections turned away: as many are open as the catalog allows",
            metadata: ["limit": "\(limit)", "refused": "\(refused)"])
    }

    /// Takes no more connections in, and answers with those that are open.
    func close() -> [any Channel] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.channels.values)
        }
    }

    private func leave(_ channel: any Channel) {
        state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        counters.count(.closed)
    }
}
