public import SyncModel

/// Time and chance as the engine knows them, so that tests can be their master.
public struct EngineClock: Sendable {
    /// The wall clock, for what people and destinations read.
    public var now: @Sendable () -> UTCTime
    /// How long the engine has been running, by a clock that nobody sets.
    public var uptime: @Sendable () -> Duration
    /// Waits; throws when cancelled.
    public var sleep: @Sendable (Duration) async throws -> Void
    /// Uniform in 0..<1.
    public var random: @Sendable () -> Double

    /// Joins the four.
    public init(
        now: @escaping @Sendable () -> UTCTime, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The machine's own clocks and generator.
    public static var system: EngineClock {
        let start = ContinuousClock.now
        return EngineClock(
            now: { UTCTime.systemNow }, uptime: { ContinuousClock.now - start },
            sleep: { try await Task.sleep(for: $0) }, random: { Double.random(in: 0..<1) })
    }
}
