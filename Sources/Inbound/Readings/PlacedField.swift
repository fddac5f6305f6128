internal import Catalog
internal import DeviceIdentifiers
internal import Measures
internal import SyncModel

/// A field of a contract with the places where it may stand.
struct PlacedField: Sendable {
    let definition: FieldDefinition
    private let places: [Locator]
    private let fallback: String?
    private let words: [String: String]
    private let inner: [PlacedField]
    private let device: FieldReading.DevicePart?

    /// The most characters of a text.
    private static let longest = 4000

    /// Those of the contract's fields that a reading fills, in the contract's order.
    static func all(
        _ readings: [String: FieldReading], of definitions: [FieldDefinition], _ grammar: MessageReading.Grammar
    ) throws -> [PlacedField] {
        try definitions.compactMap { definition in
            try readings[definition.name].map { try PlacedField(definition, $0, grammar) }
        }
    }

    private init(_ definition: FieldDefinition, _ reading: FieldReading, _ grammar: MessageReading.Grammar) throws {
        self.definition = definition
        places = try reading.paths.map { try Locator($0, grammar) }
        fallback = reading.fallback
        words = reading.words
        device = reading.device
        inner = try Self.all(reading.lines, of: definition.fields, grammar)
    }

    /// What it is in `scope`; `nil` where nothing stands there, or what stands there isn't what the contract says.
    func value(
        in scope: any ReadingScope, below: String, zone: ClockZone, _ unread: inout UnreadFields
    ) -> FieldValue? {
        let path = below + definition.name
        if definition.kind == .lines {
            return places.first.map { place in
                .list(
                    scope.scopes(at: place).map { line in
                        let values = inner.reduce(into: [String: FieldValue]()) { values, field in
                            values[field.definition.name] =
                                field.value(in: line, below: path + ".", zone: zone, &unread)
                        }
                        return .record(Fields(values))
                    })
            }
        }
        for place in places {
            switch scope.text(at: place) {
            case nil: continue
            case .composite?:
                unread.note(path, at: place, "is no single value")
                return nil
            case .text(let text)?:
                var meant = words[text] ?? text
                if let device {
                    do throws(UDIProblem) {
                        guard let part = try DeviceReading.text(device, of: text) else { continue }
                        // A label's days are days already, however the message writes its own.
                        if definition.kind == .date, device == .expires || device == .made { return .text(part) }
                        meant = part
                    } catch {
                        unread.note(path, at: place, label: text, error)
                        return nil
                    }
                }
                if let value = typed(meant, scope, zone) { return value }
                unread.note(path, at: place, "is not \(kindInWords)")
                return nil
            }
        }
        return fallback.flatMap { typed($0, scope, zone) }
    }

    private func typed(_ text: String, _ scope: any ReadingScope, _ zone: ClockZone) -> FieldValue? {
        switch definition.kind {
        case .text: text.utf8.count <= Self.longest ? .text(text) : nil
        case .number: ExactDecimal(text).map(FieldValue.number)
        case .flag: Self.flags[text.lowercased()].map(FieldValue.flag)
        case .time: scope.moment(text, in: zone).map(FieldValue.time)
        case .date: scope.day(text).map(FieldValue.text)
        case .record, .lines: nil
        }
    }

    private static let flags = ["true": true, "false": false, "y": true, "n": false, "yes": true, "no": false]

    private var kindInWords: String {
        switch definition.kind {
        case .text: "a text of at most \(Self.longest) characters"
        case .number: "a number"
        case .flag: "yes or no"
        case .time: "a date and time"
        case .date: "a date"
        case .record, .lines: "what the contract says"
        }
    }
}
