import SyncModel

/// Figures of the last while in steps of one length. A step's slot is taken over by a later one.
public struct MetricRing: Sendable, Hashable {
    /// How long a step is.
    public let seconds: Int64
    /// How many steps it holds.
    public let slots: Int64

    /// A quarter of an hour in steps of 5 s.
    public static let step = MetricRing(seconds: 5, slots: 180)
    /// 25 hours in steps of ten minutes.
    static let tenMinutes = MetricRing(seconds: 600, slots: 150)

    static let stepsOfMinute = 60 / step.seconds
}

extension UTCTime {
    /// The number of the hour since 1970 that this moment lies in.
    var hour: Int64 { minute / 60 }
}
