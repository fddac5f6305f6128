import Foundation
import GRDB
public import SyncModel

extension StateReader {
    /// So many messages are looked at for one page, where only their columns count.
    static let searchSlice: Int64 = 20_000
    /// And so many where what is in them counts.
    static let contentSlice: Int64 = 4000
    /// Where more control ids begin alike, they are looked for from the newest backwards.
    static let prefixLimit = 2000

    /// Messages that pass, newest first: one slice of the search. To stop it, don't call again.
    ///
    /// - Parameter before: ``MessagePage/next`` of the page before, to go on behind it.
    public func search(
        _ search: MessageSearch, before: MessageID? = nil, limit: Int = 50
    ) throws(StateFileProblem) -> MessagePage {
        try read { database in
            let newest = try Int64.fetchOne(database.cachedStatement(sql: SearchSQL.newest)) ?? 0
            var range = try Self.range(of: search, newest: newest, database)
            let whole = range
            if let before { range = range.clamped(to: 0..<max(before.rawValue, 0)) }
            let candidates = try MessageCandidates(search, identity: identity, in: range, database)
            var walk = MessageWalk(search: search, limit: limit, database: database)
            let next: Int64?
            if let candidates {
                next = try walk.pick(candidates.numbers)
            } else {
                next = try walk.slice(range)
            }
            let hits = try walk.found.map { try self.hit($0, database) }
            let done = next.map { Double(whole.upperBound - $0) / Double(max(1, whole.count)) } ?? 1
            return MessagePage(
                hits: hits, next: next.map(MessageID.init(rawValue:)), progress: min(1, max(0, done)))
        }
    }

    /// Looks on until so many are found, everything was looked at, or `goesOn` says no; it is asked before each slice
    /// but the first. Other readers and the engine get in between slices.
    public func search(
        _ search: MessageSearch, before: MessageID? = nil, limit: Int = 50, while goesOn: (MessagePage) -> Bool
    ) throws(StateFileProblem) -> MessagePage {
        var page = try self.search(search, before: before, limit: limit)
        while let next = page.next, page.hits.count < limit, goesOn(page) {
            let more = try self.search(search, before: next, limit: limit - page.hits.count)
            page.hits += more.hits
            (page.next, page.progress) = (more.next, more.progress)
        }
        return page
    }

    /// The names of the sources that messages came from.
    public func messageSources() throws(StateFileProblem) -> [SourceName] {
        try read { try MessageCandidates.sources($0).map(SourceName.init(rawValue:)) }
    }

    /// The numbers that a search's times leave.
    private static func range(
        of search: MessageSearch, newest: Int64, _ database: Database
    ) throws -> Range<Int64> {
        let slack = TimeSearch.slack
        func first(_ time: UTCTime) throws -> Int64 {
            try TimeSearch.messages.first(at: time, last: newest, database)
        }
        let low = try search.since.map { try first($0.advanced(by: .zero - slack)) } ?? 1
        let high = try search.until.map { try first($0.advanced(by: slack)) } ?? newest + 1
        return min(low, high)..<max(low, high)
    }

    private func hit(_ row: MessageRow, _ database: Database) throws -> MessageHit {
        var standing: [DeliveryState: Int] = [:]
        let states = try String.fetchCursor(
            database.cachedStatement(sql: SearchSQL.states), arguments: [row.id.rawValue])
        while let state = try states.next() {
            if let state = DeliveryState(rawValue: state) { standing[state, default: 0] += 1 }
        }
        return MessageHit(
            row: row, trace: TraceContext(state: identity, message: row.id).traceID, standing: standing)
    }
}

/// The queries of a search.
enum SearchSQL {
    static let newest = "SELECT max(id) FROM message"
    static let states = "SELECT state FROM delivery WHERE message = ?"
    static let one = """
        SELECT id, source, control_id, type, version, received_at, disposition, length(payload) AS bytes
        FROM message
        WHERE id = ?
        """
    /// Steps from source to source, so that their ids cost nothing.
    static let sources = """
        WITH RECURSIVE known(source) AS (
          SELECT min(source) FROM intake_key
          UNION ALL
          SELECT (SELECT min(source) FROM intake_key WHERE source > known.source)
          FROM known
          WHERE known.source IS NOT NULL
        )
        SELECT source FROM known WHERE source IS NOT NULL
        """
    static let key = "SELECT message FROM intake_key WHERE source = ? AND control_id = ?"
    static let keys = """
        SELECT message
        FROM intake_key
        WHERE source = ? AND control_id >= ? AND control_id < ?
        LIMIT ?
        """

    /// A slice of messages, newest first, that pass what is asked of their columns and of their bytes.
    static func slice(_ search: MessageSearch) -> String {
        """
        SELECT id, source, control_id, type, version, received_at, disposition, length(payload) AS bytes
        FROM message
        WHERE \((["id >= :floor", "id < :end"] + clauses(search)).joined(separator: "\n  AND "))
        ORDER BY id DESC
        LIMIT :limit
        """
    }

    /// The messages of a slice whose deliveries are about an item or a visit, newest first.
    static func inside(_ search: MessageSearch) -> String {
        var clauses = ["delivery.id >= :floor", "delivery.id < :end"]
        if search.item != nil {
            clauses.append(
                "(instr(event.body, :item) OR instr(event.body, :itemUpper) OR instr(delivery.resolved, :number)"
                    + " OR instr(delivery.resolved, :numberUpper))")
        }
        if search.encounter != nil {
            // An event without a body is a whole message: the bytes say it all.
            clauses.append(
                "(instr(event.body, :encounter) OR (event.body IS NULL AND EXISTS (SELECT 1 FROM message "
                    + "WHERE message.id = delivery.message AND instr(payload, :visit))))")
        }
        return """
            SELECT delivery.id, delivery.message
            FROM delivery
            LEFT JOIN event ON event.id = delivery.event
            WHERE \(clauses.joined(separator: "\n  AND "))
            ORDER BY delivery.id DESC
            """
    }

    private static func clauses(_ search: MessageSearch) -> [String] {
        var clauses: [String] = []
        if search.source != nil { clauses.append("source = :source") }
        if let type = search.type {
            let isWhole = type.contains("^")
            clauses.append(isWhole ? "type = :type" : "(type = :type OR type LIKE :kind ESCAPE '\\')")
        }
        if search.disposition != nil { clauses.append("disposition = :disposition") }
        if search.since != nil { clauses.append("received_at >= :since") }
        if search.until != nil { clauses.append("received_at < :until") }
        switch search.controlID {
        case .exactly?: clauses.append("control_id = :controlID")
        case .beginning?: clauses.append("control_id LIKE :controlID ESCAPE '\\'")
        case nil: break
        }
        if !search.text.isEmpty { clauses.append("CAST(payload AS TEXT) LIKE :text ESCAPE '\\'") }
        return clauses
    }

    /// What both queries take of a search.
    static func arguments(
        _ search: MessageSearch, floor: Int64, end: Int64, limit: Int
    ) -> StatementArguments {
        var arguments: [String: (any DatabaseValueConvertible)?] = ["floor": floor, "end": end, "limit": limit]
        if let source = search.source { arguments["source"] = source.rawValue }
        if let type = search.type {
            arguments["type"] = type
            if !type.contains("^") { arguments["kind"] = "\(type.escapedForLike)^%" }
        }
        if let disposition = search.disposition { arguments["disposition"] = disposition.rawValue }
        if let since = search.since { arguments["since"] = since.milliseconds }
        if let until = search.until { arguments["until"] = until.milliseconds }
        switch search.controlID {
        case .exactly(let id)?: arguments["controlID"] = id
        case .beginning(let id)?: arguments["controlID"] = "\(id.escapedForLike)%"
        case nil: break
        }
        if !search.text.isEmpty { arguments["text"] = "%\(search.text.escapedForLike)%" }
        return StatementArguments(arguments)
    }
}
