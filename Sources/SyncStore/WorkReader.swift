public import Foundation
import GRDB
public import SyncModel

/// What the engine reads to do its work, on a read-only connection of its own.
public final class WorkReader: Sendable {
    let reader: StateReader

    /// Opens the state at `path`.
    public init(path: String) throws(StateFileProblem) { reader = try StateReader(path: path) }

    /// The identity of the state, for traces.
    public var identity: UInt64 { reader.identity }

    /// The number of the last message that was stored; 0 where there is none.
    public func newestMessage() throws(StateFileProblem) -> MessageID {
        try reader.read { database in
            MessageID(rawValue: try Int64.fetchOne(database.cachedStatement(sql: SearchSQL.newest)) ?? 0)
        }
    }

    /// Deliveries with all that a request is made of, in the order of `ids`; those that aren't there are left out. Each
    /// is whole by itself; two of them may be of different moments.
    public func load(_ ids: [DeliveryID]) throws(StateFileProblem) -> [OpenDelivery] {
        try reader.readOnce { database in
            let statement = try database.cachedStatement(sql: OpenSQL.work)
            return try ids.compactMap { id in
                // A cursor's row is read where it lies, without a copy.
                let rows = try Row.fetchCursor(statement, arguments: [id.rawValue])
                return try rows.next().flatMap(OpenDelivery.init(row:))
            }
        }
    }

    /// A delivery without its content, for one whose content can't be read: enough to stop it and to name it.
    public func loadOutline(_ id: DeliveryID) throws(StateFileProblem) -> OpenDelivery? {
        try reader.read { database in
            try Row.fetchOne(database, sql: OpenSQL.outline, arguments: [id.rawValue]).flatMap { row in
                var delivery = OpenDelivery(row: row)
                delivery?.isWhole = false
                return delivery
            }
        }
    }

    /// One open exception with its delivery; `nil` where it isn't open, or is about a whole message.
    public func openException(
        _ id: ExceptionID
    ) throws(StateFileProblem) -> (exception: ExceptionRow, delivery: OpenDelivery?)? {
        try reader.read { database in
            guard let row = try Row.fetchOne(database, sql: ExceptionSQL.one, arguments: [id.rawValue]),
                let exception = ExceptionRow(row: row), exception.closedAt == nil
            else { return nil }
            let delivery = try exception.delivery.flatMap {
                try Row.fetchOne(database, sql: FixSQL.delivery, arguments: [$0.rawValue]).flatMap(
                    OpenDelivery.init(row:))
            }
            return (exception, delivery)
        }
    }

    /// The open exceptions of a cause, oldest first, each with its delivery.
    public func openExceptions(
        ofCause cause: String, after: ExceptionID? = nil, limit: Int
    ) throws(StateFileProblem) -> [(exception: ExceptionRow, delivery: OpenDelivery)] {
        try reader.read { database in
            let rows = try Row.fetchAll(database, sql: FixSQL.ofCause, arguments: [cause, after?.rawValue ?? 0, limit])
            let deliveries = try database.cachedStatement(sql: FixSQL.delivery)
            return try rows.compactMap { row in
                guard let exception = ExceptionRow(row: row), let id = exception.delivery,
                    let delivery = try Row.fetchOne(deliveries, arguments: [id.rawValue])
                else { return nil }
                return OpenDelivery(row: delivery).map { (exception, $0) }
            }
        }
    }

    /// The deliveries that are still the engine's to work on, or that hold a lane, in the order they arrived.
    ///
    /// - Parameter after: goes on behind this one.
    public func open(
        after: DeliveryID = DeliveryID(rawValue: 0), limit: Int
    ) throws(StateFileProblem) -> [(ReadyDelivery, state: DeliveryState, dueAt: UTCTime?)] {
        try reader.read { database in
            try Row.fetchAll(database, sql: OpenSQL.open, arguments: [after.rawValue, limit]).compactMap { row in
                guard let state = DeliveryState(rawValue: row["state"]) else { return nil }
                let ready = ReadyDelivery(
                    id: DeliveryID(rawValue: row["id"]), flow: FlowName(rawValue: row["flow"]),
                    endpoint: EndpointName(rawValue: row["endpoint"]), lane: row["lane"], isStopped: state == .faulted)
                return (ready, state, (row["due_at"] as Int64?).map(UTCTime.init(milliseconds:)))
            }
        }
    }

    /// One exception with its delivery, open or not.
    public func exception(
        _ id: ExceptionID
    ) throws(StateFileProblem) -> (exception: ExceptionRow, delivery: OpenDelivery?)? {
        try reader.read { database in
            guard
                let row = try Row.fetchOne(database.cachedStatement(sql: ExceptionSQL.one), arguments: [id.rawValue]),
                let exception = ExceptionRow(row: row)
            else { return nil }
            let delivery = try exception.delivery.flatMap { id in
                try Row.fetchOne(database.cachedStatement(sql: FixSQL.delivery), arguments: [id.rawValue])
            }
            return (exception, delivery.flatMap(OpenDelivery.init(row:)))
        }
    }

    /// How many exceptions of a cause are open, and what they are worth.
    public func openCount(ofCause cause: String) throws(StateFileProblem) -> (count: Int, value: Money) {
        try reader.read { database in
            let row = try Row.fetchOne(database.cachedStatement(sql: CrosswalkChangeSQL.openCount), arguments: [cause])
            return row.map { ($0["open"], Money(cents: $0["value"])) } ?? (0, .zero)
        }
    }

    /// A request that needs approval, with the JSON of what was asked for.
    public func approval(_ id: ApprovalID) throws(StateFileProblem) -> (row: ApprovalRow, request: Data)? {
        try reader.read { database in
            try Row.fetchOne(database.cachedStatement(sql: ApprovalSQL.one), arguments: [id.rawValue])
                .flatMap { row in ApprovalRow(row: row).map { ($0, row["request"]) } }
        }
    }

    /// What a command changed in the crosswalk, oldest first, and the deliveries that it let go and that are queued
    /// still: so many of either.
    public func changes(
        ofCommand command: String, limit: Int
    ) throws(StateFileProblem) -> (changes: [CrosswalkChange], queued: [ReadyDelivery]) {
        try reader.read { database in
            let changes = try Row.fetchAll(
                database.cachedStatement(sql: CrosswalkChangeSQL.ofCommand), arguments: [command, limit]
            ).compactMap(CrosswalkChange.init(row:))
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: CrosswalkChangeSQL.queued), arguments: [command, limit])
            let queued = rows.map { row in
                ReadyDelivery(
                    id: DeliveryID(rawValue: row["id"]), flow: FlowName(rawValue: row["flow"]),
                    endpoint: EndpointName(rawValue: row["endpoint"]), lane: row["lane"])
            }
            return (changes, queued)
        }
    }

    /// The causes that have open exceptions, by key.
    ///
    /// - Parameter after: goes on behind this one.
    public func openCauses(
        after: String = "", limit: Int
    ) throws(StateFileProblem) -> [(cause: String, code: FaultCode)] {
        try reader.read { database in
            try Row.fetchAll(database, sql: FixSQL.causesAfter, arguments: [after, limit]).compactMap { row in
                FaultCode(rawValue: row["code"]).map { (row["cause"], $0) }
            }
        }
    }

    /// The causes with open exceptions whose key is `key`, or goes on behind it with a space.
    public func openCauses(within key: String) throws(StateFileProblem) -> [String] {
        try reader.read { try FixSQL.openCauses(within: key, $0) }
    }

    /// The crosswalk as it stands.
    public func crosswalk() throws(StateFileProblem) -> CrosswalkTables {
        try reader.read { try CrosswalkTables($0) }
    }
}

/// The crosswalk's tables, read at once.
public struct CrosswalkTables: Sendable {
    /// The item master.
    public var items: [MasterItem]
    /// Item codes.
    public var itemMappings: [ItemMapping]
    /// Unit words.
    public var unitMappings: [UnitMapping]
    /// Locations, each with its source.
    public var locations: [(source: SourceName, entry: LocationEntry)]
    /// Codes of the catalog's tables.
    public var codes: [CodeMapping] = []
    /// What entries say from dates on, earliest first.
    public var steps: [CrosswalkKey: [CrosswalkStep]] = [:]

    /// Empty tables.
    public init() {
        items = []
        itemMappings = []
        unitMappings = []
        locations = []
    }
}

/// The queries for open work.
enum OpenSQL {
    /// What ``OpenDelivery`` reads, in its order; the event's body and the message's payload follow.
    private static let delivery = """
        \(place), delivery.resolved,
          message.source, message.digest
        """
    private static let place = """
        SELECT delivery.id, delivery.message, delivery.line, delivery.flow, delivery.endpoint, delivery.state,
          delivery.lane, delivery.value, delivery.attempts, delivery.accepted_at, delivery.due_at
        """
    /// A delivery that isn't stopped any more was let go when its last exception was closed, or when it was replayed.
    private static let released = """
        nullif(max(
          coalesce((SELECT max(closed_at) FROM exception WHERE exception.delivery = delivery.id), 0),
          coalesce((SELECT max(at) FROM edit WHERE edit.delivery = delivery.id), 0)), 0) AS released_at
        """
    /// What a person last changed it to; empty edits are replays of what it was.
    private static let edited =
        "(SELECT after FROM edit WHERE edit.delivery = delivery.id AND after <> '' ORDER BY id DESC LIMIT 1) AS edited"
    /// Only a person's word closes an exception about a quantity and leaves its delivery to be sent. A dismissal is
    /// none: what comes back from it is doubted again.
    private static let confirmed = """
        EXISTS (
            SELECT 1
            FROM exception
            WHERE exception.delivery = delivery.id AND code = 'quantity.out-of-range' AND closed_at IS NOT NULL
              AND resolution NOT LIKE 'dismissed:%')
        """
    static let columns = """
        \(delivery), event.body, NULL AS payload, \(released), \(confirmed), \(edited), delivery.approved
        FROM delivery
        JOIN event ON event.id = delivery.event
        JOIN message ON message.id = delivery.message
        """
    /// The payload only where no resolved use says it all.
    static let work = """
        \(delivery), NULL AS body,
          CASE WHEN delivery.resolved IS NULL THEN message.payload END AS payload, \(released), 0,
          \(edited), delivery.approved
        FROM delivery
        JOIN message ON message.id = delivery.message
        WHERE delivery.id = ?
        """
    /// Reads no column that may lie on a page of its own.
    static let outline = """
        \(place), NULL AS resolved,
          message.source, message.digest, NULL AS body, NULL AS payload, NULL AS released_at, 0,
          NULL AS edited, NULL AS approved
        FROM delivery
        JOIN message ON message.id = delivery.message
        WHERE delivery.id = ?
        """
    /// Uses the partial index of open deliveries.
    static let open = """
        SELECT id, flow, endpoint, lane, state, due_at
        FROM delivery
        WHERE settled_at IS NULL AND (state <> 'faulted' OR lane IS NOT NULL)
          AND id > ?
        ORDER BY id
        LIMIT ?
        """
}
