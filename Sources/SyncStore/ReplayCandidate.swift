import Foundation
import GRDB
public import SyncModel

/// A delivery that a replay asks for, with all that says whether it may go.
public struct ReplayCandidate: Sendable {
    /// The delivery, with its event's body.
    public var delivery: OpenDelivery
    /// When it ended; `nil` where it hasn't.
    public var settledAt: UTCTime?
    /// Why it ended.
    public var reason: String?
    /// The exception that it is stopped by.
    public var exception: ExceptionRow?
    /// How its last exception was closed.
    public var lastResolution: String?
    /// Whether its message was refused.
    public var isRefused: Bool
    /// What its attempts say of it.
    public var attempts: AttemptHistory
    /// Whether nothing that came later is about the same thing; only of what is about something.
    public var speaksForSubject: Bool

    /// How it ended, where nothing is done about it any more; `nil` for what is delivered, on its way, or waiting for
    /// something else than a replay.
    public var deadLetter: DeadLetterState? {
        switch delivery.state {
        case .dead: .dead
        case .dismissed: lastResolution == "dismissed: \(reason ?? "")" ? .dismissed : .byRule
        case .faulted:
            switch exception?.fault.code {
            case .attemptsExhausted: .gaveUp
            case .outcomeUnknown: .outcomeUnknown
            default: nil
            }
        case .queued, .sending, .waiting, .inDoubt, .delivered: nil
        }
    }

    /// Why it is where it is.
    public var why: String { exception?.fault.detail ?? reason ?? "" }

    static func load(_ id: DeliveryID, _ database: Database) throws -> ReplayCandidate? {
        let arguments: StatementArguments = [id.rawValue]
        guard
            let delivery = try Row.fetchOne(database.cachedStatement(sql: FixSQL.delivery), arguments: arguments)
                .flatMap(OpenDelivery.init(row:)),
            let row = try Row.fetchOne(database.cachedStatement(sql: ReplaySQL.candidate), arguments: arguments)
        else { return nil }
        let exceptions = try Row.fetchAll(
            database.cachedStatement(sql: ExceptionSQL.ofDelivery), arguments: arguments
        ).compactMap { ExceptionRow(row: $0) }
        return ReplayCandidate(
            delivery: delivery, settledAt: (row["settled_at"] as Int64?).map(UTCTime.init(milliseconds:)),
            reason: row["reason"], exception: exceptions.last { $0.closedAt == nil },
            lastResolution: exceptions.last?.resolution,
            isRefused: (row["disposition"] as String) == Disposition.refused.rawValue,
            attempts: try AttemptHistory.load(delivery, database),
            speaksForSubject: try Bool.fetchOne(
                database.cachedStatement(sql: SubjectSQL.speaksFor), arguments: arguments) ?? false)
    }
}

/// What the attempts of a delivery say of it, folded in their order.
public struct AttemptHistory: Sendable, Hashable {
    /// Whether a request may ever have left.
    public private(set) var wasSent: Bool
    /// Whether a request may have been booked, and nothing since has said that it wasn't.
    public private(set) var isInDoubt = false
    /// Whether the last that was heard is a refusal of the destination's: nothing of it is booked there.
    public private(set) var wasRefused = false
    /// Whether it was given up with a failure whose class isn't known any more.
    public private(set) var wasGivenUp = false
    /// The last attempt that was written down.
    public private(set) var lastAt: UTCTime?

    /// The history of a delivery. Numbers begin anew each time a person lets it go: what counts is when it was.
    static func load(_ delivery: OpenDelivery, _ database: Database) throws -> AttemptHistory {
        let attempts = try Row.fetchAll(
            database.cachedStatement(sql: ExceptionSQL.attempts), arguments: [delivery.id.rawValue]
        ).sorted { ($0["at"] as Int64, $0["number"] as Int64) < ($1["at"] as Int64, $1["number"] as Int64) }
        // What was claimed and isn't written down yet may have left.
        var history = AttemptHistory(wasSent: delivery.attempts > 0 && attempts.isEmpty)
        for attempt in attempts {
            history.add(
                outcome: attempt["outcome"], code: attempt["code"], at: UTCTime(milliseconds: attempt["at"]))
        }
        return history
    }

    /// A history without attempts, of a delivery that was sent or not.
    public init(wasSent: Bool) { self.wasSent = wasSent }

    /// The codes of what goes wrong before a byte of a request leaves: no connection, no token.
    private static let beforeSending: Set<String> = [
        "connect", "dns", "tls", "busy", "unsendable", "sign-in", "token-connect", "token-dns", "token-tls",
    ]

    /// Adds the next attempt, by the words it was written down with.
    public mutating func add(outcome: String, code: String, at: UTCTime) {
        if outcome != "transient" || !Self.beforeSending.contains(code) { wasSent = true }
        lastAt = at
        wasRefused = false
        switch (outcome, FaultCode(rawValue: code)) {
        case ("ambiguous", _), ("permanent", .outcomeUnknown): isInDoubt = true
        case ("permanent", .attemptsExhausted): wasGivenUp = true
        case ("permanent", _):
            (isInDoubt, wasGivenUp, wasRefused) = (false, false, true)
        case ("looked-up", _), ("delivered", _): (isInDoubt, wasGivenUp) = (false, false)
        default: break
        }
    }
}

/// A reversal that was sent, or is about to be.
public struct SentReversal: Sendable, Hashable {
    /// Who sent it.
    public var source: SourceName
    /// The sender's id of the line it takes back.
    public var reference: String

    /// Joins the two.
    public init(source: SourceName, reference: String) {
        self.source = source
        self.reference = reference
    }
}

extension WorkReader {
    /// What a replay asks for, in the order of `ids`; `nil` where there is none of that number.
    public func replayCandidates(
        _ ids: [DeliveryID]
    ) throws(StateFileProblem) -> [(id: DeliveryID, candidate: ReplayCandidate?)] {
        try reader.read { database in try ids.map { ($0, try ReplayCandidate.load($0, database)) } }
    }

    /// Dead letters that pass the filter, as ``StateReader/deadLetters(_:after:limit:)`` lists them.
    public func deadLetters(
        _ filter: DeadLetterFilter, after place: DeadLetterPlace?, limit: Int
    ) throws(StateFileProblem) -> DeadLetterPage {
        try reader.deadLetters(filter, after: place, limit: limit)
    }

    /// The reversals that came with messages behind `message` and went out, or are on their way, each with the latest
    /// message that brought one. Looks at the last `window` lines at most.
    public func reversals(
        after message: MessageID, window: Int
    ) throws(StateFileProblem) -> [SentReversal: MessageID] {
        try reader.read { database in
            var reversals: [SentReversal: MessageID] = [:]
            let delivered = try database.cachedStatement(sql: ReplaySQL.isSent)
            let rows = try Row.fetchCursor(
                database, sql: ReplaySQL.reversals, arguments: [window, message.rawValue])
            while let row = try rows.next() {
                let id: Int64 = row["message"]
                let body: Data? = row["body"]
                let event = body.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
                guard let reference = event?.reference, !reference.isEmpty,
                    try Bool.fetchOne(delivered, arguments: [id, row["line"] as Int64]) == true
                else { continue }
                let reversal = SentReversal(source: SourceName(rawValue: row["source"]), reference: reference)
                reversals[reversal] = MessageID(rawValue: id)
            }
            return reversals
        }
    }

    /// The replays that haven't come to their end, the oldest first.
    public func openReplays() throws(StateFileProblem) -> [OpenReplay] {
        try reader.read { database in
            try Row.fetchAll(database, sql: ReplaySQL.open).compactMap(OpenReplay.init(row:))
        }
    }
}

/// The queries of what a replay asks for.
enum ReplaySQL {
    static let candidate = """
        SELECT delivery.settled_at, delivery.reason, message.disposition
        FROM delivery
        JOIN message ON message.id = delivery.message
        WHERE delivery.id = ?
        """
    /// Reads only the beginnings of the last so many bodies: keys are sorted, and the action comes first.
    static let reversals = """
        SELECT event.message, event.line, event.body, message.source
        FROM event
        JOIN message ON message.id = event.message
        WHERE event.id > (SELECT max(id) FROM event) - ?
          AND event.message > ?
          AND substr(event.body, 1, 19) = CAST('{"action":"reverse"' AS BLOB)
        ORDER BY event.id
        """
    static let isSent = """
        SELECT EXISTS (
          SELECT 1
          FROM delivery
          WHERE message = ? AND line = ? AND state <> 'faulted' AND state <> 'dead' AND state <> 'dismissed')
        """
    static let open = "SELECT * FROM replay WHERE ended_at IS NULL ORDER BY at"
    static let position = "SELECT position FROM replay WHERE id = ? AND ended_at IS NULL"
    static let insert = """
        INSERT INTO replay (id, at, actor, reason, selection, total)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    static let advance = """
        UPDATE replay
        SET position = ?, replayed = replayed + ?, skipped = skipped + ?
        WHERE id = ?
        """
    /// The list of deliveries has done its work.
    static let end = """
        UPDATE replay
        SET ended_at = ?, selection = json_remove(selection, '$.items')
        WHERE id = ? AND ended_at IS NULL
        """
    static let requeue = """
        UPDATE delivery
        SET state = ?, lane = ?, resolved = ?, value = ?, attempts = 0, due_at = NULL, settled_at = NULL, reason = NULL
        WHERE id = ?
        """
    static let body = "UPDATE event SET body = ? WHERE id = (SELECT event FROM delivery WHERE delivery.id = ?)"
    static let keep = "INSERT INTO edit (delivery, at, actor, reason, before, after) VALUES (?, ?, ?, ?, ?, ?)"
}
