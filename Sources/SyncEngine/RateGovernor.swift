import Catalog
import Foundation

/// How many requests an endpoint takes in a time. A pure state: a bucket of tokens, one for each request.
///
/// The catalog's limit fills the bucket. An endpoint that answers 429 or 503 gets fewer: the rate falls by a third, at
/// most once for all that was in flight together, and rises again with what is accepted, back to the catalog's within
/// about a minute. Without a limit in the catalog there is no bucket until the endpoint answers 429; it starts at two
/// thirds of what was being sent, doubles every five seconds, and is gone again once it allows twice as much as that.
/// `Retry-After` closes it wholly.
struct RateGovernor: Sendable, Hashable {
    /// What is left of the rate when the endpoint asks for less.
    private static let cut = 2.0 / 3
    /// How long the way back takes, from nothing to the usual rate.
    private static let recovery = 60.0
    /// How long a rate that the catalog doesn't name takes to double.
    private static let doubling = 5.0
    /// What no lowering goes below, as a share of the usual rate.
    private static let floor = 0.01
    /// Where one request a millisecond may leave, tokens are gathered this long: one timer for several.
    private static let gathering = 0.005

    private struct Bucket: Hashable {
        /// Requests a second when all is well.
        var usual: Double
        /// How many may leave at once when all is well.
        var burst: Double
        var rate: Double
        var tokens: Double
        var filledAt: Duration
        var raisedAt: Duration

        var capacity: Double { max(1, burst * min(1, rate / usual)) }

        mutating func fill(at uptime: Duration) {
            guard uptime > filledAt else { return }
            tokens = min(capacity, tokens + rate * (uptime - filledAt).inSeconds)
            filledAt = uptime
        }
    }

    /// Closed until this uptime, as the endpoint asked; `nil` where it didn't, or since something was accepted again.
    private(set) var closedUntil: Duration?
    private let isLimited: Bool
    private var bucket: Bucket?
    private var loweredAt: Duration?
    private var meter = RequestMeter()

    /// A full bucket where there is a limit; none where there isn't.
    init(limit: Endpoint.Limit? = nil) {
        isLimited = limit != nil
        bucket = limit.map { limit in
            let rate = Double(limit.requests) / limit.per.inSeconds
            return Bucket(
                usual: rate, burst: Double(limit.burst), rate: rate, tokens: Double(limit.burst), filledAt: .zero,
                raisedAt: .zero)
        }
    }

    /// Requests a second that may leave at present; `nil` for any number.
    var perSecond: Double? { bucket?.rate }

    /// Whether it allows less than usual.
    var isLowered: Bool { bucket.map { $0.rate < 0.99 * $0.usual || !isLimited } ?? false }

    /// The bucket as it stands; `nil` where any number may leave.
    func budget(at uptime: Duration) -> (isLearned: Bool, usual: Double, rate: Double, burst: Double, tokens: Double)? {
        guard var bucket else { return nil }
        bucket.fill(at: uptime)
        return (!isLimited, bucket.usual, bucket.rate, bucket.burst, bucket.tokens)
    }

    /// Requests a second that left lately.
    var sentPerSecond: Double { meter.perSecond }

    /// Takes what a request costs; `false` where it may not leave yet.
    mutating func admit(cost: Int = 1, at uptime: Duration) -> Bool {
        guard hasToken(at: uptime) else { return false }
        spend(cost, at: uptime)
        return true
    }

    /// Whether a request may leave.
    mutating func hasToken(at uptime: Duration) -> Bool {
        if let closedUntil, uptime < closedUntil { return false }
        bucket?.fill(at: uptime)
        return bucket.map { $0.tokens >= 1 } ?? true
    }

    /// Takes what requests cost that leave in any case.
    mutating func spend(_ cost: Int, at uptime: Duration) {
        meter.add(cost, at: uptime)
        bucket?.fill(at: uptime)
        bucket?.tokens -= Double(cost)
    }

    /// When the next request may leave; `nil` where one may leave now.
    func opens(after uptime: Duration) -> Duration? {
        let closed = closedUntil.flatMap { uptime < $0 ? $0 : nil }
        guard var bucket else { return closed }
        let moment = closed ?? uptime
        bucket.fill(at: moment)
        guard bucket.tokens < 1 else { return closed }
        let gathered = min(Self.gathering * bucket.rate, bucket.capacity / 2)
        let missing = max(1, gathered) - bucket.tokens
        return moment + .seconds(missing / bucket.rate) + .nanoseconds(1)
    }

    /// Something was accepted: the rate rises a little.
    mutating func accepted(sentAt: Duration, at uptime: Duration) {
        if let closedUntil, uptime >= closedUntil { self.closedUntil = nil }
        guard var bucket, loweredAt.map({ sentAt > $0 }) ?? true else { return }
        bucket.fill(at: uptime)
        let passed = min((uptime - bucket.raisedAt).inSeconds, 10)
        bucket.raisedAt = uptime
        if isLimited {
            bucket.rate = min(bucket.rate + bucket.usual * passed / Self.recovery, bucket.usual)
        } else {
            // What was being sent when it said no may have been far below what it can take.
            bucket.rate *= exp2(passed / Self.doubling)
        }
        self.bucket = !isLimited && bucket.rate >= 2 * bucket.usual ? nil : bucket
    }

    /// The endpoint asks for fewer requests.
    ///
    /// - Parameters:
    ///   - retryAfter: how long it wants none at all; `nil` where it doesn't say.
    ///   - isTooMany: whether it said that there were too many (429), not only that it can't now (503).
    ///   - sentAt: when the request left; what left before the rate was lowered lowers it no further.
    mutating func lowered(retryAfter: Duration?, isTooMany: Bool, sentAt: Duration, at uptime: Duration) {
        if let retryAfter { closedUntil = max(closedUntil ?? .zero, uptime + retryAfter) }
        guard loweredAt.map({ sentAt > $0 }) ?? true else { return }
        if bucket == nil, isTooMany { bucket = learned(at: uptime) }
        guard var bucket else { return }
        bucket.fill(at: uptime)
        bucket.rate = max(bucket.rate * Self.cut, bucket.usual * Self.floor)
        bucket.tokens = min(bucket.tokens, 1)
        bucket.raisedAt = max(uptime, closedUntil ?? .zero)
        self.bucket = bucket
        loweredAt = uptime
    }

    /// A person says that it should be tried now.
    mutating func reopen() { closedUntil = nil }

    /// A bucket for an endpoint of which only is known what was too much.
    private func learned(at uptime: Duration) -> Bucket {
        let rate = max(meter.perSecond, 1)
        return Bucket(usual: rate, burst: 1, rate: rate, tokens: 1, filledAt: uptime, raisedAt: uptime)
    }
}

/// How many requests leave in a second, over the last five to ten seconds.
struct RequestMeter: Sendable, Hashable {
    private static let window = Duration.seconds(5)

    private var beganAt = Duration.zero
    private var count = 0
    private var hasWindow = false

    /// Requests a second.
    private(set) var perSecond = 0.0

    /// Counts requests.
    mutating func add(_ requests: Int, at uptime: Duration) {
        // After a rest it begins anew: an average over the rest would say nothing of what comes.
        if uptime - beganAt > Self.window * 2 { (beganAt, count, hasWindow) = (uptime, 0, false) }
        count += requests
        let passed = uptime - beganAt
        guard passed >= Self.window else {
            // The first window is reckoned by what it holds so far.
            if !hasWindow { perSecond = Double(count) / max(passed.inSeconds, 1) }
            return
        }
        perSecond = Double(count) / passed.inSeconds
        hasWindow = true
        (beganAt, count) = (uptime, 0)
    }
}

extension Duration {
    /// As a floating-point number of seconds.
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
