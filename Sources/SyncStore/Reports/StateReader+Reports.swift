import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// What was cleared between two times, what was left, and why. Reads what was opened and closed since, and a row a
    /// cause.
    ///
    /// - Parameter owner: only this role's queue; all where `nil`.
    public func shiftReport(
        since: UTCTime, until: UTCTime, owner: Role? = nil
    ) throws(StateFileProblem) -> ShiftReport {
        try read { database in
            var report = ShiftReport(
                since: since, until: until, owner: owner, opened: WorkSum(), cleared: WorkSum(), clearedBy: [:],
                left: WorkSum(), oldest: nil, topOpen: [], topCleared: [], acts: [])
            let now = try Self.open(owner, database)
            (report.left, report.oldest) = (now.sum, now.oldest)
            try report.countCleared(database)
            try report.countOpened(database)
            try report.countActs(database)
            let causes = try database.cachedStatement(sql: QueueSQL.causes)
            report.topOpen = try causes.rows([owner?.rawValue, 5]) { CauseRow(row: $0, faults: faults) }
            return report
        }
    }

    /// What was documented in each flow within a time, and what became of it by now. Reads the deliveries of that time:
    /// a day at a time, not every second.
    public func charges(from since: UTCTime, to until: UTCTime) throws(StateFileProblem) -> [DailyCharges] {
        try read { database in
            let last = try Int64.fetchOne(database, sql: ShiftSQL.lastDelivery) ?? 0
            let slack = TimeSearch.slack
            let first = try TimeSearch.deliveries.first(
                at: since.advanced(by: .zero - slack), last: last, database)
            let end = try TimeSearch.deliveries.first(at: until.advanced(by: slack), last: last, database)
            var days: [FlowName: DailyCharges] = [:]
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: ShiftSQL.charges),
                arguments: [first, end, since.milliseconds, until.milliseconds])
            while let row = try rows.next() {
                guard let state = DeliveryState(rawValue: row[1]) else { continue }
                let flow = FlowName(rawValue: row[0])
                days[flow, default: DailyCharges(flow: flow)]
                    .add(WorkSum(count: row[2], value: Money(cents: row[3])), in: state.line)
            }
            return days.values.sorted { $0.flow < $1.flow }
        }
    }

    /// What each flow that the engine runs has saved within a time. To the hour, from the figures of hours.
    public func savings(from since: UTCTime, to until: UTCTime) throws(StateFileProblem) -> [FlowSavings] {
        try read { database in
            var touches: [String: Int] = [:]
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: ShiftSQL.touches),
                arguments: [since.milliseconds, until.milliseconds])
            while let row = try rows.next() { touches[row[0]] = row[1] }
            let booked = try database.cachedStatement(sql: ShiftSQL.booked)
            return try Self.profiles(database).map { profile in
                FlowSavings(
                    flow: profile.name,
                    booked: try Int.fetchOne(
                        booked, arguments: ["flow:\(profile.name)", since.hour, until.hour]) ?? 0,
                    touches: touches[profile.name.rawValue] ?? 0, assumption: profile.manualWork)
            }
        }
    }

    private static func open(_ owner: Role?, _ database: Database) throws -> (sum: WorkSum, oldest: UTCTime?) {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: ShiftSQL.open), arguments: [owner?.rawValue])
        let sum = WorkSum(count: row?[0] ?? 0, value: Money(cents: row?[1] ?? 0))
        return (sum, (row?[2] as Int64?).map(UTCTime.init(milliseconds:)))
    }
}

extension DailyCharges {
    fileprivate init(flow: FlowName) {
        self.init(
            flow: flow, documented: WorkSum(), posted: WorkSum(), onTheWay: WorkSum(), waiting: WorkSum(),
            dismissed: WorkSum(), dead: WorkSum())
    }

    fileprivate mutating func add(_ sum: WorkSum, in line: BalanceLine) {
        documented = documented + sum
        switch line {
        case .delivered: posted = posted + sum
        case .onTheWay: onTheWay = onTheWay + sum
        case .waitingForPeople: waiting = waiting + sum
        case .dismissed: dismissed = dismissed + sum
        case .dead: dead = dead + sum
        case .accepted, .duplicates: break
        }
    }
}

extension ShiftReport {
    /// What was closed within it; what was closed since then was still open at its end.
    fileprivate mutating func countCleared(_ database: Database) throws {
        var causes: [String: ClearedCause] = [:]
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: ShiftSQL.closed), arguments: [since.milliseconds, owner?.rawValue])
        while let row = try rows.next() {
            let (closedAt, openedAt): (Int64, Int64) = (row[0], row[1])
            let one = WorkSum(count: 1, value: Money(cents: row[2]))
            guard closedAt < until.milliseconds else {
                if openedAt < until.milliseconds { left = left + one }
                continue
            }
            cleared = cleared + one
            clearedBy[Self.how(row[3]), default: WorkSum()] = clearedBy[Self.how(row[3]), default: WorkSum()] + one
            let cause: String = row[4]
            guard let code = FaultCode(rawValue: row[5]) else { continue }
            let before = causes[cause]?.cleared ?? WorkSum()
            causes[cause] = ClearedCause(cause: cause, code: code, cleared: before + one)
        }
        topCleared = Array(
            causes.values.sorted { ($1.cleared.count, $0.cause) < ($0.cleared.count, $1.cause) }.prefix(5))
    }

    /// What was opened within it; what was opened since then wasn't there at its end.
    fileprivate mutating func countOpened(_ database: Database) throws {
        let last = try Int64.fetchOne(database, sql: ShiftSQL.lastException) ?? 0
        let first = try TimeSearch.exceptions.first(
            at: since.advanced(by: .zero - TimeSearch.slack), last: last, database)
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: ShiftSQL.opened), arguments: [first, owner?.rawValue])
        while let row = try rows.next() {
            let openedAt: Int64 = row[0]
            let one = WorkSum(count: 1, value: Money(cents: row[1]))
            if openedAt >= until.milliseconds {
                let isOpen: Bool = row[2]
                if isOpen {
                    left = WorkSum(count: left.count - 1, value: Money(cents: left.value.cents - one.value.cents))
                }
            } else if openedAt >= since.milliseconds {
                opened = opened + one
            }
        }
    }

    fileprivate mutating func countActs(_ database: Database) throws {
        let last = try Int64.fetchOne(database, sql: AuditSQL.last) ?? 0
        let first = try TimeSearch.audit.first(at: since, last: last, database)
        let end = try TimeSearch.audit.first(at: until, last: last, database)
        acts = try database.cachedStatement(sql: ShiftSQL.acts).rows([first, end]) {
            ActCount(actor: $0[0], action: $0[1], count: $0[2])
        }
    }

    /// In a word how an exception was closed, from its resolution.
    private static func how(_ resolution: String) -> String {
        let first = resolution.prefix { $0.isLetter }
        return ["fixed", "resubmitted", "dismissed", "confirmed", "replayed"].first { $0 == first } ?? "settled"
    }
}

/// The queries of reports.
enum ShiftSQL {
    static let lastDelivery = "SELECT max(id) FROM delivery"
    static let lastException = "SELECT max(id) FROM exception"
    static let charges = """
        SELECT flow, state, count(*), sum(value)
        FROM delivery
        WHERE id >= ? AND id < ? AND accepted_at >= ? AND accepted_at < ?
        GROUP BY flow, state
        """
    /// One row a cause with something open.
    static let open = """
        SELECT coalesce(sum(open), 0), coalesce(sum(value), 0),
          min((SELECT opened_at
            FROM exception
            WHERE exception.cause = cause.cause AND closed_at IS NULL
            ORDER BY exception.id
            LIMIT 1))
        FROM cause
        WHERE open > 0 AND owner = coalesce(?, owner)
        """
    static let closed = """
        SELECT closed_at, opened_at, value, resolution, cause, code
        FROM exception INDEXED BY exception_closed
        WHERE closed_at >= ?1 AND owner = coalesce(?2, owner)
        """
    static let opened = """
        SELECT opened_at, value, closed_at IS NULL
        FROM exception
        WHERE id >= ?1 AND owner = coalesce(?2, owner)
        """
    static let touches = """
        SELECT flow, count(DISTINCT cause)
        FROM exception INDEXED BY exception_closed
        WHERE closed_at >= ? AND closed_at < ?
        GROUP BY flow
        """
    static let booked = """
        SELECT coalesce(sum(delivered), 0)
        FROM metric_hour
        WHERE scope = ? AND hour >= ? AND hour <= ?
        """
    static let acts = """
        SELECT actor, action, count(*)
        FROM audit INDEXED BY audit_act
        WHERE \(AuditSQL.isAct) AND seq >= ? AND seq < ?
        GROUP BY actor, action
        ORDER BY count(*) DESC, actor, action
        """
}
