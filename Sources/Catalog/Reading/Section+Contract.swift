import SyncModel
import Yams

extension Section {
    static let contractKeys = ["event", "version", "purpose", "key", "shows", "fields", "owners", "owner"]

    /// What a file of `contracts/` says.
    func contract() -> EventContract? {
        let type = required("event") { $0.eventWord() }
        let version = required("version") { $0.whole(1...9999) }
        let purpose = required("purpose") { $0.text() }
        let fields = required("fields") { $0.fieldDefinitions() }
        if let type, EventType.builtIn.contains(type) {
            findings.error(place(of: "event"), "'\(type)' is built in and has its contract; give yours another name")
        }
        guard let type, let version, let purpose, let fields else { return nil }
        var contract = EventContract(type: type, version: version, purpose: purpose, fields: fields)
        contract.key = optional("key", else: []) { $0.list { $0.fieldName(of: contract) } }
        contract.shows = optional("shows", else: [:]) { $0.shown(of: contract) }
        contract.owners = owners(of: contract)
        contract.owner = optional("owner", else: nil) { $0.choice(Role.self) }
        return contract
    }
}

extension Value {
    /// The word of an event: `invoice.received`.
    func eventWord() -> EventType? {
        parsed("the word of an event, such as supply.used") { text in
            text.isFieldPath && text.contains(".") ? EventType(rawValue: text) : nil
        }
    }

    fileprivate func fieldDefinitions() -> [FieldDefinition]? {
        guard case .mapping(let mapping) = node, let section = section(nil) else {
            return refuse("needs the fields by their names, as in {total: {type: number}}")
        }
        var definitions: [FieldDefinition] = []
        for (key, _) in mapping {
            guard let name = key.scalar?.string, let value = section[name] else { continue }
            guard name != "action", name != "delivered" else {
                findings.error(value.place, "'\(name)' is a place of every body; give the field another name")
                continue
            }
            guard name.isFieldName else {
                findings.error(
                    value.place, "a field can't be named '\(name.quotable)'; use small letters, digits and hyphens")
                continue
            }
            if let definition = value.fieldDefinition(name) { definitions.append(definition) }
        }
        return definitions.isEmpty ? refuse("needs at least one field") : definitions
    }

    /// `number`, or `{type: number, required: true}`.
    private func fieldDefinition(_ name: String) -> FieldDefinition? {
        guard case .mapping = node else {
            return choice(FieldDefinition.Kind.self).map { FieldDefinition(name: name, kind: $0) }
        }
        guard let section = section(["type", "required", "patient", "fields"]),
            let kind = section.required("type", { $0.choice(FieldDefinition.Kind.self) })
        else { return nil }
        let holdsFields = kind == .lines || kind == .record
        let inner = holdsFields ? section.required("fields") { $0.fieldDefinitions() } : []
        if !holdsFields, let value = section["fields"] {
            findings.error(value.place, "only a record and lines have 'fields'; take them out, or change the type")
        }
        guard let inner else { return nil }
        return FieldDefinition(
            name: name, kind: kind, isRequired: section.optional("required", else: false) { $0.yesOrNo() },
            isPatient: section.optional("patient", else: false) { $0.yesOrNo() }, fields: inner)
    }

    func fieldName(of contract: EventContract) -> String? {
        guard let name = text() else { return nil }
        if contract.fields.contains(where: { $0.name == name }) { return name }
        return refuse(
            "names no field of the contract; \(NearestWord.hint(for: name, among: contract.fields.map(\.name)))")
    }

    fileprivate func shown(of contract: EventContract) -> [EventContract.Shown: String]? {
        let names = EventContract.Shown.allCases
        guard let section = section(names.map(\.rawValue)) else { return nil }
        var result: [EventContract.Shown: String] = [:]
        for shown in names {
            guard let value = section[shown.rawValue], let name = value.fieldName(of: contract) else { continue }
            if contract.definition(of: name)?.isPatient == true, shown != .encounter {
                findings.error(value.place, "'\(name)' is about a patient and can't be shown in lists; choose another")
            }
            result[shown] = name
        }
        return result
    }

    /// `true` or `false`.
    func yesOrNo() -> Bool? { choice(among: ["true", "false"]).map { $0 == "true" } }
}
