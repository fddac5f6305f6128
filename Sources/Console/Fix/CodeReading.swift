import SyncModel
import SyncStore

/// What a table knows of one of its codes.
struct CodeReading: Reading {
    typealias Store = any CrosswalkStore

    var key: CrosswalkKey
    /// Only values with this in them; empty for those that most codes have.
    var text = ""

    // The engine looks at the entry again before it is changed.
    var staleness: Staleness { .never }

    func read(from store: any CrosswalkStore, at now: UTCTime) throws(StateFileProblem) -> CodeFile {
        let row = try store.crosswalkEntry(key)
        return CodeFile(
            says: row?.content.mapping(at: now),
            evidence: try store.codeEvidence(for: key, text: text, neighbors: 4, values: 200))
    }
}

/// What is known of a code of a table.
struct CodeFile: Sendable {
    /// What it means now.
    var says: Fix?
    /// What may tell what it means.
    var evidence: CodeEvidence
}
