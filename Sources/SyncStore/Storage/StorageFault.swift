/// What keeps the state from being written or read, as far as SQLite and the kernel tell.
public enum StorageFault: String, CaseIterable, Codable, Sendable, Hashable {
    /// Its disk has no room.
    case full
    /// Writing or syncing failed.
    case failing
    /// Another process holds it locked.
    case locked
    /// What is read isn't what was written, or can't be read.
    case damaged

    /// Whether it strikes every write; else only what touches the damaged place.
    public var stopsEverything: Bool { self != .damaged }

    /// Whether the open files may have forgotten an error, so that they are not trusted afterwards.
    ///
    /// Linux tells of a failed write-back once and then takes the pages for clean: a second sync of the same file
    /// succeeds and promises nothing.
    var distrustsOpenFiles: Bool { self == .failing || self == .damaged }

    /// What is wrong, as in a sentence: "its disk is full".
    public var title: String {
        switch self {
        case .full: "its disk is full"
        case .failing: "its disk fails to write"
        case .locked: "another process holds it locked"
        case .damaged: "a part of it is damaged"
        }
    }

    /// What to do about it, as a sentence.
    public var advice: String {
        switch self {
        case .full: "Make room on its disk; the engine goes on by itself."
        case .failing: "Look at the kernel's log and the disk; the engine goes on by itself once writing works."
        case .locked: "End the other program that has the state open for writing; the engine goes on by itself."
        case .damaged: "Run `tallyward verify`, then stop the engine and restore the last backup."
        }
    }
}
