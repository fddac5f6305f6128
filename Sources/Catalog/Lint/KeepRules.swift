import SyncModel

/// What a flow that keeps has to have: a key by which what it keeps is found again, and nothing about a patient.
struct KeepRules {
    let findings: Findings

    func check(_ sending: Sending, against contract: EventContract) {
        let section = sending.section
        if contract.key.isEmpty {
            findings.error(
                section.place(of: "keep"),
                "\(contract.type) has no 'key', and what is kept is found by it; name its fields in the contract")
        }
        for field in contract.key where contract.isOfPatient(field) {
            findings.error(
                section.place(of: "keep"),
                "'\(field)' is in the key of \(contract.type) and about a patient; such events can't be kept")
        }
        for path in sending.flow.fields where contract.isOfPatient(path) {
            findings.error(
                sending.fieldPlaces[path] ?? section.place(of: "fields"),
                "'\(path)' is about a patient and can't be kept; take it out")
        }
    }
}

extension EventContract {
    /// Whether what stands at a path is about a patient, or holds something that is.
    public func isOfPatient(_ path: String) -> Bool {
        patientPaths.contains { path == $0 || path.hasPrefix($0 + ".") || $0.hasPrefix(path + ".") }
    }
}
