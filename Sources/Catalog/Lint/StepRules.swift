import SyncModel

/// What the steps behind the look-ups work on has to be there, and be of their kind.
struct StepRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check(_ sending: Sending, against contract: EventContract) {
        var known = Set(sending.lookUps.map(\.step.into))
        if let placed = sending.period {
            check(placed.step, placed.section, contract, known)
            known.insert(placed.step.into)
        }
        if let placed = sending.split {
            check(placed.step, placed.section, contract, sending.lookUps.map(\.step))
            findings.checkTarget(placed.step.into, contract, known, at: placed.section.place(of: "into"))
        }
        warn(sending, "period", sending.period?.step.into, sending.period?.section)
        warn(sending, "split", sending.split?.step.into, sending.split?.section)
    }

    private func warn(_ sending: Sending, _ key: String, _ into: String?, _ section: Section?) {
        // What several deliveries share may be for one of the others.
        guard let into, let section, !sending.flow.uses(into), sending.section[key] != nil else { return }
        findings.warn(
            section.place(of: "into"),
            "nothing uses '\(into)': it isn't among the 'fields' that \(sending.flow.endpoint) may see")
    }

    // MARK: Accounting periods

    private func check(
        _ step: FlowPeriod, _ section: Section, _ contract: EventContract, _ known: Set<String>
    ) {
        let place = section.place(of: "of")
        if let kind = field(step.of, of: contract, at: place)?.kind, kind != .date, kind != .time {
            findings.error(
                place, "'\(step.of)' of \(contract.type) is a \(kind.rawValue), not a day or a moment; choose another")
        }
        findings.checkTarget(step.into, contract, known, at: section.place(of: "into"))
        if step.into == FlowPeriod.late {
            findings.error(
                section.place(of: "into"), "'late' says whether it is posted in a later month; choose another name")
        }
        guard let pattern = catalog.table(step.table)?.pattern,
            let word = FlowPeriod.Status.allCases.map(\.rawValue).first(where: { !pattern.matches($0) })
        else { return }
        findings.error(
            section.place(of: "table"),
            "months are open or closed, and the values of '\(step.table)' can't be '\(word)' by its pattern; mend that")
    }

    // MARK: Splits

    private func check(
        _ step: FlowSplit, _ section: Section, _ contract: EventContract, _ lookUps: [FlowLookUp]
    ) {
        let place = section.place(of: "amount")
        if let kind = field(step.amount, of: contract, at: place)?.kind, kind != .number {
            findings.error(place, "'\(step.amount)' of \(contract.type) is a \(kind.rawValue), not a number")
        }
        refusePatient(step.amount, contract, at: place)
        let shares = section.place(of: "by")
        guard !lookUps.contains(where: { $0.into == step.by }) else { return }
        let names = lookUps.map(\.into)
        guard let field = field(step.by, of: contract, among: names, at: shares) else { return }
        refusePatient(step.by, contract, at: shares)
        switch field.kind {
        case .text: return
        case .lines where isShares(field): return
        default:
            findings.error(
                shares,
                "'\(step.by)' of \(contract.type) can't say who pays how much; it needs a text such as "
                    + "P-1001 60%, P-1002 40%, or lines with the text 'to' and the number 'percent'")
        }
    }

    private func isShares(_ field: FieldDefinition) -> Bool {
        let parts: [FlowSplit.PartField: FieldDefinition.Kind] = [.to: .text, .percent: .number]
        return parts.allSatisfy { part, kind in
            field.fields.contains { $0.name == part.rawValue && $0.kind == kind }
        }
    }

    private func refusePatient(_ path: String, _ contract: EventContract, at place: Place) {
        let isOfPatient = contract.patientPaths.contains {
            path == $0 || path.hasPrefix($0 + ".") || $0.hasPrefix(path + ".")
        }
        guard isOfPatient else { return }
        findings.error(place, "'\(path)' is about a patient and can't be split: its parts would stand in faults")
    }

    /// A field of the event itself; it is told where there is none.
    private func field(
        _ path: String, of contract: EventContract, among others: [String] = [], at place: Place
    ) -> FieldDefinition? {
        guard !contract.leadsThroughLines(path) else {
            findings.error(place, "'\(path)' stands in each of several lines; choose a field of the event itself")
            return nil
        }
        if let field = contract.definition(of: path) { return field }
        let hint = NearestWord.hint(for: path, among: contract.fields.map(\.name) + others)
        findings.error(place, "\(contract.type) has no field '\(path)'; \(hint)")
        return nil
    }
}

extension Flow {
    /// What its steps put in, each with what it holds.
    var putIn: [String: FieldDefinition.Kind] {
        var put = Dictionary(lookUps.map { ($0.into, FieldDefinition.Kind.text) }) { $1 }
        if let period {
            put[period.into] = .date
            if period.closed == .nextOpen { put[FlowPeriod.late] = .flag }
        }
        if let reconciliation { put[reconciliation.into] = .number }
        if let split {
            put[split.into] = .lines
            for part in FlowSplit.PartField.allCases { put["\(split.into).\(part.rawValue)"] = .lines }
        }
        return put
    }
}
