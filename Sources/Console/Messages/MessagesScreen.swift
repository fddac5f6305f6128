import SyncModel
import SyncStore
import Terminal

/// The messages that arrived, newest first.
struct MessagesScreen: Sendable {
    var limit = 200
    var filter = TextInput(limit: 60)
    var isFiltering = false
    private(set) var rows: [MessageRow]?
    private(set) var shown: [MessageRow] = []
    var cursor = ListCursor<MessageID>()

    mutating func adopt(_ news: [MessageRow]) {
        rows = news
        narrow()
    }

    mutating func narrow() {
        let words = filter.text.lowercased()
        shown = (rows ?? []).filter { row in
            words.isEmpty
                || [row.controlID, row.type, row.source.rawValue, row.disposition.rawValue, row.id.description]
                    .contains { $0.lowercased().contains(words) }
        }
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

/// One message with what came of it.
struct MessageScreen: Sendable {
    var id: MessageID
    var file: MessageFile?
    /// Whether it was looked for and is not there.
    var isGone = false
    var offset = 0
}
