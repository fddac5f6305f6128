import Catalog
import JSONText
import Measures
import SyncModel

/// Writes what is sent of an event: a tree of the catalog with the event's fields in their places.
struct BodyWriter {
    /// The event's fields.
    let event: Fields
    /// Where the day of a moment is.
    let days: ClockZone
    private var json = JSONWriter()

    /// The JSON of `tree`; a member whose place holds nothing is left out, and so is an
    /// object or a list that would be empty by that.
    ///
    /// - Parameter days: where the day of a moment is.
    static func json(_ tree: BodyTree, of event: Fields, days: ClockZone) -> [UInt8] {
        var writer = BodyWriter(event: event, days: days)
        writer.write(tree, in: event)
        return writer.json.bytes
    }

    private init(event: Fields, days: ClockZone) {
        self.event = event
        self.days = days
    }

    /// Whether there is anything to write for a tree: a place with a value, or a constant. An object or a list that
    /// only places fill isn't written empty: FHIR has none (R4 §2.6.2).
    private func holds(_ tree: BodyTree, in record: Fields) -> Bool {
        switch tree {
        case .place(let place): value(of: place, in: record) != nil
        case .each(let place, _): value(of: place, in: record)?.records != nil
        case .object(let members): members.isEmpty || members.contains { holds($0.value, in: record) }
        case .list(let elements): elements.isEmpty || elements.contains { holds($0, in: record) }
        default: true
        }
    }

    private func value(of place: BodyTree.Place, in record: Fields) -> FieldValue? {
        place.isOfEvent
            ? event[place.path] : record[place.path]
    }

    private mutating func write(_ tree: BodyTree, in record: Fields) {
        switch tree {
        case .text(let text): json.string(text)
        case .number(let digits): json.number(digits)
        case .flag(let flag): json.flag(flag)
        case .place(let place):
            if let value = value(of: place, in: record) { write(value, as: place.form) } else { json.null() }
        case .object(let members):
            json.openObject()
            for member in members where holds(member.value, in: record) {
                json.name(member.name)
                write(member.value, in: record)
            }
            json.closeObject()
        case .list(let elements):
            json.openArray()
            for element in elements where holds(element, in: record) { write(element, in: record) }
            json.closeArray()
        case .each(let place, let body):
            json.openArray()
            for line in value(of: place, in: record)?.records ?? [] { write(body, in: line) }
            json.closeArray()
        }
    }

    private mutating func write(_ value: FieldValue, as form: BodyTree.Form?) {
        switch (value, form) {
        case (.text(let text), _): json.string(text)
        case (.flag(let flag), .text): json.string(flag ? "true" : "false")
        case (.flag(let flag), _): json.flag(flag)
        case (.number(let number), .text): json.string(number.description)
        case (.number(let number), _): json.number(number.description)
        case (.time(let time), .date): json.string(days.day(of: time))
        case (.time(let time), .milliseconds): json.number(String(time.milliseconds))
        case (.time(let time), _): json.string(time.description)
        case (.record(let fields), _):
            json.openObject()
            for (name, value) in fields.values.sorted(by: { $0.key < $1.key }) {
                json.name(name)
                write(value, as: nil)
            }
            json.closeObject()
        case (.list(let values), _):
            json.openArray()
            for value in values { write(value, as: nil) }
            json.closeArray()
        }
    }
}
