import SyncModel
import SyncStore

/// Which open exceptions something is about.
enum WorkSelection: Hashable, Sendable {
    /// These, whatever else there is.
    case rows([ExceptionID])
    /// All of these causes.
    case causes([String])
    /// All that pass a filter.
    case matching(ExceptionFilter)
}

/// The open exceptions of a selection, as they are now. Whoever asks keeps the first answer: that is what was shown.
struct WorkSetReading: Reading {
    /// The most that one command names.
    static let most = 5000

    var selection: WorkSelection

    var staleness: Staleness { .exceptions }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> WorkSet {
        var rows: [ExceptionRow] = []
        switch selection {
        case .rows(let ids):
            rows = try store.exceptions(numbered: Array(ids.prefix(Self.most + 1))).filter { $0.closedAt == nil }
        case .causes(let causes):
            for cause in causes where rows.count <= Self.most {
                rows += try store.exceptions(
                    ExceptionFilter(cause: cause), after: nil, limit: Self.most + 1 - rows.count)
            }
        case .matching(let filter): rows = try store.exceptions(filter, after: nil, limit: Self.most + 1)
        }
        return WorkSet(rows: Array(rows.prefix(Self.most)), isCut: rows.count > Self.most)
    }
}

/// Open exceptions at a moment.
struct WorkSet: Sendable {
    /// The rows; of each cause the dearest first.
    var rows: [ExceptionRow]
    /// Whether there are more than one command can name.
    var isCut = false
}

/// A set of exceptions as it was first read, held while the world goes on.
struct FrozenWork: Sendable {
    private(set) var awaited: Awaited<WorkSetReading>
    /// The rows as they were first read; `nil` until they were.
    private(set) var rows: [ExceptionRow]?
    /// When that was.
    private(set) var frozenAt: UTCTime?
    /// Whether there were more.
    private(set) var isCut = false
    /// Those of them that are still open, and as they are now.
    private(set) var open: [ExceptionRow] = []
    /// How many of the selection came since.
    private(set) var newer = 0

    init(_ selection: WorkSelection) { awaited = Awaited(WorkSetReading(selection: selection)) }

    var reading: WorkSetReading { awaited.reading }
    /// Their numbers, in the order they were opened.
    var ids: [ExceptionID] { open.map(\.id).sorted() }
    /// What they are worth.
    var value: Money { open.reduce(.zero) { $0 + $1.value } }
    /// How many aren't open any more.
    var gone: Int { (rows?.count ?? 0) - open.count }

    /// Takes what was read: the first time all of it, later only what became of that.
    mutating func take(_ result: ReadResult) {
        guard awaited.take(result), let read = awaited.value else { return }
        guard let rows else {
            (self.rows, open, isCut, frozenAt) = (read.rows, read.rows, read.isCut, result.readAt)
            return
        }
        let known = Set(rows.map(\.id))
        // A set that is cut may have lost rows to dearer ones that came: those are still open as far as is known.
        let now = Dictionary(read.rows.map { ($0.id, $0) }) { first, _ in first }
        open = rows.compactMap { now[$0.id] ?? (read.isCut ? $0 : nil) }
        newer = read.rows.count { !known.contains($0.id) }
    }
}
