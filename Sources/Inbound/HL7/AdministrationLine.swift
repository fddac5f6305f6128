internal import Catalog
internal import HL7v2
internal import Measures
internal import SyncModel

/// Reads an administration, RXA, as `medication.administered` (HL7 v2.5.1 §4.14.7).
///
/// | RXA | event |
/// | --- | --- |
/// | ORC-2, else ORC-3, of its order | `reference` |
/// | 3, else 4, else EVN-6, else EVN-2 | `occurredAt` |
/// | 5 | `item` and `description`; its alternate (5.4 to 5.6, often the NDC) is in `alternateCodes` |
/// | 6 | `quantity`; 999 means that the amount is unknown |
/// | 7 | `unit`, else the site's Z segment |
/// | 11.1, 11.4 | `location`, `facility`; the site's inventory location goes before it |
/// | 15, 16 | `lot`, `expires` |
/// | the site's Z segment | `wasted` |
/// | 9, 20, 21 | `action`, see below |
///
/// A dose that was refused (RE) or not given (NA), and one that RXA-9 marks as history (NIP001 01 to 08), account for
/// nothing. RXA-21 D takes back what was recorded; X changes nothing; U changes something already recorded, and without
/// the original nobody can tell by how much: it accounts for nothing and says so. An RXA-20 or RXA-21 outside its table
/// leaves the quantity out, so that a person has to look at the line.
enum AdministrationLine {
    static func read(_ line: MessageLine) -> LineReading {
        var reading = LineReading(.medicationAdministered, line)
        reading.event.reference = line.order?.field(2).component(1).code ?? line.order?.field(3).component(1).code
        let ended = line.field(4).moment(in: line.zone)
        reading.takeTime(line.field(3), line.place(3), or: ended ?? line.eventTime, in: line.zone)
        takeItem(line, &reading)
        let isNegative = reading.takeQuantity(line.field(6), line.place(6))
        if reading.event.quantity == 999 { reading.event.quantity = nil }
        if let unit = line.field(7).component(1).code { reading.event.unit = UnitCode(rawValue: unit) }
        reading.event.location = line.extra(.location) ?? line.field(11).component(1).code
        reading.event.facility = line.field(11).component(4).subcomponent(1).code
        reading.event.lot = line.field(15).component(1).code ?? reading.event.lot
        reading.event.expires = line.field(16).component(1).code.flatMap(Timestamp.day) ?? reading.event.expires
        takeAction(line, isNegative: isNegative, &reading)
        if reading.event.action != .none { reading.takeWaste(line) }
        if reading.event.action != .none, !line.field(6).isValued {
            reading.report(
                .requiredFieldMissing, line.place(6), "\(line.place(6)) is empty: it has to say how much was given.")
        }
        return reading
    }

    private static func takeItem(_ line: MessageLine, _ reading: inout LineReading) {
        reading.event.item = line.field(5).coded()
        reading.event.description = reading.event.item?.text
        reading.addAlternates([line.field(5).coded(from: 4)])
        if reading.event.item == nil {
            reading.report(
                .requiredFieldMissing, line.place(5), "\(line.place(5)) is empty: it has to say what was given.")
        }
    }

    private static func takeAction(_ line: MessageLine, isNegative: Bool, _ reading: inout LineReading) {
        let idle = notGiven(line, &reading) ?? history(line)
        switch line.field(21).component(1).code?.uppercased() {
        case nil, "A": reading.event.action = isNegative ? .reverse : .record
        case "D":
            reading.event.action = .reverse
            reading.event.note = "deleted"
        case "U": setAside(&reading, "an update: by how much it differs needs the original")
        case "X": setAside(&reading, "no change")
        default:
            reading.report(.tableValueNotFound, line.place(21), "\(line.place(21)) is not in table 0206.")
            reading.withhold("its action code is unknown")
        }
        if let idle { setAside(&reading, idle) }
    }

    private static func setAside(_ reading: inout LineReading, _ note: String) {
        reading.event.action = .none
        reading.event.note = note
    }

    /// RXA-20, table 0322: why nothing was given; `nil` where something was.
    private static func notGiven(_ line: MessageLine, _ reading: inout LineReading) -> String? {
        switch line.field(20).component(1).code?.uppercased() {
        case nil, "CP", "PA": return nil
        case "RE": return "refused"
        case "NA": return "not administered"
        default:
            reading.report(.tableValueNotFound, line.place(20), "\(line.place(20)) is not in table 0322.")
            reading.withhold("its completion status is unknown")
            return nil
        }
    }

    /// RXA-9, NIP001: doses given elsewhere and only written down here.
    private static func history(_ line: MessageLine) -> String? {
        for repetition in line.field(9).repetitions where repetition.component(3).code == "NIP001" {
            if let code = repetition.component(1).code, code != "00" { return "a record of history" }
        }
        return nil
    }
}
