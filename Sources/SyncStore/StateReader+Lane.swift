import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// How the stopped deliveries of these open exceptions stand in their lanes; those without a lane, and those with
    /// nothing before or behind them, are left out.
    public func lanes(of exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: LaneStanding] {
        try read { database in
            let statement = try database.cachedStatement(sql: LaneSQL.ofException)
            var stopped: [DeliveryID: ExceptionID] = [:]
            var deliveries: [(delivery: ReadyDelivery, isStopped: Bool)] = []
            for id in exceptions {
                guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]),
                    let number: Int64 = row["delivery"], let endpoint: String = row["endpoint"]
                else { continue }
                let delivery = DeliveryID(rawValue: number)
                stopped[delivery] = id
                deliveries.append(
                    (ReadyDelivery(at: delivery, endpoint: EndpointName(rawValue: endpoint), lane: row["lane"]), true))
            }
            var standings: [ExceptionID: LaneStanding] = [:]
            for (delivery, standing) in try LaneReading(database).standings(of: deliveries) {
                if let id = stopped[delivery] { standings[id] = standing }
            }
            return standings
        }
    }

    /// Rows of the `delivery` table as lists show them, each with how it stands in its lane.
    func deliveries(_ rows: [Row], _ database: Database) throws -> [DeliveryRow] {
        let standings = try LaneReading(database).standings(
            of: rows.compactMap { row in
                guard let state = DeliveryState(rawValue: row["state"]), row["settled_at"] as Int64? == nil else {
                    return nil
                }
                let delivery = ReadyDelivery(
                    at: DeliveryID(rawValue: row["id"]), endpoint: EndpointName(rawValue: row["endpoint"]),
                    lane: row["lane"])
                return (delivery, state == .faulted)
            })
        return rows.compactMap { row in
            guard var delivery = DeliveryRow(row: row, identity: identity) else { return nil }
            delivery.standing = standings[delivery.id]
            return delivery
        }
    }
}

extension WorkReader {
    /// What letting these deliveries go would mean for their lanes.
    public func outlook(of released: [ReadyDelivery]) throws(StateFileProblem) -> LaneOutlook {
        try reader.read { try LaneReading($0).outlook(of: released) }
    }
}
