import Foundation
import GRDB
import SyncModel

extension StateReader {
    /// At most so many records are looked through for one page.
    static let auditSlice: Int64 = 20_000

    /// Records of the audit, latest first.
    ///
    /// - Parameter before: goes on behind this one: ``AuditPage/next`` of the page before.
    public func audit(
        _ filter: AuditFilter = AuditFilter(), before: Int64? = nil, limit: Int = 100
    ) throws(StateFileProblem) -> AuditPage {
        try read { database in
            let last = try Int64.fetchOne(database.cachedStatement(sql: AuditSQL.last)) ?? 0
            var end = min(before ?? .max, last + 1)
            if let until = filter.until {
                end = min(end, try TimeSearch.audit.first(at: until, last: last, database))
            }
            let first = try filter.since.map { try TimeSearch.audit.first(at: $0, last: last, database) } ?? 1
            // People's acts are few, and an index holds them: only the routine among them costs steps.
            let floor = filter.hasRoutine ? max(first, end - Self.auditSlice) : first
            let statement = try database.cachedStatement(sql: AuditSQL.page(filter))
            let rows = try statement.rows(AuditSQL.arguments(filter, floor: floor, end: end, limit: limit)) {
                AuditRow(row: $0)
            }
            let isFull = rows.count == limit
            let next = isFull ? rows.last?.sequence : floor > first ? floor : nil
            return AuditPage(rows: rows, next: next)
        }
    }

    /// How far the chain has been checked.
    public func chainStatus() throws(StateFileProblem) -> ChainStatus {
        try read { database in
            let last = try Row.fetchOne(database.cachedStatement(sql: AuditSQL.lastRecord))
            let mark = try Row.fetchOne(database.cachedStatement(sql: AuditSQL.mark))
            func time(_ row: Row?, _ column: String) -> UTCTime? {
                (row?[column] as Int64?).map(UTCTime.init(milliseconds:))
            }
            return ChainStatus(
                records: last?["seq"] ?? 0, lastAt: time(last, "at"), checkedTo: mark?["seq"] ?? 0,
                checkedAt: time(mark, "at"), beganAt: time(mark, "began_at"), finding: mark?["finding"])
        }
    }

    /// The actors and the actions of people's and policies' records, for a filter to choose from: of the last
    /// ``auditSlice`` of them.
    public func auditWords() throws(StateFileProblem) -> (actors: [String], actions: [String]) {
        try read { database in
            var (actors, actions): (Set<String>, Set<String>) = ([], [])
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: AuditSQL.words), arguments: [Self.auditSlice])
            while let row = try rows.next() {
                actors.insert(row[0])
                actions.insert(row[1])
            }
            return (actors.sorted(), actions.sorted())
        }
    }
}

extension AuditRow {
    init(row: Row) {
        self.init(
            sequence: row["seq"],
            record: AuditRecord(
                at: UTCTime(milliseconds: row["at"]), actor: row["actor"], action: row["action"],
                subject: row["subject"], detail: row["detail"]),
            hash: Hexadecimal.digits(row["hash"] as Data))
    }
}

/// The queries of the audit.
enum AuditSQL {
    static let last = "SELECT max(seq) FROM audit"
    static let lastRecord = "SELECT seq, at FROM audit ORDER BY seq DESC LIMIT 1"
    static let mark = "SELECT * FROM chain_mark WHERE id = 1"
    /// What the index `audit_act` holds.
    static let isAct = "action <> 'commit' AND action <> 'prune'"
    static let words = """
        SELECT actor, action
        FROM audit INDEXED BY audit_act
        WHERE \(isAct)
        ORDER BY seq DESC
        LIMIT ?
        """

    /// One clause for each part of the filter that is set; without the routine, through the index that leaves it out.
    static func page(_ filter: AuditFilter) -> String {
        var clauses = ["seq >= :floor", "seq < :end"]
        if !filter.hasRoutine { clauses.append(isAct) }
        if filter.actor != nil { clauses.append("actor = :actor") }
        if filter.action != nil { clauses.append("action = :action") }
        if !filter.subject.isEmpty { clauses.append("subject LIKE :subject ESCAPE '\\'") }
        if !filter.text.isEmpty {
            clauses.append("(subject LIKE :text ESCAPE '\\' OR detail LIKE :text ESCAPE '\\')")
        }
        return """
            SELECT *
            FROM audit\(filter.hasRoutine ? "" : " INDEXED BY audit_act")
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY seq DESC
            LIMIT :limit
            """
    }

    static func arguments(_ filter: AuditFilter, floor: Int64, end: Int64, limit: Int) -> StatementArguments {
        var arguments: [String: (any DatabaseValueConvertible)?] = ["floor": floor, "end": end, "limit": limit]
        if let actor = filter.actor { arguments["actor"] = actor }
        if let action = filter.action { arguments["action"] = action }
        if !filter.subject.isEmpty { arguments["subject"] = "%\(filter.subject.escapedForLike)%" }
        if !filter.text.isEmpty { arguments["text"] = "%\(filter.text.escapedForLike)%" }
        return StatementArguments(arguments)
    }
}
