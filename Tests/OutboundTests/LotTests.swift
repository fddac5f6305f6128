import Catalog
import Foundation
import JSONText
import SyncModel
import Testing

@testable import Outbound

@Suite("Lots of what is booked")
struct LotTests {
    private func booked(_ lot: String?) throws -> (oracle: JSONValue, sap: JSONValue) {
        var use = Samples.use
        use.lot = lot
        let identity = DeliveryIdentity(message: MessageID(rawValue: 12), line: 3, idempotencyKey: "0123456789abcdef")
        let oracle = OracleBooking.body(use, identity, Endpoint.OracleInventory())
        let sap = SAPBooking.body(use, identity, Endpoint.SAPMaterialDocument(), days: .utc)
        return (try #require(JSONReader.read(oracle)), try #require(JSONReader.read(sap)))
    }

    @Test("a lot goes where the destination keeps it, with all of the quantity")
    func sent() throws {
        let (oracle, sap) = try booked("LOT9")
        let lot = try #require(oracle["lots"]?.elements?.first)
        #expect(lot["LotNumber"]?.text == "LOT9" && lot["TransactionQuantity"] == oracle["TransactionQuantity"])
        #expect(sap["to_MaterialDocumentItem"]?.elements?.first?["Batch"]?.text == "LOT9")
    }

    @Test("without one nothing is said of lots: most items aren't kept by them")
    func none() throws {
        let (oracle, sap) = try booked(nil)
        #expect(oracle["lots"] == nil && sap["to_MaterialDocumentItem"]?.elements?.first?["Batch"] == nil)
    }
}
