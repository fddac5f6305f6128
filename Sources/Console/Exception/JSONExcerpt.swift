import Foundation
import Terminal

/// What of a JSON message may be shown: its lines, with every value masked whose name is not known to be about
/// supplies.
enum JSONExcerpt {
    /// Names whose values may be shown, in lower case. What is not listed is masked.
    private static let shown: Set<String> = [
        "resourcetype", "type", "status", "code", "system", "quantity", "unit", "uom", "item", "itemnumber",
        "sku", "gtin", "udi", "ndc", "lot", "location", "department", "costcenter", "account", "time", "occurredat",
        "timestamp", "version", "amount", "currency", "cost", "price", "manufacturer", "catalognumber", "line",
        "authoredon", "po", "flow", "event",
    ]
    /// Names below which nothing is shown: whoever it is about, or whoever did it.
    private static let people: Set<String> = [
        "subject", "patient", "person", "performer", "recorder", "actor", "practitioner", "contact", "contained",
        "name", "telecom", "address", "birthdate", "encounter", "context", "note", "text", "guarantor", "subscriber",
        "identifier", "reasoncode", "reason", "diagnosis", "condition", "insurance",
    ]
    /// The most lines made of one message.
    static let mostLines = 400

    /// Whether bytes look like JSON: an object or a list.
    static func holds(_ payload: [UInt8]) -> Bool {
        let first = payload.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    }

    /// Whether a value of this name may be shown wherever it stands.
    static func mayShow(_ name: String) -> Bool {
        let folded = name.lowercased()
        return shown.contains(folded) && !people.contains(folded)
    }

    /// The lines of a message.
    ///
    /// - Parameters:
    ///   - message: its kind, as `event:invoice.submitted`.
    ///   - known: what the catalog says of its places: what isn't a patient's there is shown, whatever it is called.
    static func lines(
        _ payload: [UInt8], message: String = "", known: KnownPlaces? = nil, isUnmasked: Bool
    ) -> [[Span]] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(payload), options: .fragmentsAllowed) else {
            return [[Span("It begins like JSON and can't be read as that: its bytes stay hidden.", .dim)]]
        }
        let places = known.map { JSONPlaces($0, in: value, message: message) }
        var writer = Writer(places: places, isUnmasked: isUnmasked)
        writer.write(value, name: nil, way: [], isOpen: isUnmasked)
        guard writer.lines.count > mostLines else { return writer.lines }
        return writer.lines.prefix(mostLines) + [[Span("Only the first \(mostLines) lines are shown.", .dim)]]
    }

    /// Writes a value and what is in it, one name a line.
    private struct Writer {
        let places: JSONPlaces?
        let isUnmasked: Bool
        var lines: [[Span]] = []

        /// - Parameters:
        ///   - way: the names and numbers on the way to it.
        ///   - isOpen: whether a value may be shown here by its name.
        ///   - isStrict: whether names say nothing here, as below a person: only what is known is shown.
        mutating func write(
            _ value: Any, name: String?, way: [String], depth: Int = 0, isOpen: Bool, isStrict: Bool = false
        ) {
            guard lines.count <= mostLines, depth < 40 else { return }
            let indent = Span(String(repeating: "  ", count: depth))
            let head = name.map { [indent, Span("\($0): ", .dim)] } ?? [indent]
            switch value {
            case let object as [String: Any]:
                if name != nil { lines.append(head) }
                for (key, inner) in object.sorted(by: { $0.key < $1.key }) {
                    member(
                        inner, key, of: name, way: way + [key], depth: depth + (name == nil ? 0 : 1),
                        isStrict: isStrict)
                }
            case let list as [Any]:
                if name != nil { lines.append(head) }
                for (index, inner) in list.enumerated() {
                    let below = way + [JSONPlaces.element(index)]
                    guard !isStrict || places?.leadsToOpen(below) == true else { continue }
                    write(inner, name: "\(index + 1)", way: below, depth: depth + 1, isOpen: isOpen, isStrict: isStrict)
                }
            default:
                let isShown = isUnmasked || places?.open.contains(way) == true || (isOpen && !isStrict)
                lines.append(head + [isShown ? Span(JSONExcerpt.text(value)) : Span("****", .masked)])
            }
        }

        private mutating func member(
            _ value: Any, _ key: String, of parent: String?, way: [String], depth: Int, isStrict: Bool
        ) {
            let folded = key.lowercased()
            // A value means something else in an identifier than in a quantity.
            let isAmount = folded == "value" && parent?.lowercased() == "quantity"
            let isOpen = isUnmasked || isAmount || shown.contains(folded)
            guard !isUnmasked else { return write(value, name: key, way: way, depth: depth, isOpen: true) }
            let isStrict = isStrict || people.contains(folded)
            guard places?.isClosed(way) == true || (isStrict && places?.leadsToOpen(way) != true) else {
                return write(value, name: key, way: way, depth: depth, isOpen: isOpen, isStrict: isStrict)
            }
            // Not even how many there are of what.
            lines.append([
                Span(String(repeating: "  ", count: depth)), Span("\(key): ", .dim), Span("****", .masked),
            ])
        }
    }

    fileprivate static func text(_ value: Any) -> String {
        switch value {
        case let text as String: String(text.prefix(400))
        case is NSNull: "null"
        case let number as NSNumber: "\(number)"
        default: "?"
        }
    }
}
