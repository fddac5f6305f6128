public import SyncModel
public import SyncStore

/// What looking for messages reads.
protocol FindStore: Sendable {
    func search(
        _ search: MessageSearch, before: MessageID?, limit: Int, while goesOn: (MessagePage) -> Bool
    ) throws(StateFileProblem) -> MessagePage
    func message(_ id: MessageID) throws(StateFileProblem) -> (row: MessageRow, payload: [UInt8])?
    func messageSources() throws(StateFileProblem) -> [SourceName]
    func trace(_ id: MessageID) throws(StateFileProblem) -> MessageTrace?
}

extension StateReader: FindStore {}

/// A part of a search: as much as is looked through before the screen should hear of it again.
struct FindReading: Reading {
    typealias Store = any FindStore

    /// How long one part may take, so that what is found shows up while the rest is looked through.
    static let turn = Duration.milliseconds(120)

    var search: MessageSearch
    /// Only those before this one.
    var before: MessageID?
    /// At most so many.
    var limit = 200

    var staleness: Staleness { .never }

    /// Reads.
    func read(from store: any FindStore, at now: UTCTime) throws(StateFileProblem) -> MessagePage {
        let end = ContinuousClock.now + Self.turn
        var page = try store.search(search, before: before, limit: limit) { _ in ContinuousClock.now < end }
        page.hits = try ShownText.passing(page.hits, search.text) { id throws(StateFileProblem) in
            try store.message(id)?.payload
        }
        return page
    }
}

/// Text is only found where it may be shown: else whoever may not see a name could still learn by asking for it that
/// somebody of that name was here.
public enum ShownText {
    /// The messages in which a text occurs in a field that is shown, whatever the case; all of them where it is empty.
    ///
    /// - Parameter payload: the bytes of a message; `nil` where they are gone.
    public static func passing(
        _ hits: [MessageHit], _ text: String, payload: (MessageID) throws(StateFileProblem) -> [UInt8]?
    ) throws(StateFileProblem) -> [MessageHit] {
        guard !text.isEmpty else { return hits }
        var shown: [MessageHit] = []
        for hit in hits {
            guard let bytes = try payload(hit.row.id) else { continue }
            if MessageExcerpt(bytes).shows(text) { shown.append(hit) }
        }
        return shown
    }
}

/// The sources that messages came from, for a search to choose from.
struct SourcesReading: Reading {
    typealias Store = any FindStore

    var staleness: Staleness { .never }

    func read(from store: any FindStore, at now: UTCTime) throws(StateFileProblem) -> [String] {
        try store.messageSources().map(\.rawValue)
    }
}

/// The way of a message, stage by stage; `nil` where there is none of that number.
struct TraceReading: Reading {
    typealias Store = any FindStore

    var id: MessageID

    var staleness: Staleness { .change }

    func read(from store: any FindStore, at now: UTCTime) throws(StateFileProblem) -> MessageTrace? {
        try store.trace(id)
    }
}

extension MessageExcerpt {
    /// Whether a text occurs in a field that is shown, whatever the case.
    func shows(_ text: String) -> Bool {
        let wanted = text.lowercased()
        return segments.contains { segment in
            segment.fields.contains { !$0.isMasked && $0.value.lowercased().contains(wanted) }
        }
    }
}

extension MessageHit: ListRow {
    var rowID: MessageID { row.id }
    var searchedTexts: [String] { row.searchedTexts + [trace] + standing.keys.map(\.rawValue) }
}
