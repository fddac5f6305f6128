import SyncModel
import Yams

extension Section {
    static let tableKeys = ["name", "title", "code", "value", "pattern", "example", "shared", "owner", "runbook"]
    private static let reserved = ["item", "unit", "location"]

    /// What a file of `tables/` says.
    func table() -> CodeTable? {
        let name = required("name") { value in
            value.parsed("a name in small letters with hyphens, such as charge-account") { text in
                text.isFieldName && !Self.reserved.contains(text) ? text : nil
            }
        }
        findings.declare(.table, name, at: place(of: "name"))
        let title = required("title") { $0.text() }
        let codeWord = required("code") { $0.text() }
        let valueWord = required("value") { $0.text() }
        let pattern = optional("pattern", else: nil) { $0.valuePattern() }
        let example = optional("example", else: nil) { $0.text() }
        let owner = required("owner") { $0.tableOwner() }
        let runbook = optional("runbook", else: nil) { $0.runbookPath() }
        if let runbook { findings.referToPage(runbook, at: place(of: "runbook")) }
        if let pattern, let example, !pattern.matches(example) {
            findings.error(place(of: "example"), "the example doesn't look as 'pattern' says; change one of them")
        }
        guard let name, let title, let codeWord, let valueWord, let owner else { return nil }
        var table = CodeTable(
            name: CodeTableName(rawValue: name), title: title, codeWord: codeWord, valueWord: valueWord,
            pattern: pattern, example: example, owner: owner, runbook: runbook)
        table.isShared = optional("shared", else: false) { $0.yesOrNo() }
        return table
    }
}

extension Value {
    fileprivate func valuePattern() -> ValuePattern? {
        guard let text = text() else { return nil }
        do throws(ValuePattern.Problem) { return try ValuePattern(text) } catch { return refuse("\(error)") }
    }

    /// A role that works on exceptions.
    fileprivate func tableOwner() -> Role? {
        choice(among: [Role.materials, .finance, .integration, .supervisor].map(\.rawValue)).flatMap(Role.init)
    }

    /// The steps of a flow that look something up, in their order.
    func lookUps() -> [(step: FlowLookUp, section: Section)]? {
        guard case .sequence(let sequence) = node else {
            return refuse("needs a list of steps, as in - {table: charge-account, from: charge-code, into: account}")
        }
        guard !sequence.isEmpty else { return refuse("needs at least one step") }
        let steps = sequence.map { node in
            Value(key: key, file: file, node: node, findings: findings).lookUp()
        }
        return steps.allSatisfy { $0 != nil } ? steps.compactMap(\.self) : nil
    }

    private func lookUp() -> (step: FlowLookUp, section: Section)? {
        guard let section = section(["table", "from", "into", "optional"]) else { return nil }
        let table = section.required("table") { $0.name() }
        if let table { findings.refer(to: .table, table, at: section.place(of: "table")) }
        let from = section.required("from") { $0.codeFields() }
        let into = section.required("into") { $0.fieldPathName() }
        let isOptional = section.optional("optional", else: false) { $0.yesOrNo() }
        guard let table, let from, let into else { return nil }
        let step = FlowLookUp(
            table: CodeTableName(rawValue: table), from: from, into: into, isOptional: isOptional)
        return (step, section)
    }

    /// One field, or several that make the code together.
    private func codeFields() -> [String]? {
        guard case .sequence = node else { return fieldPathName().map { [$0] } }
        return list { $0.fieldPathName() }
    }
}
