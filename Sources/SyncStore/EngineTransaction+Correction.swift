public import Foundation
import GRDB
public import SyncModel

extension EngineTransaction {
    /// Changes what a stopped delivery is about, and keeps what it was.
    ///
    /// - Parameters:
    ///   - body: the JSON of the event after the change.
    ///   - changes: what the change is, each as `quantity 2 → 3`.
    public mutating func correct(
        _ delivery: OpenDelivery, from event: CanonicalEvent, to body: Data, changes: [String], by actor: String,
        reason: String
    ) throws {
        let note = ReplayNote(
            replay: "", state: delivery.state, why: "corrected", changes: changes, event: event)
        try database.cachedStatement(sql: ReplaySQL.body).execute(arguments: [body, delivery.id.rawValue])
        try database.cachedStatement(sql: ReplaySQL.keep)
            .execute(arguments: [
                delivery.id.rawValue, now.milliseconds, actor, reason,
                String(decoding: try StateJSON.encode(note), as: UTF8.self), String(decoding: body, as: UTF8.self),
            ])
    }

    /// Whether there is a message of that number.
    public func holds(_ message: MessageID) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM message WHERE id = ?)"),
            arguments: [message.rawValue]) ?? false
    }
}
