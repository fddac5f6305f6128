import SyncModel
import SyncStore

/// What is marked in the queue, row by row or cause by cause: always rows, whichever way they are shown.
struct QueueMarks: Sendable {
    private(set) var rows = Marks<QueueRow>()
    /// How many of each cause.
    private(set) var ofCause: [String: Int] = [:]
    /// The causes whose rows are being looked up to be marked.
    private(set) var wanted: [String] = []
    /// What looks them up.
    private(set) var lookup: Awaited<WorkSetReading>?

    var isEmpty: Bool { rows.isEmpty }
    var count: Int { rows.count }
    /// `12 marked rows`.
    var words: String { "\(Wording.count(count, "marked row"))" }
    var selection: WorkSelection { .rows(rows.ids) }
    /// The causes, those with the dearest rows first.
    var causes: [String] {
        var values: [String: Money] = [:]
        for row in rows.rows.values {
            values[row.cause, default: .zero] = values[row.cause, default: .zero] + row.value
        }
        return values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    }

    func contains(_ id: ExceptionID) -> Bool { rows.contains(id) }

    /// A row of a cause that is marked, for what they have in common.
    func example(ofCause cause: String) -> QueueRow? { rows.rows.values.first { $0.cause == cause } }

    mutating func toggle(_ row: QueueRow) {
        rows.toggle(row)
        recount()
    }

    /// Takes the marks of a cause off; where it has none, its rows are looked up to be marked.
    mutating func toggle(cause: String) {
        if ofCause[cause] != nil {
            rows.remove(rows.rows.values.filter { $0.cause == cause }.map(\.rowID))
            recount()
        } else if !wanted.contains(cause) {
            wanted.append(cause)
            lookup = Awaited(WorkSetReading(selection: .causes(wanted)))
        }
    }

    /// Looks all rows of a selection up, to mark them.
    mutating func markAll(_ selection: WorkSelection) {
        wanted = []
        lookup = Awaited(WorkSetReading(selection: selection))
    }

    /// Takes what was looked up; `nil` where it was something else.
    ///
    /// - Parameter passes: whether a row passes the filter on screen.
    mutating func take(_ result: ReadResult, passes: (QueueRow) -> Bool) -> Outcome? {
        guard var found = lookup else { return nil }
        let isRead = found.take(result)
        lookup = found
        if let problem = found.problem {
            (lookup, wanted) = (nil, [])
            return .failed(problem)
        }
        guard isRead, let set = found.value else { return nil }
        let new = set.rows.map { QueueRow(row: $0) }.filter(passes)
        rows.add(new.prefix(max(0, WorkSetReading.most - rows.count)))
        (lookup, wanted) = (nil, [])
        recount()
        return .marked(isCut: set.isCut || rows.count == WorkSetReading.most)
    }

    /// What came of looking rows up.
    enum Outcome: Hashable, Sendable {
        case marked(isCut: Bool)
        case failed(String)
    }

    mutating func remove(_ ids: [ExceptionID]) {
        rows.remove(ids)
        recount()
    }

    mutating func remove(cause: String) { remove(rows.rows.values.filter { $0.cause == cause }.map(\.rowID)) }

    mutating func clear() { self = QueueMarks() }

    private mutating func recount() {
        ofCause = rows.rows.values.reduce(into: [:]) { $0[$1.cause, default: 0] += 1 }
    }
}
