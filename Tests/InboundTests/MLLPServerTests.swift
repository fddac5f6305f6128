import Catalog
import HL7v2
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite(.timeLimit(.minutes(1))) struct MLLPServerTests {
    private let intake = FakeIntake()

    private func server(_ intake: FakeIntake, _ change: (inout MLLPListener) -> Void = { _ in }) -> MLLPServer {
        var listener = MLLPListener(host: "127.0.0.1", port: 0)
        change(&listener)
        return MLLPServer(
            source: Samples.source, listener: listener, flows: Samples.flows, intake: intake,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { UTCTime(milliseconds: 1_775_000_000_000) })
    }

    private func frame(_ controlID: String) -> [UInt8] { MLLPFrame.wrap(Samples.dft(controlID: controlID)) }

    @Test("a message over a socket reaches the intake byte for byte and is acknowledged")
    func oneMessage() async throws {
        let server = server(intake)
        let port = try await server.start()
        #expect(port > 0)
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M1"))
            #expect(try await client.nextAnswer() == "AA M1")
        }
        #expect(intake.messages.map(\.bytes) == [Samples.dft(controlID: "M1")])
        await server.drain(within: .seconds(10))
        #expect(server.counters.connectionsAccepted == 1)
        #expect(server.counters.connectionsOpen == 0)
    }

    @Test("a frame sent byte by byte is one message")
    func dripFed() async throws {
        let server = server(intake)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            for byte in frame("M1") { try await client.send([byte]) }
            #expect(try await client.nextAnswer() == "AA M1")
        }
        await server.drain(within: .seconds(10))
        #expect(server.counters.frames == 1)
    }

    @Test("a thousand frames sent at once are each answered, in order")
    func manyAtOnce() async throws {
        let server = server(intake)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send((1...1000).flatMap { frame("M\($0)") })
            #expect(try await client.answers(1000) == (1...1000).map { "AA M\($0)" })
        }
        await server.drain(within: .seconds(10))
        #expect(intake.messages.map(\.controlID) == (1...1000).map { "M\($0)" })
    }

    @Test("connections side by side each get their own answers")
    func sideBySide() async throws {
        let server = server(intake)
        let port = try await server.start()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 1...8 {
                group.addTask {
                    try await WireClient.connect(to: port) { client in
                        for number in 1...20 {
                            try await client.send(frame("S\(sender)N\(number)"))
                            #expect(try await client.nextAnswer() == "AA S\(sender)N\(number)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        await server.drain(within: .seconds(10))
        #expect(intake.messages.count == 160)
    }

    @Test("a frame of 20 MiB is refused by name, and the connection goes on")
    func oversize() async throws {
        let server = server(intake)
        let port = try await server.start()
        let large = Samples.dft(controlID: "BIG") + [UInt8](repeating: 0x78, count: 20 << 20)
        try await WireClient.connect(to: port) { client in
            try await client.send(MLLPFrame.wrap(large))
            #expect(try await client.nextAnswer() == "AR BIG")
            try await client.send(frame("M1"))
            #expect(try await client.nextAnswer() == "AA M1")
        }
        await server.drain(within: .seconds(10))
        #expect(server.counters.oversize == 1)
    }

    @Test("garbage, a VT inside a frame, and FS CR LF leave the messages around them whole")
    func hostileBytes() async throws {
        let server = server(intake)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send(Array("\r\n\u{0}\u{FF}noise".utf8))
            try await client.send([MLLPFrame.start] + Array("MSH|^~".utf8) + frame("M1") + [0x0A] + frame("M2"))
            try await client.send(MLLPFrame.wrap(Array("no message at all".utf8)))
            #expect(try await client.answers(3) == ["AA M1", "AA M2", "AR "])
        }
        await server.drain(within: .seconds(10))
        #expect(server.counters.resynchronised == 1)
        #expect(server.counters.noiseBytes > 0)
        #expect(intake.messages.map { $0.refusal == nil } == [true, true, false])
    }

    @Test("a sender that closes its side after sending still hears its answer")
    func halfClosed() async throws {
        let server = server(intake)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M1"))
            client.finishSending()
            #expect(try await client.nextAnswer() == "AA M1")
            #expect(try await client.nextAnswer() == nil)
        }
        await server.drain(within: .seconds(10))
    }

    @Test("a sender that goes away before the answer changes nothing for the message")
    func peerGone() async throws {
        let holding = FakeIntake(holding: true)
        let server = server(holding)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M1"))
            await holding.waitFor(1)
        }
        holding.release()
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M2"))
            await holding.waitFor(2)
            holding.release()
            #expect(try await client.nextAnswer() == "AA M2")
        }
        await server.drain(within: .seconds(10))
        #expect(holding.messages.map(\.controlID) == ["M1", "M2"])
    }

    @Test("a connection beyond the limit is turned away, and room that comes free is given")
    func connectionLimit() async throws {
        let server = server(intake) { $0.maximumConnections = 1 }
        let port = try await server.start()
        try await WireClient.connect(to: port) { first in
            try await first.send(frame("M1"))
            #expect(try await first.nextAnswer() == "AA M1")
            let turnedAway = try? await WireClient.connect(to: port) { try await $0.nextAnswer() }
            #expect(turnedAway == .none || turnedAway == .some(nil))
            try await first.send(frame("M2"))
            #expect(try await first.nextAnswer() == "AA M2")
        }
        #expect(server.counters.connectionsRefused == 1)
        await server.drain(within: .seconds(10))
    }

    @Test("drain answers what was taken in, takes no new connection, and leaves nothing open")
    func drain() async throws {
        let holding = FakeIntake(holding: true)
        let server = server(holding)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M1") + frame("M2") + [MLLPFrame.start, 0x4D])
            await holding.waitFor(2)
            async let drained: Void = server.drain(within: .seconds(30))
            holding.release()
            #expect(try await client.answers(3) == ["AA M1", "AA M2"])
            client.finishSending()
            await drained
        }
        #expect(server.counters.connectionsOpen == 0)
        await #expect(throws: (any Error).self) { try await WireClient.connect(to: port) { _ in } }
    }

    @Test("drain cuts off what isn't done in time")
    func drainInTime() async throws {
        let holding = FakeIntake(holding: true)
        let server = server(holding)
        let port = try await server.start()
        try await WireClient.connect(to: port) { client in
            try await client.send(frame("M1"))
            await holding.waitFor(1)
            await server.drain(within: .milliseconds(50))
        }
        #expect(server.counters.connectionsOpen == 0)
        #expect(server.counters.unanswered == 1)
        holding.release()
    }

    @Test("a port in use is said to be, with what to do about it")
    func portInUse() async throws {
        let first = server(intake)
        let port = try await first.start()
        let second = server(intake) { $0.port = port }
        let error = await #expect(throws: ListenError.self) { try await second.start() }
        #expect(error == .portInUse(host: "127.0.0.1", port: port))
        #expect(error?.description.contains("give the source another port") == true)
        await first.drain(within: .seconds(10))
    }

    @Test("an address of another machine and files that are not there are said to be")
    func badListener() async throws {
        let elsewhere = server(intake) { $0.host = "192.0.2.1" }
        await #expect(throws: ListenError.addressUnavailable(host: "192.0.2.1")) { try await elsewhere.start() }
        let withoutFiles = server(intake) {
            $0.tls = .init(certificateChain: "/no/such.pem", privateKey: "/no/such.key")
        }
        let error = await #expect(throws: ListenError.self) { try await withoutFiles.start() }
        #expect(error?.code == "listen-tls-file")
    }

    @Test("a server is started once")
    func startedOnce() async throws {
        let server = server(intake)
        _ = try await server.start()
        await #expect(throws: ListenError.alreadyStarted) { try await server.start() }
        await server.drain(within: .seconds(10))
        await server.drain(within: .seconds(10))
    }
}
