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
            // By length first: most headers are none of the three.
            switch name.utf8.count {
            case 4 where name.lowercased() == "date": date = value
            case 11 where name.lowercased() == "retry-after": retryAfter = value
            case 19 where name.lowercased() == "idempotent-replayed": isReplay = value.lowercased() == "true"
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
