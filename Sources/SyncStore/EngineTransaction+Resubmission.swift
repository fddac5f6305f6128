import GRDB
public import SyncModel

/// A resubmission of a cause that more waits for than one transaction takes.
public struct OpenResubmission: Sendable, Hashable {
    /// The id of the command that asked for it.
    public var command: String
    /// Who asked.
    public var actor: String
    /// What all of it waits for.
    public var cause: String
    /// The exception that was looked at last.
    public var position: ExceptionID
    /// The last exception that was open when it was asked for: what opens later is another matter.
    public var last: ExceptionID

    /// Joins what is to be carried on.
    public init(command: String, actor: String, cause: String, position: ExceptionID, last: ExceptionID) {
        self.command = command
        self.actor = actor
        self.cause = cause
        self.position = position
        self.last = last
    }
}

extension EngineTransaction {
    /// The number that the last exception of this state has.
    public var lastException: ExceptionID { ExceptionID(rawValue: book.nextException - 1) }

    /// Writes down a resubmission that goes on in further transactions: it is carried on, whoever dies.
    public func begin(_ resubmission: OpenResubmission) throws {
        try database.cachedStatement(sql: ResubmissionSQL.insert).execute(arguments: [
            resubmission.command, now.milliseconds, resubmission.actor, resubmission.cause,
            resubmission.position.rawValue, resubmission.last.rawValue,
        ])
    }

    /// How far a resubmission is; `nil` where it has ended.
    public func position(ofResubmission command: String) throws -> ExceptionID? {
        try Int64.fetchOne(database.cachedStatement(sql: ResubmissionSQL.position), arguments: [command])
            .map(ExceptionID.init(rawValue:))
    }

    /// Writes how far a resubmission is now; at its end, where `nil`.
    public func advance(resubmission command: String, to position: ExceptionID?) throws {
        if let position {
            try database.cachedStatement(sql: ResubmissionSQL.advance)
                .execute(arguments: [position.rawValue, command])
        } else {
            try database.cachedStatement(sql: ResubmissionSQL.end).execute(arguments: [command])
        }
    }
}

extension WorkReader {
    /// The resubmissions that haven't come to their end, the oldest first.
    public func openResubmissions() throws(StateFileProblem) -> [OpenResubmission] {
        try reader.read { database in
            try Row.fetchAll(database, sql: ResubmissionSQL.open).map { row in
                OpenResubmission(
                    command: row["command"], actor: row["actor"], cause: row["cause"],
                    position: ExceptionID(rawValue: row["position"]), last: ExceptionID(rawValue: row["last"]))
            }
        }
    }
}

/// Resubmissions under way; a row goes with its end.
enum ResubmissionSQL {
    static let insert = """
        INSERT INTO resubmission (command, at, actor, cause, position, last)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    static let position = "SELECT position FROM resubmission WHERE command = ?"
    static let advance = "UPDATE resubmission SET position = ? WHERE command = ?"
    static let end = "DELETE FROM resubmission WHERE command = ?"
    static let open = "SELECT * FROM resubmission ORDER BY at, command"
}
