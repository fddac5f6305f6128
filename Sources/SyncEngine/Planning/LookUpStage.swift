import Catalog
import SyncModel
import SyncStore

/// The stage of a flow that looks codes up in tables, as they are for the moment that the event is about.
struct LookUpStage: Sendable {
    let flow: Flow
    let crosswalk: CrosswalkSnapshot
    let source: SourceName
    let moment: UTCTime

    /// The fields with what their codes mean put in, and the entries that say so; or what stops the event.
    func filled(_ fields: Fields) throws(Fault) -> (Fields, entries: [CrosswalkKey]) {
        var fields = fields
        var entries: [CrosswalkKey] = []
        for step in flow.lookUps {
            fields = try step.filling(fields) { code throws(Fault) in
                guard case .said(let text) = code else { return try missing(code, of: step) }
                let (value, key) = try value(of: text, in: step.table)
                entries.append(key)
                return value
            }
        }
        return (fields, entries)
    }

    private func missing(_ code: FlowLookUp.Code, of step: FlowLookUp) throws(Fault) -> String? {
        guard case .missing(let path) = code, !step.isOptional else { return nil }
        throw Fault(
            .contractViolated, FaultSubject(source: source.rawValue, other: "\(flow.event) \(path)"),
            detail: "'\(path)' is missing, and \(flow.name) looks it up in \(step.table).")
    }

    private func value(of code: String, in name: CodeTableName) throws(Fault) -> (String, CrosswalkKey) {
        let table = crosswalk.definitions[name]
        let owner = table?.source(of: source) ?? source
        let subject = FaultSubject(source: owner.rawValue, table: name.rawValue, code: code)
        let (codeWord, valueWord) = (table?.codeWord ?? "code", table?.valueWord ?? "value")
        guard code.count <= LookUpCode.longest else {
            throw Fault(
                .contractViolated, FaultSubject(source: owner.rawValue, table: name.rawValue),
                detail: "The \(codeWord) has more than \(LookUpCode.longest) characters and can't be looked up.")
        }
        let key = CrosswalkKey(.table(name), source: owner, code: code)
        guard let value = crosswalk.value(of: key, at: moment) else {
            let dates = crosswalk.dates(of: key).map { "\(key.words) says \($0): nothing for \(moment.date)." }
            throw Fault(
                .codeUnmapped, subject,
                detail: dates ?? "No \(valueWord) is known for \(codeWord) \(code)\(owner.ofWhom).",
                assigned: table?.owner)
        }
        if let table, let refusal = table.refusal(of: value) {
            throw Fault(
                .codeValueInvalid, subject, detail: "\(codeWord) \(code)\(owner.ofWhom): \(refusal)",
                assigned: table.owner)
        }
        return (value, key)
    }
}
