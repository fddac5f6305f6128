public import Foundation
import GRDB
import SyncModel

extension EngineTransaction {
    /// Says of a subject (`flow:NAME`, `endpoint:NAME`) what screens show; takes the place of what was said before.
    public func publish(_ body: Data, of subject: String) throws {
        try database.cachedStatement(sql: PublishedSQL.put)
            .execute(arguments: [subject, now.milliseconds, body])
    }

    /// Takes back what was said of anything that begins with `prefix` and isn't among `subjects`: it left the catalog.
    public func unpublish(prefix: String, except subjects: Set<String>) throws {
        let known = try String.fetchAll(
            database.cachedStatement(sql: PublishedSQL.subjects), arguments: [prefix, prefix + "\u{10FFFF}"])
        for subject in known where !subjects.contains(subject) {
            try database.cachedStatement(sql: PublishedSQL.remove).execute(arguments: [subject])
        }
    }
}

/// What the engine says of itself: a row a flow and a row an endpoint.
enum PublishedSQL {
    static let put = """
        INSERT INTO published (subject, at, body) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET at = excluded.at, body = excluded.body
        """
    static let subjects = "SELECT subject FROM published WHERE subject >= ? AND subject < ?"
    static let remove = "DELETE FROM published WHERE subject = ?"
    static let all = "SELECT subject, at, body FROM published WHERE subject >= ? AND subject < ? ORDER BY subject"
}
