import JSONText
import Catalog
import Signatures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

struct WebhookNotifierTests {
    /// Tells a server that answers as scripted.
    private func tell(
        _ announcement: Announcement = Announcements.announcement(), secret: SecretReference? = nil,
        _ script: @escaping ScriptedServer.Script
    ) async throws -> (Result<Void, AttemptFailure>, [RecordedRequest]) {
        try await ScriptedServer.serving(script) { server, url in
            let factory = DestinationFactory(
                connections: 1, environment: ["HOOK": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "PLAIN": "sesame"])
            let target = NotificationTarget(name: "hook", channel: .webhook(url: "\(url)/hook?k=1", secret: secret))
            let notifier = try factory.notifiers(for: [target])["hook"]
            let result = await notifier?.notify(announcement) ?? .success(())
            await factory.shutdown()
            return (result, server.requests)
        }
    }

    @Test("a notice is one POST of JSON with the id and the time of Standard Webhooks")
    func posted() async throws {
        let (result, requests) = try await tell { _ in .answer(204) }
        #expect((try? result.get()) != nil)
        let request = try #require(requests.first)
        #expect(requests.count == 1)
        #expect(request.method == "POST" && request.target == "/hook?k=1")
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["webhook-id"] == "tallyward-c0ffee-7")
        #expect(request.headers["webhook-timestamp"].flatMap(Int64.init) ?? 0 > 1_700_000_000)
        #expect(request.headers["webhook-signature"] == nil)
        let body = try #require(JSONReader.read(request.body))
        #expect(body["type"] == .string("notice.start"))
        #expect(body["timestamp"] == .string("2026-11-22T08:14:22Z"))
        let data = try #require(body["data"])
        #expect(data["text"] == .string("Do not re-key: erp-inventory can't be reached."))
        #expect(data["notice"] == .number("3") && data["waiting"] == .number("1204"))
        #expect(data["worth"] == .string("$8,410.20") && data["since"] == .string("2026-11-22T08:13:22Z"))
        #expect(data["backBy"] == .string("2026-11-22T09:14:22Z") && data["ended"] == nil)
        #expect(data["kind"] == .string("endpoint") && data["subject"] == .string("erp-inventory"))
    }

    @Test("the signature is that of the published example")
    func signature() {
        // The example of the specification: whsec_ and base64, an id, a time, a body.
        let signature = WebhookSignature(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(
            signature.header(
                id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", body: Array(#"{"test": 2432232314}"#.utf8))
                == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("what is signed is what was sent, with a secret in either form", arguments: ["HOOK", "PLAIN"])
    func signed(name: String) async throws {
        let (_, requests) = try await tell(secret: .environment(name)) { _ in .answer(200) }
        let request = try #require(requests.first)
        let secret = name == "HOOK" ? "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" : "sesame"
        let expected = WebhookSignature(secret: secret)
            .header(
                id: "tallyward-c0ffee-7", timestamp: request.headers["webhook-timestamp"] ?? "", body: request.body)
        #expect(request.headers["webhook-signature"] == expected)
    }

    @Test(
        "only 2xx is a yes",
        arguments: [
            (ScriptedReply.answer(500, "secret words"), "http-500"), (.answer(302, "", ["Location: /x"]), "http-302"),
            (.answer(410), "http-410"), (.bytesThenClose(""), "reset"), (.bytesThenClose("SSH-2.0\r\n"), "garbage"),
        ])
    func refused(reply: ScriptedReply, code: String) async throws {
        let (result, _) = try await tell { _ in reply }
        guard case .failure(let failure) = result else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.code == code)
        #expect(!failure.detail.contains("secret"))
    }

    @Test("without its secret nothing is sent")
    func noSecret() async throws {
        let (result, requests) = try await tell(secret: .environment("NONE")) { _ in .answer(200) }
        guard case .failure(let failure) = result else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.code == "secret" && failure.detail.contains("NONE"))
        #expect(requests.isEmpty)
    }
}
