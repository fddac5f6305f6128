import Catalog
import Foundation
import JSONText
import NIOSSL
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
    private let signIn = "Authorization: Bearer \(HTTPSamples.key)"

    @Test("a resource over a socket reaches the intake byte for byte and is answered once it is stored")
    func created() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                let body = HTTPSamples.supply()
                try await wire.send(HTTPWire.request("POST", "/fhir/SupplyDelivery", body, headers: [signIn]))
                await site.intake.waitFor(1)
                #expect(site.server.counters.answered2xx == 0)
                site.intake.release { _ in .accepted(MessageID(rawValue: 4711)) }
                let reply = try await wire.nextReply()
                #expect(reply.status == 201)
                #expect(reply["Location"] == "/fhir/SupplyDelivery/4711/_history/1" && reply["ETag"] == "W/\"1\"")
                #expect(reply.json?["id"]?.text == "4711")
                #expect(reply["Date"] == "Sun, 22 Nov 2026 08:00:00 GMT")
                #expect(site.intake.messages.map(\.bytes) == [Array(body.utf8)])
                #expect(site.intake.messages.map(\.controlID) == ["SupplyDelivery/s1/_history/1"])
            }
        }
    }

    @Test("what the engine can't store is answered 503 with a time to come back")
    func unavailable() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                for (number, body) in [HTTPSamples.supply(), "no JSON"].enumerated() {
                    try await wire.send(HTTPWire.request("POST", "/fhir", body, headers: [signIn]))
                    await site.intake.waitFor(number + 1)
                    site.intake.release { _ in .unavailable("The disk is full.") }
                    let reply = try await wire.nextReply()
                    #expect(reply.status == 503 && reply["Retry-After"] == "2")
                }
            }
        }
    }

    @Test("requests sent at once are answered one by one, in their order, and never side by side")
    func pipelined() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                let all = (1...5).map {
                    HTTPWire.request(
                        "POST", "/fhir/SupplyDelivery", HTTPSamples.supply(id: "s\($0)"), headers: [signIn])
                }
                try await wire.send(all.joined())
                for number in 1...5 {
                    await site.intake.waitFor(number)
                    #expect(site.intake.messages.count == number)
                    site.intake.release { _ in .accepted(MessageID(rawValue: Int64(number))) }
                    #expect(try await wire.nextReply()["Location"] == "/fhir/SupplyDelivery/\(number)/_history/1")
                }
            }
        }
    }

    @Test("a thousand requests without a body at once are all answered")
    func flood() async throws {
        try await HTTPFixture.run { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(String(repeating: HTTPWire.request("GET", "/healthz"), count: 1000))
                for _ in 1...1000 { #expect(try await wire.nextReply().status == 200) }
            }
        }
    }

    @Test("a body larger than allowed is refused before it is read, and the connection ends")
    func oversize() async throws {
        try await HTTPFixture.run([HTTPSamples.source { $0.maximumBodyBytes = 4096 }]) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(
                    "POST /fhir HTTP/1.1\r\nHost: x\r\n\(signIn)\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 99999999999\r\n\r\n{")
                let reply = try await wire.nextReply()
                #expect(reply.status == 413 && reply["Connection"] == "close")
                #expect(reply.json?["issue"]?.elements?[0]["code"]?.text == "too-long")
                #expect(await wire.isClosed())
            }
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(
                    "POST /fhir HTTP/1.1\r\nHost: x\r\n\(signIn)\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n1388\r\n" + String(repeating: " ", count: 5000) + "\r\n")
                #expect(try await wire.nextReply().status == 413)
                #expect(await wire.isClosed())
            }
            #expect(site.server.counters.oversize == 2)
            #expect(site.intake.messages.isEmpty)
        }
    }

    private static let chunked =
        "POST /fhir HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(HTTPSamples.key)\r\n"
        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(
        "what is no HTTP, or could be read in two ways, is refused and the connection ends",
        arguments: [
            ("GET / HTTP/9.9\r\n\r\n", 400), ("\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n", 400),
            ("POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345", 400),
            ("POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("GET /healthz HTTP/2.0\r\nHost: x\r\n\r\n", 400),
            ("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Folded: a\r\n b\r\n\r\n", 400),
            ("GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", 400), ("GET /healthz HTTP/1.1\nHost: x\n\n", 400),
            ("POST /fhir HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n12345", 400),
            ("POST /fhir HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
            ("POST /fhir HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400),
            ("POST /fhir HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            (Self.chunked + "2\n{}\r\n0\r\n\r\n", 400), (Self.chunked + "2;a=\u{0}\r\n{}\r\n0\r\n\r\n", 400),
            (Self.chunked + "FFFFFFFFFFFFFFFFF\r\n{}\r\n", 400),
            (Self.chunked + "ZZ\r\n{}\r\n", 400), (Self.chunked + "2\r\n{}xx", 400),
            ("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: \(String(repeating: "a", count: 40_000))\r\n\r\n", 431),
        ])
    func malformed(bytes: String, status: Int) async throws {
        try await HTTPFixture.run { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(bytes)
                let reply = try await wire.nextReply()
                #expect(reply.status == status)
                #expect(reply["Content-Type"]?.hasSuffix("json") == true)
                #expect(await wire.isClosed())
            }
            #expect(site.intake.messages.isEmpty)
        }
    }

    @Test("a request without a Host, or with two, is refused, and the connection goes on")
    func host() async throws {
        try await HTTPFixture.run { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send("GET /healthz HTTP/1.1\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
                try await wire.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await wire.nextReply().status == 400)
                #expect(try await wire.nextReply().status == 400)
                #expect(try await wire.nextReply().status == 200)
            }
        }
    }

    @Test("HEAD is answered with the head of the same answer, and the connection goes on")
    func headOnly() async throws {
        try await HTTPFixture.run { site in
            try await HTTPWire.connect(to: site.port) { wire in
                for path in ["/healthz", "/fhir/metadata", "/nowhere"] {
                    try await wire.send(HTTPWire.request("HEAD", path) + HTTPWire.request("GET", "/healthz"))
                    let bytes = try await wire.nextHead()
                    #expect(bytes.hasPrefix(path == "/nowhere" ? "HTTP/1.1 404" : "HTTP/1.1 200"))
                    #expect(bytes.contains("Content-Length: "))
                    let next = try await wire.nextReply()
                    #expect(next.status == 200 && next.text == #"{"status":"ok"}"#)
                }
            }
        }
    }

    @Test("a client of HTTP/1.0 hears no 100, and has at most one Host")
    func olderClient() async throws {
        try await HTTPFixture.run { site in
            let body = HTTPSamples.supply()
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(
                    "POST /fhir HTTP/1.0\r\n\(signIn)\r\nContent-Type: application/fhir+json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n" + body)
                #expect(try await wire.nextReply().status == 201)
            }
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send("GET /healthz HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")
                #expect(try await wire.nextReply().status == 400)
            }
        }
    }

    @Test("a sender that asks first hears 100 where its body is wanted, and the refusal where it isn't")
    func expectContinue() async throws {
        try await HTTPFixture.run { site in
            let body = HTTPSamples.supply()
            let head = { (signIn: String) in
                "POST /fhir HTTP/1.1\r\nHost: x\r\n\(signIn)Content-Type: application/fhir+json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n"
            }
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(head("\(signIn)\r\n"))
                #expect(try await wire.nextReply().status == 100)
                try await wire.send(body)
                #expect(try await wire.nextReply().status == 201)
            }
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(head(""))
                let reply = try await wire.nextReply()
                #expect(reply.status == 401 && reply["Connection"] == "close")
                #expect(await wire.isClosed())
            }
        }
    }

    @Test(
        "a method that a place doesn't know is answered 405 with those it knows",
        arguments: [
            ("DELETE", "/fhir/SupplyDelivery/1", "GET, PUT"), ("POST", "/fhir/metadata", "GET, HEAD"),
            ("PATCH", "/fhir/SupplyDelivery", "GET, POST"), ("OPTIONS", "/fhir", "POST"),
            ("PUT", "/fhir/$process-message", "POST"), ("DELETE", "/healthz", "GET, HEAD"), ("PUT", "/hooks", "POST"),
        ])
    func methods(method: String, path: String, allowed: String) async throws {
        let sources = [HTTPSamples.source(), HTTPSamples.source("hooks", .cloudEvents, path: "/hooks")]
        try await HTTPFixture.run(sources) { site in
            let reply = try await site.ask(method, path)
            #expect(reply.status == 405 && reply["Allow"] == allowed)
        }
    }

    @Test("sources on one address are told apart by their paths")
    func paths() async throws {
        let sources = [HTTPSamples.source(), HTTPSamples.source("hooks", .cloudEvents, path: "/in/hooks")]
        try await HTTPFixture.run(sources) { site in
            #expect(try await site.ask("POST", "/fhir", HTTPSamples.supply()).status == 201)
            let event = try await site.ask(
                "POST", "/in/hooks", HTTPSamples.event(), type: "application/cloudevents+json")
            #expect(event.status == 200)
            #expect(site.intake.messages.map(\.source) == ["fhir", "hooks"])
            for path in ["/", "/other", "/in", "/fhirx", "/%2e%2e/fhir", "//fhir%2f", "/fhir/A/B/C"] {
                let reply = try await site.ask("POST", path, "{}")
                #expect([404, 400].contains(reply.status), "\(path) \(reply.status)")
            }
        }
    }

    @Test("/healthz says whether the engine works, to everybody")
    func health() async throws {
        try await HTTPFixture.run { site in
            #expect(try await site.ask("GET", "/healthz", headers: []).status == 200)
            site.setHealthy(false)
            let reply = try await site.ask("GET", "/healthz", headers: [])
            #expect(reply.status == 503 && reply["Retry-After"] == "2")
        }
    }

    @Test("connections beyond the limit are turned away, and room that comes free is given")
    func connectionLimit() async throws {
        try await HTTPFixture.run([HTTPSamples.source { $0.address.maximumConnections = 2 }]) { site in
            try await HTTPWire.connect(to: site.port) { first in
                try await HTTPWire.connect(to: site.port) { second in
                    for wire in [first, second] {
                        try await wire.send(HTTPWire.request("GET", "/healthz"))
                        #expect(try await wire.nextReply().status == 200)
                    }
                    for _ in 1...8 {
                        let isTurnedAway = await withTurnedAway(site.port)
                        #expect(isTurnedAway)
                    }
                }
                try await first.send(HTTPWire.request("GET", "/healthz"))
                #expect(try await first.nextReply().status == 200)
            }
            #expect(site.server.counters.connectionsRefused == 8)
        }
    }

    private func withTurnedAway(_ port: Int) async -> Bool {
        do { return try await HTTPWire.connect(to: port) { await $0.isClosed() } } catch { return true }
    }

    @Test("a sender that closes its side after its request still hears the answer")
    func halfClosed() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(HTTPWire.request("POST", "/fhir", HTTPSamples.supply(), headers: [signIn]))
                wire.finishSending()
                await site.intake.waitFor(1)
                site.intake.release()
                #expect(try await wire.nextReply().status == 201)
                #expect(await wire.isClosed())
            }
        }
    }

    @Test("a sender that goes away before the answer changes nothing for the message")
    func peerGone() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { wire in
                try await wire.send(HTTPWire.request("POST", "/fhir", HTTPSamples.supply(), headers: [signIn]))
                await site.intake.waitFor(1)
            }
            site.intake.release()
            #expect(site.intake.messages.map(\.refusal) == [nil])
        }
    }

    @Test("what a sender asks to be closed is closed, and HTTP/1.0 is closed unless it asks otherwise")
    func keepAlive() async throws {
        try await HTTPFixture.run { site in
            for head in [
                "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /healthz HTTP/1.0\r\n\r\n",
            ] {
                try await HTTPWire.connect(to: site.port) { wire in
                    try await wire.send(head)
                    #expect(try await wire.nextReply()["Connection"] == "close")
                    #expect(await wire.isClosed())
                }
            }
        }
    }

    @Test("drain answers what was taken in, takes nothing more, and leaves nothing open")
    func drain() async throws {
        try await HTTPFixture.run(holding: true) { site in
            try await HTTPWire.connect(to: site.port) { idle in
                try await idle.send(HTTPWire.request("GET", "/healthz"))
                #expect(try await idle.nextReply().status == 200)
                try await HTTPWire.connect(to: site.port) { wire in
                    let request = HTTPWire.request("POST", "/fhir", HTTPSamples.supply(), headers: [signIn])
                    try await wire.send(request + request)
                    await site.intake.waitFor(1)
                    async let drained: Void = site.server.drain(within: .seconds(30))
                    #expect(await idle.isClosed())
                    site.intake.release()
                    let reply = try await wire.nextReply()
                    #expect(reply.status == 201 && reply["Connection"] == "close")
                    #expect(await wire.isClosed())
                    wire.finishSending()
                    idle.finishSending()
                    await drained
                }
            }
            #expect(site.server.counters.connectionsOpen == 0)
            #expect(site.intake.messages.count == 1)
        }
    }

    @Test("over TLS everything is as without")
    func tls() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "http-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (chain, key) = (folder.appending(path: "c.pem"), folder.appending(path: "k.pem"))
        try Data(TestCertificates.server.utf8).write(to: chain)
        try Data(TestCertificates.serverKey.utf8).write(to: key)
        let source = HTTPSamples.source {
            $0.address.tls = .init(certificateChain: chain.path, privateKey: key.path)
            $0.maximumBodyBytes = 4096
        }
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = .certificates([
            try NIOSSLCertificate(bytes: Array(TestCertificates.server.utf8), format: .pem)
        ])
        try await HTTPFixture.run([source]) { site in
            try await HTTPWire.connect(to: site.port, tls: client) { wire in
                try await wire.send(HTTPWire.request("POST", "/fhir", HTTPSamples.supply(), headers: [signIn]))
                #expect(try await wire.nextReply().status == 201)
                let large = String(repeating: " ", count: 100_000)
                try await wire.send(HTTPWire.request("POST", "/fhir", large, headers: [signIn]))
                #expect(try await wire.nextReply().status == 413)
            }
        }
    }

    @Test("a source whose secrets aren't at hand doesn't start, and says which")
    func missingSecret() async throws {
        let source = HTTPSamples.source("fhir", .fhir, path: "/fhir", [.key([.environment("ABSENT")])])
        let error = await #expect(throws: ListenError.self) { try await HTTPFixture.run([source]) { _ in } }
        #expect(error?.code == "listen-proof")
        #expect(error?.description.contains("ABSENT") == true)
    }
}
