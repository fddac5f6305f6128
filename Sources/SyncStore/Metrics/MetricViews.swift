public import SyncModel

/// How far back a curve goes.
public enum MetricSpan: String, CaseIterable, Sendable, Hashable, Codable {
    /// Steps of 5 s.
    case fiveMinutes = "5m"
    /// Steps of a minute.
    case hour = "1h"
    /// Steps of ten minutes.
    case day = "24h"
    /// Steps of an hour.
    case week = "7d"

    /// How long it is.
    public var length: Duration { step * stepCount }

    /// How long one step is.
    public var step: Duration {
        switch self {
        case .fiveMinutes: .seconds(MetricRing.step.seconds)
        case .hour: .seconds(60)
        case .day: .seconds(MetricRing.tenMinutes.seconds)
        case .week: .seconds(3600)
        }
    }

    /// How many steps it has: no curve has more points.
    public var stepCount: Int {
        switch self {
        case .fiveMinutes, .hour: 60
        case .day: 144
        case .week: 168
        }
    }
}

/// One point of a curve.
public struct MetricPoint: Sendable, Hashable {
    /// When it begins.
    public var start: UTCTime
    /// How long it is; of the last point, how much of it has passed.
    public var length: Duration
    /// Deliveries accepted. Of an endpoint: deliveries that came to it ready to be sent.
    public var accepted: Int
    /// Deliveries booked.
    public var delivered: Int
    /// Attempts that failed.
    public var failed: Int
    /// Deliveries that stopped for a person.
    public var faulted: Int
    /// From intake to the document number; `nil` where nothing was booked.
    public var latency: LatencySummary?

    /// Deliveries accepted in a second.
    public var acceptedPerSecond: Double { perSecond(accepted) }
    /// Deliveries booked in a second.
    public var deliveredPerSecond: Double { perSecond(delivered) }

    /// Failed attempts and faults among all outcomes, from 0 to 1; `nil` without outcomes.
    public var errorRate: Double? {
        let outcomes = delivered + failed + faulted
        return outcomes == 0 ? nil : Double(failed + faulted) / Double(outcomes)
    }

    private func perSecond(_ count: Int) -> Double {
        Double(count) / max(1, Double(length.milliseconds) / 1000)
    }
}

/// The figures of one scope over a span.
public struct MetricSeries: Sendable, Hashable {
    /// Oldest first, without gaps, each as long as the others but for the last.
    public var points: [MetricPoint]
    /// All of the span together; its length is what of the span has been measured.
    public var total: MetricWindow
}

/// The figures of everything over a span, read at one moment.
public struct MetricBoard: Sendable {
    /// The span.
    public var span: MetricSpan
    /// When it was read.
    public var readAt: UTCTime
    /// All flows together.
    public var all: MetricSeries
    /// Each flow that was ever active.
    public var flows: [FlowName: MetricSeries]
    /// Each endpoint that was ever active.
    public var endpoints: [EndpointName: MetricSeries]
}
