import SyncModel
import SyncStore

/// What the screens of those on call read.
protocol LiveStore: Sendable {
    func live(now: UTCTime) throws(StateFileProblem) -> LiveBoard
    func series(_ span: MetricSpan, points: Int, now: UTCTime) throws(StateFileProblem) -> MetricBoard
    func objectives(now: UTCTime) throws(StateFileProblem) -> [ObjectiveStatus]
    func lastEnded(of flow: FlowName, limit: Int) throws(StateFileProblem) -> [LatestDelivery]
}

extension StateReader: LiveStore {}

/// Routes, endpoints, what waits, and the figures of a span.
struct LiveReading: Reading {
    typealias Store = any LiveStore

    /// The most points of a curve: two a column of braille.
    static let points = 60

    var span = MetricSpan.fiveMinutes

    var staleness: Staleness { .time }

    func read(from store: any LiveStore, at now: UTCTime) throws(StateFileProblem) -> LiveFigures {
        LiveFigures(
            board: try store.live(now: now), figures: try store.series(span, points: Self.points, now: now))
    }
}

/// Routes, endpoints, what waits, and the figures of a span.
struct LiveFigures: Sendable {
    var board: LiveBoard
    var figures: MetricBoard
}

/// How each flow keeps its objective.
struct ObjectivesReading: Reading {
    typealias Store = any LiveStore

    var staleness: Staleness { .time }

    func read(from store: any LiveStore, at now: UTCTime) throws(StateFileProblem) -> [FlowName: ObjectiveStatus] {
        let all = try store.objectives(now: now)
        return Dictionary(all.map { ($0.flow, $0) }) { first, _ in first }
    }
}

extension MetricSpan {
    /// The next longer one; behind the longest the shortest.
    var next: MetricSpan {
        let all = Self.allCases
        let place = all.firstIndex(of: self) ?? 0
        return all[(place + 1) % all.count]
    }

    /// `last 5 min`.
    var words: String {
        switch self {
        case .fiveMinutes: "last 5 min"
        case .hour: "last hour"
        case .day: "last 24 h"
        case .week: "last 7 d"
        }
    }
}

extension MetricWindow {
    private var seconds: Double { max(1, Double(length.milliseconds) / 1000) }

    /// Deliveries accepted in a second.
    var acceptedPerSecond: Double { Double(accepted) / seconds }
    /// Deliveries booked in a second.
    var deliveredPerSecond: Double { Double(delivered) / seconds }
}
