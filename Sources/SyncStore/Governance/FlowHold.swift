import GRDB
public import SyncModel

/// A flow that a person holds, or has let run again.
public struct FlowHold: Sendable, Hashable, Codable {
    /// The flow.
    public var flow: FlowName
    /// Whether its deliveries are sent.
    public var condition: FlowCondition
    /// The last delivery that is sent all the same.
    public var through: DeliveryID
    /// Why.
    public var reason: String
    /// Who said so.
    public var actor: String
    /// When.
    public var changedAt: UTCTime
    /// Whether a flow that drains has nothing left to send; `false` where that isn't known.
    public var isDrained = false

    /// Joins what is known of a held flow.
    public init(
        flow: FlowName, condition: FlowCondition, through: DeliveryID, reason: String, actor: String,
        changedAt: UTCTime
    ) {
        self.flow = flow
        self.condition = condition
        self.through = through
        self.reason = reason
        self.actor = actor
        self.changedAt = changedAt
    }

    init?(row: Row) {
        guard let condition = FlowCondition(rawValue: row["condition"]) else { return nil }
        self.init(
            flow: FlowName(rawValue: row["flow"]), condition: condition, through: DeliveryID(rawValue: row["through"]),
            reason: row["reason"], actor: row["actor"], changedAt: UTCTime(milliseconds: row["changed_at"]))
    }
}

extension EngineTransaction {
    /// Writes whether a flow's deliveries are sent.
    public func write(_ hold: FlowHold) throws {
        try database.cachedStatement(sql: FlowSQL.write).execute(arguments: [
            hold.flow.rawValue, hold.condition.rawValue, hold.through.rawValue, hold.reason, hold.actor,
            hold.changedAt.milliseconds,
        ])
    }

    /// The last delivery there is; number 0 where there is none.
    public var lastDelivery: DeliveryID { DeliveryID(rawValue: book.nextDelivery - 1) }
}

extension StateReader {
    /// The flows that are held, by name.
    public func heldFlows() throws(StateFileProblem) -> [FlowHold] { try read { try Self.heldFlows($0) } }

    static func heldFlows(_ database: Database) throws -> [FlowHold] {
        try Row.fetchAll(database.cachedStatement(sql: FlowSQL.held)).compactMap { row in
            guard var hold = FlowHold(row: row) else { return nil }
            if hold.condition == .draining { hold.isDrained = try isDrained(hold, database) }
            return hold
        }
    }

    /// Looks at the first open deliveries only: behind a large backlog of others it isn't known.
    private static func isDrained(_ hold: FlowHold, _ database: Database) throws -> Bool {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: FlowSQL.left),
            arguments: [hold.flow.rawValue, hold.through.rawValue, FlowSQL.looked])
        return row.map { $0["left"] == 0 && $0["looked"] < FlowSQL.looked } ?? true
    }
}

/// Flows that are held.
enum FlowSQL {
    /// How many open deliveries are looked at.
    static let looked = 10_000
    static let write = """
        INSERT INTO flow_state (flow, condition, through, reason, actor, changed_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          condition = excluded.condition,
          through = excluded.through,
          reason = excluded.reason,
          actor = excluded.actor,
          changed_at = excluded.changed_at
        """
    static let held = "SELECT * FROM flow_state WHERE condition <> 'running' ORDER BY flow"
    static let left = """
        SELECT coalesce(sum(is_left), 0) AS left, count(*) AS looked
        FROM (
          SELECT flow = ? AND state <> 'faulted' AS is_left
          FROM delivery INDEXED BY delivery_open
          WHERE settled_at IS NULL AND (state <> 'faulted' OR lane IS NOT NULL) AND id <= ?
          LIMIT ?)
        """
}
