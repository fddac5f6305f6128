import HL7v2
import NIOSSL

/// A sender over a real socket, that does exactly what it is told.
final class WireClient {
    private let wire: Wire
    private var framer = MLLPFramer()

    private init(_ wire: Wire) { self.wire = wire }

    /// Connects to a port of this machine for as long as `body` runs.
    static func connect<Answer>(
        to port: Int, tls: TLSConfiguration? = nil, _ body: (WireClient) async throws -> Answer
    ) async throws -> Answer {
        try await Wire.connect(to: port, tls: tls) { try await body(WireClient($0)) }
    }

    func send(_ bytes: [UInt8]) async throws {
        try await wire.send(bytes)
    }

    /// Closes this side only.
    func finishSending() { wire.finishSending() }

    /// The next answer; `nil` once the server has closed.
    func nextMessage() async throws -> Message? {
        while true {
            if case .frame(let bytes)? = framer.next() { return try Message(bytes) }
            guard let more = try await wire.next() else { return nil }
            framer.append(more)
        }
    }

    /// MSA-1 and MSA-2 of the next answer; `nil` once the server has closed.
    func nextAnswer() async throws -> String? {
        try await nextMessage().map { message in
            [1, 2].map { message.text(Path("MSA", field: $0)) ?? "" }.joined(separator: " ")
        }
    }

    /// The next so many answers, fewer where the server closes.
    func answers(_ count: Int) async throws -> [String] {
        var answers: [String] = []
        while answers.count < count, let answer = try await nextAnswer() { answers.append(answer) }
        return answers
    }
}
