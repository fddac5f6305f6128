import GRDB
public import SyncModel

/// What people do about the open exceptions of a cause beside mending it, and whose objective the oldest is under.
public struct CauseWork: Sendable, Hashable, Codable {
    /// Who has taken some of them on, by name.
    public var holders: [String]
    /// Whether nobody has taken on one of them.
    public var isPartlyFree: Bool
    /// How many comments the cause and those of its rows have.
    public var comments: Int
    /// The flow of the oldest exception.
    public var flow: FlowName
    /// The oldest exception.
    public var oldest: ExceptionID

    /// The most held rows of a cause that are looked at, so that no command of the past makes the queue slow.
    static let mostHeld = 20_000

    /// Joins what is known of one cause.
    public init(
        holders: [String] = [], isPartlyFree: Bool = true, comments: Int = 0, flow: FlowName, oldest: ExceptionID
    ) {
        self.holders = holders
        self.isPartlyFree = isPartlyFree
        self.comments = comments
        self.flow = flow
        self.oldest = oldest
    }
}

extension StateReader {
    /// What people do about these causes; those with nothing open are left out.
    public func work(on causes: [String]) throws(StateFileProblem) -> [String: CauseWork] {
        try read { database in
            let oldest = try database.cachedStatement(sql: WorkSQL.oldest)
            let held = try database.cachedStatement(sql: WorkSQL.held)
            let open = try database.cachedStatement(sql: CrosswalkChangeSQL.openCount)
            let comments = try database.cachedStatement(sql: WorkSQL.comments)
            var work: [String: CauseWork] = [:]
            for cause in causes {
                guard let first = try Row.fetchOne(oldest, arguments: [cause]) else { continue }
                let holders = try held.rows([cause, CauseWork.mostHeld]) { row in
                    (name: row[0] as String, count: row[1] as Int)
                }
                let all = try Row.fetchOne(open, arguments: [cause]).map { $0["open"] as Int } ?? 0
                work[cause] = CauseWork(
                    holders: holders.map(\.name), isPartlyFree: holders.reduce(0) { $0 + $1.count } < all,
                    comments: try Int.fetchOne(comments, arguments: [cause, cause]) ?? 0,
                    flow: FlowName(rawValue: first["flow"]), oldest: ExceptionID(rawValue: first["id"]))
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
        SELECT id, flow
        FROM exception INDEXED BY exception_open_of_cause
        WHERE cause = ? AND closed_at IS NULL
        ORDER BY id
        LIMIT 1
        """
    static let held = """
        SELECT claimed_by, count(*)
        FROM (
          SELECT claimed_by
          FROM exception INDEXED BY exception_open_held
          WHERE cause = ? AND closed_at IS NULL AND claimed_by IS NOT NULL
          ORDER BY claimed_by
          LIMIT ?
        )
        GROUP BY claimed_by
        ORDER BY claimed_by
        """
    static let comments = """
        SELECT (
          SELECT coalesce(sum(said), 0)
          FROM exception INDEXED BY exception_open_said
          WHERE cause = ? AND closed_at IS NULL AND said > 0
        ) + (SELECT count(*) FROM comment WHERE cause = ?)
        """
    static let remarks = "SELECT count(*) FROM comment WHERE exception = ?"
}
