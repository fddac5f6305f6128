import Catalog
import Crypto
import Foundation
import Logging
import Signatures
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Inbound

@Suite(.timeLimit(.minutes(1))) struct SenderCheckTests {
    private static let seconds = HTTPSamples.now.milliseconds / 1000
    private let hook = "whsec_c2VjcmV0IG9mIHRoZSBob29r"

    private func event(
        _ site: HTTPFixture, _ headers: [String], body: String = HTTPSamples.event()
    ) async throws -> HTTPReply {
        try await site.ask("POST", "/hooks", body, type: "application/cloudevents+json", headers: headers)
    }

    private func signed(
        _ secret: String, at time: Int64 = seconds, id: String = "msg_1", body: String = HTTPSamples.event()
    ) -> [String] {
        let signature = WebhookSignature(secret: secret).header(id: id, timestamp: "\(time)", body: Array(body.utf8))
        return ["webhook-id: \(id)", "webhook-timestamp: \(time)", "webhook-signature: \(signature)"]
    }

    private func hooks(_ ways: HTTPListener.Authentication...) -> [Source] {
        [HTTPSamples.source("hooks", .cloudEvents, path: "/hooks", ways)]
    }

    @Test("a shared key opens, and anything else is answered 401 with how to sign in")
    func sharedKey() async throws {
        try await HTTPFixture.run(hooks(.key([.environment("KEY"), .environment("NEXT")]))) { site in
            for key in [HTTPSamples.key, "the next key"] {
                #expect(try await event(site, ["Authorization: Bearer \(key)"]).status == 200)
            }
            for headers in [
                [], ["Authorization: Basic YTpi"], ["Authorization: Bearer "], ["Authorization: Bearer wrong"],
                ["Authorization: Bearer \(HTTPSamples.key) x"],
                ["Authorization: Bearer \(HTTPSamples.key)", "Authorization: Bearer \(HTTPSamples.key)"],
                signed(hook),
            ] {
                let reply = try await event(site, headers)
                #expect(reply.status == 401)
                #expect(reply["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
                #expect(!reply.text.contains("wrong"))
            }
            #expect(site.server.counters.signInFailures == 7)
            #expect(site.intake.messages.count == 2)
        }
    }

    @Test("a signed body opens within the window, with any of the secrets, and only as it was signed")
    func signature() async throws {
        let way = HTTPListener.Authentication.signature(
            [.environment("HOOK"), .environment("NEXT")], window: .seconds(300))
        try await HTTPFixture.run(hooks(way)) { site in
            for secret in [hook, "the next key"] {
                let reply = try await event(site, signed(secret))
                #expect(reply.status == 200)
            }
            for offset in [-300, 300] {
                #expect(try await event(site, signed(hook, at: Self.seconds + Int64(offset))).status == 200)
            }
            for offset in [-301, 301, -86_400] {
                #expect(try await event(site, signed(hook, at: Self.seconds + Int64(offset))).status == 401)
            }
            #expect(try await event(site, signed("another secret")).status == 401)
            #expect(try await event(site, signed(hook), body: HTTPSamples.event(id: "2")).status == 401)
            for index in 0..<3 {
                var headers = signed(hook)
                headers.remove(at: index)
                #expect(try await event(site, headers).status == 401)
            }
            #expect(try await event(site, signed(hook) + ["webhook-id: other"]).status == 401)
            #expect(try await event(site, []).status == 401)
            #expect(site.intake.messages.count == 4)
        }
    }

    @Test("a signed request that is played again within the window is the same message again")
    func replayed() async throws {
        let way = HTTPListener.Authentication.signature([.environment("HOOK")], window: .seconds(300))
        try await HTTPFixture.run(hooks(way)) { site in
            for _ in 1...2 {
                let reply = try await event(site, signed(hook))
                #expect(reply.status == 200)
            }
            #expect(Set(site.intake.messages.map(\.controlID)) == ["/ehr 1"])
            #expect(Set(site.intake.messages.map(\.bytes)).count == 1)
        }
    }

    @Test("where bodies are signed, an Authorization that a proxy put in changes nothing")
    func signedBehindProxy() async throws {
        let way = HTTPListener.Authentication.signature([.environment("HOOK")], window: .seconds(300))
        try await HTTPFixture.run(hooks(way)) { site in
            let proxied = try await event(site, signed(hook) + ["Authorization: Basic YTpi"])
            let forged = try await event(site, signed("other") + ["Authorization: Bearer x"])
            #expect(proxied.status == 200)
            #expect(forged.status == 401)
        }
        try await HTTPFixture.run(hooks(way, .key([.environment("KEY")]))) { site in
            let both = try await event(site, signed(hook) + ["Authorization: Bearer wrong"])
            #expect(both.status == 401)
        }
    }

    // MARK: Tokens

    private func token(_ key: P256.Signing.PrivateKey, id: String, expires: Int64 = seconds + 60) throws -> String {
        let head = Base64URL.encode(Array(#"{"alg":"ES256","kid":"\#(id)"}"#.utf8))
        let claims = Base64URL.encode(
            Array(#"{"iss":"https://id.example","aud":"tallyward","exp":\#(expires)}"#.utf8))
        let signature = try key.signature(for: Data("\(head).\(claims)".utf8))
        return "\(head).\(claims).\(Base64URL.encode(signature.rawRepresentation))"
    }

    private func bearer(_ token: String) -> [String] { ["Authorization: Bearer \(token)"] }

    private func keySet(_ keys: [(String, P256.Signing.PrivateKey)]) -> [UInt8] {
        let entries = keys.map { id, key in
            let point = Array(key.publicKey.rawRepresentation)
            let (x, y) = (Base64URL.encode(point[..<32]), Base64URL.encode(point[32...]))
            return #"{"kty":"EC","crv":"P-256","kid":"\#(id)","x":"\#(x)","y":"\#(y)"}"#
        }
        return Array(#"{"keys":[\#(entries.joined(separator: ","))]}"#.utf8)
    }

    private let way = HTTPListener.Authentication.token(
        .init(issuer: "https://id.example", audience: "tallyward", keys: .url("https://id.example/keys")))

    @Test("an issuer's keys are fetched once for all who wait, and not again for every stranger")
    func keys() async throws {
        let (old, new) = (P256.Signing.PrivateKey(), P256.Signing.PrivateKey())
        let fetches = Mutex(0)
        let set = keySet([("k1", old)])
        try await HTTPFixture.run(
            hooks(way),
            fetch: { url in
                #expect(url == "https://id.example/keys")
                fetches.withLock { $0 += 1 }
                return set
            }
        ) { site in
            for _ in 1...3 {
                #expect(try await event(site, ["Authorization: Bearer \(token(old, id: "k1"))"]).status == 200)
            }
            #expect(fetches.withLock { $0 } == 1)
            for _ in 1...5 {
                #expect(try await event(site, ["Authorization: Bearer \(token(new, id: "k2"))"]).status == 401)
            }
            #expect(fetches.withLock { $0 } == 1)
            let stale = try await event(
                site, ["Authorization: Bearer \(token(old, id: "k1", expires: Self.seconds - 31))"])
            #expect(stale.status == 401 && stale.text.contains("expired"))
            #expect(try await event(site, ["Authorization: Bearer \(token(new, id: "k1"))"]).status == 401)
        }
    }

    @Test("a sender that closes its side, or a stop, while the issuer's keys are read leaves nobody without an answer")
    func endsWhileKeysAreRead() async throws {
        for stops in [false, true] {
            let key = P256.Signing.PrivateKey()
            let (asked, go) = (AsyncStream.makeStream(of: Void.self), AsyncStream.makeStream(of: Void.self))
            let set = keySet([("k1", key)])
            try await HTTPFixture.run(
                hooks(way),
                fetch: { _ in
                    asked.continuation.yield()
                    for await _ in go.stream { break }
                    return set
                }
            ) { site in
                try await HTTPWire.connect(to: site.port) { wire in
                    try await wire.send(
                        HTTPWire.request(
                            "POST", "/hooks", HTTPSamples.event(), type: "application/cloudevents+json",
                            headers: bearer(try token(key, id: "k1"))))
                    wire.finishSending()
                    for await _ in asked.stream { break }
                    async let drained: Void = stops ? site.server.drain(within: .seconds(50)) : ()
                    if !stops { go.continuation.yield() }
                    let reply = try await wire.nextReply()
                    #expect(reply.status == (stops ? 503 : 200))
                    #expect(await wire.isClosed())
                    await drained
                    go.continuation.yield()
                }
            }
        }
    }

    @Test("where an issuer's keys can't be read, the sender is asked to come back, not turned away")
    func noKeys() async throws {
        try await HTTPFixture.run(hooks(way)) { site in
            for _ in 1...2 {
                let reply = try await event(
                    site, ["Authorization: Bearer \(token(P256.Signing.PrivateKey(), id: "k"))"])
                #expect(reply.status == 503 && reply["Retry-After"] == "2")
            }
            #expect(try await event(site, ["Authorization: Bearer a.b.c"]).status == 401)
        }
    }

    @Test("a ring asks anew when the pause is over, and keeps what it has where that fails")
    func ring() async throws {
        let key = P256.Signing.PrivateKey()
        let sets = Mutex([keySet([("k1", key)]), nil, keySet([("k1", key), ("k2", key)])])
        let ring = KeyRing(
            .url("x"),
            fetch: { _ in
                guard let set = sets.withLock({ $0.removeFirst() }) else { throw HTTPFixture.NoDocument() }
                return set
            }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        #expect(ring.wantsRefresh(now: 0, isUnknown: false))
        await ring.refresh(now: 0)
        #expect(ring.keys?.keys.count == 1)
        #expect(!ring.wantsRefresh(now: 29, isUnknown: true) && ring.wantsRefresh(now: 30, isUnknown: true))
        #expect(!ring.wantsRefresh(now: 3599, isUnknown: false) && ring.wantsRefresh(now: 3600, isUnknown: false))
        await ring.refresh(now: 3600)
        #expect(ring.keys?.keys.count == 1)
        await ring.refresh(now: 3700)
        #expect(ring.keys?.keys.count == 2)
    }

    @Test("a secret that is replaced in its file is taken up, and one that is taken away stays")
    func rotation() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("one\n".utf8).write(to: file)
        let book = try SecretBook(
            [.file(file.path)], environment: [:], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: 0
        ) { $0 }
        try Data("two\n".utf8).write(to: file)
        #expect(book.keys(now: 29) == ["one"] && book.keys(now: 30) == ["two"])
        try FileManager.default.removeItem(at: file)
        #expect(book.keys(now: 90) == ["two"])
    }
}
