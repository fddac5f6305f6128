import SyncModel

/// What a flow holds its events against has to be kept, with the fields that are compared: a match that can't work is
/// found before an invoice is.
struct MatchRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check(_ sending: Sending, against contract: EventContract) {
        guard let step = sending.match else { return }
        let (rule, section) = (step.rule, step.section)
        if sending.flow.keeps {
            findings.error(section.place, "what is kept is held against nothing; take 'match' out, or 'keep'")
        }
        var own = Set([rule.quantity?.field, rule.quantity?.unit, rule.price?.field].compactMap(\.self))
        check(own, of: rule, in: contract, at: section)
        // Where receipts are counted, the order's quantities aren't.
        own = rule.receipt == nil ? own : own.subtracting([rule.quantity?.field].compactMap(\.self))
        check(rule.order, "order", own, of: rule, contract, section)
        checkSame(rule, sending, contract, at: section.place(of: "same"))
        if let total = rule.total { check(total, rule, contract, at: section.place(of: "total")) }
        if let receipt = rule.receipt {
            let counted = Set([rule.quantity?.field, rule.quantity?.unit].compactMap(\.self))
            check(receipt, "receipt", counted, of: rule, contract, section)
        }
    }

    /// What is added up are numbers, of the event and of its lines.
    private func check(_ total: MatchRule.Total, _ rule: MatchRule, _ contract: EventContract, at place: Place) {
        for field in [total.field] + total.charges {
            checkNumber(field, among: contract.fields, of: "\(contract.type)", at: place)
        }
        guard let definitions = lineFields(of: rule, in: contract).0 else { return }
        if let amount = total.amount {
            let owner = lineFields(of: rule, in: contract).owner
            checkNumber(amount, among: definitions, of: owner, at: place)
        } else if rule.quantity == nil || rule.price == nil {
            findings.error(
                place, "what a line comes to is its 'amount', or its quantity at its price; add 'amount', or both")
        }
    }

    private func checkNumber(_ name: String, among fields: [FieldDefinition], of owner: String, at place: Place) {
        guard let field = fields.first(where: { $0.name == name }) else {
            let hint = NearestWord.hint(for: name, among: fields.map(\.name))
            return findings.error(place, "\(owner) has no field '\(name)'; \(hint)")
        }
        if field.kind != .number {
            findings.error(place, "'\(name)' of \(owner) is a \(field.kind.rawValue), not a number")
        }
    }

    /// What has to be the same is there on both sides, and nothing about a patient.
    private func checkSame(_ rule: MatchRule, _ sending: Sending, _ contract: EventContract, at place: Place) {
        let keeping = catalog.flows.filter { $0.keeps && $0.event == rule.order.contract }
        for (own, theirs) in rule.same.sorted(by: { $0.key < $1.key }) {
            let put = sending.flow.putIn
            if contract.definition(of: own) == nil, put[own] == nil {
                let hint = NearestWord.hint(for: own, among: contract.fields.map(\.name) + put.keys.sorted())
                findings.error(place, "\(contract.type) has no field '\(own)'; \(hint)")
            }
            if contract.isOfPatient(own) {
                findings.error(place, "'\(own)' is about a patient and can't be held against an order; take it out")
            }
            for flow in keeping {
                guard let kept = catalog.contract(flow.event, version: flow.payloadVersion) else { continue }
                if kept.definition(of: theirs) == nil {
                    let hint = NearestWord.hint(for: theirs, among: kept.fields.map(\.name))
                    findings.error(place, "\(kept.type) has no field '\(theirs)'; \(hint)")
                } else if !flow.keeps(theirs) {
                    findings.error(
                        place, "\(flow.name) doesn't keep '\(theirs)', which is compared; add it to its 'fields'")
                }
            }
        }
    }

    /// Kept records: there is a contract, a flow that keeps what is compared, and fields that make the key.
    private func check(
        _ reference: MatchRule.Reference, _ key: String, _ fields: Set<String>, of rule: MatchRule,
        _ contract: EventContract, _ section: Section
    ) {
        let place = section.place(of: key)
        for path in reference.key { check(path, of: contract, at: place) }
        let keeping = catalog.flows.filter { $0.keeps && $0.event == reference.contract }
        guard let flow = keeping.first else {
            let kept = Set(catalog.flows.filter(\.keeps).map(\.event.rawValue)).sorted()
            let hint = NearestWord.hint(for: reference.contract.rawValue, among: kept)
            return findings.error(
                place,
                "no flow keeps \(reference.contract); " + (kept.isEmpty ? "add one with 'keep: true'" : hint))
        }
        guard let kept = catalog.contract(reference.contract, version: flow.payloadVersion) else { return }
        guard reference.key.count <= kept.key.count else {
            return findings.error(
                place,
                "\(kept.type) has a key of \(kept.key.count) (\(kept.key.joined(separator: ", "))); name fewer")
        }
        check(fields, of: rule, in: kept, at: section)
        for flow in keeping {
            for path in paths(of: rule, fields, in: kept) where !flow.keeps(path) {
                findings.error(place, "\(flow.name) doesn't keep '\(path)', which is compared; add it to its 'fields'")
            }
        }
    }

    /// A field of the event that makes a key: it is there, one for the event, and nobody's name.
    private func check(_ path: String, of contract: EventContract, at place: Place) {
        guard let field = contract.definition(of: path) else {
            let hint = NearestWord.hint(for: path, among: contract.fields.map(\.name))
            return findings.error(place, "\(contract.type) has no field '\(path)'; \(hint)")
        }
        let isInLines = contract.fields.contains { $0.kind == .lines && path.hasPrefix($0.name + ".") }
        if isInLines || [.record, .lines].contains(field.kind) {
            findings.error(place, "'\(path)' of \(contract.type) can't be a key; choose a field of the event itself")
        }
        if contract.isOfPatient(path) {
            findings.error(place, "'\(path)' is about a patient, and orders are named in lists; choose another field")
        }
    }

    /// What is compared is a number of each line, in each of the contracts.
    private func check(_ fields: Set<String>, of rule: MatchRule, in contract: EventContract, at section: Section) {
        let (definitions, owner) = lineFields(of: rule, in: contract)
        guard let definitions else {
            findings.error(section.place(of: "lines"), "'\(owner)' holds no lines; name a field that does")
            return
        }
        let names = definitions.map(\.name)
        if let name = rule.lines?.name, !names.contains(name) {
            let hint = NearestWord.hint(for: name, among: names)
            findings.error(section.place(of: "lines"), "\(owner) has no field '\(name)'; \(hint)")
        }
        for field in fields.sorted() {
            let key = field == rule.price?.field ? "price" : "quantity"
            guard let definition = definitions.first(where: { $0.name == field }) else {
                let hint = NearestWord.hint(for: field, among: names)
                findings.error(section.place(of: key), "\(owner) has no field '\(field)'; \(hint)")
                continue
            }
            let kind: FieldDefinition.Kind = field == rule.quantity?.unit ? .text : .number
            if definition.kind != kind {
                findings.error(
                    section.place(of: key),
                    "'\(field)' of \(owner) is a \(definition.kind.rawValue), not a \(kind.rawValue)")
            }
        }
    }

    /// The fields of a line: those of the contract itself where it has no such lines.
    private func lineFields(of rule: MatchRule, in contract: EventContract) -> ([FieldDefinition]?, owner: String) {
        guard let lines = rule.lines, let field = contract.definition(of: lines.field) else {
            return (contract.fields, "\(contract.type)")
        }
        let owner = "\(contract.type) \(lines.field)"
        return (field.kind == .lines ? field.fields : nil, owner)
    }

    private func paths(of rule: MatchRule, _ fields: Set<String>, in contract: EventContract) -> [String] {
        let names = fields.union([rule.lines?.name].compactMap(\.self)).sorted()
        guard let lines = rule.lines, contract.definition(of: lines.field) != nil else { return names }
        return names.map { "\(lines.field).\($0)" }
    }
}

extension Flow {
    /// Whether a path is among what it keeps.
    fileprivate func keeps(_ path: String) -> Bool {
        fields.contains { path == $0 || path.hasPrefix($0 + ".") }
    }
}
