/// What one delivery asks its destination to book.
public enum Booking: Sendable, Hashable {
    /// Stock that leaves a store room, or comes back to it.
    case use(ResolvedUse)
    /// The fields that the flow's contract lets this destination see.
    case record(Fields)

    /// The stock that moves; `nil` of a record.
    public var use: ResolvedUse? {
        guard case .use(let use) = self else { return nil }
        return use
    }

    /// What it is in a line: `2 EA of 10442`, or how many fields go.
    public var words: String {
        switch self {
        case .use(let use): "\(use.quantity) \(use.unit) of \(use.itemNumber)"
        case .record(let fields): "\(fields.values.count) \(fields.values.count == 1 ? "field" : "fields")"
        }
    }

    /// The fields; `nil` of stock.
    public var record: Fields? {
        guard case .record(let fields) = self else { return nil }
        return fields
    }
}

/// Stock stands as it is, a record as `{"record": {…}}`.
extension Booking: Codable {
    private enum Key: String, CodingKey { case record }

    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        if let fields = try container.decodeIfPresent(Fields.self, forKey: .record) {
            self = .record(fields)
        } else {
            self = .use(try ResolvedUse(from: decoder))
        }
    }

    /// Writes it so that its kind can be told again.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .use(let use): try use.encode(to: encoder)
        case .record(let fields):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(fields, forKey: .record)
        }
    }
}
