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
    private let impliedDecimals: Int?
    private let factors: [Locator]
    private let digits: Int?

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
        impliedDecimals = reading.impliedDecimals
        factors = try reading.product?.paths.map { try Locator($0, grammar) } ?? []
        digits = reading.product?.digits
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
        if !factors.isEmpty, let product = product(in: scope, path, &unread) { return product }
        return fallback.flatMap { typed($0, scope, zone) }
    }

    /// The product of what stands at the places; `nil` where one holds nothing, or no number.
    private func product(in scope: any ReadingScope, _ path: String, _ unread: inout UnreadFields) -> FieldValue? {
        var product = ExactDecimal.one
        for place in factors {
            guard case .text(let text)? = scope.text(at: place) else { return nil }
            guard let factor = ExactDecimal(text), let next = product.multiplied(by: factor) else {
                unread.note(path, at: place, "is not a number that can be multiplied")
                return nil
            }
            product = next
        }
        return .number(digits.map { product.rounded(places: $0, mode: .halfAwayFromZero) } ?? product)
    }

    private func typed(_ text: String, _ scope: any ReadingScope, _ zone: ClockZone) -> FieldValue? {
        switch definition.kind {
        case .text: text.utf8.count <= Self.longest ? .text(text) : nil
        case .number: number(text).map(FieldValue.number)
        case .flag: Self.flags[text.lowercased()].map(FieldValue.flag)
        case .time: scope.moment(text, in: zone).map(FieldValue.time)
        case .date: scope.day(text).map(FieldValue.text)
        case .record, .lines: nil
        }
    }

    /// A number as it is written, or with a point put where its sender leaves it out.
    private func number(_ text: String) -> ExactDecimal? {
        guard let impliedDecimals else { return ExactDecimal(text) }
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let whole = ExactDecimal(text) else { return nil }
        return ExactDecimal(coefficient: whole.coefficient, scale: impliedDecimals)
    }

    private static let flags = ["true": true, "false": false, "y": true, "n": false, "yes": true, "no": false]

    private var kindInWords: String {
        switch definition.kind {
        case .text: "a text of at most \(Self.longest) characters"
        case .number: impliedDecimals == nil ? "a number" : "a number without a point"
        case .flag: "yes or no"
        case .time: "a date and time"
        case .date: "a date"
        case .record, .lines: "what the contract says"
        }
    }
}
