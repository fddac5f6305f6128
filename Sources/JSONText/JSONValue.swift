/// A JSON text as it was read. Numbers keep their digits: an ERP's ids have more than a `Double` holds.
public enum JSONValue: Sendable, Hashable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, in the digits it was written in.
    case number(String)
    /// A string, unescaped.
    case string(String)
    /// Elements in their order.
    case array([JSONValue])
    /// Members in their order; of two with one name the first counts.
    case object([Member])

    /// One member of an object.
    public struct Member: Sendable, Hashable {
        /// Its name, unescaped.
        public var name: String
        /// What it holds.
        public var value: JSONValue

        /// Joins a name and what it holds.
        public init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The value of a member; nil where this is no object or has none of that name.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements; nil where this is no array.
    public var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// A string or a number as text; nil for all else and for an empty string.
    public var text: String? {
        switch self {
        case .string(let text), .number(let text): text.isEmpty ? nil : text
        default: nil
        }
    }
}
