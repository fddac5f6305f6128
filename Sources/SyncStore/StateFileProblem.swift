import SyncModel

/// Why a state file can't be used, with what to do about it.
public enum StateFileProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no such file, and the caller didn't ask to make one.
    case missing(path: String)
    /// The file can't be read or written by this user.
    case denied(path: String, reason: String)
    /// The file is not an SQLite database, or not one of ours.
    case notAState(path: String, reason: String)
    /// A newer program has migrated it.
    case newer(path: String, version: Int, supported: Int)
    /// An older program made it, and only an engine may migrate it.
    case older(path: String, version: Int, supported: Int)
    /// Another engine holds the lease.
    case held(path: String, holder: String)
    /// Another engine has taken the lease over: nothing of this one is written any more.
    case fenced(path: String)
    /// SQLite doesn't keep what an acknowledgement promises.
    case notDurable(path: String, reason: String)
    /// It can't be written or read just now, or not all of it.
    case storage(path: String, StorageFault, reason: String)
    /// Anything else the database says.
    case failed(path: String, reason: String)

    /// One sentence that says what to do next.
    public var description: String {
        switch self {
        case .missing(let path):
            "There is no state at \(path). Start `tallyward engine` or `tallyward console` once to make it."
        case .denied(let path, let reason):
            "The state at \(path) can't be opened (\(reason)). Check the file's owner, mode and folder."
        case .notAState(let path, let reason):
            "The file at \(path) is not a Tallyward state (\(reason)). Name another with --state."
        case .newer(let path, let version, let supported):
            "The state at \(path) has version \(version), made by a newer Tallyward; this one knows versions up to "
                + "\(supported). Use the newer program."
        case .older(let path, let version, let supported):
            "The state at \(path) has version \(version); this program reads version \(supported). "
                + "Start the engine once to migrate it."
        case .held(let path, let holder):
            "Another engine (\(holder)) works on \(path). Attach a console to it, or stop it first."
        case .fenced(let path):
            "Another engine has taken over \(path), since this one didn't show for \(Lease.duration.spoken). "
                + "Nothing of this one was written since."
        case .notDurable(let path, let reason):
            "The state at \(path) would not survive a power cut (\(reason)). Keep it on a local disk."
        case .storage(let path, let fault, let reason):
            "The state at \(path) can't be used: \(fault.title) (\(reason)). \(fault.advice)"
        case .failed(let path, let reason):
            "The state at \(path) can't be used: \(reason)."
        }
    }

    /// What is wrong with the storage, where it is that.
    public var storageFault: StorageFault? {
        guard case .storage(_, let fault, _) = self else { return nil }
        return fault
    }
}
