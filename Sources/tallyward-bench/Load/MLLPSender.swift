import Foundation
import Glibc

/// Sends charge messages over so many connections, on each the next one only after the answer to the last.
///
/// One thread with plain sockets and `poll`, so that the sender takes as little as it can of the cores it shares.
struct MLLPSender {
    let port: Int
    let connections: Int
    let seconds: Double

    /// What came of it.
    struct Outcome: Sendable {
        /// Messages that were acknowledged.
        var accepted = 0
        /// Messages that were refused.
        var refused = 0
        /// From the first byte sent to the last answer, in seconds.
        var seconds = 0.0
        /// From sending a message to its whole answer.
        var latency = Samples()
        /// Processor time of the sender itself, in nanoseconds.
        var cpu: Int64 = 0
        /// The sum of what was sent, in bytes without framing.
        var bytes = 0
    }

    /// Sends on a thread of its own and waits for the end.
    func run() async throws -> Outcome {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try self.send() }) }
            thread.name = "bench.sender"
            thread.start()
        }
    }

    private func send() throws -> Outcome {
        let corpus = ChargeMessage.corpus(256)
        var numbering = Numbering()
        var lines = try (0..<connections).map { _ in try SenderLine(port: port) }
        defer { for line in lines { line.close() } }
        var outcome = Outcome()
        let cpu = Stopwatch.threadCPU
        let start = Stopwatch.now
        let end = start + Int64(seconds * 1e9)
        var sent = 0
        func sendNext(on line: inout SenderLine) throws {
            let (key, sequence) = numbering.take()
            corpus[sent & 255].write(key: key, sequence: sequence, into: &line.frame)
            sent += 1
            outcome.bytes += line.frame.count - 3
            try line.send()
        }
        for index in lines.indices { try sendNext(on: &lines[index]) }
        var waiting = lines.count
        var polls = lines.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        while waiting > 0 {
            guard unsafe poll(&polls, nfds_t(polls.count), 10_000) > 0 else {
                throw Untrustworthy("No answer came for ten seconds; \(waiting) messages wait for one.")
            }
            for index in polls.indices where polls[index].revents != 0 {
                guard let answer = try lines[index].receive() else { continue }
                let now = Stopwatch.now
                outcome.latency.add(now - lines[index].sentAt)
                if answer { outcome.accepted += 1 } else { outcome.refused += 1 }
                if now < end {
                    try sendNext(on: &lines[index])
                } else {
                    waiting -= 1
                    polls[index].fd = -1
                }
            }
        }
        outcome.seconds = Double(Stopwatch.now - start) / 1e9
        outcome.cpu = Stopwatch.threadCPU - cpu
        return outcome
    }
}
