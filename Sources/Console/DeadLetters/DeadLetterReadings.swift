import SyncModel
import SyncStore

/// What the screens of dead letters read.
protocol DeadLetterStore: Sendable {
    func deadLetters(
        _ filter: DeadLetterFilter, after place: DeadLetterPlace?, limit: Int
    ) throws(StateFileProblem) -> DeadLetterPage
    func deadLetterTotals() throws(StateFileProblem) -> DeadLetterTotals
    func replays(limit: Int) throws(StateFileProblem) -> [ReplayRow]
    func delivery(_ id: DeliveryID) throws(StateFileProblem) -> DeliveryDetail?
}

extension StateReader: DeadLetterStore {}

/// A dead letter in a list.
struct DeadLetter: MarkableRow {
    var letter: DeadLetterRow
    /// Where the page that it ends goes on; `nil` within a page, and behind the last.
    var next: DeadLetterPlace?

    var rowID: DeliveryID { letter.id }
    var worth: Money { letter.value }
    var searchedTexts: [String] {
        [
            letter.id.description, letter.state.title, letter.flow.rawValue, letter.endpoint.rawValue, letter.reason,
            letter.item, letter.description, letter.location, letter.code?.rawValue ?? "", letter.code?.title ?? "",
        ]
    }
}

/// Dead letters that pass a filter, page by page.
struct DeadLettersReading: PageReading {
    typealias Store = any DeadLetterStore

    /// The most that one replay is about.
    static let most = 20_000

    var filter = DeadLetterFilter()
    var place: DeadLetterPlace?
    var limit = 200

    /// What comes behind a page is read once.
    var staleness: Staleness { place == nil ? .exceptions : .never }

    func page(after row: DeadLetter) -> DeadLettersReading? {
        row.next.map { DeadLettersReading(filter: filter, place: $0, limit: limit) }
    }

    /// A page of the state may be short though more follow: this one is full, or the last.
    func read(from store: any DeadLetterStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<DeadLetter> {
        let page = try FullPage(from: place, limit: limit) { place, limit throws(StateFileProblem) in
            let page = try store.deadLetters(filter, after: place, limit: limit)
            return (page.rows, page.next)
        }
        var rows = page.rows.map { DeadLetter(letter: $0) }
        if !rows.isEmpty { rows[rows.count - 1].next = page.next }
        return SearchableRows(rows)
    }
}

/// How many dead letters there are, and the replays under way.
struct DeadLetterSummaryReading: Reading {
    typealias Store = any DeadLetterStore

    var staleness: Staleness { .change }

    func read(from store: any DeadLetterStore, at now: UTCTime) throws(StateFileProblem) -> DeadLetterSummary {
        DeadLetterSummary(
            totals: try store.deadLetterTotals(), running: try store.replays(limit: 20).filter { $0.endedAt == nil })
    }
}

/// How many dead letters there are, and the replays under way.
struct DeadLetterSummary: Sendable, Hashable {
    var totals: DeadLetterTotals
    /// The latest first.
    var running: [ReplayRow]
}

/// One delivery with everything that happened to it; `nil` where there is none of that number.
struct DeliveryReading: Reading {
    typealias Store = any DeadLetterStore

    var id: DeliveryID

    var staleness: Staleness { .change }

    func read(from store: any DeadLetterStore, at now: UTCTime) throws(StateFileProblem) -> DeliveryDetail? {
        try store.delivery(id)
    }
}

/// The replays, the latest first.
struct ReplaysReading: PageReading {
    typealias Store = any DeadLetterStore

    var limit = 200

    var staleness: Staleness { .change }

    func page(after row: ReplayRow) -> ReplaysReading? { nil }

    func read(from store: any DeadLetterStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<ReplayRow> {
        SearchableRows(try store.replays(limit: limit))
    }
}

extension ReplayRow: ListRow {
    var rowID: String { id }
    var searchedTexts: [String] { [actor, reason, selection, digest] }
}
