import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// How many candidates a page looks at before it is handed over as it is.
    static let deadLetterPatience = 5000

    /// Dead letters that pass the filter: what gave up and still holds its lane, cause by cause; then what ended, the
    /// latest first.
    ///
    /// - Parameter after: where the page before ended.
    public func deadLetters(
        _ filter: DeadLetterFilter = DeadLetterFilter(), after place: DeadLetterPlace? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> DeadLetterPage {
        try read { database in
            var search = DeadLetterSearch(filter: filter, limit: max(1, limit))
            if case .ended(let at, let id) = place {
                try search.ended(after: (at, id), database)
                return search.page
            }
            var start: (String, ExceptionID)?
            if case .gaveUp(let cause, let id) = place { start = (cause, id) }
            try search.gaveUp(after: start, database, faults)
            if search.page.next == nil { try search.ended(after: nil, database) }
            return search.page
        }
    }

    /// How many dead letters there are. Reads counters only.
    public func deadLetterTotals() throws(StateFileProblem) -> DeadLetterTotals {
        try read { database in
            var totals = DeadLetterTotals()
            for row in try Row.fetchAll(database, sql: DeadLetterSQL.totals) {
                let total = DeadLetterTotals.Total(count: row["count"] ?? 0, value: Money(cents: row["value"] ?? 0))
                switch row["line"] as String {
                case "dead": totals.dead = total
                case "dismissed": totals.dismissed = total
                default: totals.stopped = total
                }
            }
            return totals
        }
    }

    /// The replays, the latest first, with how far each is.
    public func replays(limit: Int = 100) throws(StateFileProblem) -> [ReplayRow] {
        try read { database in
            try Row.fetchAll(database, sql: DeadLetterSQL.replays, arguments: [limit]).map { row in
                ReplayRow(
                    id: row["id"], at: UTCTime(milliseconds: row["at"]), actor: row["actor"], reason: row["reason"],
                    selection: row["words"] ?? "", digest: row["digest"] ?? "", total: row["total"],
                    replayed: row["replayed"], skipped: row["skipped"],
                    endedAt: (row["ended_at"] as Int64?).map(UTCTime.init(milliseconds:)))
            }
        }
    }

    /// One delivery with everything that happened to it, whatever its state; `nil` where there is none of that number.
    public func delivery(_ id: DeliveryID) throws(StateFileProblem) -> DeliveryDetail? {
        try read { database in
            guard let deliveryRow = try Row.fetchOne(database, sql: ExceptionSQL.delivery, arguments: [id.rawValue]),
                let delivery = try deliveries([deliveryRow], database).first,
                let message = try Row.fetchOne(
                    database, sql: ExceptionSQL.message, arguments: [delivery.message.rawValue]
                ).flatMap(MessageRow.init(row:))
            else { return nil }
            let body = deliveryRow["body"] as Data?
            let resolved = deliveryRow["resolved"] as Data?
            let exceptions = try Row.fetchAll(database, sql: ExceptionSQL.ofDelivery, arguments: [id.rawValue])
                .compactMap { ExceptionRow(row: $0, faults: faults) }
            return DeliveryDetail(
                row: delivery, message: message,
                event: body.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) },
                booking: resolved.flatMap(Seal.open).flatMap { try? StateJSON.decode(Booking.self, from: $0) },
                exceptions: exceptions, edits: try EditRow.all(of: id, database),
                timeline: try timeline(
                    of: id, exceptions: exceptions, message: message, delivery: deliveryRow, database)
            )
        }
    }
}

/// Goes through the candidates in their order and keeps what passes, until the page is full.
private struct DeadLetterSearch {
    let filter: DeadLetterFilter
    let limit: Int
    var page = DeadLetterPage(rows: [], next: nil)
    private var examined = 0

    init(filter: DeadLetterFilter, limit: Int) {
        self.filter = filter
        self.limit = limit
    }

    private var isFull: Bool { page.rows.count >= limit || examined >= StateReader.deadLetterPatience }

    mutating func gaveUp(after: (cause: String, id: ExceptionID)?, _ database: Database, _ faults: KnownFaults) throws {
        let codes = filter.states.compactMap(\.code).filter { filter.code == nil || filter.code == $0 }
        guard !codes.isEmpty else { return }
        var arguments = common
        arguments["cause"] = after?.cause ?? DeadLetterSQL.gaveUpCauses
        arguments["id"] = after?.id.rawValue ?? 0
        let statement = try database.cachedStatement(sql: DeadLetterSQL.gaveUp(filter))
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        while let row = try cursor.next() {
            examined += 1
            guard let exception = ExceptionRow(row: row, faults: faults) else { continue }
            if codes.contains(exception.fault.code), let letter = DeadLetterRow(exception, row), passes(letter) {
                page.rows.append(letter)
            }
            if isFull {
                page.next = .gaveUp(cause: exception.cause, exception.id)
                return
            }
        }
    }

    mutating func ended(after: (at: UTCTime, id: DeliveryID)?, _ database: Database) throws {
        guard !filter.states.isDisjoint(with: [.dead, .dismissed, .byRule]) else { return }
        var arguments = common
        if let after {
            arguments["at"] = after.at.milliseconds
            arguments["id"] = after.id.rawValue
        }
        if let code = filter.code { arguments["code"] = code.rawValue }
        let statement = try database.cachedStatement(sql: DeadLetterSQL.ended(filter, goesOn: after != nil))
        let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        while let row = try cursor.next() {
            examined += 1
            guard let letter = DeadLetterRow(row) else { continue }
            if filter.states.contains(letter.state), passes(letter) { page.rows.append(letter) }
            if isFull {
                page.next = .ended(at: letter.endedAt, letter.id)
                return
            }
        }
    }

    private var common: [String: (any DatabaseValueConvertible)?] {
        var arguments: [String: (any DatabaseValueConvertible)?] = [:]
        if let flow = filter.flow { arguments["flow"] = flow.rawValue }
        if let endpoint = filter.endpoint { arguments["endpoint"] = endpoint.rawValue }
        if let since = filter.since { arguments["since"] = since.milliseconds }
        if let until = filter.until { arguments["until"] = until.milliseconds }
        if let value = filter.minimumValue { arguments["value"] = value.cents }
        return arguments
    }

    private func passes(_ letter: DeadLetterRow) -> Bool {
        if let item = filter.item, letter.item.caseInsensitiveCompare(item) != .orderedSame { return false }
        guard !filter.text.isEmpty else { return true }
        return [letter.reason, letter.item, letter.description].contains {
            $0.range(of: filter.text, options: .caseInsensitive) != nil
        }
    }
}

extension DeadLetterRow {
    /// What ended, read by ``DeadLetterSQL/ended(_:goesOn:)``.
    fileprivate init?(_ row: Row) {
        guard let stored = DeliveryState(rawValue: row["state"]), let settledAt = row["settled_at"] as Int64? else {
            return nil
        }
        let reason: String = row["reason"] ?? ""
        let body: Data? = row["body"]
        let event = body.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
        let summary = event.map(EventSummary.init) ?? EventSummary()
        let isByPerson = (row["resolution"] as String?) == "dismissed: \(reason)"
        self.init(
            id: DeliveryID(rawValue: row["id"]), message: MessageID(rawValue: row["message"]), line: row["line"],
            flow: FlowName(rawValue: row["flow"]), endpoint: EndpointName(rawValue: row["endpoint"]),
            state: stored == .dead ? .dead : isByPerson ? .dismissed : .byRule, reason: reason,
            code: (row["code"] as String?).flatMap(FaultCode.init(rawValue:)), exception: nil, item: summary.item,
            description: summary.description, quantity: summary.quantity, unit: summary.unit,
            location: summary.location, value: Money(cents: row["value"]), attempts: row["attempts"],
            acceptedAt: UTCTime(milliseconds: row["accepted_at"]), endedAt: UTCTime(milliseconds: settledAt))
    }

    /// What gave up, read by ``DeadLetterSQL/gaveUp(_:)``.
    fileprivate init?(_ exception: ExceptionRow, _ row: Row) {
        guard let delivery = exception.delivery else { return nil }
        self.init(
            id: delivery, message: exception.message, line: row["delivery_line"], flow: exception.flow,
            endpoint: EndpointName(rawValue: row["delivery_endpoint"]),
            state: exception.fault.code == .outcomeUnknown ? .outcomeUnknown : .gaveUp,
            reason: exception.fault.detail, code: exception.fault.code, exception: exception.id, item: exception.item,
            description: exception.description, quantity: exception.quantity, unit: exception.unit,
            location: exception.location, value: exception.value, attempts: row["delivery_attempts"],
            acceptedAt: UTCTime(milliseconds: row["delivery_accepted_at"]), endedAt: exception.openedAt)
    }
}

extension EditRow {
    /// What was kept of the replays of a delivery.
    static func all(of id: DeliveryID, _ database: Database) throws -> [EditRow] {
        try Row.fetchAll(database.cachedStatement(sql: DeadLetterSQL.edits), arguments: [id.rawValue]).compactMap {
            row in
            let (before, after): (String, String) = (row["before"], row["after"])
            guard let note = try? StateJSON.decode(ReplayNote.self, from: Data(before.utf8)) else { return nil }
            return EditRow(
                at: UTCTime(milliseconds: row["at"]), actor: row["actor"], reason: row["reason"], before: note,
                after: after.isEmpty ? nil : try? StateJSON.decode(CanonicalEvent.self, from: Data(after.utf8)))
        }
    }

    /// The replay as a line of the delivery's timeline.
    var entry: TimelineEntry {
        let changed = before.changes.isEmpty ? "" : "\(before.changes.joined(separator: ", ")), "
        return TimelineEntry(
            at: at, kind: before.changes.isEmpty ? "replayed" : "edited", text: "\(changed)by \(actor): \(reason)")
    }
}

/// The queries of dead letters and replays.
enum DeadLetterSQL {
    /// Where the causes begin of what gave up; they end before the character behind the point.
    static let gaveUpCauses = "delivery."

    /// Uses `exception_open_of_cause`: open exceptions only, in its order.
    static func gaveUp(_ filter: DeadLetterFilter) -> String {
        var clauses = [
            "exception.closed_at IS NULL", "exception.cause >= :cause", "exception.cause < 'delivery/'",
            "(exception.cause > :cause OR exception.id > :id)",
        ]
        if filter.flow != nil { clauses.append("exception.flow = :flow") }
        if filter.endpoint != nil { clauses.append("delivery.endpoint = :endpoint") }
        if filter.since != nil { clauses.append("exception.opened_at >= :since") }
        if filter.until != nil { clauses.append("exception.opened_at < :until") }
        if filter.minimumValue != nil { clauses.append("+exception.value >= :value") }
        return """
            SELECT exception.*, delivery.line AS delivery_line, delivery.endpoint AS delivery_endpoint,
              delivery.attempts AS delivery_attempts, delivery.accepted_at AS delivery_accepted_at
            FROM exception
            CROSS JOIN delivery ON delivery.id = exception.delivery
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY exception.cause, exception.id
            """
    }

    /// Uses `delivery_dead`, in its order; the event and the last exception of each are one step away.
    static func ended(_ filter: DeadLetterFilter, goesOn: Bool) -> String {
        var clauses = ["(delivery.state = 'dead' OR delivery.state = 'dismissed')"]
        if filter.flow != nil { clauses.append("delivery.flow = :flow") }
        if filter.endpoint != nil { clauses.append("delivery.endpoint = :endpoint") }
        if filter.since != nil { clauses.append("delivery.settled_at >= :since") }
        if filter.until != nil { clauses.append("delivery.settled_at < :until") }
        if filter.minimumValue != nil { clauses.append("delivery.value >= :value") }
        if filter.code != nil { clauses.append("last.code = :code") }
        if goesOn {
            clauses.append("delivery.settled_at <= :at")
            clauses.append("(delivery.settled_at < :at OR delivery.id > :id)")
        }
        return """
            SELECT delivery.id, delivery.message, delivery.line, delivery.flow, delivery.endpoint, delivery.state,
              delivery.value, delivery.attempts, delivery.accepted_at, delivery.settled_at, delivery.reason,
              event.body, last.code, last.resolution
            FROM delivery INDEXED BY delivery_dead
            CROSS JOIN event ON event.id = delivery.event
            LEFT JOIN exception AS last
              ON last.id = (SELECT max(id) FROM exception WHERE exception.delivery = delivery.id)
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY delivery.settled_at DESC, delivery.id
            """
    }

    /// One row a replay; those that have ended hold no list of deliveries any more.
    static let replays = """
        SELECT id, at, actor, reason, json_extract(selection, '$.words') AS words,
          json_extract(selection, '$.digest') AS digest, total, replayed, skipped, ended_at
        FROM replay
        ORDER BY at DESC, id
        LIMIT ?
        """
    static let totals = """
        SELECT replace(line, 'pruned-', '') AS line,
          sum(CASE WHEN line LIKE 'pruned-%' THEN -count ELSE count END) AS count,
          sum(CASE WHEN line LIKE 'pruned-%' THEN -value ELSE value END) AS value
        FROM tally
        WHERE flow <> '' AND line IN ('dead', 'dismissed', 'pruned-dead', 'pruned-dismissed')
        GROUP BY replace(line, 'pruned-', '')
        UNION ALL
        SELECT 'stopped', sum(open), sum(value)
        FROM cause
        WHERE cause >= 'delivery.' AND cause < 'delivery/'
        """
    static let edits = "SELECT * FROM edit WHERE delivery = ? ORDER BY id"
}
