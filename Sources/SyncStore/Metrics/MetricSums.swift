import Foundation
import GRDB
import SyncModel

/// The figures of one row, or of several added up.
struct MetricSums: Sendable, Hashable {
    var accepted = 0
    var delivered = 0
    var failed = 0
    var faulted = 0
    var due = 0
    var inTime = 0
    var latency = LatencyHistogram()

    /// Nothing happened.
    init() {}

    /// Reads a row whose figures begin at `column`, in the order of ``MetricSQL/figures``.
    init(row: Row, from column: Int) {
        accepted = row[column]
        delivered = row[column + 1]
        failed = row[column + 2]
        faulted = row[column + 3]
        due = row[column + 4]
        inTime = row[column + 5]
        latency.merge(row[column + 6] as Data)
    }

    /// Adds others.
    mutating func add(_ other: MetricSums) {
        accepted += other.accepted
        delivered += other.delivered
        failed += other.failed
        faulted += other.faulted
        due += other.due
        inTime += other.inTime
        latency.merge(other.latency)
    }

    /// What a statement takes, in the order of ``MetricSQL/figures``.
    var arguments: StatementArguments {
        StatementArguments([accepted, delivered, failed, faulted, due, inTime]) + [latency.encoded]
    }
}

extension EngineTransaction {
    /// How far back figures of minutes are added up again when something came to them.
    public static var rollUpReach: Duration { .seconds(48 * 3600) }

    /// Adds up the minutes of the ten minutes that begin with minute `10 * number`. A second time comes to the same.
    public func rollUpTenMinutes(_ number: Int64, scope: String) throws {
        let sums = try minutes(scope: scope, from: number * 10, to: number * 10 + 10)
        guard let sums else { return }
        let ring = MetricRing.tenMinutes
        try database.cachedStatement(sql: MetricSQL.putInRing)
            .execute(arguments: [scope, ring.seconds, number % ring.slots, number] + sums.arguments)
    }

    /// Adds up the minutes of the hour since 1970. A second time comes to the same. An hour whose minutes are gone
    /// keeps what it has.
    public func rollUpHour(_ hour: Int64, scope: String) throws {
        guard let sums = try minutes(scope: scope, from: hour * 60, to: hour * 60 + 60) else { return }
        try database.cachedStatement(sql: MetricSQL.putHour).execute(arguments: [scope, hour] + sums.arguments)
    }

    /// Adds the hour's minutes up before they go. An engine has done so as they came, but for the last before it ended;
    /// minutes that come to less than their hour has are late ones of an hour whose own are gone, and join it.
    func closeHour(_ hour: Int64, scope: String) throws {
        guard var sums = try minutes(scope: scope, from: hour * 60, to: hour * 60 + 60) else { return }
        let stored = try database.cachedStatement(sql: SeriesSQL.hours)
            .rows([scope, hour, hour + 1]) { MetricSums(row: $0, from: 1) }.first
        if let stored, stored.accepted > sums.accepted || stored.delivered > sums.delivered { sums.add(stored) }
        try database.cachedStatement(sql: MetricSQL.putHour).execute(arguments: [scope, hour] + sums.arguments)
    }

    private func minutes(scope: String, from first: Int64, to end: Int64) throws -> MetricSums? {
        let statement = try database.cachedStatement(sql: SeriesSQL.minutes)
        let rows = try statement.rows([scope, first, end]) { MetricSums(row: $0, from: 1) }
        guard !rows.isEmpty else { return nil }
        return rows.reduce(into: MetricSums()) { $0.add($1) }
    }
}
