import Catalog
import Foundation
import JSONText
import SyncModel
import Testing

@testable import Outbound

@Suite("Lots of what is booked")
struct LotTests {
    private func booked(_ lot: String?, expires: String? = nil) throws -> (oracle: JSONValue, sap: JSONValue) {
        var use = Samples.use
        (use.lot, use.expires) = (lot, expires)
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

    @Test("the day that a lot expires on goes with it, and stays that day")
    func expires() throws {
        let (oracle, sap) = try booked("LOT9", expires: "2027-06-30")
        #expect(oracle["lots"]?.elements?.first?["LotExpirationDate"]?.text == "2027-06-30")
        // Midnight UTC of 30 June 2027, as OData 2 writes a date.
        let item = sap["to_MaterialDocumentItem"]?.elements?.first
        #expect(item?["ShelfLifeExpirationDate"]?.text == "/Date(1814313600000)/")
        #expect(try booked("LOT9").oracle["lots"]?.elements?.first?["LotExpirationDate"] == nil)
    }

    @Test("without one nothing is said of lots: most items aren't kept by them")
    func none() throws {
        let (oracle, sap) = try booked(nil)
        #expect(oracle["lots"] == nil && sap["to_MaterialDocumentItem"]?.elements?.first?["Batch"] == nil)
    }
}
