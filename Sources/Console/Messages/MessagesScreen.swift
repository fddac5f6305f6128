import SyncModel
import SyncStore
import Terminal

/// The messages that arrived, newest first.
struct MessagesScreen: Sendable {
    var limit = 200
    var filter = TextInput(limit: 60)
    var isFiltering = false
    private var read: SearchableRows<MessageRow>?
    private(set) var shown: [MessageRow] = []
    var cursor = ListCursor<MessageID>()

    /// The messages as they were read; `nil` until they were.
    var rows: [MessageRow]? { read?.rows }

    mutating func adopt(_ news: SearchableRows<MessageRow>) {
        // A longer page brings up older messages, which are not new.
        if let oldest = rows?.last?.id { cursor.know(news.rows.map(\.id).filter { $0 < oldest }) }
        read = news
        narrow()
    }

    mutating func narrow() {
        shown = read?.containing(filter.text) ?? []
        // The newest comes first and takes the cursor along only while the user is at the top.
        let wasAtTop = cursor.index == 0
        cursor.adopt(shown.map(\.id))
        if wasAtTop { cursor.toStart() }
    }

    mutating func move(_ move: ListMove, page: Int) {
        cursor.apply(move, page: page)
        if let rows, rows.count >= limit, cursor.index >= shown.count - 20 { limit += 200 }
    }

    var selected: MessageRow? { shown.indices.contains(cursor.index) ? shown[cursor.index] : nil }
}

extension MessageRow: Searchable {
    var searchedTexts: [String] { [controlID, type, source.rawValue, disposition.rawValue, id.description] }
}

/// One message with what came of it.
struct MessageScreen: Sendable {
    var id: MessageID
    var file: MessageFile?
    /// Whether it was looked for and is not there.
    var isGone = false
    var offset = 0
}
