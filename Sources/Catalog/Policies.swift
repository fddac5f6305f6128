public import SyncModel

/// What a site asks for beyond roles: which requests need a second person, and how long a fix can be taken back.
public struct Policies: Sendable, Hashable {
    /// Which requests need approval. The first rule that holds for a request is the one that counts.
    public var approvals: [ApprovalRule]
    /// How long the deliveries that a fix lets go are held before they may leave, so that it can be taken back.
    public var undoWindow: Duration

    /// Joins the parts; nothing needs approval and nothing is held where left out.
    public init(approvals: [ApprovalRule] = [], undoWindow: Duration = .zero) {
        self.approvals = approvals
        self.undoWindow = undoWindow
    }

    /// The rule that puts a request under approval; `nil` where it may be done at once.
    public func rule(for facts: GovernedFacts) -> ApprovalRule? { approvals.first { $0.holds(for: facts) } }

    /// Whether any rule speaks of such requests.
    public func mayGovern(_ kind: GovernedRequest) -> Bool { approvals.contains { $0.requests.contains(kind) } }
}

/// What a rule looks at.
public struct GovernedFacts: Sendable, Hashable {
    /// What is asked for.
    public var kind: GovernedRequest
    /// How many rows it touches.
    public var rows: Int
    /// What they are worth.
    public var value: Money
    /// The flows they belong to.
    public var flows: [Flow]
    /// Whether it holds beyond one code of one source.
    public var isWide: Bool

    /// Joins the facts.
    public init(kind: GovernedRequest, rows: Int, value: Money, flows: [Flow], isWide: Bool) {
        self.kind = kind
        self.rows = rows
        self.value = value
        self.flows = flows
        self.isWide = isWide
    }
}

/// When a request needs somebody else's approval. Everything that a rule names has to be so.
public struct ApprovalRule: Sendable, Hashable {
    /// The kinds of request it is about.
    public var requests: Set<GovernedRequest>
    /// From which value on.
    public var value: Money?
    /// From how many rows on.
    public var rows: Int?
    /// Only where a flow of this criticality is touched; any where empty.
    public var criticality: Set<Flow.Criticality>
    /// Only where a flow of this sensitivity is touched; any where empty.
    public var sensitivity: Set<Flow.Sensitivity>
    /// Only for what holds beyond one code of one source.
    public var isForWide: Bool
    /// Who may approve.
    public var approvers: Set<Role>
    /// How long a request waits before it is void.
    public var expiresAfter: Duration

    /// Joins the conditions; a supervisor approves within a day where left out.
    public init(
        requests: Set<GovernedRequest>, value: Money? = nil, rows: Int? = nil,
        criticality: Set<Flow.Criticality> = [], sensitivity: Set<Flow.Sensitivity> = [], isForWide: Bool = false,
        approvers: Set<Role> = [.supervisor], expiresAfter: Duration = .seconds(86_400)
    ) {
        self.requests = requests
        self.value = value
        self.rows = rows
        self.criticality = criticality
        self.sensitivity = sensitivity
        self.isForWide = isForWide
        self.approvers = approvers
        self.expiresAfter = expiresAfter
    }

    /// Whether a request falls under it.
    public func holds(for facts: GovernedFacts) -> Bool {
        guard requests.contains(facts.kind), !isForWide || facts.isWide else { return false }
        if let value, facts.value < value { return false }
        if let rows, facts.rows < rows { return false }
        if !criticality.isEmpty, criticality.isDisjoint(with: facts.flows.map(\.criticality)) { return false }
        return sensitivity.isEmpty || !sensitivity.isDisjoint(with: facts.flows.map(\.sensitivity))
    }

    /// What it asks for, as a sentence's end: `$500.00 or more, 50 rows or more`.
    public var words: String {
        var parts: [String] = []
        if let value { parts.append("\(value) or more") }
        if let rows { parts.append(rows == 1 ? "any row" : "\(rows) rows or more") }
        if !criticality.isEmpty {
            parts.append(criticality.map(\.rawValue).sorted().joined(separator: " or ") + " flow")
        }
        if !sensitivity.isEmpty {
            parts.append(sensitivity.map(\.rawValue).sorted().joined(separator: " or ") + " data")
        }
        if isForWide { parts.append("holds for every item or source") }
        return parts.isEmpty ? "always" : parts.joined(separator: ", ")
    }
}
