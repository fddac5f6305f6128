import Logging
import NIOCore
import NIOEmbedded
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

/// Keeps what is written, as a socket does whose peer reads nothing.
private final class StalledPeer: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private var promises: [EventLoopPromise<Void>] = []

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if let promise { promises.append(promise) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for promise in promises { promise.fail(ChannelError.ioOnClosedChannel) }
    }
}

/// A connection without a socket: bytes in, bytes out, and a clock that moves when it is told to.
private struct Connection {
    let channel = EmbeddedChannel()
    let intake: FakeIntake
    let board = CounterBoard<HTTPCounters>()

    /// With `stalled`, the peer takes nothing.
    init(
        holding: Bool = false, tls: Bool = false, budget: Int = BodyBudget.usual, stalled: Bool = false
    ) throws {
        intake = FakeIntake(holding: holding)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let check = try SenderCheck([], environment: [:], fetch: { _ in [] }, logger: logger, now: { HTTPSamples.now })
        let site = HTTPSite(
            doors: [
                .init(source: "fhir", path: ["fhir"], bodyLimit: 4 << 20, check: check, desk: HTTPSamples.desk())
            ], isHealthy: { true })
        let registry = ConnectionRegistry(limit: 9, counters: board)
        _ = registry.admit(channel)
        let shared = HTTPConnectionHandler.Shared(
            site: site, intake: intake, counters: board, logger: logger, bodyTimeout: .seconds(30),
            idleTimeout: .seconds(75), hasTLS: tls, registry: registry, budget: BodyBudget(budget),
            date: DateField { HTTPSamples.now }, now: { 0 })
        if stalled { try channel.pipeline.syncOperations.addHandler(StalledPeer()) }
        try HTTPConnectionHandler.build(channel.pipeline.syncOperations, shared)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func receive(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
        channel.embeddedEventLoop.run()
    }

    func wait(_ time: TimeAmount) { channel.embeddedEventLoop.advanceTime(by: time) }

    func run() { channel.embeddedEventLoop.run() }

    /// The status of each answer since the last call.
    func statuses() throws -> [Int] {
        var text = ""
        while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
        return text.split(separator: "\r\n").filter { $0.hasPrefix("HTTP/1.") }
            .compactMap { Int($0.split(separator: " ")[1]) }
    }

    var isOpen: Bool { channel.isActive }
}

struct HTTPConnectionHandlerTests {
    private let head = "POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

    @Test("a head that doesn't end in time is answered 408, however steadily its bytes drip")
    func slowHead() throws {
        let connection = try Connection()
        for byte in ["P", "O", "S", "T", " ", "/"] {
            try connection.receive(byte)
            #expect(try connection.statuses() == [])
            connection.wait(.seconds(5))
        }
        #expect(try connection.statuses() == [408])
        connection.wait(.seconds(1))
        #expect(!connection.isOpen)
        #expect(connection.board.snapshot.bodyTimeouts == 1)
    }

    @Test("a body that doesn't end in time is answered 408, however steadily its bytes drip")
    func slowBody() throws {
        let connection = try Connection()
        try connection.receive(head + "Content-Length: 1000\r\n\r\n")
        for _ in 1...5 {
            connection.wait(.seconds(5))
            try connection.receive("{")
        }
        #expect(try connection.statuses() == [])
        connection.wait(.seconds(5))
        #expect(try connection.statuses() == [408])
        #expect(connection.intake.messages.isEmpty)
    }

    @Test("a connection that sends nothing is closed without a word, and one that just had an answer later")
    func idle() throws {
        let silent = try Connection()
        silent.wait(.seconds(74))
        #expect(silent.isOpen)
        try silent.receive("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try silent.statuses() == [200])
        silent.wait(.seconds(74))
        #expect(silent.isOpen)
        silent.wait(.seconds(1))
        #expect(!silent.isOpen)
        #expect(try silent.statuses() == [])
        #expect(silent.board.snapshot.idleTimeouts == 1)
    }

    @Test("an engine that takes long isn't the sender's silence")
    func slowEngine() throws {
        let connection = try Connection(holding: true)
        try connection.receive(
            head + "Content-Length: \(HTTPSamples.supply().utf8.count)\r\n\r\n" + HTTPSamples.supply())
        connection.wait(.seconds(1000))
        #expect(connection.isOpen)
        connection.intake.release()
        connection.run()
        #expect(try connection.statuses() == [201])
        connection.wait(.seconds(75))
        #expect(!connection.isOpen)
    }

    @Test("a TLS handshake that doesn't end in time ends the connection without a word")
    func slowHandshake() throws {
        let connection = try Connection(tls: true)
        connection.wait(.seconds(30))
        #expect(!connection.isOpen)
        #expect(try connection.statuses() == [])
    }

    @Test("what an address holds in memory is bounded over all its connections, and given back")
    func budget() throws {
        let connection = try Connection(budget: 100)
        try connection.receive(head + "Content-Length: 60\r\n\r\n" + String(repeating: " ", count: 60))
        #expect(try connection.statuses() == [400])
        try connection.receive(head + "Content-Length: 80\r\n\r\n" + String(repeating: " ", count: 80))
        #expect(try connection.statuses() == [400])
        try connection.receive(head + "Content-Length: 120\r\n\r\n" + String(repeating: " ", count: 120))
        #expect(try connection.statuses() == [503])
    }

    @Test("a request is the same whatever pieces it comes in")
    func dripFed() throws {
        let connection = try Connection()
        let body = HTTPSamples.supply()
        for byte in (head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body).utf8 {
            try connection.channel.writeInbound(ByteBuffer(bytes: [byte]))
        }
        connection.run()
        #expect(try connection.statuses() == [201])
        #expect(connection.intake.messages.map(\.bytes) == [Array(body.utf8)])
    }

    @Test("a stop in the middle of a request asks the sender to send it again")
    func stopped() throws {
        let connection = try Connection()
        try connection.receive(head + "Content-Length: 60\r\n\r\n{")
        connection.channel.pipeline.fireUserInboundEventTriggered(ConnectionStop())
        #expect(try connection.statuses() == [503])
        connection.wait(.seconds(1))
        #expect(!connection.isOpen)
    }

    @Test("a peer that doesn't take its last answer is closed after the time of silence")
    func unreadAnswer() throws {
        let connection = try Connection(stalled: true)
        try connection.receive("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        connection.wait(.seconds(74))
        #expect(connection.isOpen)
        connection.wait(.seconds(1))
        #expect(!connection.isOpen)
        #expect(connection.board.snapshot.idleTimeouts == 1)
    }

    @Test("requests that came whole before their sender closed its side are all answered")
    func halfClosedBehindPipeline() throws {
        let connection = try Connection(holding: true)
        let body = HTTPSamples.supply()
        let request = head + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
        try connection.receive(request + request + head)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        for number in 1...2 {
            #expect(connection.intake.messages.count == number)
            connection.intake.release()
            connection.run()
            let statuses = try connection.statuses()
            #expect(statuses == [201])
        }
        connection.wait(.seconds(1))
        #expect(!connection.isOpen)
    }
}
