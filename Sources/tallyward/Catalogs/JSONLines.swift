import JSONText

extension JSONValue {
    /// The value on several lines, its members in their order, for people and for comparing.
    var lines: [String] { lines(indent: "", before: "", after: "") }

    private func lines(indent: String, before: String, after: String) -> [String] {
        switch self {
        case .object(let members) where !members.isEmpty:
            [indent + before + "{"]
                + members.enumerated().flatMap { index, member in
                    member.value.lines(
                        indent: indent + "  ", before: Self.text(.string(member.name)) + ": ",
                        after: index == members.count - 1 ? "" : ",")
                } + [indent + "}" + after]
        case .array(let elements) where !elements.isEmpty:
            [indent + before + "["]
                + elements.enumerated().flatMap { index, element in
                    element.lines(
                        indent: indent + "  ", before: "", after: index == elements.count - 1 ? "" : ",")
                } + [indent + "]" + after]
        default: [indent + before + Self.text(self) + after]
        }
    }

    /// A value without parts, as JSON.
    private static func text(_ value: JSONValue) -> String {
        var json = JSONWriter()
        switch value {
        case .null: json.null()
        case .bool(let flag): json.flag(flag)
        case .number(let digits): json.number(digits)
        case .string(let text): json.string(text)
        case .array:
            json.openArray()
            json.closeArray()
        case .object:
            json.openObject()
            json.closeObject()
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
