import HL7v2
import Logging
import NIOCore
import NIOEmbedded
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

/// A connection without a socket: bytes in, bytes out, and a clock that moves when it is told to.
private struct Connection {
    let channel: EmbeddedChannel
    let intake: FakeIntake
    let board = CounterBoard<MLLPCounters>()
    private let reads = ReadCounter()

    init(holding: Bool = false, frameLimit: Int = 1 << 20, tls: Bool = false, others: Int = 0) throws {
        intake = FakeIntake(holding: holding)
        channel = EmbeddedChannel()
        let registry = ConnectionRegistry(limit: 9, counters: board)
        for other in [channel] + (0..<others).map({ _ in EmbeddedChannel() }) { _ = registry.admit(other) }
        let shared = MLLPConnectionHandler.Shared(
            decoder: try Samples.decoder(),
            acknowledger: Acknowledger(seed: 1) { UTCTime(milliseconds: 1_775_000_000_000) }, intake: intake,
            counters: board, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            frameTimeout: .seconds(30), idleTimeout: .seconds(600), hasTLS: tls,
            registry: registry)
        let frames = MLLPFrameDecoder(limit: frameLimit)
        let mailbox = ReplyMailbox(eventLoop: channel.eventLoop)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandlers(reads, ByteToMessageHandler(frames))
        try pipeline.addHandler(MLLPConnectionHandler(shared, mailbox: mailbox, frames: frames))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// How often the connection asked for more bytes.
    var readCount: Int { reads.count }

    func receive(_ bytes: [UInt8]) throws {
        try channel.writeInbound(ByteBuffer(bytes: bytes))
        channel.embeddedEventLoop.run()
    }

    func run() { channel.embeddedEventLoop.run() }

    /// Lets time pass.
    func wait(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    /// MSA-1 and MSA-2 of every answer written since the last call, and in how many writes they left.
    func answers() throws -> (answers: [String], writes: Int) {
        var framer = MLLPFramer()
        var writes = 0
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
            framer.append(buffer.readableBytesView)
            writes += 1
        }
        var answers: [String] = []
        while case .frame(let bytes)? = framer.next() {
            let message = try Message(bytes)
            answers.append([1, 2].map { message.text(Path("MSA", field: $0)) ?? "" }.joined(separator: " "))
        }
        return (answers, writes)
    }
}

/// Counts how often reading is asked for.
private final class ReadCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    private(set) var count = 0

    func read(context: ChannelHandlerContext) {
        count += 1
        context.read()
    }
}

@Suite struct MLLPConnectionHandlerTests {
    private func frames(_ numbers: some Sequence<Int>) -> [UInt8] {
        numbers.flatMap { MLLPFrame.wrap(Samples.dft(controlID: "M\($0)")) }
    }

    @Test("only the single message of the single sender may be committed on the loop that reads")
    func leading() throws {
        let lone = try Connection(holding: true)
        try lone.receive(frames(1...1))
        try lone.receive(frames(2...2))
        #expect(lone.intake.mayBlock == [true, false])

        let pipelining = try Connection()
        try pipelining.receive(frames(1...3))
        #expect(pipelining.intake.mayBlock == [false, false, true])

        let inCompany = try Connection(others: 1)
        try inCompany.receive(frames(1...1))
        #expect(inCompany.intake.mayBlock == [false])
    }

    @Test("nothing is answered before the intake has replied")
    func answerAfterReply() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...1))
        #expect(connection.intake.messages.map(\.controlID) == ["M1"])
        #expect(try connection.answers().answers.isEmpty)
        connection.intake.release()
        connection.run()
        #expect(try connection.answers().answers == ["AA M1"])
    }

    @Test("pipelined frames are answered in their order, those replied to together in one write")
    func pipelined() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...5))
        connection.intake.release(reversed: true)
        connection.run()
        let (answers, writes) = try connection.answers()
        #expect(answers == (1...5).map { "AA M\($0)" })
        #expect(writes == 1)
        #expect(connection.board.snapshot.frames == 5)
        #expect(connection.board.snapshot.acknowledgments == 5)
    }

    @Test("an answer waits for those before it")
    func headOfLine() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...1))
        try connection.receive(frames(2...2))
        connection.intake.release(2, reversed: true) { message in
            message.controlID == "M2" ? .duplicate(MessageID(rawValue: 2)) : .unavailable("later")
        }
        connection.run()
        #expect(try connection.answers().answers == ["AE M1", "AA M2"])
    }

    @Test("no more than 256 messages are with the intake at once, and reading stops until there is room")
    func backPressure() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...300))
        #expect(connection.intake.messages.count == 256)
        let readsBefore = connection.readCount
        connection.channel.read()
        #expect(connection.readCount == readsBefore)
        connection.intake.release(40)
        connection.run()
        #expect(connection.intake.messages.count == 296)
        #expect(connection.readCount == readsBefore)
        connection.intake.release(256)
        connection.run()
        #expect(connection.intake.messages.count == 300)
        #expect(connection.readCount == readsBefore + 1)
        connection.intake.release()
        connection.run()
        #expect(try connection.answers().answers == (1...300).map { "AA M\($0)" })
    }

    @Test("large messages stop reading before there are many of them")
    func backPressureByBytes() throws {
        let connection = try Connection(holding: true, frameLimit: 16 << 20)
        let large = MLLPFrame.wrap(Samples.dft() + Array("NTE|1||".utf8) + [UInt8](repeating: 0x78, count: 5 << 20))
        try connection.receive(large + large + large)
        #expect(connection.intake.messages.count == 2)
        connection.intake.release()
        connection.run()
        #expect(connection.intake.messages.count == 3)
    }

    @Test("a peer that is gone before the answer loses only the answer")
    func peerGone() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...2))
        _ = try connection.channel.finish()
        connection.intake.release()
        connection.run()
        #expect(connection.intake.messages.count == 2)
        #expect(connection.board.snapshot.unanswered == 2)
    }

    @Test("a peer that closes only its own side still gets its answers, then the connection closes")
    func halfClosed() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...1))
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        connection.run()
        #expect(connection.channel.isActive)
        connection.intake.release()
        connection.run()
        #expect(try connection.answers().answers == ["AA M1"])
        #expect(!connection.channel.isActive)
    }

    @Test("half a frame closes the connection after the partial-frame timeout, however it trickles in")
    func partialFrame() throws {
        let connection = try Connection()
        try connection.receive([MLLPFrame.start])
        for _ in 0..<29 {
            connection.wait(.seconds(1))
            try connection.receive([0x4D])
        }
        #expect(connection.channel.isActive)
        connection.wait(.seconds(1))
        #expect(!connection.channel.isActive)
        #expect(connection.board.snapshot.frameTimeouts == 1)
    }

    @Test("silence closes the connection after the idle timeout, not while an answer is owed")
    func idle() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...1))
        connection.wait(.seconds(1200))
        #expect(connection.channel.isActive)
        connection.intake.release()
        connection.run()
        connection.wait(.seconds(1200))
        #expect(!connection.channel.isActive)
        #expect(connection.board.snapshot.idleTimeouts == 1)
    }

    @Test("a TLS handshake that doesn't end closes the connection like half a frame")
    func handshake() throws {
        let connection = try Connection(tls: true)
        connection.wait(.seconds(30))
        #expect(!connection.channel.isActive)
    }

    @Test("noise and broken frames are counted, and the frame after them is taken")
    func noise() throws {
        let connection = try Connection()
        try connection.receive(Array("GET / HTTP/1.1\r\n".utf8) + [MLLPFrame.start, 0x4D] + frames(1...1))
        #expect(try connection.answers().answers == ["AA M1"])
        let counters = connection.board.snapshot
        #expect(counters.noiseBytes == 16)
        #expect(counters.resynchronised == 1)
        #expect(counters.frames == 1)
    }

    @Test("a frame larger than the limit is answered by name and kept as far as it was read")
    func oversize() throws {
        let connection = try Connection(frameLimit: 2000)
        let large = Samples.dft(controlID: "BIG") + [UInt8](repeating: 0x78, count: 4000)
        try connection.receive(MLLPFrame.wrap(large) + frames(1...1))
        #expect(try connection.answers().answers == ["AR BIG", "AA M1"])
        #expect(connection.board.snapshot.oversize == 1)
        #expect(connection.intake.messages.map(\.controlID) == ["BIG", "M1"])
        #expect(connection.intake.messages.first?.refusal?.code == .messageMalformed)
    }

    @Test("when told to stop, a connection answers what it took, takes nothing more, and closes")
    func stop() throws {
        let connection = try Connection(holding: true)
        try connection.receive(frames(1...2) + [MLLPFrame.start, 0x4D])
        connection.channel.pipeline.fireUserInboundEventTriggered(ConnectionStop())
        try connection.receive(frames(3...3))
        #expect(connection.channel.isActive)
        connection.intake.release()
        connection.run()
        #expect(try connection.answers().answers == ["AA M1", "AA M2"])
        #expect(connection.intake.messages.count == 2)
        connection.wait(.seconds(1))
        #expect(!connection.channel.isActive)
    }
}
