/// What an ``ApprovalID`` numbers: a request that waits for somebody else's approval.
public enum ApprovalSubject: Sendable {}
/// Numbers a request that needs approval.
public typealias ApprovalID = RowID<ApprovalSubject>

/// Where a request that needs approval stands.
public enum ApprovalState: String, CaseIterable, Codable, Sendable, Hashable {
    /// Waits for an approver.
    case pending
    /// Approved, and done in the same transaction.
    case approved
    /// Turned down.
    case rejected
    /// Taken back by whoever asked.
    case withdrawn
    /// Nobody decided in time.
    case expired
}

/// One thing that a request changes, as it is and as it would be.
public struct ChangeLine: Codable, Sendable, Hashable {
    /// What is changed: `item code 4471-B of ehr`.
    public var what: String
    /// What it says now; `nil` where there is nothing yet.
    public var before: String?
    /// What it would say; `nil` where it would be gone.
    public var after: String?

    /// Joins what is changed with its two sides.
    public init(_ what: String, before: String?, after: String?) {
        self.what = what
        self.before = before
        self.after = after
    }
}

/// What a request touches, when it was looked at.
public struct ApprovalImpact: Codable, Sendable, Hashable {
    /// How many rows.
    public var rows: Int
    /// How many of them would go out.
    public var released: Int
    /// What the rows are worth.
    public var value: Money
    /// The flows they belong to.
    public var flows: [FlowName]

    /// Joins the figures; nothing at all where left out.
    public init(rows: Int = 0, released: Int = 0, value: Money = .zero, flows: [FlowName] = []) {
        self.rows = rows
        self.released = released
        self.value = value
        self.flows = flows
    }

    /// Whether this is more than a tenth above what somebody was shown: then it isn't what was shown any more.
    public func hasOutgrown(_ shown: ApprovalImpact) -> Bool {
        rows > shown.rows + shown.rows / 10 || value.cents > shown.value.cents + shown.value.cents / 10
    }
}

/// What an approver is shown of a request.
public struct Proposal: Codable, Sendable, Hashable {
    /// What kind of request it is.
    public var kind: GovernedRequest
    /// The request in one line: `4471-B → 100234`.
    public var title: String
    /// The cause it mends, where it mends one.
    public var cause: String?
    /// Exactly what it changes: the first hundred, where there are more.
    public var changes: [ChangeLine]
    /// What it touches.
    public var impact: ApprovalImpact
    /// Stands for the rows it names one by one, or for all its changes, as they were; empty where it names none.
    public var print: String
    /// What all requests that are parts of one thing share, so that they are decided about as one; `nil` for others.
    public var group: String?

    /// Joins what is shown.
    public init(
        kind: GovernedRequest, title: String, cause: String? = nil, changes: [ChangeLine] = [],
        impact: ApprovalImpact = ApprovalImpact(), print: String = "", group: String? = nil
    ) {
        self.group = group
        self.kind = kind
        self.title = title
        self.cause = cause
        self.changes = changes
        self.impact = impact
        self.print = print
    }

    /// The request in words, with what is done: `map item 4471-B → 100234`, `dismiss: documented twice`.
    public var words: String {
        switch kind {
        case .mapItem, .defineUnit, .mapLocation, .mapCode: "\(kind.title) \(title)"
        case .importCrosswalk, .resubmit, .letThrough, .dismiss, .confirm, .replay, .editReplay, .pauseFlow,
            .pauseEndpoint, .send:
            title
        }
    }

    /// Whether somebody who was shown `shown` was shown this: the same change of the same things, hardly larger.
    public func isStill(_ shown: Proposal) -> Bool {
        kind == shown.kind && title == shown.title && cause == shown.cause && changes == shown.changes
            && print == shown.print && !impact.hasOutgrown(shown.impact)
    }
}

/// What somebody says for their own request.
public struct ProposalNote: Codable, Sendable, Hashable {
    /// Why they ask for it.
    public var why: String
    /// What speaks for it, a few words each: `same GTIN`, `mapped so at 9 sites`.
    public var evidence: [String]
    /// How sure the ranking of candidates was, in percent.
    public var score: Int?

    /// Joins reason and evidence.
    public init(why: String = "", evidence: [String] = [], score: Int? = nil) {
        self.why = why
        self.evidence = evidence
        self.score = score
    }
}

/// A request as an approver saw it. The digest names exactly what was shown.
public struct SeenApproval: Codable, Sendable, Hashable {
    /// The request.
    public var id: ApprovalID
    /// The digest that was shown with it.
    public var digest: String

    /// Joins a request with what was shown of it.
    public init(_ id: ApprovalID, digest: String) {
        self.id = id
        self.digest = digest
    }
}

/// What became of one request that somebody decided about.
public struct ApprovalVerdict: Codable, Sendable, Hashable {
    /// The request.
    public var id: ApprovalID
    /// What became of it.
    public var outcome: Outcome
    /// One sentence.
    public var sentence: String
    /// How many deliveries go out for it.
    public var released: Int

    /// Joins a request with what became of it.
    public init(_ id: ApprovalID, _ outcome: Outcome, _ sentence: String, released: Int = 0) {
        self.id = id
        self.outcome = outcome
        self.sentence = sentence
        self.released = released
    }

    /// What became of a request.
    public enum Outcome: String, Codable, Sendable, Hashable {
        /// Approved and done.
        case approved
        /// Turned down.
        case rejected
        /// Taken back.
        case withdrawn
        /// Left as it is: what it does has changed since it was looked at, and it has to be looked at again.
        case changed
        /// Left as it is: nobody decides about their own request.
        case own
        /// Left as it is: another role decides about it.
        case forbidden
        /// There is no such request, or it was decided about before.
        case closed
        /// Approved by nobody: it can't be done any more, and is turned down with the reason.
        case impossible
    }
}
