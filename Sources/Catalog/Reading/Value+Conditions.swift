import Measures
import SyncModel
import Yams

/// A condition with where each part of it is written.
struct PlacedCondition {
    let condition: FieldCondition
    /// The key that says what the field has to say.
    let key: String
    let section: Section
}

extension Value {
    private static let tests = ["is", "is-not", "above", "below", "at-least", "at-most", "present"]

    /// Conditions that all have to hold, as in `[{field: site, is: MAIN}, {field: total, above: 500, at-most: 1000}]`.
    func conditions() -> [PlacedCondition]? {
        guard case .sequence(let sequence) = node else {
            return refuse("needs a list of conditions, as in - {field: site, is: MAIN}, not \(node.kindInWords)")
        }
        guard !sequence.isEmpty else { return refuse("needs at least one condition") }
        let read = sequence.map { node in
            Value(key: key, file: file, node: node, findings: findings).condition()
        }
        return read.allSatisfy { $0 != nil } ? read.compactMap(\.self).flatMap(\.self) : nil
    }

    /// One field, with one thing it has to say or several.
    private func condition() -> [PlacedCondition]? {
        guard let section = section(["field"] + Self.tests) else { return nil }
        let field = section.required("field") { $0.fieldPathName() }
        let keys = Self.tests.filter { section[$0] != nil }
        if keys.isEmpty {
            findings.error(section.place, "a condition needs one of \(Self.tests.joined(separator: ", ")); add it")
        }
        let tests = keys.map { key in section[key].flatMap { $0.test(key) } }
        guard let field, !tests.isEmpty, tests.allSatisfy({ $0 != nil }) else { return nil }
        return zip(keys, tests.compactMap(\.self)).map { key, test in
            PlacedCondition(condition: FieldCondition(field: field, test: test), key: key, section: section)
        }
    }

    private func test(_ key: String) -> FieldCondition.Test? {
        switch key {
        case "is": words().map(FieldCondition.Test.isOne)
        case "is-not": words().map(FieldCondition.Test.isNone)
        case "present": yesOrNo().map(FieldCondition.Test.present)
        default:
            FieldCondition.Comparison(rawValue: key).flatMap { comparison in
                parsed("a number such as 500 or 0.05") { ExactDecimal($0) }.map { .number(comparison, $0) }
            }
        }
    }

    /// One word, or a list of them.
    private func words() -> [String]? {
        guard case .sequence = node else { return text().map { [$0] } }
        return list { $0.text() }
    }
}
