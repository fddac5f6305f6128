extension Endpoint {
    /// How many requests an endpoint takes: `limit: {requests: 600, per: 1m, burst: 20}`.
    public struct Limit: Sendable, Hashable {
        /// So many requests,
        public var requests: Int
        /// in so long,
        public var per: Duration
        /// and at most so many at once after a rest.
        public var burst: Int

        /// So many requests in so long; without a `burst`, what comes in a second, and at least one.
        public init(requests: Int, per: Duration, burst: Int? = nil) {
            self.requests = requests
            self.per = per
            self.burst = burst ?? Self.usualBurst(requests: requests, per: per)
        }

        private static func usualBurst(requests: Int, per: Duration) -> Int {
            let seconds = max(1, Int(clamping: per.components.seconds))
            return max(1, min(requests, requests / seconds))
        }
    }
}
