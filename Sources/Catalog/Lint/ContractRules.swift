import SyncModel

/// What readings and flows say of contracts has to agree with them: a field that isn't filled, or isn't there, is found
/// before a message is.
struct ContractRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check() {
        checkVersions()
        for (reading, section) in findings.readings { check(reading, section) }
        for sending in findings.sendings { check(sending) }
        OwnerRules(catalog: catalog, findings: findings).check()
        SubjectRules(catalog: catalog, findings: findings).check()
    }

    private func checkVersions() {
        var seen: [String: Place] = [:]
        for (contract, place) in findings.contracts {
            let name = "\(contract.type) version \(contract.version)"
            if let other = seen[name] {
                findings.error(place, "\(name) is described in \(other) too; give this one another version")
            }
            seen[name] = place
        }
    }

    private func check(_ reading: MessageReading, _ section: Section) {
        let ofRows = reading.grammar == .columns ? EventContract.ofRows(reading.event) : nil
        guard let contract = ofRows ?? contract(reading.event, reading.version, at: section.place(of: "event")) else {
            return
        }
        let own = section["fields"]?.section(nil)
        check(
            reading.fields, against: contract.fields, of: "\(contract.type)", in: own,
            at: section.place(of: "fields"))
    }

    /// - Parameters:
    ///   - section: where the fields are read, each by its name.
    ///   - place: where that begins.
    private func check(
        _ readings: [String: FieldReading], against fields: [FieldDefinition], of owner: String, in section: Section?,
        at place: Place
    ) {
        for (name, reading) in readings.sorted(by: { $0.key < $1.key }) {
            let own = section?.keyPlaces[name] ?? place
            guard let field = fields.first(where: { $0.name == name }) else {
                let hint = NearestWord.hint(for: name, among: fields.map(\.name))
                findings.error(own, "\(owner) has no field '\(name)'; \(hint)")
                continue
            }
            guard !reading.isUnread else { continue }
            if (field.kind == .lines) != !reading.lines.isEmpty {
                let sentence =
                    field.kind == .lines ? "holds lines; write {each, fields}" : "holds no lines; write a path"
                findings.error(own, "'\(name)' of \(owner) \(sentence)")
            }
            if field.kind != .number, reading.impliedDecimals != nil || reading.product != nil {
                let key = reading.product == nil ? "implied-decimals" : "product"
                findings.error(own, "'\(name)' of \(owner) is no number; take '\(key)' out")
            }
            guard field.kind == .lines else { continue }
            let lines = section?[name]?.section(nil)?["fields"]
            check(
                reading.lines, against: field.fields, of: "\(owner) \(name)", in: lines?.section(nil),
                at: lines?.place ?? own)
        }
        for field in fields where field.isRequired && readings[field.name] == nil {
            findings.error(
                place, "'\(field.name)' of \(owner) is required and nothing is read for it; say where it stands")
        }
    }

    private func check(_ sending: Sending) {
        let (flow, section) = (sending.flow, sending.section)
        guard !EventType.builtIn.contains(flow.event) else {
            for field in flow.fields where Flow.Field(rawValue: field) == nil {
                let hint = NearestWord.hint(for: field, among: Flow.Field.allCases.map(\.rawValue))
                findings.error(sending.place(of: field), "'fields' can't be '\(field)'; \(hint)")
            }
            if let step = sending.lookUps.first {
                findings.error(
                    step.section.place,
                    "'\(flow.event)' is built in and is looked up by itself; take 'look-up' out")
            }
            if catalog.endpoints[flow.endpoint]?.fileExport != nil {
                findings.error(
                    section.place(of: "endpoint"),
                    "'\(flow.event)' is built in and makes no row of a file; choose another endpoint")
            }
            let steps = [sending.period?.section, sending.split?.section, sending.reconciliation?.section]
            for step in steps.compactMap(\.self) {
                findings.error(
                    step.place, "'\(flow.event)' is built in and takes no such step; take it out, or send a contract")
            }
            checkConditions(of: sending)
            if let match = sending.match {
                findings.error(
                    match.section.place, "'\(flow.event)' is built in and has no order; take 'match' out")
            }
            if flow.keeps {
                findings.error(
                    section.place(of: "keep"), "'\(flow.event)' is built in and can't be kept; take 'keep' out")
            }
            if flow.body != nil || flow.message != nil {
                findings.error(
                    section.place(of: "body"),
                    "'\(flow.event)' is built in and is sent in its own form; take 'body' out")
            }
            return
        }
        guard let contract = contract(flow.event, flow.payloadVersion, at: section.place(of: "fields")) else { return }
        ConditionRules(contract, findings).check(sending.conditions)
        LookUpRules(catalog: catalog, findings: findings).check(sending, against: contract)
        StepRules(catalog: catalog, findings: findings).check(sending, against: contract)
        MatchRules(catalog: catalog, findings: findings).check(sending, against: contract)
        ReconciliationRules(catalog: catalog, findings: findings).check(sending, against: contract)
        let put = flow.putIn
        ConditionRules(contract, puttingIn: put, findings).check(sending.approval?.conditions ?? [])
        for path in flow.fields where contract.definition(of: path) == nil && put[path] == nil {
            let hint = NearestWord.hint(for: path, among: contract.fields.map(\.name) + put.keys.sorted())
            findings.error(sending.place(of: path), "\(contract.type) has no field '\(path)'; \(hint)")
        }
        if flow.keeps {
            KeepRules(findings: findings).check(sending, against: contract)
        } else {
            checkBody(of: flow, section)
        }
        if let export = catalog.endpoints[flow.endpoint]?.fileExport {
            FileRules(catalog: catalog, findings: findings).check(sending, export, against: contract)
        }
        if let path = flow.fields.first(where: { isOfPatient($0, in: flow, contract) }), flow.sensitivity != .patient {
            findings.warn(
                sending.place(of: path),
                "the field '\(path)' is about a patient, and 'sensitivity' says \(flow.sensitivity.rawValue); take the "
                    + "field out, or write patient")
        }
    }

    /// Those on an event of a built-in type.
    private func checkConditions(of sending: Sending) {
        let event = sending.flow.event
        guard event != .messageReceived else {
            for first in sending.conditions.prefix(1) {
                findings.error(
                    first.section.place,
                    "a whole message is passed on as it came and has no fields to ask; take the conditions out")
            }
            if let section = sending.approval?.section {
                findings.error(
                    section.place, "a whole message is passed on as it came and shows no field to approve; take it out")
            }
            return
        }
        ConditionRules(event, findings).check(sending.conditions)
        ConditionRules(event, knowing: [FlowApproval.worth: .number], findings)
            .check(sending.approval?.conditions ?? [])
    }

    private func checkBody(of flow: Flow, _ section: Section) {
        switch catalog.endpoints[flow.endpoint]?.kind {
        case nil: return
        case .rest?, .file?:
            checkTree(flow.body?.places, "body", instead: flow.message == nil ? nil : "hl7", of: flow, section)
        case .mllp?: checkTree(flow.message?.places, "hl7", instead: flow.body == nil ? nil : "body", of: flow, section)
        default:
            findings.error(
                section.place(of: "endpoint"),
                "the endpoint '\(flow.endpoint)' takes no \(flow.event); choose a rest, mllp or file endpoint")
        }
    }

    /// - Parameter other: the key that says what is sent to another kind of endpoint, where it is there.
    private func checkTree(
        _ places: [String]?, _ key: String, instead other: String?, of flow: Flow, _ section: Section
    ) {
        if let other {
            findings.error(section.place(of: other), "'\(other)' isn't what \(flow.endpoint) takes; write '\(key)'")
        }
        guard let places else {
            // One that can't be read was told of.
            guard section[key] == nil else { return }
            findings.error(section.place, "the key '\(key)' is missing: what is sent of \(flow.event)? Add it")
            return
        }
        for place in places where !mayBeSent(place, by: flow) {
            let isOurs = place.hasPrefix("delivered.") || place.hasPrefix("taken-back.")
            findings.error(
                section.place(of: key),
                isOurs
                    ? "there is no $\(place); these there are: "
                        + BodyTree.ownPlaces.sorted().map { "$" + $0 }.joined(separator: ", ")
                    : "$\(place) isn't among the 'fields' that \(flow.endpoint) may see; add it there, or take it out")
        }
    }

    private func mayBeSent(_ path: String, by flow: Flow) -> Bool {
        BodyTree.ownPlaces.contains(path)
            || flow.fields.contains { path == $0 || path.hasPrefix($0 + ".") }
            || flow.fields.contains { $0.hasPrefix(path + ".") }
    }

    private func isOfPatient(_ path: String, in flow: Flow, _ contract: EventContract) -> Bool {
        // A day that follows from a patient's is the patient's too.
        contract.isOfPatient(path == flow.period?.into ? flow.period?.of ?? path : path)
    }

    private func contract(_ type: EventType, _ version: Int, at place: Place) -> EventContract? {
        if let contract = catalog.contract(type, version: version) { return contract }
        // The file that describes it may be one of those that have to be mended first.
        guard findings.problems.allSatisfy({ $0.severity == .warning || !$0.place.file.hasPrefix("contracts/") }) else {
            return nil
        }
        guard !EventType.builtIn.contains(type) else {
            findings.error(place, "'\(type)' is read by itself and needs no reading; take this one out")
            return nil
        }
        let known = catalog.contracts.map(\.type.rawValue) + EventType.builtIn.map(\.rawValue)
        let others = catalog.contracts.filter { $0.type == type }.map(\.version)
        let hint =
            others.isEmpty
            ? NearestWord.hint(for: type.rawValue, among: known) : "there is version \(others.min() ?? 1)"
        findings.error(place, "no file of contracts/ describes \(type) version \(version); \(hint)")
        return nil
    }
}

extension Sending {
    /// Where a field that the destination may see is written down.
    fileprivate func place(of field: String) -> Place { fieldPlaces[field] ?? section.place(of: "fields") }
}
