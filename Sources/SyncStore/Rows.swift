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
    init?(row: Row) {
        guard let code = FaultCode(rawValue: row["code"]), let owner = Role(rawValue: row["owner"]),
            let fault = try? Fault(column: row["fault"])
        else { return nil }
        self.init(
            cause: row["cause"], code: code, owner: owner, fault: fault, description: row["description"],
            open: row["open"], value: Money(cents: row["value"]),
            oldest: UTCTime(milliseconds: row["oldest"] ?? 0))
    }
}

extension ExceptionRow {
    init?(row: Row) {
        guard let owner = Role(rawValue: row["owner"]), let fault = try? Fault(column: row["fault"]) else { return nil }
        self.init(
            id: ExceptionID(rawValue: row["id"]),
            delivery: (row["delivery"] as Int64?).map(DeliveryID.init(rawValue:)),
            message: MessageID(rawValue: row["message"]), flow: FlowName(rawValue: row["flow"]), fault: fault,
            owner: owner, cause: row["cause"], item: row["item"], description: row["description"],
            quantity: row["quantity"], unit: row["unit"], location: row["location"],
            value: Money(cents: row["value"]), openedAt: UTCTime(milliseconds: row["opened_at"]),
            claimedBy: row["claimed_by"],
            closedAt: (row["closed_at"] as Int64?).map(UTCTime.init(milliseconds:)), resolution: row["resolution"])
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
