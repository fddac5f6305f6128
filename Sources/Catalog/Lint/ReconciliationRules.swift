import SyncModel

/// What is held against the books has to say which day, item and place it is about, and of which flows.
struct ReconciliationRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check(_ sending: Sending, against contract: EventContract) {
        guard let placed = sending.reconciliation else { return }
        let (step, section, flow) = (placed.step, placed.section, sending.flow)
        check(step.day, [.date, .time], "day", section, contract)
        check(step.item, [.text], "item", section, contract)
        check(step.location, [.text], "location", section, contract)
        check(step.quantity, [.number], "quantity", section, contract)
        if let unit = step.unit { check(unit, [.text], "unit", section, contract) }
        findings.checkTarget(
            step.into, contract, Set(flow.lookUps.map(\.into)), at: section.place(of: "into"))
        for name in step.flows {
            guard let other = catalog.flow(name) else { continue }
            if other.keeps || other.reconciliation != nil {
                findings.error(
                    section.place(of: "with"), "'\(name)' books nothing that could be added up; take it out")
            } else if step.countsPosted, !other.event.movesStock {
                findings.error(
                    section.place(of: "with"),
                    "'\(name)' takes \(other.event), which moves no stock that a destination could count; take it out")
            }
        }
        for (key, isThere) in [
            ("match", flow.match != nil), ("approval", flow.approval != nil), ("keep", flow.keeps),
        ] where isThere {
            findings.error(
                section.place, "what is held against the books can't have '\(key)' beside that; take one out")
        }
        if !flow.uses(step.into) {
            findings.warn(
                section.place(of: "into"),
                "nothing uses '\(step.into)': it isn't among the 'fields' that \(flow.endpoint) may see")
        }
    }

    private func check(
        _ path: String, _ kinds: [FieldDefinition.Kind], _ key: String, _ section: Section, _ contract: EventContract
    ) {
        let place = section.place(of: key)
        guard let field = contract.definition(of: path) else {
            let hint = NearestWord.hint(for: path, among: contract.fields.map(\.name))
            return findings.error(place, "\(contract.type) has no field '\(path)'; \(hint)")
        }
        if !kinds.contains(field.kind) {
            findings.error(
                place,
                "'\(path)' of \(contract.type) is a \(field.kind.rawValue), and '\(key)' needs a "
                    + kinds.map(\.rawValue).joined(separator: " or ") + "; choose another")
        }
        if contract.isOfPatient(path) {
            findings.error(place, "'\(path)' is about a patient, and what is added up isn't; choose another")
        }
    }
}
