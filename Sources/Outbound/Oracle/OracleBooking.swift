import JSONText
import Catalog
import Measures
import SyncModel

/// The body of a booking: one staged transaction, sent for processing at once.
enum OracleBooking {
    /// Collects usage (`TransactionQuantity` below zero) or its reversal (above).
    ///
    /// `SourceCode`, `SourceHeaderId` and `SourceLineId` are the business key that ``OracleLookUp`` asks for;
    /// `TransactionReference` is the delivery's idempotency key and stays with the transaction when it is completed.
    static func body(_ use: ResolvedUse, _ work: DeliveryIdentity, _ site: Endpoint.OracleInventory) -> [UInt8] {
        var json = JSONWriter(capacity: 768)
        func text(_ name: String, _ value: String) {
            json.key(name)
            json.string(value)
        }
        func number(_ name: String, _ digits: String) {
            json.key(name)
            json.number(digits)
        }
        json.openObject()
        text("OrganizationCode", use.organization)
        text("ItemNumber", use.itemNumber)
        text("SubinventoryCode", use.subinventory)
        text("TransactionTypeName", use.quantity.isNegative ? site.receiptType : site.issueType)
        number("TransactionQuantity", use.quantity.negated.description)
        text("TransactionUOM", use.unit.rawValue)
        text("TransactionDate", use.occurredAt.description)
        text("AccountCombination", use.account)
        text("SourceCode", site.sourceCode)
        number("SourceHeaderId", work.message.description)
        number("SourceLineId", String(work.line))
        // 1 is online: processed before the answer, so that a refusal is in the answer.
        text("TransactionMode", "1")
        text("UseCurrentCostFlag", "Y")
        text("TransactionReference", work.idempotencyKey)
        text("ExternalSystemTransactionReference", "\(work.message)-\(work.line)")
        if let lot = use.lot {
            json.key("lots")
            json.openArray()
            json.openObject()
            text("LotNumber", lot)
            if let day = use.expires { text("LotExpirationDate", day) }
            number("TransactionQuantity", use.quantity.negated.description)
            json.closeObject()
            json.closeArray()
        }
        json.closeObject()
        return json.bytes
    }
}

/// What names one delivery at a destination.
struct DeliveryIdentity: Sendable, Hashable {
    /// The message's number in our state.
    var message: MessageID
    /// The line in it.
    var line: Int
    /// The key for life.
    var idempotencyKey: String
}
