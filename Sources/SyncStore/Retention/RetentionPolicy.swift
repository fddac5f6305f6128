public import SyncModel

/// How long what is settled is kept. What is open, in doubt or waiting is kept whatever a policy says.
public struct RetentionPolicy: Sendable, Hashable {
    /// How long the work of one flow is kept, each time from the moment it was settled.
    public struct Terms: Sendable, Hashable {
        /// Delivered work with all that belongs to it.
        public var work: Duration
        /// Payloads and events, which hold the patient data. What is longer than `work` counts as `work`.
        public var payload: Duration
        /// Deliveries that were dismissed or given up: a replay may want them.
        public var deadLetters: Duration

        /// Joins the three.
        public init(work: Duration, payload: Duration, deadLetters: Duration) {
            self.work = work
            self.payload = min(payload, work)
            self.deadLetters = max(deadLetters, work)
        }
    }

    /// By flow.
    public var flows: [FlowName: Terms]
    /// What no flow took or what was refused, and the work of flows that the catalog doesn't have any more.
    public var other: Terms
    /// How long a repeat of a message is told as one.
    public var repeats: Duration
    /// The same, of sources that may send again what is older.
    public var repeatsOfSource: [SourceName: Duration]
    /// Answers to commands, ended replays and ended notices.
    public var records: Duration
    /// Metrics by the minute.
    public var minutes: Duration
    /// Metrics by the hour.
    public var hours: Duration
    /// Records of the audit chain.
    public var audit: Duration

    /// A policy with the usual terms: repeats 90 days; answers, replays, notices and hours 400 days; minutes 8 days;
    /// the audit 2,200 days, a little more than the six years of 45 CFR 164.316(b)(2)(i).
    public init(
        flows: [FlowName: Terms], other: Terms, repeats: Duration = .days(90),
        repeatsOfSource: [SourceName: Duration] = [:], records: Duration = .days(400), minutes: Duration = .days(8),
        hours: Duration = .days(400), audit: Duration = .days(2200)
    ) {
        self.flows = flows
        self.other = other
        self.repeats = repeats
        self.repeatsOfSource = repeatsOfSource
        self.records = records
        self.minutes = minutes
        self.hours = hours
        self.audit = audit
    }

    /// The terms of a flow.
    public func terms(_ flow: FlowName) -> Terms { flows[flow] ?? other }

    /// How long a repeat from this source is told as one.
    public func repeats(from source: SourceName) -> Duration { max(repeats, repeatsOfSource[source] ?? repeats) }

    /// The walks there are: one for each retention.
    var walks: [PruneWalk] {
        let all = Array(flows.values) + [other]
        let work = Set(all.map(\.work)).sorted().map { PruneWalk(kind: .work, retention: $0) }
        let payload = Set(all.filter { $0.payload < $0.work }.map(\.payload)).sorted()
        return payload.map { PruneWalk(kind: .payload, retention: $0) } + work
    }

    /// When what can't go yet, without a time of its own, is looked at again.
    public var patience: Duration { min(.days(1), flows.values.map(\.payload).min() ?? other.payload) }

    /// The terms as text: another text is another policy, and everything is looked through again.
    var fingerprint: String {
        let named = flows.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.words)" }
        return (named + ["other \(other.words)"]).joined(separator: "; ")
    }
}

extension RetentionPolicy.Terms {
    /// The three in milliseconds.
    fileprivate var words: String { "\(work.milliseconds)/\(payload.milliseconds)/\(deadLetters.milliseconds)" }
}

extension Duration {
    /// So many days of 24 hours.
    public static func days(_ count: Int64) -> Duration { .seconds(count * 86_400) }
}
