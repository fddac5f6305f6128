import Signatures
import Testing

struct WebhookSignatureTests {
    private let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    private let time = "1614265330"
    private let body = Array(#"{"test": 2432232314}"#.utf8)
    private let published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @Test("the signature is that of the published example, and is known again")
    func example() {
        let signature = WebhookSignature(secret: secret)
        #expect(signature.header(id: id, timestamp: time, body: body) == published)
        #expect(signature.signed(published, id: id, timestamp: time, body: body))
    }

    @Test("one of several signatures is enough, in any place")
    func several() {
        let signature = WebhookSignature(secret: secret)
        for header in [
            "v1,AAAA \(published)", "\(published) v1,AAAA", "v2,xyz v1a,abc \(published)", "v1,!!! \(published)",
        ] {
            #expect(signature.signed(header, id: id, timestamp: time, body: body))
        }
        #expect(
            !signature.signed(String(repeating: "v1,AAAA ", count: 8) + published, id: id, timestamp: time, body: body))
    }

    @Test("a change of the id, the time, the body, the secret or the version is no signature of it")
    func changed() {
        let signature = WebhookSignature(secret: secret)
        #expect(!signature.signed(published, id: "msg_other", timestamp: time, body: body))
        #expect(!signature.signed(published, id: id, timestamp: "1614265331", body: body))
        #expect(!signature.signed(published, id: id, timestamp: time, body: body + [0x20]))
        #expect(!WebhookSignature(secret: "other").signed(published, id: id, timestamp: time, body: body))
        #expect(!signature.signed("v2," + published.dropFirst(3), id: id, timestamp: time, body: body))
        for header in ["", "v1", "v1,", "v1,g0hM", String(published.dropLast(4))] {
            #expect(!signature.signed(header, id: id, timestamp: time, body: body))
        }
    }
}

struct SharedKeyTests {
    @Test("only the same key matches, and it can't be printed")
    func key() {
        let key = SharedKey("open sesame")
        #expect(key.matches("open sesame"))
        for other in ["", "open sesam", "open sesame ", "OPEN SESAME"] { #expect(!key.matches(other)) }
        #expect(!"\(key)".contains("sesame"))
    }
}
