import Measures
import SyncModel

/// Conditions have to be about fields that are there, and can say what is asked of them.
struct ConditionRules {
    let findings: Findings
    /// What conditions may name, each with what it holds; `nil` for lines and what is below them.
    let kind: (String) -> FieldDefinition.Kind?
    /// The names, for hints.
    let names: [String]
    /// Whether a field is about a patient.
    let isOfPatient: (String) -> Bool
    /// Whose fields they are, for messages.
    let owner: String

    /// The fields of a contract, and those that steps have put in.
    init(_ contract: EventContract, puttingIn put: [String: FieldDefinition.Kind] = [:], _ findings: Findings) {
        self.findings = findings
        kind = { path in
            if let kind = put[path] { return kind }
            guard !contract.leadsThroughLines(path) else { return nil }
            return contract.definition(of: path)?.kind
        }
        names = contract.fields.map(\.name) + put.keys.sorted()
        isOfPatient = { path in
            contract.patientPaths.contains { path == $0 || path.hasPrefix($0 + ".") || $0.hasPrefix(path + ".") }
        }
        owner = "\(contract.type)"
    }

    /// What senders document of a built-in type.
    ///
    /// - Parameter others: what is known of it beside them.
    init(_ type: EventType, knowing others: [String: FieldDefinition.Kind] = [:], _ findings: Findings) {
        self.findings = findings
        let fields = Flow.Field.allCases.filter(\.isDocumented)
        kind = { name in
            others[name] ?? Flow.Field(rawValue: name).flatMap { $0.isDocumented ? $0.kind : nil }
        }
        names = fields.map(\.rawValue) + others.keys.sorted()
        isOfPatient = { $0 == Flow.Field.encounter.rawValue }
        owner = "\(type)"
    }

    func check(_ placed: [PlacedCondition]) {
        for one in placed { check(one) }
    }

    private func check(_ placed: PlacedCondition) {
        let (condition, section) = (placed.condition, placed.section)
        let name = condition.field
        guard let kind = kind(name) else {
            // Told once for a field with several things to say.
            guard placed.key == section.names.first(where: { $0 != "field" }) else { return }
            let hint = NearestWord.hint(for: name, among: names)
            return findings.error(
                section.place(of: "field"), "\(owner) has no field '\(name)' that a condition could ask; \(hint)")
        }
        if isOfPatient(name), placed.key != "present" {
            findings.error(
                section.place(of: placed.key),
                "'\(name)' is about a patient: a condition may only ask whether it is 'present'")
        }
        switch condition.test {
        case .present: return
        case .number:
            guard kind != .number else { return }
            findings.error(
                section.place(of: placed.key),
                "'\(name)' of \(owner) is a \(kind.rawValue), not a number; ask what it 'is', or choose another field")
        case .isOne(let words), .isNone(let words): check(words, of: name, kind, at: section.place(of: placed.key))
        }
    }

    private func check(_ words: [String], of name: String, _ kind: FieldDefinition.Kind, at place: Place) {
        switch kind {
        case .text, .date: return
        case .number:
            guard let word = words.first(where: { ExactDecimal($0) == nil }) else { return }
            findings.error(place, "'\(name)' of \(owner) is a number, and '\(word.quotable)' is none")
        case .flag:
            guard let word = words.first(where: { $0 != "true" && $0 != "false" }) else { return }
            findings.error(place, "'\(name)' of \(owner) is a flag: true or false, not '\(word.quotable)'")
        case .time, .record, .lines:
            findings.error(
                place,
                "'\(name)' of \(owner) is a \(kind.rawValue): a condition may only ask whether it is 'present'")
        }
    }
}

extension EventContract {
    /// Whether a path leads into each of several lines, so that it says no one thing.
    func leadsThroughLines(_ path: String) -> Bool {
        var above = path
        while let dot = above.lastIndex(of: ".") {
            above = String(above[..<dot])
            if definition(of: above)?.kind == .lines { return true }
        }
        return false
    }
}
