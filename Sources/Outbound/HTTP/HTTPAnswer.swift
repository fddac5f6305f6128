import NIOHTTP1
import SyncModel

/// What came back for a request: the status, the few headers that decide anything, and the whole body.
struct HTTPAnswer: Sendable, Hashable {
    /// The status code.
    var status: Int
    /// `Retry-After` as sent.
    var retryAfter: String?
    /// `Date` as sent.
    var date: String?
    /// `Idempotent-Replayed: true`: the server repeats what it answered to this key before.
    var isReplay = false
    /// `X-CSRF-Token`: a token that was asked for, or `Required` where one is missing.
    var csrfToken: String?
    /// `name=value` of each `Set-Cookie`, without its attributes.
    var cookies: [String] = []
    /// `RepeatabilityResult` or `Repeatability-Result`: the server tells repeats of this request apart.
    var repeatability: String?
    /// The body, bounded where it was read.
    var body: [UInt8] = []

    /// How long the server asks us to stay away; nil where it doesn't.
    func delay(now: UTCTime) -> Duration? {
        retryAfter.flatMap { RetryAfter.delay($0, date: date, now: now) }
    }

    /// The code of this status for metrics: `http-503`.
    var code: String { "http-\(status)" }

    /// The answer that `head` begins, without a body yet.
    init(_ head: HTTPResponseHead) {
        status = Int(head.status.code)
        for (name, value) in head.headers {
            // By length first: most headers are none of these.
            switch name.utf8.count {
            case 4 where name.lowercased() == "date": date = value
            case 10 where name.lowercased() == "set-cookie": cookies.append(String(value.prefix { $0 != ";" }))
            case 11 where name.lowercased() == "retry-after": retryAfter = value
            case 12 where name.lowercased() == "x-csrf-token": csrfToken = value
            case 19 where name.lowercased() == "idempotent-replayed": isReplay = value.lowercased() == "true"
            case 19 where name.lowercased() == "repeatabilityresult": repeatability = value.lowercased()
            case 20 where name.lowercased() == "repeatability-result": repeatability = value.lowercased()
            default: break
            }
        }
    }

    /// An answer of the given parts.
    init(status: Int, retryAfter: String? = nil, date: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.retryAfter = retryAfter
        self.date = date
        self.body = body
    }

    /// That the whole endpoint refuses us: for a status of the class ``StatusClass/misconfigured``.
    var refusal: AttemptFailure {
        failure("The endpoint answered \(status): \(StatusClass.misconfiguration(status)).")
    }

    /// A failure that names nothing but the status.
    func failure(_ detail: String) -> AttemptFailure {
        AttemptFailure(code: code, status: status, detail: detail)
    }
}
