public import Measures
public import SyncModel

/// What a field of an event has to say, for a delivery or for a step of a flow to be about the event.
public struct FieldCondition: Sendable, Hashable {
    /// A field: a path of the contract, or a raw value of ``Flow/Field`` of a type that is built in.
    public var field: String
    /// What it has to say.
    public var test: Test

    /// Joins a field with what it has to say.
    public init(field: String, test: Test) {
        self.field = field
        self.test = test
    }

    /// What a field has to say.
    public enum Test: Sendable, Hashable {
        /// One of these; a field that isn't there says none.
        case isOne(of: [String])
        /// None of these; a field that isn't there says none.
        case isNone(of: [String])
        /// A number beside another, exactly; a field that isn't there is beside none.
        case number(Comparison, ExactDecimal)
        /// Whether it is there at all.
        case present(Bool)
    }

    /// How a number stands to another.
    public enum Comparison: String, Sendable, Hashable, CaseIterable {
        case above, below
        case atLeast = "at-least"
        case atMost = "at-most"

        /// The words between two numbers.
        fileprivate var words: String {
            switch self {
            case .above: "above"
            case .below: "below"
            case .atLeast: "at least"
            case .atMost: "at most"
            }
        }
    }

    /// Whether a field that says this meets it; `nil` is one that isn't there.
    public func holds(for value: FieldValue?) -> Bool {
        switch test {
        case .isOne(let words): value.map { value in words.contains { value.says($0) } } ?? false
        case .isNone(let words): value.map { value in !words.contains { value.says($0) } } ?? true
        case .number(let comparison, let bound):
            value?.number.map { number in
                switch comparison {
                case .above: number > bound
                case .below: number < bound
                case .atLeast: number >= bound
                case .atMost: number <= bound
                }
            } ?? false
        case .present(let wanted): (value != nil) == wanted
        }
    }

    /// What it asks for: `site is MAIN`. Never holds what an event says.
    public var words: String {
        switch test {
        case .isOne(let words): "\(field) is \(words.joined(separator: " or "))"
        case .isNone(let words): "\(field) is not \(words.joined(separator: " or "))"
        case .number(let comparison, let bound): "\(field) is \(comparison.words) \(bound)"
        case .present(let wanted): "\(field) is \(wanted ? "there" : "not there")"
        }
    }
}

extension [FieldCondition] {
    /// The first that what `read` finds of its field doesn't meet; `nil` where all are met.
    public func firstUnmet(_ read: (String) -> FieldValue?) -> FieldCondition? {
        first { !$0.holds(for: read($0.field)) }
    }
}

extension FieldValue {
    /// Whether it says a word as the catalog writes it: numbers by their value, flags as `true` or `false`.
    fileprivate func says(_ word: String) -> Bool {
        switch self {
        case .text(let text): text == word
        case .number(let number): ExactDecimal(word) == number
        case .flag(let flag): (flag ? "true" : "false") == word
        case .time, .record, .list: false
        }
    }
}

extension Flow {
    /// Why an event isn't for this delivery, in one sentence; `nil` where it is.
    public func refusal(_ read: (String) -> FieldValue?) -> String? {
        when.firstUnmet(read).map { "Not for \(name): it takes what says that \($0.words)." }
    }
}

extension Flow.Field {
    /// Whether an event of a built-in type has it from its sender, before anything is mapped.
    public var isDocumented: Bool {
        switch self {
        case .item, .description, .quantity, .unit, .unitCost, .location, .facility, .department, .occurredAt,
            .reference, .lot, .expires, .encounter:
            true
        case .message, .organization, .subinventory, .costCenter, .account: false
        }
    }

    /// What it holds.
    public var kind: FieldDefinition.Kind {
        switch self {
        case .quantity, .unitCost: .number
        case .occurredAt: .time
        case .expires: .date
        default: .text
        }
    }
}

extension CanonicalEvent {
    /// What its sender documented in a field; `nil` where that is nothing, or the field is known only after mapping.
    public func documented(_ field: Flow.Field) -> FieldValue? {
        switch field {
        case .item: item.map { .text($0.code) }
        case .description: (description ?? item?.text).map(FieldValue.text)
        case .quantity: quantity.map(FieldValue.number)
        case .unit: unit.map { .text($0.rawValue) }
        case .unitCost:
            unitCost.flatMap { ExactDecimal(coefficient: Int128($0.cents), scale: 2) }.map(FieldValue.number)
        case .location: location.map(FieldValue.text)
        case .facility: facility.map(FieldValue.text)
        case .department: department.map(FieldValue.text)
        case .occurredAt: occurredAt.map(FieldValue.time)
        case .reference: reference.map(FieldValue.text)
        case .lot: lot.map(FieldValue.text)
        case .expires: expires.map(FieldValue.text)
        case .encounter: encounter.map(FieldValue.text)
        case .message, .organization, .subinventory, .costCenter, .account: nil
        }
    }

    /// What a condition on a field reads of it.
    public func conditioned(_ field: String) -> FieldValue? {
        if let fields { return fields[field] }
        return Flow.Field(rawValue: field).flatMap(documented)
    }
}
