import Catalog
import JSONText
import Measures
import SyncModel

/// The body of a material document with one item, and the reference it is found by.
enum SAPBooking {
    /// Our key in the sixteen characters that `ReferenceDocument` has: the first 80 bits of it in RFC 4648's base 32,
    /// whose capitals and digits SAP keeps as they are.
    static func reference(_ idempotencyKey: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
        var bits: UInt = 0
        var count = 0
        var reference: [UInt8] = []
        for digit in idempotencyKey.utf8 where reference.count < 16 {
            bits = bits << 4 | UInt(Character(UnicodeScalar(digit)).hexDigitValue ?? Int(digit & 15))
            count += 4
            while count >= 5 {
                count -= 5
                reference.append(alphabet[Int(bits >> UInt(count) & 31)])
            }
            bits &= 31
        }
        return String(decoding: reference.prefix(16), as: UTF8.self)
    }

    /// Usage, or its reversal, as a goods issue to a cost centre (`GoodsMovementCode` 03).
    ///
    /// - Parameter days: where the day is that it is posted on.
    static func body(
        _ use: ResolvedUse, _ work: DeliveryIdentity, _ site: Endpoint.SAPMaterialDocument, days: ClockZone
    ) -> [UInt8] {
        var json = JSONWriter(capacity: 768)
        func text(_ name: String, _ value: String) {
            json.key(name)
            json.string(value)
        }
        let line = "TALLYWARD \(work.message)-\(work.line)"
        json.openObject()
        text("PostingDate", date(use.occurredAt, days))
        text("DocumentDate", date(use.occurredAt, days))
        text("GoodsMovementCode", "03")
        text("ReferenceDocument", reference(work.idempotencyKey))
        text("MaterialDocumentHeaderText", String(line.prefix(25)))
        json.key("to_MaterialDocumentItem")
        json.openArray()
        json.openObject()
        text("Material", use.itemNumber)
        text("Plant", site.plants[use.organization] ?? use.organization)
        text("StorageLocation", site.storageLocations[use.subinventory] ?? use.subinventory)
        text("GoodsMovementType", use.quantity.isNegative ? site.reversalMovement : site.issueMovement)
        text("EntryUnit", site.units[use.unit.rawValue] ?? use.unit.rawValue)
        text("QuantityInEntryUnit", use.quantity.magnitude.description)
        if let lot = use.lot { text("Batch", lot) }
        if let day = use.expires.flatMap({ UTCTime(day: $0, offset: { _ in 0 }) }) {
            text("ShelfLifeExpirationDate", date(day, .utc))
        }
        text("CostCenter", site.costCenters[use.costCenter] ?? use.costCenter)
        if site.sendsAccount { text("GLAccount", use.account) }
        text("MaterialDocumentItemText", line)
        json.closeObject()
        json.closeArray()
        json.closeObject()
        return json.bytes
    }

    /// The day of a moment as OData 2 has it: midnight, in milliseconds.
    static func date(_ moment: UTCTime, _ zone: ClockZone) -> String {
        let local = zone.wall(at: moment).milliseconds
        let day: Int64 = 86_400_000
        let remainder = local % day
        return "/Date(\(local - (remainder < 0 ? remainder + day : remainder)))/"
    }
}
