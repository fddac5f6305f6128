import JSONText
import HL7v2

/// The JSON body of a message for a REST endpoint: what was charged or used, and of the patient only the visit number.
///
/// ```
/// {"controlId":"K1","type":"DFT^P03","visit":"V7",
///  "lines":[{"id":"1.1","date":"20261122","type":"CG","code":"72536","text":"CATHETER","quantity":2,"amount":5.25}]}
/// ```
/// A line is an FT1: `id` FT1-2, `date` FT1-4, `type` FT1-6, `code` and `text` FT1-7.1 and 7.2, `quantity` FT1-10,
/// `amount` FT1-11, `department` FT1-13.1, `location` FT1-16.1 (the point of care), `unitCost` FT1-22, `item` FT1-34.
/// What wasn't sent isn't written. Amounts are JSON numbers in the sender's own digits, and strings where those are no
/// JSON number. Made from the message's bytes without a `String` on the usual path.
enum ChargeBody {
    /// The body of the message in `payload`; throws where that isn't one.
    static func json(of payload: [UInt8]) throws(MessageError) -> [UInt8] {
        let message = try Message(payload)
        let bytes = message.bytes.span
        var writer = FieldWriter(message: message)
        writer.json.openObject()
        writer.write(header, of: message.segments[0].bytes.indices, in: bytes, firstField: 2)
        for segment in message.segments where segment.isNamed("PV1") {
            writer.write(visit, of: segment.bytes.indices, in: bytes)
            break
        }
        writer.json.key("lines")
        writer.json.openArray()
        for segment in message.segments where segment.isNamed("FT1") {
            writer.json.openObject()
            writer.write(line, of: segment.bytes.indices, in: bytes)
            writer.json.closeObject()
        }
        writer.json.closeArray()
        writer.json.closeObject()
        return writer.json.bytes
    }

    /// In the order of the fields, for each segment is read once from left to right.
    private static let header = [
        FieldRule(9, "type", .components(2)), FieldRule(10, "controlId"),
    ]
    private static let visit = [FieldRule(19, "visit", .component)]
    private static let line = [
        FieldRule(2, "id", .component), FieldRule(4, "date", .component), FieldRule(6, "type"),
        FieldRule(7, "code", .component, second: "text"), FieldRule(10, "quantity", .number),
        FieldRule(11, "amount", .number), FieldRule(13, "department", .component),
        FieldRule(16, "location", .component), FieldRule(22, "unitCost", .number), FieldRule(34, "item", .component),
    ]
}

/// Where a field goes in the body.
struct FieldRule: Sendable {
    /// Its number in the segment.
    let number: Int
    /// The member it becomes.
    let key: JSONWriter.Key
    /// The member its second component becomes.
    let second: JSONWriter.Key?
    /// How much of it is taken, and as what.
    let shape: Shape

    /// A field as member `name`.
    init(_ number: Int, _ name: String, _ shape: Shape = .whole, second: String? = nil) {
        self.number = number
        self.shape = shape
        key = JSONWriter.Key(name)
        self.second = second.map(JSONWriter.Key.init)
    }

    /// How much of a field is taken, and as what.
    enum Shape: Sendable, Hashable {
        /// The field as text.
        case whole
        /// The first component of the first repetition.
        case component
        /// So many components with what parts them, as `DFT^P03`.
        case components(Int)
        /// The first component, as a number.
        case number
    }
}
