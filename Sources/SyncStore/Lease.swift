public import SyncModel

/// The lease: which engine works on a state.
///
/// A kernel lock on the file beside the state settles a killed holder at once; the row, with an epoch that only grows,
/// fences a paused one: every engine transaction checks that the epoch is still its own.
public enum Lease {
    /// How long a heartbeat counts.
    public static let duration: Duration = .seconds(5)
    /// How often it is written.
    public static let heartbeat: Duration = .seconds(2)

    /// A heartbeat as somebody saw it.
    public struct Sighting: Sendable, Hashable {
        /// The epoch it was written in.
        public var epoch: Int64
        /// What it said. Only compared, never reckoned with: the clocks of two processes are set by people.
        public var heartbeatAt: UTCTime?
        /// The process that wrote it.
        public var pid: Int32

        /// A heartbeat as the state has it.
        public init(_ status: EngineStatus) {
            epoch = status.epoch
            heartbeatAt = status.heartbeatAt
            pid = status.pid
        }
    }
}

/// Watches another engine's heartbeat, by this process's own clock, and says when its lease has run out.
public struct LeaseWatch: Sendable {
    private var last: (sighting: Lease.Sighting, at: Duration)?

    /// Has seen nothing yet.
    public init() {}

    /// Takes note of the heartbeat as it stands.
    ///
    /// - Parameter uptime: by a clock that stops while the machine sleeps: a holder that slept with us isn't dead.
    /// - Returns: the heartbeat, once it has been the same for longer than it counts; else `nil`.
    public mutating func note(_ status: EngineStatus, at uptime: Duration) -> Lease.Sighting? {
        let sighting = Lease.Sighting(status)
        guard let last, last.sighting == sighting else {
            last = (sighting, uptime)
            return nil
        }
        return uptime - last.at > Lease.duration ? sighting : nil
    }
}
