internal import Catalog
internal import HL7v2
internal import Measures
internal import SyncModel

/// Reads a financial transaction, FT1, as `supply.used` (HL7 v2.5.1 §6.5.1, with FT1-34, 35 and 43 of 2.7 and later).
///
/// | FT1 | event |
/// | --- | --- |
/// | 2 | `reference` |
/// | 4, else 5, else EVN-6, else EVN-2 | `occurredAt` |
/// | 6 | `action`: CG records, CD reverses, PY, AJ and CO account for nothing here |
/// | 7 | `item`; its alternate (7.4 to 7.6), 34, 35, and the NDC of 29 or 43 are `alternateCodes` |
/// | 8, else 7.2 | `description` |
/// | 10 | `quantity`, without its sign: a negative CG reverses, and CD reverses whatever the sign |
/// | 13, 16.1, 16.4 | `department`, `location`, `facility` |
/// | 22.1 | `unitCost`, rounded to the cent |
///
/// FT1 has no unit: `unit`, an inventory location that goes before FT1-16, and the `udi` of an implant come from the
/// site's Z segments. Where
/// FT1-7 is empty, FT1-34 is the item. An FT1-6 that is missing or not in table 0017 leaves the quantity out, so that a
/// person has to look at the line.
enum ChargeLine {
    static func read(_ line: MessageLine) -> LineReading {
        var reading = LineReading(.supplyUsed, line)
        reading.event.reference = line.field(2).component(1).code
        let posted = line.field(5).moment(in: line.zone)
        reading.takeTime(line.field(4), line.place(4), or: posted ?? line.eventTime, in: line.zone)
        takeItem(line, &reading)
        let isNegative = reading.takeQuantity(line.field(10), line.place(10))
        takeAction(line, isNegative: isNegative, &reading)
        reading.takeDevice(line)
        reading.event.department = line.field(13).component(1).code
        reading.event.location = line.extra(.location) ?? line.field(16).component(1).code
        reading.event.facility = line.field(16).component(4).subcomponent(1).code
        reading.event.unitCost = line.field(22).number
            .flatMap { Money($0.rounded(places: 2, mode: .halfAwayFromZero)) }
        return reading
    }

    private static func takeItem(_ line: MessageLine, _ reading: inout LineReading) {
        let number = line.field(34).coded()
        reading.event.item = line.field(7).coded() ?? number
        if reading.event.item == nil, line.extra(.udi) == nil {
            reading.report(
                .requiredFieldMissing, line.place(7), "\(line.place(7)) is empty: it has to say what was used.")
        }
        reading.event.description = line.field(8).component(1).prose ?? reading.event.item?.text
        let drug = line.field(29).coded() ?? line.field(43).coded().flatMap { isDrugCode($0.code) ? $0 : nil }
        reading.addAlternates([line.field(7).coded(from: 4), number, line.field(35).coded(), drug])
    }

    private static func takeAction(_ line: MessageLine, isNegative: Bool, _ reading: inout LineReading) {
        let type = line.field(6).component(1)
        switch type.code?.uppercased() {
        case "CG":
            reading.event.action = isNegative ? .reverse : .record
            if isNegative { reading.event.note = "negative quantity" }
        case "CD":
            reading.event.action = .reverse
            reading.event.note = "credit"
        case "PY", "AJ", "CO":
            reading.event.action = .none
            reading.event.note = "a payment or adjustment, not usage"
        case nil:
            reading.report(.requiredFieldMissing, line.place(6), "\(line.place(6)) is empty: charge or credit?")
            reading.withhold("nothing says whether this is a charge or a credit")
        default:
            reading.report(.tableValueNotFound, line.place(6), "\(line.place(6)) is not in table 0017.")
            reading.withhold("its transaction type is unknown")
        }
    }

    /// FT1-43 holds an NDC from some senders and a quantity from others: ten or eleven digits, perhaps with hyphens,
    /// are an NDC.
    private static func isDrugCode(_ code: String) -> Bool {
        let digits = code.utf8.count { $0 >= 0x30 && $0 <= 0x39 }
        return (10...11).contains(digits) && code.utf8.allSatisfy { $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) }
    }
}
