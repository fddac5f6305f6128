import SyncModel
import SyncStore

/// The figures of a flow as text, each short enough for its column.
struct FlowFigures: Hashable, Sendable {
    var incoming: String
    var outgoing: String
    var errors: String
    var p50: String
    var p95: String
    var p99: String

    /// The last minutes of a flow.
    init(_ flow: FlowStatus, at now: UTCTime) {
        self.init(flow.recent, seconds: Self.measuredSeconds(flow, at: now))
    }

    /// A span, of which the window says how much was measured.
    init(_ window: MetricWindow) {
        self.init(window, seconds: max(1, Double(window.length.milliseconds) / 1000))
    }

    private init(_ window: MetricWindow, seconds: Double) {
        incoming = Wording.rate(Double(window.accepted) / seconds)
        outgoing = Wording.rate(Double(window.delivered) / seconds)
        errors = window.errorRate.map { Wording.rate($0 * 100) } ?? "-"
        p50 = window.latency.map { Wording.latency($0.p50) } ?? "-"
        p95 = window.latency.map { Wording.latency($0.p95) } ?? "-"
        p99 = window.latency.map { Wording.latency($0.p99) } ?? "-"
    }

    /// How long the figures were really gathered: a program that has run for a minute has no five of them.
    private static func measuredSeconds(_ flow: FlowStatus, at now: UTCTime) -> Double {
        let minutes = Int(max(1, flow.recent.length.milliseconds / 60_000))
        let accepted = flow.acceptedByMinute.suffix(minutes)
        let delivered = flow.deliveredByMinute.suffix(minutes)
        let idle = zip(accepted, delivered).prefix { $0 == 0 && $1 == 0 }.count
        let earlier = flow.acceptedByMinute.dropLast(minutes).reduce(0, +)
        let full = Double(max(0, minutes - 1 - (earlier == 0 ? idle : 0)))
        let begun = Double(now.milliseconds - now.minute * 60_000) / 1000
        return max(5, full * 60 + begun)
    }
}
