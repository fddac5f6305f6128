import Foundation
import GRDB
public import SyncModel

/// A delivery that is over, as the page of its flow lists it. No patient data.
public struct LatestDelivery: Sendable, Hashable {
    /// Its number.
    public var id: DeliveryID
    /// How it ended.
    public var state: DeliveryState
    /// When.
    public var settledAt: UTCTime
    /// Where it went.
    public var endpoint: EndpointName
    /// The destination's number of it; `nil` where it isn't there.
    public var document: String?
    /// Why it isn't there; `nil` where it is.
    public var reason: String?
    /// How often it was sent.
    public var attempts: Int
    /// What it is worth.
    public var value: Money

    /// Joins what is known of a delivery that is over.
    public init(
        id: DeliveryID, state: DeliveryState, settledAt: UTCTime, endpoint: EndpointName, document: String? = nil,
        reason: String? = nil, attempts: Int, value: Money
    ) {
        self.id = id
        self.state = state
        self.settledAt = settledAt
        self.endpoint = endpoint
        self.document = document
        self.reason = reason
        self.attempts = attempts
        self.value = value
    }
}

extension StateReader {
    /// How many deliveries of all flows are looked through.
    public static let lastEndedWindow = 2000

    /// The deliveries of a flow that are over, those accepted last first, among the last ``lastEndedWindow`` of all
    /// flows: however long the history is, no more is looked at.
    public func lastEnded(of flow: FlowName, limit: Int) throws(StateFileProblem) -> [LatestDelivery] {
        try read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: LatestSQL.settled),
                arguments: [flow.rawValue, Self.lastEndedWindow, limit])
            return rows.compactMap { row in
                guard let state = DeliveryState(rawValue: row["state"]) else { return nil }
                return LatestDelivery(
                    id: DeliveryID(rawValue: row["id"]), state: state,
                    settledAt: UTCTime(milliseconds: row["settled_at"]),
                    endpoint: EndpointName(rawValue: row["endpoint"]), document: row["document"],
                    reason: row["reason"], attempts: row["attempts"], value: Money(cents: row["value"]))
            }
        }
    }
}

/// The query of what ended last.
enum LatestSQL {
    static let settled = """
        SELECT id, state, settled_at, endpoint, document, reason, attempts, value
        FROM delivery
        WHERE id > (SELECT coalesce(max(id), 0) FROM delivery) - ?2
          AND flow = ?1
          AND settled_at IS NOT NULL
        ORDER BY id DESC
        LIMIT ?3
        """
}
