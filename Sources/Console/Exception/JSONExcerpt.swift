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

    /// The lines of a message.
    static func lines(_ payload: [UInt8], isUnmasked: Bool) -> [[Span]] {
        guard let value = try? JSONSerialization.jsonObject(with: Data(payload), options: .fragmentsAllowed) else {
            return [[Span("It begins like JSON and can't be read as that: its bytes stay hidden.", .dim)]]
        }
        var lines: [[Span]] = []
        write(value, name: nil, depth: 0, isOpen: isUnmasked, isUnmasked: isUnmasked, into: &lines)
        guard lines.count > mostLines else { return lines }
        return lines.prefix(mostLines) + [[Span("Only the first \(mostLines) lines are shown.", .dim)]]
    }

    private static func write(
        _ value: Any, name: String?, depth: Int, isOpen: Bool, isUnmasked: Bool, into lines: inout [[Span]]
    ) {
        guard lines.count <= mostLines, depth < 40 else { return }
        let indent = Span(String(repeating: "  ", count: depth))
        let head = name.map { [indent, Span("\($0): ", .dim)] } ?? [indent]
        switch value {
        case let object as [String: Any]:
            if name != nil { lines.append(head) }
            for (key, inner) in object.sorted(by: { $0.key < $1.key }) {
                let folded = key.lowercased()
                let isAboutPeople = people.contains(folded)
                // A value means something else in an identifier than in a quantity.
                let isAmount = folded == "value" && name?.lowercased() == "quantity"
                write(
                    inner, name: key, depth: depth + (name == nil ? 0 : 1),
                    isOpen: isUnmasked || isAmount || shown.contains(folded),
                    isUnmasked: isUnmasked, into: &lines, hidden: isAboutPeople && !isUnmasked)
            }
        case let list as [Any]:
            if name != nil { lines.append(head) }
            for (index, inner) in list.enumerated() {
                write(
                    inner, name: "\(index + 1)", depth: depth + 1, isOpen: isOpen, isUnmasked: isUnmasked,
                    into: &lines)
            }
        default: lines.append(head + [isOpen ? Span(Self.text(value)) : Span("****", .masked)])
        }
    }

    private static func write(
        _ value: Any, name: String, depth: Int, isOpen: Bool, isUnmasked: Bool, into lines: inout [[Span]],
        hidden: Bool
    ) {
        guard hidden else {
            write(value, name: name, depth: depth, isOpen: isOpen, isUnmasked: isUnmasked, into: &lines)
            return
        }
        // Not even how many there are of what.
        lines.append([
            Span(String(repeating: "  ", count: depth)), Span("\(name): ", .dim), Span("****", .masked),
        ])
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let text as String: String(text.prefix(400))
        case is NSNull: "null"
        case let number as NSNumber: "\(number)"
        default: "?"
        }
    }
}
