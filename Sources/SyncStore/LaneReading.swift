import GRDB
import SyncModel

/// Reads how deliveries stand in their lanes.
///
/// What is stopped in a lane is found by the index of open exceptions. What is behind it is counted in one pass over
/// the open deliveries, for all lanes that are asked about at once, and at most ``patience`` of them: an index by lane
/// would cost each message that arrives, for what is asked only where something is stopped.
struct LaneReading {
    /// How many open deliveries a pass looks at.
    static let patience = 10_000
    /// How many stopped deliveries of one lane are looked at to find the first.
    private static let stoppedLimit = 1000

    private struct Lane: Hashable {
        var endpoint: String
        var name: String

        // By bytes: to Swift two spellings of one accent are the same text, to SQLite they are two lanes.
        static func == (left: Self, right: Self) -> Bool {
            left.endpoint.utf8.elementsEqual(right.endpoint.utf8) && left.name.utf8.elementsEqual(right.name.utf8)
        }

        func hash(into hasher: inout Hasher) {
            for byte in name.utf8 { hasher.combine(byte) }
        }
    }

    /// An open delivery of a lane.
    private struct Place {
        var id: Int64
        var isStopped: Bool
        var value: Money
    }

    let database: Database
    /// How many open deliveries may still be looked at.
    private let patience: Int

    init(_ database: Database, patience: Int = patience) {
        self.database = database
        self.patience = patience
    }

    /// How each of these open deliveries stands; those that have no lane, or nothing to say, are left out.
    func standings(of deliveries: [(delivery: ReadyDelivery, isStopped: Bool)]) throws -> [DeliveryID: LaneStanding] {
        var standings: [DeliveryID: LaneStanding] = [:]
        var stopped: [Lane: [LaneHead]] = [:]
        let heads = deliveries.filter { $0.isStopped && $0.delivery.lane != nil }
        let places = try places(behind: heads.map(\.delivery))
        for (delivery, isStopped) in deliveries {
            guard let lane = lane(of: delivery) else { continue }
            let ahead = try stopped[lane] ?? self.stopped(in: lane)
            stopped[lane] = ahead
            var standing = LaneStanding(behind: Self.first(of: ahead, before: delivery.id))
            if isStopped, let rows = places.rows[lane] {
                standing.holds = Self.hold(
                    of: delivery.id, in: rows, isCut: places.isCut, isFirst: standing.behind == nil)
            }
            if !standing.isEmpty { standings[delivery.id] = standing }
        }
        return standings
    }

    /// What letting these deliveries go means for their lanes; they may or may not have been written as let go.
    func outlook(of released: [ReadyDelivery]) throws -> LaneOutlook {
        var outlook = LaneOutlook()
        var groups: [Lane: Set<DeliveryID>] = [:]
        for delivery in released { if let lane = lane(of: delivery) { groups[lane, default: []].insert(delivery.id) } }
        guard !groups.isEmpty else { return outlook }
        let places = try places(behind: released)
        for (lane, ids) in groups {
            let ahead = try stopped(in: lane).filter { !ids.contains($0.delivery) }
            for id in ids {
                guard let head = Self.first(of: ahead, before: id) else { continue }
                outlook.blocked += 1
                if outlook.head.map({ head.delivery < $0.delivery }) ?? true { outlook.head = head }
            }
            let end = ahead.map(\.delivery.rawValue).min() ?? .max
            guard let first = ids.map(\.rawValue).min(), first < end else { continue }
            for place in places.rows[lane] ?? [] where place.id > first && place.id < end && !place.isStopped {
                if !ids.contains(DeliveryID(rawValue: place.id)) { outlook.following.add(place.value) }
            }
            if places.isCut { outlook.following.mayBeMore = true }
        }
        return outlook
    }

    private static func first(of stopped: [LaneHead], before id: DeliveryID) -> LaneHead? {
        stopped.filter { $0.delivery < id }.min { $0.delivery < $1.delivery }
    }

    private static func hold(of id: DeliveryID, in rows: [Place], isCut: Bool, isFirst: Bool) -> LaneHold? {
        var hold = LaneHold(others: LaneFollowers(), free: LaneFollowers())
        for place in rows where place.id > id.rawValue {
            hold.others.add(place.value)
            if place.isStopped, hold.next == nil { hold.next = DeliveryID(rawValue: place.id) }
            if isFirst, hold.next == nil { hold.free.add(place.value) }
        }
        hold.others.mayBeMore = isCut
        hold.free.mayBeMore = isCut && isFirst && hold.next == nil
        return hold.others.count > 0 ? hold : nil
    }

    private func lane(of delivery: ReadyDelivery) -> Lane? {
        delivery.lane.map { Lane(endpoint: delivery.endpoint.rawValue, name: $0) }
    }

    private func stopped(in lane: Lane) throws -> [LaneHead] {
        try Row.fetchAll(
            database.cachedStatement(sql: LaneSQL.stopped), arguments: [lane.endpoint, lane.name, Self.stoppedLimit]
        ).compactMap { row in
            guard let code = FaultCode(rawValue: row[3]), let owner = Role(rawValue: row[4]) else { return nil }
            return LaneHead(
                delivery: DeliveryID(rawValue: row[1]), message: MessageID(rawValue: row[2]),
                exception: ExceptionID(rawValue: row[0]), code: code, owner: owner)
        }
    }

    /// The open deliveries behind the first of `heads`, in the lanes of them all; whether there are more than were
    /// looked at.
    private func places(behind heads: [ReadyDelivery]) throws -> (rows: [Lane: [Place]], isCut: Bool) {
        let lanes = Set(heads.compactMap(lane(of:)))
        guard let first = heads.filter({ $0.lane != nil }).map(\.id.rawValue).min() else { return ([:], false) }
        var rows: [Lane: [Place]] = [:]
        var seen = 0
        let cursor = try Row.fetchCursor(
            database.cachedStatement(sql: LaneSQL.open), arguments: [first, patience + 1])
        while let row = try cursor.next() {
            seen += 1
            guard seen <= patience else { return (rows, true) }
            guard let name: String = row[2] else { continue }
            let lane = Lane(endpoint: row[1], name: name)
            guard lanes.contains(lane) else { continue }
            rows[lane, default: []].append(
                Place(id: row[0], isStopped: row[3] as String == "faulted", value: Money(cents: row[4])))
        }
        return (rows, false)
    }
}

/// The queries of lanes.
enum LaneSQL {
    /// Uses `exception_open_of_lane`.
    static let stopped = """
        SELECT id, delivery, message, code, owner
        FROM exception
        WHERE endpoint = ? AND lane = ? AND closed_at IS NULL
        ORDER BY id
        LIMIT ?
        """
    /// Uses `delivery_open`, in the order in which lanes are sent.
    static let open = """
        SELECT id, endpoint, lane, state, value
        FROM delivery
        WHERE settled_at IS NULL AND (state <> 'faulted' OR lane IS NOT NULL)
          AND id > ?
        ORDER BY id
        LIMIT ?
        """
    /// A stopped delivery gives up its place; only its lane is forgotten.
    static let leave = "UPDATE delivery SET lane = NULL WHERE id = ? AND state = 'faulted' AND lane IS NOT NULL"
    static let leaveException = "UPDATE exception SET lane = NULL WHERE id = ? AND closed_at IS NULL"
    static let steps = "SELECT at, actor, reason, before FROM edit WHERE delivery = ? ORDER BY id"
    /// The lanes of listed exceptions.
    static let ofException = """
        SELECT delivery, endpoint, lane
        FROM exception
        WHERE id = ? AND closed_at IS NULL AND lane IS NOT NULL
        """
}
