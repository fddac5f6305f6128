/// A JSON text as it was read. Numbers keep their digits: an ERP's ids have more than a `Double` holds.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    /// Members in their order; of two with one name the first counts.
    case object([Member])

    /// One member of an object.
    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONValue
    }

    /// The value of a member; nil where this is no object or has none of that name.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The elements; nil where this is no array.
    var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// A string or a number as text; nil for all else and for an empty string.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text.isEmpty ? nil : text
        default: nil
        }
    }
}
