import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// The causes that have open exceptions, dearest first.
    ///
    /// - Parameter owner: only this role's; all roles' where `nil`.
    public func causes(of owner: Role? = nil, limit: Int = 1000) throws(StateFileProblem) -> [CauseRow] {
        try read { database in
            let rows = try Row.fetchAll(database, sql: QueueSQL.causes, arguments: [owner?.rawValue, limit])
            return rows.compactMap(CauseRow.init(row:))
        }
    }

    /// Open exceptions that pass the filter, dearest first, then oldest.
    ///
    /// - Parameter after: the last row of the page before, to go on behind it.
    public func exceptions(
        _ filter: ExceptionFilter = ExceptionFilter(), after: ExceptionRow? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> [ExceptionRow] {
        try read { database in
            let pattern = filter.text.isEmpty ? nil : "%\(filter.text.escapedForLike)%"
            let arguments: StatementArguments = [
                "owner": filter.owner?.rawValue, "cause": filter.cause, "pattern": pattern,
                "value": after?.value.cents, "id": after?.id.rawValue, "limit": limit,
            ]
            return try Row.fetchAll(database, sql: QueueSQL.exceptions(filter), arguments: arguments)
                .compactMap(ExceptionRow.init(row:))
        }
    }

    /// How many exceptions are open, and what they are worth, by owner.
    public func waiting() throws(StateFileProblem) -> [Role: (count: Int, value: Money)] {
        try read { try Self.waiting($0) }
    }

    static func waiting(_ database: Database) throws -> [Role: (count: Int, value: Money)] {
        var waiting: [Role: (count: Int, value: Money)] = [:]
        for row in try Row.fetchAll(database, sql: QueueSQL.waiting) {
            guard let role = Role(rawValue: row["owner"]) else { continue }
            waiting[role] = (row["count"], Money(cents: row["value"]))
        }
        return waiting
    }
}

/// The queries of the work queue.
enum QueueSQL {
    /// Uses `cause_open`; the oldest of each cause comes from `exception_open_by_cause`.
    static let causes = """
        SELECT cause.*,
          (SELECT min(opened_at) FROM exception
           WHERE exception.cause = cause.cause AND closed_at IS NULL) AS oldest
        FROM cause
        WHERE open > 0
          AND owner = coalesce(?, owner)
        ORDER BY value DESC, cause
        LIMIT ?
        """

    /// Small: one row a cause with something open.
    static let waiting = """
        SELECT owner, sum(open) AS count, sum(value) AS value
        FROM cause
        WHERE open > 0
        GROUP BY owner
        """

    /// One clause for each part of the filter that is set, so that the indexes of the others are used.
    static func exceptions(_ filter: ExceptionFilter) -> String {
        var clauses = ["closed_at IS NULL"]
        if filter.cause != nil { clauses.append("cause = :cause") }
        if filter.owner != nil { clauses.append("owner = :owner") }
        if !filter.text.isEmpty {
            clauses.append(
                "(item || ' ' || description || ' ' || location || ' ' || code || ' ' || flow) LIKE :pattern ESCAPE '\\'"
            )
        }
        return """
            SELECT *
            FROM exception
            WHERE \(clauses.joined(separator: "\n  AND "))
              AND (:value IS NULL OR value < :value OR (value = :value AND id > :id))
              AND (:owner IS NULL OR 1) AND (:cause IS NULL OR 1) AND (:pattern IS NULL OR 1)
            ORDER BY value DESC, id
            LIMIT :limit
            """
    }
}

extension String {
    /// The text with the wildcards of LIKE made literal.
    var escapedForLike: String {
        var escaped = ""
        for character in self {
            if "%_\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
        return escaped
    }
}
