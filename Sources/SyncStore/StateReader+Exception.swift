import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// One exception with everything that led to it; `nil` where there is none of that number.
    public func exception(_ id: ExceptionID) throws(StateFileProblem) -> ExceptionDetail? {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: ExceptionSQL.one, arguments: [id.rawValue]),
                let exception = ExceptionRow(row: row, faults: faults),
                let messageRow = try Row.fetchOne(
                    database, sql: ExceptionSQL.message, arguments: [exception.message.rawValue]),
                let message = MessageRow(row: messageRow)
            else { return nil }
            let deliveryRow = try exception.delivery.flatMap {
                try Row.fetchOne(database, sql: ExceptionSQL.delivery, arguments: [$0.rawValue])
            }
            let body = deliveryRow?["body"] as Data?
            let resolved = deliveryRow?["resolved"] as Data?
            let cause = try Row.fetchOne(database, sql: ExceptionSQL.cause, arguments: [exception.cause])
            let isOpen = exception.closedAt == nil
            let attempts =
                isOpen && exception.fault.code == .outcomeUnknown
                ? try Row.fetchAll(
                    database, sql: ExceptionSQL.attempts, arguments: [exception.delivery?.rawValue ?? 0]) : []
            return ExceptionDetail(
                row: exception, message: message, payload: Array(messageRow["payload"] as Data),
                event: body.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) },
                delivery: try deliveries(deliveryRow.map { [$0] } ?? [], database).first,
                booking: resolved.flatMap(Seal.open).flatMap { try? StateJSON.decode(Booking.self, from: $0) },
                timeline: try timeline(
                    of: exception.delivery,
                    exceptions: try exception.delivery.map {
                        try Row.fetchAll(database, sql: ExceptionSQL.ofDelivery, arguments: [$0.rawValue])
                            .compactMap { ExceptionRow(row: $0, faults: faults) }
                    } ?? [exception], message: message, delivery: deliveryRow, database),
                others: (
                    max(0, (cause?["open"] ?? 0) - (isOpen ? 1 : 0)),
                    Money(cents: (cause?["value"] ?? 0) - (isOpen ? exception.value.cents : 0))
                ), doubt: DoubtFacts(attempts: attempts))
        }
    }

    /// The deliveries of a message, in the order of its lines.
    public func deliveries(of message: MessageID) throws(StateFileProblem) -> [DeliveryRow] {
        try read { database in
            try deliveries(
                Row.fetchAll(database, sql: ExceptionSQL.deliveries, arguments: [message.rawValue]), database)
        }
    }

    /// The exceptions of a message, open and closed, oldest first.
    public func exceptions(of message: MessageID) throws(StateFileProblem) -> [ExceptionRow] {
        try read { database in
            try Row.fetchAll(database, sql: ExceptionSQL.ofMessage, arguments: [message.rawValue])
                .compactMap { ExceptionRow(row: $0, faults: faults) }
        }
    }

    /// A message with its bytes; `nil` where there is none of that number. Patient data: mask before showing.
    public func message(_ id: MessageID) throws(StateFileProblem) -> (row: MessageRow, payload: [UInt8])? {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: ExceptionSQL.message, arguments: [id.rawValue]),
                let message = MessageRow(row: row)
            else { return nil }
            return (message, Array(row["payload"] as Data))
        }
    }

    /// The newest messages first; those before `before`, where given.
    public func messages(before: MessageID? = nil, limit: Int = 100) throws(StateFileProblem) -> [MessageRow] {
        try read { database in
            try Row.fetchAll(
                database, sql: ExceptionSQL.newest, arguments: [before?.rawValue ?? Int64.max, limit]
            ).compactMap(MessageRow.init(row:))
        }
    }

    /// The message that a source sent under this control id.
    public func message(source: SourceName, controlID: String) throws(StateFileProblem) -> MessageID? {
        try read { database in
            try Int64.fetchOne(
                database, sql: ExceptionSQL.byControlID, arguments: [source.rawValue, controlID]
            ).map(MessageID.init(rawValue:))
        }
    }

    /// What happened to a delivery, or to a message that no flow took, oldest first.
    func timeline(
        of id: DeliveryID?, exceptions: [ExceptionRow], message: MessageRow, delivery: Row?, _ database: Database
    ) throws -> [TimelineEntry] {
        var entries = [
            TimelineEntry(at: message.receivedAt, kind: "received", text: "\(message.type) from \(message.source)")
        ]
        // Before what stopped: of one moment, an attempt is the cause and the exception what came of it.
        if let id {
            entries += try Row.fetchAll(database, sql: ExceptionSQL.attempts, arguments: [id.rawValue]).map { row in
                let took: Int64 = row["took_ms"]
                return TimelineEntry(
                    at: UTCTime(milliseconds: row["at"]), kind: "attempt",
                    text: "attempt \(row["number"] as Int64), \(row["outcome"] as String) after \(took) ms: "
                        + (row["detail"] as String))
            }
        }
        for sibling in exceptions {
            entries.append(
                TimelineEntry(
                    at: sibling.openedAt, kind: "stopped", text: "\(sibling.fault.code.title): \(sibling.fault.detail)")
            )
            if let closedAt = sibling.closedAt {
                entries.append(TimelineEntry(at: closedAt, kind: "closed", text: sibling.resolution ?? ""))
            }
        }
        // Behind the exception that it closes at the same moment.
        if let id {
            entries += try EditRow.all(of: id, database).map(\.entry)
            entries += try StepAsideNote.entries(of: id, database)
        }
        if let settledAt = delivery?["settled_at"] as Int64?, let state = delivery?["state"] as String? {
            let reason: String? = delivery?["reason"]
            let text = (delivery?["document"] as String?).map { "document \($0)" } ?? reason ?? ""
            entries.append(TimelineEntry(at: UTCTime(milliseconds: settledAt), kind: state, text: text))
        }
        return entries.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
            .map(\.element)
    }
}

/// The queries of one exception, one message and its deliveries; each goes by a primary key or an index.
enum ExceptionSQL {
    static let one = "SELECT * FROM exception WHERE id = ?"
    static let ofDelivery = "SELECT * FROM exception WHERE delivery = ? ORDER BY id"
    static let ofMessage = "SELECT * FROM exception WHERE message = ? ORDER BY id"
    static let message = "SELECT *, length(payload) AS bytes FROM message WHERE id = ?"
    static let delivery = """
        SELECT delivery.*, event.body
        FROM delivery
        JOIN event ON event.id = delivery.event
        WHERE delivery.id = ?
        """
    static let deliveries = "SELECT * FROM delivery WHERE message = ? ORDER BY id"
    static let cause = "SELECT open, value FROM cause WHERE cause = ?"
    static let attempts = "SELECT * FROM attempt WHERE delivery = ? ORDER BY number, at"
    static let newest = """
        SELECT id, source, control_id, type, version, received_at, disposition, length(payload) AS bytes
        FROM message
        WHERE id < ?
        ORDER BY id DESC
        LIMIT ?
        """
    static let byControlID = "SELECT message FROM intake_key WHERE source = ? AND control_id = ?"
}
