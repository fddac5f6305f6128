public import SyncModel

/// One record of the audit chain, with its number.
public struct AuditRow: Sendable, Hashable, Codable {
    /// Its place in the chain, from 1.
    public var sequence: Int64
    /// Who did what to what, when.
    public var record: AuditRecord
    /// Its hash, in hexadecimal.
    public var hash: String
}

/// Which records of the audit are listed.
public struct AuditFilter: Sendable, Hashable, Codable {
    /// Only what this user did.
    public var actor: String?
    /// Only this action.
    public var action: String?
    /// Only what concerns a subject that contains this, whatever the case.
    public var subject: String
    /// Only what contains this in its subject or its particulars, whatever the case.
    public var text: String
    /// Only at this time or later.
    public var since: UTCTime?
    /// Only before this time.
    public var until: UTCTime?
    /// Whether the record of each commit and of each removal by retention is listed too.
    public var hasRoutine: Bool

    /// The whole audit but for the routine, narrowed as given.
    public init(
        actor: String? = nil, action: String? = nil, subject: String = "", text: String = "", since: UTCTime? = nil,
        until: UTCTime? = nil, hasRoutine: Bool = false
    ) {
        self.actor = actor
        self.action = action
        self.subject = subject
        self.text = text
        self.since = since
        self.until = until
        self.hasRoutine = hasRoutine
    }
}

/// A page of the audit, latest first.
public struct AuditPage: Sendable, Hashable, Codable {
    /// The records.
    public var rows: [AuditRow]
    /// Where the next page begins; `nil` where there is none. A page may be short, or empty, and have a next one: no
    /// more than a slice is looked through at once.
    public var next: Int64?
}

/// How far the chain has been checked. The engine goes through it by itself, again and again.
public struct ChainStatus: Sendable, Hashable, Codable {
    /// How many records there are.
    public var records: Int64
    /// When the last of them was written.
    public var lastAt: UTCTime?
    /// Checked from the first up to this one; 0 where nothing was checked.
    public var checkedTo: Int64
    /// When that was.
    public var checkedAt: UTCTime?
    /// When this round of checking began at the first record.
    public var beganAt: UTCTime?
    /// What is wrong; `nil` where nothing was found.
    public var finding: String?
}
