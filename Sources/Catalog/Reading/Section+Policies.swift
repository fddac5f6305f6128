import Measures
import SyncModel
import Yams

extension Section {
    static let policyKeys = ["approvals", "undo-window"]
    private static let ruleKeys = [
        "requests", "value", "rows", "criticality", "sensitivity", "scope", "approvers", "expires",
    ]

    /// What `policies.yaml` says.
    func policies() -> Policies {
        let window = optional("undo-window", else: Duration.zero) { $0.undoWindow() }
        let rules = self["approvals"]?.sections(Self.ruleKeys) ?? []
        return Policies(approvals: rules.compactMap { $0.approvalRule() }, undoWindow: window)
    }

    private func approvalRule() -> ApprovalRule? {
        guard let requests = required("requests", { $0.list { $0.governed() } }) else { return nil }
        let usual = ApprovalRule(requests: [])
        let value = optional("value", else: nil) { $0.amount() }
        let rows = optional("rows", else: nil) { $0.whole(1...1_000_000) }
        let criticality = optional("criticality", else: []) { $0.list { $0.choice(Flow.Criticality.self) } }
        let sensitivity = optional("sensitivity", else: []) { $0.list { $0.choice(Flow.Sensitivity.self) } }
        let scope = optional("scope", else: nil) { $0.choice(among: ["wide"]) }
        let approving = Role.approving.map(\.rawValue).sorted()
        let approvers = optional("approvers", else: Array(usual.approvers)) { value in
            value.list { $0.choice(among: approving).flatMap(Role.init(rawValue:)) }
        }
        let expires = optional("expires", else: usual.expiresAfter) { $0.duration() }
        return ApprovalRule(
            requests: Set(requests), value: value, rows: rows, criticality: Set(criticality),
            sensitivity: Set(sensitivity), isForWide: scope != nil, approvers: Set(approvers), expiresAfter: expires)
    }
}

extension Value {
    /// Each entry of a list of keys and values.
    fileprivate func sections(_ keys: [String]) -> [Section]? {
        guard case .sequence(let sequence) = node else {
            return refuse("needs a list of rules, not \(node.kindInWords)")
        }
        return sequence.compactMap { Value(key: key, file: file, node: $0, findings: findings).section(keys) }
    }

    /// What policies may put under approval; what is sent, flows do.
    fileprivate func governed() -> GovernedRequest? {
        choice(among: GovernedRequest.allCases.filter { $0 != .send }.map(\.rawValue))
            .flatMap(GovernedRequest.init(rawValue:))
    }

    /// An amount of money above zero.
    fileprivate func amount() -> Money? {
        parsed("an amount such as 500 or 99.50") { text in
            guard let amount = ExactDecimal(text), amount > ExactDecimal(0) else { return nil }
            return Money(amount) as Money?
        }
    }

    /// At most ten minutes: what is held doesn't reach its destination.
    fileprivate func undoWindow() -> Duration? {
        guard let window = duration() else { return nil }
        guard window <= .seconds(600) else { return refuse("can't be longer than 10m: what is fixed waits for it") }
        return window
    }
}
