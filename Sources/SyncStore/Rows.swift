import Foundation
import GRDB
import SyncModel

extension Fault {
    /// Reads the JSON of a `fault` column.
    init(column text: String) throws {
        self = try StateJSON.decode(Fault.self, from: Data(text.utf8))
    }

    /// What a `fault` column holds.
    var column: String {
        get throws { String(decoding: try StateJSON.encode(self), as: UTF8.self) }
    }
}

extension CauseRow {
    init?(row: Row, faults: KnownFaults) {
        guard let code = FaultCode(rawValue: row["code"]), let owner = Role(rawValue: row["owner"]),
            let fault = faults.fault(row["fault"])
        else { return nil }
        self.init(
            cause: row["cause"], code: code, owner: owner, fault: fault, description: row["description"],
            open: row["open"], value: Money(cents: row["value"]),
            oldest: UTCTime(milliseconds: row["oldest"] ?? 0))
    }
}

/// The columns of the `exception` table in its order, which later versions of it only add to.
enum ExceptionColumn: Int, CaseIterable {
    case id, delivery, message, flow, code, owner, cause, fault, item, description, quantity, unit, location, value
    case openedAt, claimedBy, closedAt, resolution
}

extension ExceptionRow {
    /// Reads a whole row of the table, by place: looking columns up by name takes longer than all else here.
    init?(row: Row, faults: KnownFaults? = nil) {
        func number(_ column: ExceptionColumn) -> Int64? { row[column.rawValue] }
        func text(_ column: ExceptionColumn) -> String { row[column.rawValue] }
        let faultText = text(.fault)
        guard let id = number(.id), let message = number(.message), let value = number(.value),
            let openedAt = number(.openedAt), let owner = Role(rawValue: text(.owner)),
            let fault = faults.map({ $0.fault(faultText) }) ?? (try? Fault(column: faultText))
        else { return nil }
        self.init(
            id: ExceptionID(rawValue: id), delivery: number(.delivery).map(DeliveryID.init(rawValue:)),
            message: MessageID(rawValue: message), flow: FlowName(rawValue: text(.flow)), fault: fault, owner: owner,
            cause: text(.cause), item: text(.item), description: text(.description), quantity: text(.quantity),
            unit: text(.unit), location: text(.location), value: Money(cents: value),
            openedAt: UTCTime(milliseconds: openedAt), claimedBy: row[ExceptionColumn.claimedBy.rawValue],
            closedAt: number(.closedAt).map(UTCTime.init(milliseconds:)),
            resolution: row[ExceptionColumn.resolution.rawValue])
    }
}

extension MessageRow {
    init?(row: Row) {
        guard let disposition = Disposition(rawValue: row["disposition"]) else { return nil }
        self.init(
            id: MessageID(rawValue: row["id"]), source: SourceName(rawValue: row["source"]),
            controlID: row["control_id"], type: row["type"], version: row["version"],
            receivedAt: UTCTime(milliseconds: row["received_at"]), disposition: disposition, bytes: row["bytes"])
    }
}

extension DeliveryRow {
    init?(row: Row, identity: UInt64) {
        guard let state = DeliveryState(rawValue: row["state"]) else { return nil }
        let message = MessageID(rawValue: row["message"])
        self.init(
            id: DeliveryID(rawValue: row["id"]), message: message, line: row["line"],
            flow: FlowName(rawValue: row["flow"]), endpoint: EndpointName(rawValue: row["endpoint"]), state: state,
            value: Money(cents: row["value"]), attempts: row["attempts"],
            acceptedAt: UTCTime(milliseconds: row["accepted_at"]),
            dueAt: (row["due_at"] as Int64?).map(UTCTime.init(milliseconds:)),
            settledAt: (row["settled_at"] as Int64?).map(UTCTime.init(milliseconds:)), document: row["document"],
            reason: row["reason"], trace: TraceContext(state: identity, message: message).traceID)
    }
}
