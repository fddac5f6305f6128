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
            try Row.fetchAll(
                database, sql: QueueSQL.exceptions(filter, goesOn: after != nil),
                arguments: QueueSQL.arguments(filter, after: after, limit: limit)
            ).compactMap(ExceptionRow.init(row:))
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
    /// Uses `cause_open`; the oldest of each cause comes from `exception_open_of_cause`, for the listed causes only.
    static let causes = """
        SELECT listed.*,
          (SELECT opened_at
           FROM exception
           WHERE exception.cause = listed.cause AND closed_at IS NULL
           ORDER BY exception.id
           LIMIT 1) AS oldest
        FROM (
          SELECT *
          FROM cause
          WHERE open > 0
            AND owner = coalesce(?, owner)
          ORDER BY value DESC, cause
          LIMIT ?
        ) AS listed
        ORDER BY value DESC, cause
        """

    /// Small: one row a cause with something open.
    static let waiting = """
        SELECT owner, sum(open) AS count, sum(value) AS value
        FROM cause
        WHERE open > 0
        GROUP BY owner
        """

    /// One clause for each part of the filter that is set, so that the index of just those is used: of a cause, of an
    /// owner, or of all, each in the list's order. A page starts in that index where the one before ended.
    static func exceptions(_ filter: ExceptionFilter, goesOn: Bool) -> String {
        var clauses = ["closed_at IS NULL"]
        if filter.cause != nil { clauses.append("cause = :cause") }
        if filter.owner != nil { clauses.append("owner = :owner") }
        if goesOn { clauses.append("value <= :value AND (value < :value OR id > :id)") }
        if !filter.text.isEmpty { clauses.append(text) }
        return """
            SELECT *
            FROM exception
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY value DESC, id
            LIMIT :limit
            """
    }

    private static let text = """
        (item || ' ' || description || ' ' || location || ' ' || code || ' ' || flow) LIKE :pattern ESCAPE '\\'
        """

    /// What the query of the same filter takes.
    static func arguments(_ filter: ExceptionFilter, after: ExceptionRow?, limit: Int) -> StatementArguments {
        var arguments: [String: (any DatabaseValueConvertible)?] = ["limit": limit]
        if let cause = filter.cause { arguments["cause"] = cause }
        if let owner = filter.owner { arguments["owner"] = owner.rawValue }
        if let after {
            arguments["value"] = after.value.cents
            arguments["id"] = after.id.rawValue
        }
        if !filter.text.isEmpty { arguments["pattern"] = "%\(filter.text.escapedForLike)%" }
        return StatementArguments(arguments)
    }
}

extension String {
    /// The text with the wildcards of LIKE made literal.
    var escapedForLike: String {
        var escaped = UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }
}
