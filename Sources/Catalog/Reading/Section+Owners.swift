import SyncModel

extension Section {
    /// Who owns which field, each system with its fields: `{erp: [name, unit-cost], ehr: [clinical-name]}`.
    func owners(of contract: EventContract) -> [String: String] {
        guard let systems = self["owners"]?.section(nil) else { return [:] }
        findings.owners.append((contract, systems))
        var owners: [String: String] = [:]
        for system in systems.names {
            let names = systems[system]?.list { $0.ownedField(of: contract) } ?? []
            for name in names {
                if let other = owners[name] {
                    findings.error(systems.place(of: system), "'\(name)' belongs to \(other) already; keep one owner")
                }
                owners[name] = system
            }
        }
        return owners
    }
}

extension Value {
    fileprivate func ownedField(of contract: EventContract) -> String? {
        guard let name = fieldName(of: contract) else { return nil }
        guard contract.key.contains(name) else { return name }
        return refuse("names '\(name)', which is in the key and belongs to nobody; take it out")
    }
}
