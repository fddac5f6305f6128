import SyncModel

/// Flows that share their subjects have to agree on what one is, and on what waits behind what.
struct SubjectRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check() {
        var first: [String: Flow] = [:]
        for sending in findings.sendings where sending.flow.subjects != nil {
            let flow = sending.flow
            let place = sending.section.place(of: "subjects")
            checkAlone(flow, at: place)
            if let other = first[flow.subjectSpace] {
                check(flow, beside: other, at: place)
            } else {
                first[flow.subjectSpace] = flow
            }
        }
    }

    private func checkAlone(_ flow: Flow, at place: Place) {
        if flow.keeps {
            findings.error(place, "what is kept is shared by all flows of its contract; take 'subjects' out")
        }
        if let contract = catalog.contract(flow.event, version: flow.payloadVersion), contract.key.isEmpty {
            findings.error(place, "\(contract.type) has no 'key', and what is shared is found by it; add one")
        }
    }

    private func check(_ flow: Flow, beside other: Flow, at place: Place) {
        let both = "'\(flow.subjects ?? "")' is shared with the flow '\(other.name)'"
        if flow.event != other.event {
            findings.error(place, "\(both), which takes \(other.event): events of two types are never about one thing")
        }
        if flow.ordering != other.ordering {
            findings.error(
                place, "\(both), and its 'ordering' is another: one could overtake the other; make them alike")
        }
        // Those of two files are told of as it is.
        if let family = flow.family, family == other.family {
            findings.error(
                place, "\(both), which takes the same to \(other.endpoint): only one of the two would ever send it")
        }
    }
}
