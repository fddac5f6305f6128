import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// Throughput, latency and errors over a span, for every flow, every endpoint, and all flows together. Each span
    /// has rows of its own: at most 168 a scope are read, whatever the span.
    ///
    /// - Parameter points: how many points a curve has at most; steps are joined to fit, so that it may have fewer.
    public func series(
        _ span: MetricSpan, points: Int = 60, now: UTCTime
    ) throws(StateFileProblem) -> MetricBoard {
        let grid = SeriesGrid(span: span, points: points, now: now)
        return try read { database in
            var flows: [FlowName: MetricSeries] = [:]
            var endpoints: [EndpointName: MetricSeries] = [:]
            var all = SeriesSums(grid)
            for scope in try String.fetchAll(database.cachedStatement(sql: OverviewSQL.scopes)) {
                var sums = SeriesSums(grid)
                try sums.read(scope, database)
                if let name = scope.name(after: "flow:") {
                    flows[FlowName(rawValue: name)] = sums.series
                    all.add(sums)
                } else if let name = scope.name(after: "endpoint:") {
                    endpoints[EndpointName(rawValue: name)] = sums.series
                }
            }
            return MetricBoard(span: span, readAt: now, all: all.series, flows: flows, endpoints: endpoints)
        }
    }
}

extension String {
    /// What follows a prefix; `nil` where it isn't there.
    func name(after prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}

/// Which steps of a span make which point. Points begin at multiples of their length, so that a curve moves on by whole
/// points and never wobbles.
struct SeriesGrid: Sendable {
    let span: MetricSpan
    let now: UTCTime
    /// The number of the step that goes on now.
    let newest: Int64
    /// How many steps make a point.
    let width: Int64
    let count: Int64

    init(span: MetricSpan, points: Int, now: UTCTime) {
        self.span = span
        self.now = now
        newest = now.milliseconds / span.step.milliseconds
        let steps = Int64(span.stepCount)
        let wanted = min(max(1, Int64(points)), steps)
        width = (steps + wanted - 1) / wanted
        count = (steps + width - 1) / width
    }

    /// The first step that counts in the span's total.
    var oldest: Int64 { newest - Int64(span.stepCount) + 1 }
    /// The first step of the first point.
    var first: Int64 { (newest / width - count + 1) * width }

    /// Which point a step belongs to.
    func point(of step: Int64) -> Int { Int(step / width - newest / width + count - 1) }

    func start(of step: Int64) -> UTCTime { UTCTime(milliseconds: step * span.step.milliseconds) }
}

/// The sums of one scope, as they are read.
private struct SeriesSums {
    private let grid: SeriesGrid
    private var points: [MetricSums]
    private var total = MetricSums()
    /// The first step of all that anything is known of.
    private var begin: Int64?
    /// The first of those that were read.
    private var firstRead: Int64?

    init(_ grid: SeriesGrid) {
        self.grid = grid
        points = Array(repeating: MetricSums(), count: Int(grid.count))
    }

    mutating func read(_ scope: String, _ database: Database) throws {
        let first = min(grid.first, grid.oldest)
        let statement: Statement
        var arguments: StatementArguments = [scope, first, grid.newest + 1]
        switch grid.span {
        case .fiveMinutes, .day:
            statement = try database.cachedStatement(sql: SeriesSQL.ring)
            let ring = grid.span == .day ? MetricRing.tenMinutes : MetricRing.step
            arguments = [scope, ring.seconds, first, grid.newest + 1]
        case .hour: statement = try database.cachedStatement(sql: SeriesSQL.minutes)
        case .week: statement = try database.cachedStatement(sql: SeriesSQL.hours)
        }
        let rows = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try rows.next() { add(MetricSums(row: row, from: 1), step: row[0]) }
        let minute = try Int64.fetchOne(database.cachedStatement(sql: SeriesSQL.firstMinute), arguments: [scope])
        // Hours stay when their minutes go.
        let hour = try Int64.fetchOne(database.cachedStatement(sql: SeriesSQL.firstHour), arguments: [scope])
        let isHourOlder = minute.map { minute in hour.map { $0 < minute / 60 } ?? false } ?? true
        let known = (isHourOlder ? hour.map { $0 * 60 } : minute).map { $0 * 60_000 / grid.span.step.milliseconds }
        // A minute says only roughly when what began within the span began.
        begin = known.map { known in known < grid.oldest ? known : max(known, firstRead ?? known) }
    }

    private mutating func add(_ sums: MetricSums, step: Int64) {
        firstRead = min(firstRead ?? step, step)
        let point = grid.point(of: step)
        if points.indices.contains(point) { points[point].add(sums) }
        if step >= grid.oldest { total.add(sums) }
    }

    mutating func add(_ other: SeriesSums) {
        for index in points.indices { points[index].add(other.points[index]) }
        total.add(other.total)
        begin = [begin, other.begin].compactMap(\.self).min()
    }

    var series: MetricSeries {
        let measured = grid.start(of: max(grid.oldest, begin ?? grid.newest))
        return MetricSeries(
            points: points.enumerated().map { index, sums in point(index, sums) },
            total: MetricWindow(
                length: max(.seconds(1), grid.now.elapsed(since: measured)), accepted: total.accepted,
                delivered: total.delivered, failed: total.failed, faulted: total.faulted,
                latency: total.latency.summary))
    }

    private func point(_ index: Int, _ sums: MetricSums) -> MetricPoint {
        let start = grid.start(of: grid.first + Int64(index) * grid.width)
        let whole = grid.span.step * Int(grid.width)
        return MetricPoint(
            start: start, length: min(whole, max(.seconds(1), grid.now.elapsed(since: start))),
            accepted: sums.accepted, delivered: sums.delivered, failed: sums.failed, faulted: sums.faulted,
            latency: sums.latency.summary)
    }
}

/// The queries of curves: from a number on, up to another.
enum SeriesSQL {
    static let minutes = """
        SELECT minute, \(MetricSQL.figures)
        FROM metric
        WHERE scope = ? AND minute >= ? AND minute < ?
        """
    static let hours = """
        SELECT hour, \(MetricSQL.figures)
        FROM metric_hour
        WHERE scope = ? AND hour >= ? AND hour < ?
        """
    /// All slots of a scope: at most 180 rows.
    static let ring = """
        SELECT number, \(MetricSQL.figures)
        FROM metric_ring
        WHERE scope = ? AND seconds = ? AND number >= ? AND number < ?
        """
    static let firstHour = "SELECT hour FROM metric_hour WHERE scope = ? ORDER BY hour LIMIT 1"
    static let firstMinute = "SELECT minute FROM metric WHERE scope = ? ORDER BY minute LIMIT 1"
}
