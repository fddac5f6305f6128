/// Why a delivery counts as a dead letter: nothing is done about it any more unless a person asks.
public enum DeadLetterState: String, CaseIterable, Codable, Sendable, Hashable {
    /// Tried as often or as long as its flow allows. It keeps its place in its lane, as an open exception.
    case gaveUp = "gave-up"
    /// A request left, no answer came, and the destination couldn't be asked. It keeps its place too.
    case outcomeUnknown = "outcome-unknown"
    /// Given up with a reason.
    case dead
    /// Taken out by a person, with a reason.
    case dismissed
    /// Taken out by a rule: there was nothing to send.
    case byRule = "by-rule"

    /// What a list shows unless it is asked for more: all that somebody might want back.
    public static let usual: Set<DeadLetterState> = [.gaveUp, .outcomeUnknown, .dead, .dismissed]

    /// The fault that an exception of this state has; `nil` for those without an open one.
    public var code: FaultCode? {
        switch self {
        case .gaveUp: .attemptsExhausted
        case .outcomeUnknown: .outcomeUnknown
        case .dead, .dismissed, .byRule: nil
        }
    }

    /// The state as a list names it.
    public var title: String {
        switch self {
        case .gaveUp: "gave up"
        case .outcomeUnknown: "in doubt"
        case .dead: "dead"
        case .dismissed: "dismissed"
        case .byRule: "by rule"
        }
    }
}

/// Which dead letters are meant.
public struct DeadLetterFilter: Codable, Sendable, Hashable {
    /// Only in these states.
    public var states: Set<DeadLetterState>
    /// Only of this flow.
    public var flow: FlowName?
    /// Only for this endpoint.
    public var endpoint: EndpointName?
    /// Only those whose last fault was this.
    public var code: FaultCode?
    /// Only those whose reason, item code or description contains this, whatever the case.
    public var text: String
    /// Only with this item code of the sender's, whatever the case.
    public var item: String?
    /// Only those that ended at this time or later.
    public var since: UTCTime?
    /// Only those that ended before this time.
    public var until: UTCTime?
    /// Only those worth so much or more.
    public var minimumValue: Money?

    /// Dead letters, narrowed as given.
    public init(
        states: Set<DeadLetterState> = DeadLetterState.usual, flow: FlowName? = nil, endpoint: EndpointName? = nil,
        code: FaultCode? = nil, text: String = "", item: String? = nil, since: UTCTime? = nil, until: UTCTime? = nil,
        minimumValue: Money? = nil
    ) {
        self.states = states
        self.flow = flow
        self.endpoint = endpoint
        self.code = code
        self.text = text
        self.item = item
        self.since = since
        self.until = until
        self.minimumValue = minimumValue
    }

    /// The filter in words, for the audit and for lists.
    public var words: String {
        var parts: [String] = []
        if states != DeadLetterState.usual { parts.append(states.map(\.rawValue).sorted().joined(separator: "/")) }
        if let flow { parts.append("flow \(flow)") }
        if let endpoint { parts.append("endpoint \(endpoint)") }
        if let code { parts.append(code.rawValue) }
        if let item { parts.append("item \(item)") }
        if !text.isEmpty { parts.append("\"\(text)\"") }
        if let since { parts.append("since \(since)") }
        if let until { parts.append("until \(until)") }
        if let minimumValue { parts.append("worth \(minimumValue) or more") }
        return parts.isEmpty ? "all dead letters" : "all dead letters of " + parts.joined(separator: ", ")
    }
}
