import SyncModel

extension Value {
    /// What is held against the books of other flows.
    func reconciliation() -> PlacedStep<FlowReconciliation>? {
        guard
            let section = section(["with", "day", "item", "location", "quantity", "unit", "into", "returns", "counted"])
        else { return nil }
        let flows = section.required("with") { value in
            value.list { value -> FlowName? in
                guard let name = value.deliveryName() else { return nil }
                findings.refer(to: .flow, name, at: value.place)
                return FlowName(rawValue: name)
            }
        }
        let places = ["day", "item", "location", "quantity"].map { key in
            section.required(key) { $0.fieldPathName() }
        }
        let unit = section.optional("unit", else: nil) { $0.fieldPathName() }
        let into = section.required("into") { $0.newFieldName() }
        let returns = section.optional("returns", else: "counted") { $0.choice(among: ["counted", "left-out"]) }
        let counted = section.optional("counted", else: "used") { $0.choice(among: ["used", "posted"]) }
        guard let flows, let into, let day = places[0], let item = places[1], let location = places[2],
            let quantity = places[3]
        else { return nil }
        let step = FlowReconciliation(
            flows: flows, day: day, item: item, location: location, quantity: quantity, unit: unit, into: into,
            leavesOutReturns: returns == "left-out", countsPosted: counted == "posted")
        return PlacedStep(step: step, section: section)
    }

    /// The name of a flow, or of one of its deliveries: `supply-usage`, `encounter-discharged.billing`.
    private func deliveryName() -> String? {
        parsed("the name of a flow, such as supply-usage") { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty } ? text : nil
        }
    }
}
