import GRDB
public import SyncModel

/// What somebody said about an exception or a cause.
public struct CommentRow: Sendable, Hashable, Codable {
    /// Its number.
    public var id: Int64
    /// When.
    public var at: UTCTime
    /// Who.
    public var author: String
    /// What, in one line.
    public var text: String
}

extension EngineTransaction {
    /// The longest comment, in characters.
    public static let longestComment = CommentSubject.longestText

    /// Keeps a comment.
    public func comment(on subject: CommentSubject, by author: String, text: String) throws {
        var (exception, cause): (Int64?, String?)
        switch subject {
        case .exception(let id): exception = id.rawValue
        case .cause(let key): cause = key
        }
        try database.cachedStatement(sql: CollaborationSQL.comment)
            .execute(arguments: [now.milliseconds, author, exception, cause, text])
        guard let exception else { return }
        try database.cachedStatement(sql: CollaborationSQL.said).execute(arguments: [exception])
    }

    /// Whether there are, or were, exceptions of a cause.
    public func hasCause(_ cause: String) throws -> Bool {
        try Int64.fetchOne(database.cachedStatement(sql: CollaborationSQL.hasCause), arguments: [cause]) != nil
    }

    /// Keeps a view of a user's; one of that name is replaced.
    ///
    /// - Returns: whether there was room for it.
    public func keep(_ view: SavedView, of user: String) throws -> Bool {
        let names = try String.fetchAll(database.cachedStatement(sql: CollaborationSQL.viewNames), arguments: [user])
        guard names.contains(view.name) || names.count < SavedView.mostPerUser else { return false }
        try database.cachedStatement(sql: CollaborationSQL.keepView)
            .execute(arguments: [user, view.name, view.specification, now.milliseconds])
        return true
    }

    /// Forgets a view of a user's.
    ///
    /// - Returns: whether there was one.
    public func dropView(_ name: String, of user: String) throws -> Bool {
        try database.cachedStatement(sql: CollaborationSQL.dropView).execute(arguments: [user, name])
        return database.changesCount > 0
    }
}

extension StateReader {
    /// What was said about an exception or a cause, latest first.
    public func comments(on subject: CommentSubject, limit: Int = 100) throws(StateFileProblem) -> [CommentRow] {
        try read { database in
            let rows: [Row]
            switch subject {
            case .exception(let id):
                rows = try Row.fetchAll(
                    database.cachedStatement(sql: CollaborationSQL.ofException), arguments: [id.rawValue, limit])
            case .cause(let key):
                rows = try Row.fetchAll(
                    database.cachedStatement(sql: CollaborationSQL.ofCause), arguments: [key, limit])
            }
            return rows.map { row in
                CommentRow(
                    id: row["id"], at: UTCTime(milliseconds: row["at"]), author: row["author"], text: row["text"])
            }
        }
    }

    /// The views that a user keeps, by name.
    public func savedViews(of user: String) throws(StateFileProblem) -> [SavedView] {
        try read { database in
            try Row.fetchAll(database.cachedStatement(sql: CollaborationSQL.views), arguments: [user])
                .map { SavedView(name: $0["name"], specification: $0["specification"]) }
        }
    }
}

/// Comments and views.
enum CollaborationSQL {
    static let comment = "INSERT INTO comment (at, author, exception, cause, text) VALUES (?, ?, ?, ?, ?)"
    static let said = "UPDATE exception SET said = said + 1 WHERE id = ?"
    static let ofException = "SELECT * FROM comment WHERE exception = ? ORDER BY id DESC LIMIT ?"
    static let ofCause = "SELECT * FROM comment WHERE cause = ? ORDER BY id DESC LIMIT ?"
    static let hasCause = "SELECT 1 FROM cause WHERE cause = ?"
    static let views = "SELECT * FROM saved_view WHERE user = ? ORDER BY name"
    static let viewNames = "SELECT name FROM saved_view WHERE user = ?"
    static let keepView = """
        INSERT INTO saved_view (user, name, specification, changed_at) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET specification = excluded.specification, changed_at = excluded.changed_at
        """
    static let dropView = "DELETE FROM saved_view WHERE user = ? AND name = ?"
}
