import JSONText
import AsyncHTTPClient
import Catalog
import NIOHTTP1
import Signatures
import SyncEngine
import SyncModel

/// Tells a target by a POST in the form of Standard Webhooks. Any 2xx is a yes.
struct WebhookNotifier: Notifier {
    private let template: OutgoingRequest
    private let secret: SecretReference?
    private let exchange: HTTPExchange
    private let environment: [String: String]
    private let now: @Sendable () -> UTCTime

    /// Tells `url`; throws where that isn't a URL.
    init(
        url: String, secret: SecretReference?, exchange: HTTPExchange, environment: [String: String],
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        template = try OutgoingRequest(.POST, url, headers: [("Content-Type", "application/json")])
        self.secret = secret
        self.exchange = exchange
        self.environment = environment
        self.now = now
    }

    func notify(_ announcement: Announcement) async -> Result<Void, AttemptFailure> {
        var request = template
        request.body = Self.body(announcement)
        let timestamp = String(now().milliseconds / 1000)
        request.headers.add(name: "webhook-id", value: announcement.id)
        request.headers.add(name: "webhook-timestamp", value: timestamp)
        if let secret {
            // Read anew each time, so that one replaced in its file needs no restart.
            do throws(SecretProblem) {
                let signature = WebhookSignature(secret: try secret.resolve(environment: environment))
                let header = signature.header(id: announcement.id, timestamp: timestamp, body: request.body)
                request.headers.add(name: "webhook-signature", value: header)
            } catch { return .failure(AttemptFailure(code: "secret", detail: error.description)) }
        }
        switch await exchange.perform(request) {
        case .failure(let missed): return .failure(missed.failure)
        case .success(let answer):
            guard (200..<300).contains(answer.status) else {
                return .failure(answer.failure("The webhook answered \(answer.status)."))
            }
            return .success(())
        }
    }

    /// The JSON of an announcement.
    static func body(_ announcement: Announcement) -> [UInt8] {
        let notice = announcement.notice
        var json = JSONWriter()
        json.openObject()
        json.member("type", "notice.\(announcement.moment.rawValue)")
        json.member("timestamp", announcement.at.description)
        json.key("data")
        json.openObject()
        json.member("site", announcement.site)
        json.member("environment", announcement.environment)
        json.key("notice")
        json.number(notice.id.description)
        json.member("kind", notice.cause.kind.rawValue)
        json.member("subject", notice.cause.subject)
        json.member("level", notice.level.rawValue)
        json.member("text", announcement.text)
        json.key("waiting")
        json.number(String(notice.waiting))
        json.member("worth", notice.value.description)
        json.member("since", notice.startedAt.description)
        if let backAt = notice.backAt { json.member("backBy", backAt.description) }
        if let endedAt = notice.endedAt { json.member("ended", endedAt.description) }
        json.closeObject()
        json.closeObject()
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ text: String) {
        key(name)
        string(text)
    }
}
