/// Names a place in a JSON value: `subject.reference`, `identifier[0].value`, `coding[system=http://loinc.org].code`.
///
/// `[3]` takes an element by its number, `[name=value]` the first whose member is that text, and a name alone reaches
/// into the first element of an array that is met on the way: many FHIR elements repeat, and the first is the one that
/// counts. A leading `/` starts at the top of the body instead of the element that is being read.
public struct JSONPath: Sendable, Hashable, CustomStringConvertible {
    /// As it was written.
    public let description: String
    /// Whether it starts at the top of the body.
    public let isAbsolute: Bool
    private let steps: [Step]

    private enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
        case matching(name: String, value: String)
    }

    /// Reads a path; nil where it is none.
    public init?(_ text: String) {
        description = text
        isAbsolute = text.hasPrefix("/")
        var steps: [Step] = []
        var rest = Substring(isAbsolute ? String(text.dropFirst()) : text)
        while !rest.isEmpty {
            if rest.hasPrefix("[") {
                guard let end = rest.firstIndex(of: "]"), let step = Self.step(rest[..<end].dropFirst()) else {
                    return nil
                }
                steps.append(step)
                rest = rest[rest.index(after: end)...]
                continue
            }
            if !steps.isEmpty {
                guard rest.first == "." else { return nil }
                rest = rest.dropFirst()
            }
            let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
            guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
            steps.append(.member(String(name)))
            rest = rest[name.endIndex...]
        }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }

    private static func step(_ text: Substring) -> Step? {
        if let number = Int(text), number >= 0, number < 10_000 { return .element(number) }
        guard let equals = text.firstIndex(of: "=") else { return nil }
        let (name, value) = (text[..<equals], text[text.index(after: equals)...])
        guard !name.isEmpty, !value.isEmpty else { return nil }
        return .matching(name: String(name), value: String(value))
    }

    /// What stands there; nil where nothing does, or `null`.
    public func value(in root: JSONValue) -> JSONValue? {
        var here = root
        for step in steps {
            switch step {
            case .member(let name):
                if let first = here.elements?.first { here = first }
                guard let next = here[name] else { return nil }
                here = next
            case .element(let number):
                guard let elements = here.elements, elements.indices.contains(number) else { return nil }
                here = elements[number]
            case .matching(let name, let value):
                guard let next = here.elements?.first(where: { $0[name]?.text == value }) else { return nil }
                here = next
            }
        }
        return here == .null ? nil : here
    }

    /// The elements of an array there; one where it is no array, none where nothing is there.
    public func elements(in root: JSONValue) -> [JSONValue] {
        guard let value = value(in: root) else { return [] }
        return value.elements ?? [value]
    }
}
