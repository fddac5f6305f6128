import SyncModel

/// A step with where it is written.
struct PlacedStep<Step> {
    let step: Step
    let section: Section
}

extension Value {
    /// The accounting period that an event is posted in.
    func period() -> PlacedStep<FlowPeriod>? {
        guard let section = section(["table", "of", "into", "closed"]) else { return nil }
        let table = section.required("table") { $0.name() }
        if let table { findings.refer(to: .table, table, at: section.place(of: "table")) }
        let of = section.required("of") { $0.fieldPathName() }
        let into = section.required("into") { $0.newFieldName() }
        let closed = section.required("closed") { $0.choice(FlowPeriod.Closed.self) }
        guard let table, let of, let into, let closed else { return nil }
        return PlacedStep(
            step: FlowPeriod(table: CodeTableName(rawValue: table), of: of, into: into, closed: closed),
            section: section)
    }

    /// An amount in the parts that several pay.
    func split() -> PlacedStep<FlowSplit>? {
        guard let section = section(["amount", "by", "into", "digits"]) else { return nil }
        let amount = section.required("amount") { $0.fieldPathName() }
        let by = section.required("by") { $0.fieldPathName() }
        let into = section.required("into") { $0.newFieldName() }
        let digits = section.optional("digits", else: 2) { $0.whole(0...9) }
        guard let amount, let by, let into else { return nil }
        return PlacedStep(step: FlowSplit(amount: amount, by: by, into: into, digits: digits), section: section)
    }

    /// What somebody has to approve before it is sent.
    func approval() -> (FlowApproval, [PlacedCondition], Section)? {
        guard let section = section(["by", "when"]) else { return nil }
        let approving = Role.approving.map(\.rawValue).sorted()
        let role = section.required("by") { $0.choice(among: approving).flatMap(Role.init(rawValue:)) }
        let conditions = section.optional("when", else: []) { $0.conditions() }
        return role.map { (FlowApproval(by: $0, when: conditions.map(\.condition)), conditions, section) }
    }

    /// A further field of the event itself.
    func newFieldName() -> String? {
        parsed("the name of a further field, such as posting-date") { text in
            text.isFieldPath && !text.contains(".") ? text : nil
        }
    }
}

extension Section {
    /// Reads the steps behind the look-ups into a flow. What several deliveries share, each does as far as it needs
    /// it.
    func steps(of flow: inout Flow, sharedWith whole: Section?, into sending: inout Sending) {
        let period: PlacedStep<FlowPeriod>? = step("period", whole) { $0.period() }
        let split: PlacedStep<FlowSplit>? = step("split", whole) { $0.split() }
        sending.period = period
        sending.split = split
        sending.reconciliation = optional("reconcile", else: nil) { $0.reconciliation() }
        flow.reconciliation = sending.reconciliation?.step
        if let approval: (FlowApproval, [PlacedCondition], Section) = step("approval", whole, { $0.approval() }) {
            flow.approval = approval.0
            sending.approval = (approval.1, approval.2)
        }
        flow.period = period.flatMap { isNeeded($0.step.into, "period", flow, whole) ? $0.step : nil }
        flow.split = split.flatMap { isNeeded($0.step.into, "split", flow, whole) ? $0.step : nil }
    }

    private func step<Step>(_ key: String, _ whole: Section?, _ read: (Value) -> Step?) -> Step? {
        (self[key] == nil ? whole ?? self : self).optional(key, else: nil) { read($0) }
    }

    private func isNeeded(_ into: String, _ key: String, _ flow: Flow, _ whole: Section?) -> Bool {
        self[key] != nil || whole == nil || flow.uses(into)
    }
}

extension Flow {
    /// Whether what a step puts in is sent, or decides whether it may be.
    func uses(_ into: String) -> Bool {
        (fields + asked).contains { into == $0 || $0.hasPrefix(into + ".") }
    }

    /// The fields that look-ups have to fill in for what comes behind them.
    var neededOfLookUps: [String] { fields + asked + [split?.by].compactMap(\.self) }

    /// What decides whether somebody has to approve it.
    private var asked: [String] { (approval?.when ?? []).map(\.field) }
}
