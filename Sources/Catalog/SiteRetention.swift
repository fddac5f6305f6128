/// How long a site keeps what isn't the work of one flow.
public struct SiteRetention: Sendable, Hashable {
    /// How long a repeat of a message is told as one, whatever became of the message.
    public var repeats: Duration
    /// Answers to commands, ended replays and ended notices.
    public var records: Duration
    /// The records of the audit chain.
    public var audit: Duration

    /// The usual: 90 days, 400 days, and 2,200 days: a little more than the six years of 45 CFR 164.316(b)(2)(i).
    public init(
        repeats: Duration = .seconds(90 * 86_400), records: Duration = .seconds(400 * 86_400),
        audit: Duration = .seconds(2200 * 86_400)
    ) {
        self.repeats = repeats
        self.records = records
        self.audit = audit
    }
}
