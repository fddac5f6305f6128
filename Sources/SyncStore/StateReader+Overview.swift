import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// Everything the overview shows. Reads counters and the last hour's minutes, never history.
    ///
    /// - Parameter window: how far back the figures of `recent` reach.
    public func overview(now: UTCTime, window: Duration = .seconds(300)) throws(StateFileProblem) -> Overview {
        try read { database in
            let sheets = try Self.sheets(database)
            let metrics = try Self.minutes(database, since: now.minute - 60)
            let flows = sheets.keys.filter { !$0.isEmpty }.sorted().map { name in
                Self.flowStatus(name, sheets[name] ?? [:], metrics["flow:\(name)"] ?? [], now: now, window: window)
            }
            var balance = BalanceSheet()
            for flow in flows { balance = balance + flow.balance }
            return Overview(
                engine: try engineStatus(database), balance: balance,
                refused: sheets[""]?["refused"]?.count ?? 0, flows: flows, endpoints: try Self.endpoints(database),
                waiting: try Self.waiting(database), readAt: now,
                notices: try Self.openNotices(database), approvals: try Self.approvalCounts(database),
                heldFlows: try Self.heldFlows(database))
        }
    }

    /// Who runs the engine.
    public func engineStatus() throws(StateFileProblem) -> EngineStatus {
        try read { try engineStatus($0) }
    }

    private func engineStatus(_ database: Database) throws -> EngineStatus {
        var status = try Self.engineStatus(database) ?? .none
        if status.epoch > 0 { status.trouble = TroubleBoard(state: path).trouble }
        return status
    }

    static func engineStatus(_ database: Database) throws -> EngineStatus? {
        guard let row = try Row.fetchOne(database.cachedStatement(sql: OverviewSQL.lease)) else { return nil }
        return EngineStatus(
            epoch: row["epoch"], holder: row["holder"], pid: row["pid"],
            heartbeatAt: UTCTime(milliseconds: row["heartbeat_at"]),
            releasedAt: (row["released_at"] as Int64?).map(UTCTime.init(milliseconds:)))
    }

    static func endpoints(_ database: Database) throws -> [EndpointStatus] {
        try Row.fetchAll(database.cachedStatement(sql: OverviewSQL.endpoints)).compactMap { row in
            guard let condition = EndpointCondition(rawValue: row["condition"]) else { return nil }
            return EndpointStatus(
                endpoint: EndpointName(rawValue: row["endpoint"]), condition: condition, detail: row["detail"],
                resumesAt: (row["resumes_at"] as Int64?).map(UTCTime.init(milliseconds:)),
                changedAt: UTCTime(milliseconds: row["changed_at"]),
                lastSuccessAt: (row["last_success_at"] as Int64?).map(UTCTime.init(milliseconds:)))
        }
    }

    typealias Sheet = [String: (count: Int, value: Int64)]

    static func sheets(_ database: Database) throws -> [String: Sheet] {
        var sheets: [String: Sheet] = [:]
        for row in try Row.fetchAll(database.cachedStatement(sql: OverviewSQL.tally)) {
            sheets[row["flow"], default: [:]][row["line"]] = (row["count"], row["value"])
        }
        return sheets
    }

    private struct Minute {
        var minute: Int64
        var accepted: Int
        var delivered: Int
        var failed: Int
        var faulted: Int
        var latency: Data
    }

    private static func minutes(_ database: Database, since: Int64) throws -> [String: [Minute]] {
        var minutes: [String: [Minute]] = [:]
        let statement = try database.cachedStatement(sql: OverviewSQL.minutes)
        for scope in try String.fetchAll(database.cachedStatement(sql: OverviewSQL.scopes)) {
            minutes[scope] = try Row.fetchAll(statement, arguments: [scope, since])
                .map { row in
                    Minute(
                        minute: row["minute"], accepted: row["accepted"], delivered: row["delivered"],
                        failed: row["failed"], faulted: row["faulted"], latency: row["latency"])
                }
        }
        return minutes
    }

    private static func flowStatus(
        _ name: String, _ sheet: Sheet, _ minutes: [Minute], now: UTCTime, window: Duration
    ) -> FlowStatus {
        var balance = BalanceSheet()
        for line in BalanceLine.allCases { balance[line] = sheet[line.rawValue]?.count ?? 0 }
        var accepted = [Int](repeating: 0, count: 60)
        var delivered = accepted
        var recent = MetricWindow(length: window, accepted: 0, delivered: 0, failed: 0, faulted: 0, latency: nil)
        var histogram = LatencyHistogram()
        let span = max(1, window.milliseconds / 60_000)
        for minute in minutes {
            let slot = Int(minute.minute - now.minute) + 59
            if accepted.indices.contains(slot) {
                accepted[slot] += minute.accepted
                delivered[slot] += minute.delivered
            }
            guard minute.minute > now.minute - span, minute.minute <= now.minute else { continue }
            recent.accepted += minute.accepted
            recent.delivered += minute.delivered
            recent.failed += minute.failed
            recent.faulted += minute.faulted
            histogram.merge(minute.latency)
        }
        recent.latency = histogram.summary
        return FlowStatus(
            flow: FlowName(rawValue: name), balance: balance,
            waitingValue: Money(cents: sheet[BalanceLine.waitingForPeople.rawValue]?.value ?? 0),
            backlogValue: Money(cents: sheet[BalanceLine.onTheWay.rawValue]?.value ?? 0), recent: recent,
            deliveredByMinute: delivered, acceptedByMinute: accepted)
    }
}

/// The queries of the overview: counters, one row a minute, one row an endpoint.
enum OverviewSQL {
    static let lease = "SELECT * FROM lease WHERE id = 1"
    static let tally = "SELECT flow, line, count, value FROM tally"
    static let endpoints = "SELECT * FROM endpoint_state ORDER BY endpoint"
    /// Steps from scope to scope through the primary key, so that old minutes cost nothing.
    static let scopes = """
        WITH RECURSIVE known(scope) AS (
          SELECT min(scope) FROM metric
          UNION ALL
          SELECT (SELECT min(scope) FROM metric WHERE scope > known.scope)
          FROM known
          WHERE known.scope IS NOT NULL
        )
        SELECT scope FROM known WHERE scope IS NOT NULL
        """
    static let minutes = "SELECT * FROM metric WHERE scope = ? AND minute > ? ORDER BY minute"
}
