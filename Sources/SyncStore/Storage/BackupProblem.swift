/// Why a backup wasn't made, or wasn't restored.
public enum BackupProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is a file of that name.
    case exists(path: String)
    /// A file can't be made, written or put in its place.
    case unwritable(path: String, reason: String)
    /// The copy is damaged: what SQLite says of it.
    case damaged(path: String, finding: String)
    /// What is in it isn't as it should be; so many findings, and the first of them.
    case unsound(path: String, count: Int, finding: String)
    /// The state, or the backup, can't be read.
    case state(StateFileProblem)

    /// One sentence that says what to do next.
    public var description: String {
        switch self {
        case .exists(let path): "There is a file at \(path). Name another, or say --force to replace it."
        case .unwritable(let path, let reason): "\(path) can't be written (\(reason)). Check the folder and its disk."
        case .damaged(let path, let finding):
            "The copy of \(path) is damaged (\(finding)) and was not kept. Use another backup."
        case .unsound(let path, let count, let finding):
            "\(path) has \(count) findings; the first: \(finding) Say --accept-findings to go on with it all the same."
        case .state(let problem): problem.description
        }
    }
}
