import GRDB
public import SyncModel

extension WorkReader {
    /// Minutes that may not have been added up to hours: those since the last hour of each scope that was, of a week at
    /// most, and the last few in any case. One minute stands for its hour.
    public func unaddedMinutes(now: UTCTime) throws(StateFileProblem) -> [(scope: String, minute: Int64)] {
        try reader.read { database in
            var stretches: [(scope: String, minute: Int64)] = []
            let lastHour = try database.cachedStatement(sql: UnaddedSQL.lastHour)
            for scope in try String.fetchAll(database.cachedStatement(sql: OverviewSQL.scopes)) {
                let known = try Int64.fetchOne(lastHour, arguments: [scope]).map { $0 - 1 } ?? 0
                let first = max(known, now.hour - 7 * 24)
                for hour in stride(from: first, through: now.hour, by: 1) { stretches.append((scope, hour * 60)) }
                // Ten minutes are kept for a day.
                let ten = max(first * 6, now.minute / 10 - 6 * 24)
                for number in stride(from: ten, through: now.minute / 10, by: 1) {
                    stretches.append((scope, number * 10))
                }
            }
            return stretches
        }
    }
}

/// How far hours have been added up.
enum UnaddedSQL {
    static let lastHour = "SELECT max(hour) FROM metric_hour WHERE scope = ?"
}
