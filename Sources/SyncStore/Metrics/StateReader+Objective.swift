import GRDB
public import SyncModel

extension StateReader {
    /// How each flow that the engine runs keeps its objective, in the order of their names.
    public func objectives(now: UTCTime) throws(StateFileProblem) -> [ObjectiveStatus] {
        try read { database in
            try Self.profiles(database).map { try ObjectiveSums(of: $0, database, now: now).status }
        }
    }
}

/// What fell due and what was in time, over each window.
private struct ObjectiveSums {
    private typealias Sum = (due: Int, inTime: Int)

    private static let period: Int64 = 30 * 24

    let status: ObjectiveStatus

    init(of profile: FlowProfile, _ database: Database, now: UTCTime) throws {
        let scope = "flow:\(profile.name)"
        // The first minute that has not wholly fallen due.
        let end = now.advanced(by: .zero - profile.objectiveWithin).minute
        func minutes(_ count: Int64) throws -> Sum {
            try Self.sum(ObjectiveSQL.minutes, scope, end - count, end, database)
        }
        func rate(_ sum: Sum) -> BurnRate {
            BurnRate(due: sum.due, inTime: sum.inTime, percent: profile.objectivePercent)
        }
        let hour = rate(try minutes(60))
        let (endHour, firstHour) = (end / 60, end / 60 - Self.period)
        let hours = try Self.sum(ObjectiveSQL.hours, scope, firstHour, endHour, database)
        let rest = try Self.sum(ObjectiveSQL.minutes, scope, endHour * 60, end, database)
        let all = rate((hours.due + rest.due, hours.inTime + rest.inTime))
        status = ObjectiveStatus(
            flow: profile.name, percent: profile.objectivePercent, within: profile.objectiveWithin,
            fiveMinutes: rate(try minutes(5)), halfHour: rate(try minutes(30)), hour: hour,
            sixHours: rate(try minutes(360)), budget: Self.budget(all, burning: hour, profile.objectivePercent))
    }

    private static func budget(_ all: BurnRate, burning: BurnRate, _ percent: Double) -> ErrorBudget {
        let allowed = Double(all.due) * (1 - percent / 100)
        let left: Double? =
            all.due == 0 ? nil : allowed <= 0 ? (all.missed == 0 ? 1 : -1) : 1 - Double(all.missed) / allowed
        var lastsFor: Duration?
        if let left, let rate = burning.rate, rate > 1, left > 0 {
            lastsFor = .seconds(Double(period) * 3600 * left / rate)
        }
        return ErrorBudget(due: all.due, missed: all.missed, allowed: allowed, left: left, lastsFor: lastsFor)
    }

    private static func sum(
        _ sql: String, _ scope: String, _ first: Int64, _ end: Int64, _ database: Database
    ) throws -> Sum {
        let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [scope, first, end])
        return (row?[0] ?? 0, row?[1] ?? 0)
    }
}

/// The queries of objectives: at most 720 rows each.
enum ObjectiveSQL {
    static let minutes = """
        SELECT coalesce(sum(due), 0), coalesce(sum(in_time), 0)
        FROM metric
        WHERE scope = ? AND minute >= ? AND minute < ?
        """
    static let hours = """
        SELECT coalesce(sum(due), 0), coalesce(sum(in_time), 0)
        FROM metric_hour
        WHERE scope = ? AND hour >= ? AND hour < ?
        """
}
