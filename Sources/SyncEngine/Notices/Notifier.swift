public import SyncModel

/// A way to tell people outside of the console: one for each target of the catalog's `notifications.yaml`.
public protocol Notifier: Sendable {
    /// Tells once, within a bounded time. Never throws and never tries again by itself.
    func notify(_ announcement: Announcement) async -> Result<Void, AttemptFailure>
}

/// One moment of a notice, as a target is told of it. Never patient data.
public struct Announcement: Sendable, Hashable {
    /// The same at every attempt: a target can tell a repeat from it.
    public var id: String
    /// The site's name.
    public var site: String
    /// Which kind of environment the state belongs to: `production`, `test`, `demo`.
    public var environment: String
    /// What it tells of.
    public var moment: Notice.Moment
    /// The sentence of that moment.
    public var text: String
    /// When it was so.
    public var at: UTCTime
    /// The notice as it stands now.
    public var notice: Notice

    /// Joins all that a target is told.
    public init(
        id: String, site: String, environment: String, moment: Notice.Moment, text: String, at: UTCTime, notice: Notice
    ) {
        self.id = id
        self.site = site
        self.environment = environment
        self.moment = moment
        self.text = text
        self.at = at
        self.notice = notice
    }
}
