import Foundation
import GRDB
public import SyncModel

extension EngineTransaction {
    /// What a stopped delivery holds up in its lane; `nil` where nothing is behind it.
    public func hold(of delivery: OpenDelivery) throws -> LaneHold? {
        guard delivery.state == .faulted else { return nil }
        return try LaneReading(database).standings(of: [(delivery.place, true)])[delivery.id]?.holds
    }

    /// What letting these deliveries go means for their lanes.
    public func outlook(of released: [ReadyDelivery]) throws -> LaneOutlook {
        try LaneReading(database).outlook(of: released)
    }

    /// Takes a stopped delivery out of its lane: what is behind it goes on, and it stays stopped. Once it is let go it
    /// is sent out of order.
    ///
    /// - Returns: whether it had a place in a lane.
    public func stepAside(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, actor: String, reason: String, hold: LaneHold?
    ) throws -> Bool {
        try database.cachedStatement(sql: LaneSQL.leave).execute(arguments: [delivery.id.rawValue])
        guard database.changesCount == 1 else { return false }
        try database.cachedStatement(sql: LaneSQL.leaveException).execute(arguments: [exception.id.rawValue])
        let note = StepAsideNote(letGo: hold?.free ?? LaneFollowers())
        try database.cachedStatement(sql: ReplaySQL.keep).execute(arguments: [
            delivery.id.rawValue, now.milliseconds, actor, reason,
            String(decoding: try StateJSON.encode(note), as: UTF8.self), "",
        ])
        return true
    }
}

extension OpenDelivery {
    /// Its place in its lane.
    fileprivate var place: ReadyDelivery { ReadyDelivery(at: id, endpoint: endpoint, lane: lane) }
}

/// What is kept of a delivery that a person let step aside.
struct StepAsideNote: Codable {
    /// What went on.
    var letGo: LaneFollowers

    /// The times that a delivery stepped aside, as lines of its timeline.
    static func entries(of id: DeliveryID, _ database: Database) throws -> [TimelineEntry] {
        try Row.fetchAll(database.cachedStatement(sql: LaneSQL.steps), arguments: [id.rawValue]).compactMap { row in
            let before: String = row["before"]
            guard let note = try? StateJSON.decode(StepAsideNote.self, from: Data(before.utf8)) else { return nil }
            let (actor, reason): (String, String) = (row["actor"], row["reason"])
            let went = note.letGo.count > 0 ? "; \(note.letGo.words), went on" : ""
            return TimelineEntry(
                at: UTCTime(milliseconds: row["at"]), kind: "aside",
                text: "gave up its place, by \(actor): \(reason)\(went)")
        }
    }
}
