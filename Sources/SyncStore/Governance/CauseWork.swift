import GRDB
public import SyncModel

/// What people do about the open exceptions of a cause beside mending it, and whose objective the oldest is under.
public struct CauseWork: Sendable, Hashable, Codable {
    /// Who has taken some of them on, by name; looked for among the oldest ``looked``.
    public var holders: [String]
    /// Whether nobody has taken on one of those.
    public var isPartlyFree: Bool
    /// How many comments the cause and those of its rows have.
    public var comments: Int
    /// The flow of the oldest exception.
    public var flow: FlowName

    /// How many exceptions of a cause are looked at, so that a cause of thousands costs no more than one of a few.
    public static let looked = 8

    /// Joins what is known of one cause.
    public init(holders: [String] = [], isPartlyFree: Bool = true, comments: Int = 0, flow: FlowName) {
        self.holders = holders
        self.isPartlyFree = isPartlyFree
        self.comments = comments
        self.flow = flow
    }
}

extension StateReader {
    /// What people do about these causes; those with nothing open are left out.
    public func work(on causes: [String]) throws(StateFileProblem) -> [String: CauseWork] {
        try read { database in
            let first = try database.cachedStatement(sql: WorkSQL.oldest)
            let comments = try database.cachedStatement(sql: WorkSQL.comments)
            var work: [String: CauseWork] = [:]
            for cause in causes {
                let rows = try first.rows([cause, CauseWork.looked]) { row in
                    (holder: row[0] as String?, flow: FlowName(rawValue: row[1]), comments: row[2] as Int)
                }
                guard let oldest = rows.first else { continue }
                work[cause] = CauseWork(
                    holders: Set(rows.compactMap(\.holder)).sorted(),
                    isPartlyFree: rows.contains { $0.holder == nil },
                    comments: rows.reduce(try Int.fetchOne(comments, arguments: [cause]) ?? 0) { $0 + $1.comments },
                    flow: oldest.flow)
            }
            return work
        }
    }

    /// How many comments these exceptions have; those without one are left out.
    public func remarks(on exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: Int] {
        try read { database in
            let statement = try database.cachedStatement(sql: WorkSQL.remarks)
            var remarks: [ExceptionID: Int] = [:]
            for id in exceptions {
                let count = try Int.fetchOne(statement, arguments: [id.rawValue]) ?? 0
                if count > 0 { remarks[id] = count }
            }
            return remarks
        }
    }

    /// The exceptions of these numbers, open or closed, in their order; those that aren't there are left out.
    public func exceptions(numbered ids: [ExceptionID]) throws(StateFileProblem) -> [ExceptionRow] {
        try read { database in
            let statement = try database.cachedStatement(sql: ExceptionSQL.one)
            return try ids.compactMap { id in
                try Row.fetchOne(statement, arguments: [id.rawValue]).flatMap { ExceptionRow(row: $0, faults: faults) }
            }
        }
    }
}

/// What people do about a cause; each goes by an index.
enum WorkSQL {
    static let oldest = """
        SELECT claimed_by, flow, (SELECT count(*) FROM comment WHERE comment.exception = exception.id)
        FROM exception
        WHERE cause = ? AND closed_at IS NULL
        ORDER BY id
        LIMIT ?
        """
    static let comments = "SELECT count(*) FROM comment WHERE cause = ?"
    static let remarks = "SELECT count(*) FROM comment WHERE exception = ?"
}
