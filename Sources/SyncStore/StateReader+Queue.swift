import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// The causes that have open exceptions, dearest first.
    ///
    /// - Parameter owner: only this role's; all roles' where `nil`.
    public func causes(of owner: Role? = nil, limit: Int = 1000) throws(StateFileProblem) -> [CauseRow] {
        try read { database in
            let statement = try database.cachedStatement(sql: QueueSQL.causes)
            return try statement.rows([owner?.rawValue, limit]) { CauseRow(row: $0, faults: faults) }
        }
    }

    /// Open exceptions that pass the filter, dearest first, then oldest.
    ///
    /// - Parameter after: the last row of the page before, to go on behind it.
    public func exceptions(
        _ filter: ExceptionFilter = ExceptionFilter(), after: ExceptionRow? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> [ExceptionRow] {
        try read { database in
            let statement = try database.cachedStatement(sql: QueueSQL.exceptions(filter, goesOn: after != nil))
            return try statement.rows(QueueSQL.arguments(filter, after: after, limit: limit)) {
                ExceptionRow(row: $0, faults: faults)
            }
        }
    }

    /// How many exceptions are open, and what they are worth, by owner.
    public func waiting() throws(StateFileProblem) -> [Role: (count: Int, value: Money)] {
        try read { try Self.waiting($0) }
    }

    /// What the queue and the lists are at, for the price of a few steps in an index.
    public func mark() throws(StateFileProblem) -> StateMark {
        try read { database in
            let statement = try database.cachedStatement(sql: QueueSQL.mark)
            return try statement.rows([]) { row in
                StateMark(newestMessage: row[0], newestException: row[1], open: row[2], value: row[3])
            }.first ?? StateMark()
        }
    }

    static func waiting(_ database: Database) throws -> [Role: (count: Int, value: Money)] {
        var waiting: [Role: (count: Int, value: Money)] = [:]
        for row in try Row.fetchAll(database.cachedStatement(sql: QueueSQL.waiting)) {
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

    /// Steps to the end of two tables, and sums what `waiting` sums.
    static let mark = """
        SELECT
          coalesce((SELECT max(id) FROM message), 0),
          coalesce((SELECT max(id) FROM exception), 0),
          coalesce(sum(open), 0),
          coalesce(sum(value), 0)
        FROM cause
        WHERE open > 0
        """

    /// One clause for each part of the filter that is set, so that the index of just those is used: of a cause, of an
    /// owner, or of all, each in the list's order. A page starts in that index where the one before ended.
    static func exceptions(_ filter: ExceptionFilter, goesOn: Bool) -> String {
        var clauses = ["closed_at IS NULL"]
        if filter.cause != nil { clauses.append("cause = :cause") }
        // With a text, the index that holds all it looks at is the quicker one: the plus keeps the owner's out of it.
        if filter.owner != nil { clauses.append(filter.text.isEmpty ? "owner = :owner" : "+owner = :owner") }
        if goesOn { clauses.append("value <= :value AND (value < :value OR id > :id)") }
        if !filter.text.isEmpty { clauses.append(text) }
        switch filter.holder {
        case .user: clauses.append("claimed_by = :holder")
        case .nobody: clauses.append("claimed_by IS NULL")
        case nil: break
        }
        return """
            SELECT *
            FROM exception
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY value DESC, id
            LIMIT :limit
            """
    }

    private static let text = """
        (item LIKE :pattern ESCAPE '\\'
           OR description LIKE :pattern ESCAPE '\\'
           OR location LIKE :pattern ESCAPE '\\'
           OR code LIKE :pattern ESCAPE '\\'
           OR flow LIKE :pattern ESCAPE '\\')
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
        if case .user(let name) = filter.holder { arguments["holder"] = name }
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

extension Statement {
    /// What `make` makes of the rows, each read where it stands, without a copy.
    func rows<Value>(_ arguments: StatementArguments, _ make: (Row) throws -> Value?) throws -> [Value] {
        let cursor = try Row.fetchCursor(self, arguments: arguments)
        var values: [Value] = []
        while let row = try cursor.next() {
            if let value = try make(row) { values.append(value) }
        }
        return values
    }
}
