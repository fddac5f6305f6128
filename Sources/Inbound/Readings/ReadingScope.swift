internal import HL7v2
internal import JSONText
internal import SyncModel
internal import X12

/// Where in a message a reading looks.
enum Locator: Sendable, Hashable {
    case segment(HL7v2.Path)
    case json(JSONPath)
    case column(String)
    case element(X12.Path)

    /// How the sender and the operator find the place.
    var words: String {
        switch self {
        case .segment(let path): path.description
        case .json(let path): path.description
        case .column(let name): "column \(name)"
        case .element(let path): path.description
        }
    }
}

/// What one event is read from: a line of a message with what stands around it, an element of a JSON body, a row.
protocol ReadingScope {
    /// The text that stands there, without spaces around it; `nil` where there is none.
    func text(at place: Locator) -> ReadText?
    /// What stands in an array there, each to be read by itself.
    func scopes(at place: Locator) -> [any ReadingScope]
    /// A moment as this kind of message writes it.
    func moment(_ text: String, in zone: ClockZone) -> UTCTime?
    /// A day as this kind of message writes it, as `2026-11-22`.
    func day(_ text: String) -> String?
}

/// What stood at a place.
enum ReadText: Hashable {
    case text(String)
    /// Something that is no single value, such as an object where a text was expected.
    case composite
}

extension ReadingScope {
    func scopes(at place: Locator) -> [any ReadingScope] { [] }
    func moment(_ text: String, in zone: ClockZone) -> UTCTime? { DateText.moment(text, in: zone) }
    func day(_ text: String) -> String? { DateText.day(text) }
}

/// An element of a JSON body.
struct JSONScope: ReadingScope {
    let element: JSONValue
    let root: JSONValue

    func text(at place: Locator) -> ReadText? {
        guard case .json(let path) = place, let value = path.value(in: path.isAbsolute ? root : element) else {
            return nil
        }
        switch value {
        case .string(let text):
            let trimmed = text.trimmingSpaces
            return trimmed.isEmpty ? nil : .text(trimmed)
        case .number(let digits): return .text(digits)
        case .bool(let flag): return .text(flag ? "true" : "false")
        case .array(let elements) where elements.count == 1:
            return elements.first?.text.map(ReadText.text) ?? .composite
        case .null: return nil
        case .array, .object: return .composite
        }
    }

    func scopes(at place: Locator) -> [any ReadingScope] {
        guard case .json(let path) = place else { return [] }
        return path.elements(in: path.isAbsolute ? root : element).map { JSONScope(element: $0, root: root) }
    }
}

/// A segment of an HL7 message with those around it: fields of other segments are looked for behind it, up to the next
/// of its like, and then before it.
///
/// What begins a group, as ORC does in RAS^O17, is looked for before it first, where the message has it before the
/// first line: behind it stands that of the next line (HL7 v2.5.1 §4.13.7).
struct SegmentScope: ReadingScope {
    let message: Message
    /// Where the line's own segment stands; `nil` for the whole message.
    let position: Int?
    /// Where the line ends.
    let end: Int

    /// One for each segment of a name, or one for the whole message.
    static func all(_ name: String?, in message: Message) -> [SegmentScope] {
        let segments = message.segments
        guard let name else { return [SegmentScope(message: message, position: nil, end: segments.endIndex)] }
        let positions = segments.indices.filter { segments[$0].isNamed(name) }
        return positions.indices.map { index in
            let end = index + 1 < positions.count ? positions[index + 1] : segments.endIndex
            return SegmentScope(message: message, position: positions[index], end: end)
        }
    }

    func text(at place: Locator) -> ReadText? {
        guard case .segment(let path) = place else { return nil }
        return segment(named: path.segment)?[path]?.words.map(ReadText.text)
    }

    private func segment(named name: String) -> HL7v2.Segment? {
        let segments = message.segments
        guard let position else { return message.segment(name) }
        if segments[position].isNamed(name) { return segments[position] }
        let before = segments[..<position].last { $0.isNamed(name) }
        if let before, Self.leading.contains(name), leads(name) { return before }
        return segments[(position + 1)..<end].first { $0.isNamed(name) } ?? before
    }

    /// What begins a patient, a visit or an order.
    private static let leading: Set<String> = ["PID", "PD1", "PV1", "PV2", "ORC"]

    /// Whether a segment stands before the first line of the message.
    private func leads(_ name: String) -> Bool {
        let segments = message.segments
        guard let position else { return false }
        let line = segments[position]
        let first = segments.indices.first { segments[$0].isNamed(name) || segments[$0].id == line.id }
        return first.map { segments[$0].isNamed(name) } ?? false
    }

    func moment(_ text: String, in zone: ClockZone) -> UTCTime? {
        Timestamp(Array(text.utf8)[...])?.moment(in: zone)
    }

    /// The day as it was written, whatever its zone.
    func day(_ text: String) -> String? { Timestamp.day(text) }
}

/// A transaction set of X12 without its lines, or one loop of it: each place is looked for in it and nowhere else.
extension SetScope: ReadingScope {
    func text(at place: Locator) -> ReadText? {
        guard case .element(let path) = place else { return nil }
        return text(at: path).map(ReadText.text)
    }

    func scopes(at place: Locator) -> [any ReadingScope] {
        guard case .element(let path) = place else { return [] }
        return loops(at: path)
    }

    /// Midnight of a day by the sender's clocks: dates and times are elements of their own there.
    func moment(_ text: String, in zone: ClockZone) -> UTCTime? { day(text).flatMap { DateText.moment($0, in: zone) } }

    /// A day of eight digits, `CCYYMMDD` (X12 data element 373).
    func day(_ text: String) -> String? {
        guard text.utf8.count == 8, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return DateText.day("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
    }
}

/// A row of a table with a heading.
struct RowScope: ReadingScope {
    /// What stands in each column.
    let cells: [String: String]

    func text(at place: Locator) -> ReadText? {
        guard case .column(let name) = place, let cell = cells[name]?.trimmingSpaces, !cell.isEmpty else { return nil }
        return .text(cell)
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        let inner = drop { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        guard let last = inner.lastIndex(where: { $0 != " " && $0 != "\t" && $0 != "\n" && $0 != "\r" }) else {
            return ""
        }
        return String(inner[...last])
    }
}
