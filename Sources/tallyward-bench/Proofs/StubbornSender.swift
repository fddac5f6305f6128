import Foundation
import Synchronization

/// Senders as a hospital's interface has them: each sends one message at a time, in order, and again with the same
/// control id until it is acknowledged, however often the connection breaks.
final class StubbornSender: Sendable {
    private struct State {
        var accepted: Set<String> = []
        var refused = 0
        var resent = 0
        var running = 0
        var isStopping = false
        var deadline = Int64.max
        var unanswered = 0
        var latency = Samples()
    }

    private let port: Int
    private let connections: Int
    private let state = Mutex(State())
    private let firstSequence: Int
    private let corpus = ChargeMessage.corpus(16)
    /// The visits of each connection.
    private static let visits = 25

    /// - Parameter firstSequence: the number of each visit's first message.
    init(port: Int, connections: Int, firstSequence: Int = 0) {
        self.port = port
        self.connections = connections
        self.firstSequence = firstSequence
    }

    /// Starts a thread for each connection, which sends so many messages, or until it is stopped.
    func start(messages: Int = .max) {
        state.withLock { $0.running = connections }
        for number in 0..<connections {
            let thread = Thread {
                self.run(number, messages)
                self.state.withLock { $0.running -= 1 }
            }
            thread.name = "prove.sender"
            thread.start()
        }
    }

    /// Lets each finish the message it is at, and waits for that, at most `bound` seconds.
    func stop(within bound: Double) async throws {
        state.withLock {
            $0.isStopping = true
            $0.deadline = Stopwatch.now + Int64(bound * 1e9)
        }
        while state.withLock({ $0.running }) > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// The control ids that were accepted.
    var accepted: Set<String> { state.withLock { $0.accepted } }
    /// Answers other than an acceptance.
    var refused: Int { state.withLock { $0.refused } }
    /// Messages that were sent more than once.
    var resent: Int { state.withLock { $0.resent } }
    /// Messages that were given up without an answer, at the end.
    var unanswered: Int { state.withLock { $0.unanswered } }
    /// From sending to the whole answer, of those that were accepted.
    var latency: Samples { state.withLock { $0.latency } }

    private func run(_ number: Int, _ messages: Int) {
        var line: SenderLine?
        var frame: [UInt8] = []
        var name: [UInt8] = []
        var turn = 0
        while turn < messages, turn == 0 || state.withLock({ !$0.isStopping }) {
            let key = number * Self.visits + turn % Self.visits
            let sequence = firstSequence + turn / Self.visits
            turn += 1
            corpus[turn & 15].write(key: key, sequence: sequence, into: &frame)
            ChargeMessage.controlID(key: key, sequence: sequence, into: &name)
            insist(on: frame, named: String(decoding: name, as: UTF8.self), over: &line)
        }
        line?.close()
    }

    /// Sends until it is accepted, or time is over.
    private func insist(on frame: [UInt8], named name: String, over line: inout SenderLine?) {
        var tries = 0
        while true {
            tries += 1
            if tries == 2 { state.withLock { $0.resent += 1 } }
            do {
                if line == nil { line = try SenderLine(port: port, timeout: 10) }
                line?.frame = frame
                try line?.send()
                var answer: Bool?
                while answer == nil { answer = try line?.receive() }
                let took = Stopwatch.now - (line?.sentAt ?? 0)
                if answer == true {
                    state.withLock {
                        $0.accepted.insert(name)
                        $0.latency.add(took)
                    }
                    return
                }
                state.withLock { $0.refused += 1 }
            } catch {
                line?.close()
                line = nil
            }
            guard state.withLock({ Stopwatch.now < $0.deadline }) else {
                state.withLock { $0.unanswered += 1 }
                return
            }
            usleep(5000)
        }
    }
}
