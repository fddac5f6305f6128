import SyncModel

/// Owners of fields have to be systems that send, and each field has one at most.
struct OwnerRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check() {
        for (contract, section) in findings.owners { check(contract, section) }
        for sending in findings.sendings where catalog.sources[sending.flow.source]?.system == nil {
            let flow = sending.flow
            guard let contract = catalog.contract(flow.event, version: flow.payloadVersion), !contract.owners.isEmpty
            else { continue }
            findings.error(
                sending.section.place,
                "\(contract.type) has owners of its fields, and the source '\(flow.source)' says no 'system'; add it "
                    + "there")
        }
    }

    private func check(_ contract: EventContract, _ section: Section) {
        let systems = Set(catalog.sources.values.compactMap(\.system))
        for system in section.names where !systems.contains(system) {
            let hint = systems.isEmpty ? "add it to one" : NearestWord.hint(for: system, among: systems.sorted())
            findings.error(section.place(of: system), "no source says 'system: \(system)'; \(hint)")
        }
        if contract.key.isEmpty {
            findings.error(section.place, "\(contract.type) has no 'key', and what is owned is found by it; add one")
        }
    }
}
