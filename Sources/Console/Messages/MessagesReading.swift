import SyncModel
import SyncStore

/// The messages that arrived, newest first, page by page.
struct MessagesReading: PageReading {
    /// Only those before this one.
    var before: MessageID?
    var limit = 200

    /// What is older does not change any more.
    var staleness: Staleness { before == nil ? .messages : .never }

    func page(after row: MessageRow) -> MessagesReading? { MessagesReading(before: row.id, limit: limit) }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> SearchableRows<MessageRow> {
        SearchableRows(try store.messages(before: before, limit: limit))
    }
}

/// A message with everything that came of it; `nil` where there is none of that number.
struct MessageReading: Reading {
    var id: MessageID

    var staleness: Staleness { .change }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> MessageFile? {
        guard let (row, payload) = try store.message(id) else { return nil }
        return MessageFile(
            row: row, payload: payload, deliveries: try store.deliveries(of: id),
            exceptions: try store.exceptions(of: id))
    }
}

/// A message with everything that came of it.
struct MessageFile: Sendable {
    var row: MessageRow
    /// Patient data: only shown through ``MessageExcerpt``.
    var payload: [UInt8]
    var deliveries: [DeliveryRow]
    var exceptions: [ExceptionRow]
}
