import Measures
public import SyncModel

/// A step of a flow: what a field of the event means by a table, as a further field.
public struct FlowLookUp: Sendable, Hashable {
    /// The table.
    public var table: CodeTableName
    /// The fields that make the code: paths of the contract, or values that an earlier step has put in.
    public var from: [String]
    /// The path that the value is put in: a field of the event, or of each of its lines.
    public var into: String
    /// Whether an event without the code goes without the value; else it stops.
    public var isOptional: Bool

    /// Joins what the catalog says of one step.
    public init(table: CodeTableName, from: [String], into: String, isOptional: Bool = false) {
        self.table = table
        self.from = from
        self.into = into
        self.isOptional = isOptional
    }

    /// What of the event makes the code.
    public enum Code: Sendable, Hashable {
        /// The code, as ``LookUpCode`` joins its fields.
        case said(String)
        /// This field isn't there.
        case missing(String)
    }

    /// The fields with what `value` makes of the code put in, once for the event or once for each line that `into`
    /// leads through; nothing is put in where it says `nil`.
    public func filling<Failure: Error>(
        _ fields: Fields, _ value: (Code) throws(Failure) -> String?
    ) throws(Failure) -> Fields {
        try filling([Scope(prefix: "", fields: fields)], into.split(separator: ".").map(String.init)[...], value)
    }

    /// The fields of the event, or of a record or line within it.
    private struct Scope {
        /// What paths begin with that lead here.
        var prefix: String
        var fields: Fields
    }

    /// - Parameter scopes: from the event to where the rest of the path starts.
    private func filling<Failure: Error>(
        _ scopes: [Scope], _ path: ArraySlice<String>, _ value: (Code) throws(Failure) -> String?
    ) throws(Failure) -> Fields {
        guard let here = scopes.last, let name = path.first else { return Fields() }
        var fields = here.fields
        if path.count == 1 {
            if let text = try value(code(in: scopes)) { fields.values[name] = .text(text) }
            return fields
        }
        let below = here.prefix + name + "."
        switch fields.values[name] {
        case .record(let inner)?:
            let scopes = scopes + [Scope(prefix: below, fields: inner)]
            fields.values[name] = .record(try filling(scopes, path.dropFirst(), value))
        case .list(let values)?:
            var filled: [FieldValue] = []
            for element in values {
                guard case .record(let inner) = element else {
                    filled.append(element)
                    continue
                }
                let scopes = scopes + [Scope(prefix: below, fields: inner)]
                filled.append(.record(try filling(scopes, path.dropFirst(), value)))
            }
            fields.values[name] = .list(filled)
        case .text, .number, .flag, .time, nil: break
        }
        return fields
    }

    private func code(in scopes: [Scope]) -> Code {
        var parts: [String] = []
        for path in from {
            let said = scopes.reversed().lazy.compactMap { scope in
                path.hasPrefix(scope.prefix) ? scope.fields[String(path.dropFirst(scope.prefix.count))] : nil
            }.first
            guard let part = said?.codeText else { return .missing(path) }
            parts.append(part)
        }
        return .said(LookUpCode.joining(parts))
    }
}

extension [FlowLookUp] {
    /// Those whose values the fields name, or that another of those goes on from.
    func needed(for fields: [String]) -> [FlowLookUp] {
        var kept: [FlowLookUp] = []
        for step in reversed() {
            let isSent = fields.contains { step.into == $0 || step.into.hasPrefix($0 + ".") }
            if isSent || kept.contains(where: { $0.from.contains(step.into) }) { kept.append(step) }
        }
        return kept.reversed()
    }
}

extension FieldValue {
    /// What it is as a code; `nil` where it is none, or empty.
    fileprivate var codeText: String? {
        switch self {
        case .text(let text):
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.isEmpty ? nil : words
        case .number(let number): return number.description
        case .flag, .time, .record, .list: return nil
        }
    }
}

extension Flow {
    /// What an event of this flow is looked up by, as far as that can be told without the tables: each step with each
    /// of its codes, once. A step that goes on from another's value has none.
    public func lookUpCodes(in fields: Fields) -> [(step: FlowLookUp, code: String)] {
        var found: [(step: FlowLookUp, code: String)] = []
        for step in lookUps {
            _ = step.filling(fields) { code -> String? in
                if case .said(let text) = code, !found.contains(where: { $0.step == step && $0.code == text }) {
                    found.append((step, text))
                }
                return nil
            }
        }
        return found
    }
}
