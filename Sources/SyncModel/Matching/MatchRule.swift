public import Measures

/// What an event is held against before it goes out: what was ordered, and what was received of it.
public struct MatchRule: Sendable, Hashable {
    /// Where the order is kept.
    public var order: Reference
    /// Where its receipts are kept; `nil` where the order alone counts.
    public var receipt: Reference?
    /// Which lines stand for each other; `nil` where an event is itself one line.
    public var lines: Lines?
    /// How much may be invoiced in all.
    public var quantity: Measure?
    /// What each may cost.
    public var price: Measure?
    /// What it has to add up to; `nil` where nothing is added up.
    public var total: Total?
    /// What has to be the same: a field of the order by each field of the event.
    public var same: [String: String] = [:]
    /// Whether an event without its order or receipt waits for it; else it stops.
    public var waits = true

    /// A rule that holds an event against an order.
    public init(order: Reference) { self.order = order }

    /// Kept records of one contract.
    public struct Reference: Sendable, Hashable {
        /// The contract.
        public var contract: EventType
        /// The fields of the event that make the record's key, or the first parts of it.
        public var key: [String]

        /// Records of a contract by fields of the event.
        public init(contract: EventType, key: [String]) {
            self.contract = contract
            self.key = key
        }
    }

    /// The lines that are held against each other.
    public struct Lines: Sendable, Hashable {
        /// The field that holds them. A contract without it has one line: the event.
        public var field: String
        /// The field of a line that tells it from others.
        public var name: String

        /// Lines by one of their fields.
        public init(field: String, name: String) {
            self.field = field
            self.name = name
        }
    }

    /// A number of each line, and how far it may be off.
    public struct Measure: Sendable, Hashable {
        /// The field of the line.
        public var field: String
        /// The field with the unit that it is counted in; numbers in two units are never compared.
        public var unit: String?
        /// How much more it may be.
        public var tolerance: Tolerance
        /// What the difference never exceeds: in units, or in money for the whole line.
        public var atMost: ExactDecimal?

        /// A number of each line.
        public init(
            field: String, unit: String? = nil, tolerance: Tolerance = .amount(0), atMost: ExactDecimal? = nil
        ) {
            self.field = field
            self.unit = unit
            self.tolerance = tolerance
            self.atMost = atMost
        }
    }

    /// How much more something may be.
    public enum Tolerance: Sendable, Hashable {
        /// By so many.
        case amount(ExactDecimal)
        /// By so many hundredths of what it is held against.
        case percent(ExactDecimal)

        /// Whether `excess` over `base` is allowed.
        func allows(_ excess: ExactDecimal, over base: ExactDecimal) -> Bool {
            switch self {
            case .amount(let amount): return excess <= amount
            case .percent(let percent):
                guard let hundredfold = excess.multiplied(by: 100), let allowed = percent.multiplied(by: base)
                else { return false }
                return hundredfold <= allowed
            }
        }

        /// `2 % allowed`; nothing where nothing is.
        var words: String? {
            switch self {
            case .amount(let amount): amount.isZero ? nil : "\(amount) allowed"
            case .percent(let percent): percent.isZero ? nil : "\(percent) % allowed"
            }
        }
    }
}

extension MatchRule {
    /// One line as a record or an event says it.
    public struct Line: Sendable, Hashable {
        /// What tells it from others; empty where there is one only.
        public var name: String
        /// How much.
        public var quantity: ExactDecimal?
        /// In which unit.
        public var unit: String?
        /// What one costs.
        public var price: ExactDecimal?
    }

    /// The lines of a record or an event.
    public func lines(of fields: Fields) -> [Line] {
        guard let lines else { return [line(fields, named: "")] }
        guard let value = fields.values[lines.field] else {
            // It is a line itself, or has none.
            guard let name = fields[lines.name]?.keyWord else { return [] }
            return [line(fields, named: name)]
        }
        return (value.records ?? []).map { line($0, named: $0[lines.name]?.keyWord ?? "") }
    }

    private func line(_ fields: Fields, named name: String) -> Line {
        Line(
            name: name, quantity: quantity.flatMap { fields[$0.field]?.number },
            unit: quantity?.unit.flatMap { fields[$0]?.text }, price: price.flatMap { fields[$0.field]?.number })
    }
}

extension FieldValue {
    /// What it says as a part of a key; `nil` of what can't be one.
    public var keyWord: String? {
        switch self {
        case .text(let text): text.isEmpty ? nil : text
        case .number(let number): number.description
        case .flag(let flag): flag ? "true" : "false"
        case .time(let time): "\(time.milliseconds)"
        case .record, .list: nil
        }
    }
}
