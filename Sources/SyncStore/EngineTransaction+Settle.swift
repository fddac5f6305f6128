public import Foundation
import GRDB
import Measures
public import SyncModel

/// A delivery as the engine holds it while it works on it.
public struct OpenDelivery: Sendable, Equatable {
    /// Its number.
    public var id: DeliveryID
    /// The message it came with.
    public var message: MessageID
    /// The line of that message.
    public var line: Int
    /// Its flow.
    public var flow: FlowName
    /// Where it goes.
    public var endpoint: EndpointName
    /// What must leave in order shares this.
    public var lane: String?
    /// Where the work stands.
    public var state: DeliveryState
    /// What it is worth.
    public var value: Money
    /// Attempts made since it was accepted, or last let go by a person.
    public var attempts: Int
    /// When its message was accepted.
    public var acceptedAt: UTCTime
    /// When a person last let it go; `nil` where it never stopped.
    public var releasedAt: UTCTime?
    /// Whether a person said that its quantity is right, however large. Only read for deliveries to plan again.
    public var isQuantityConfirmed: Bool
    /// What a person last changed its event to, as JSON; `nil` where it is as it was documented.
    public var edited: String?
    /// When it is due, where it waits.
    public var dueAt: UTCTime?
    /// The JSON of a ``ResolvedUse``; `nil` for whole messages.
    public var resolved: Data?
    /// The JSON of its event; `nil` for whole messages.
    public var eventBody: Data?
    /// Where its message came from.
    public var source: SourceName
    /// The SHA-256 that was stored with the payload.
    public var digest: Data
    /// The message's bytes; empty where a resolved use says it all.
    public var payload: Data
    /// The digest of the booking that somebody approved; `nil` where nobody did.
    public var approved: Data?
    /// Whether what it sends is what was stored, by its checksum; where it isn't, nothing may be sent.
    public var isWhole: Bool

    /// A delivery that was stored a moment ago, without reading it back.
    init(
        _ new: NewDelivery, of message: NewMessage, id: DeliveryID, messageID: MessageID, state: DeliveryState,
        value: Money, resolved: Data?
    ) {
        self.id = id
        self.message = messageID
        line = new.line
        flow = new.flow
        endpoint = new.endpoint
        self.state = state
        lane = new.lane
        self.value = value
        attempts = 0
        acceptedAt = message.receivedAt
        isQuantityConfirmed = false
        self.resolved = resolved
        source = message.source
        digest = message.digest
        payload = resolved == nil ? message.payload : Data()
        isWhole = true
    }

    /// Reads a row of ``OpenSQL``, whose columns stand in this order.
    init?(row: Row) {
        guard let state = DeliveryState(rawValue: row[5]) else { return nil }
        id = DeliveryID(rawValue: row[0])
        message = MessageID(rawValue: row[1])
        line = row[2]
        flow = FlowName(rawValue: row[3])
        endpoint = EndpointName(rawValue: row[4])
        self.state = state
        lane = row[6]
        value = Money(cents: row[7])
        attempts = row[8]
        acceptedAt = UTCTime(milliseconds: row[9])
        dueAt = (row[10] as Int64?).map(UTCTime.init(milliseconds:))
        let sealed: Data? = row[11]
        let opened = sealed.flatMap(Seal.open)
        resolved = sealed == nil ? nil : opened ?? Data()
        source = SourceName(rawValue: row[12])
        digest = row[13]
        eventBody = row[14]
        let stored: Data? = row[15]
        payload = stored ?? Data()
        // What sends a resolved use doesn't read the payload.
        let storedDigest: Data = row[13]
        isWhole = sealed == nil ? stored.map { PayloadDigest.of($0) == storedDigest } ?? true : opened != nil
        isQuantityConfirmed = row[17]
        edited = row[18]
        approved = row[19]
        releasedAt = (row[16] as Int64?).map(UTCTime.init(milliseconds:))
    }

    /// How long it has been tried for: what a person let go starts anew.
    public func age(at now: UTCTime) -> Duration { now.elapsed(since: releasedAt ?? acceptedAt) }
}

/// What the engine decided about a delivery after an attempt or a look-up.
public struct Settlement: Sendable {
    /// The new state.
    public var decision: Decision
    /// The number of the attempt it follows from, from 1.
    public var attempt: Int
    /// How long the answer took.
    public var took: Duration
    /// What it has taken back at its destination, where it has.
    public var takenBack: DeliveryID?
    /// Of one that is sent again: whether its request may have been booked all the same.
    public var mayBeBooked = false

    /// Joins a decision with the attempt it follows from.
    public init(_ decision: Decision, attempt: Int, took: Duration) {
        self.decision = decision
        self.attempt = attempt
        self.took = took
    }

    /// What becomes of the delivery.
    public enum Decision: Sendable {
        /// Booked under this document number.
        case delivered(document: String)
        /// Tried again not before `due`.
        case retry(due: UTCTime, AttemptFailure)
        /// It isn't known whether it was booked: look it up.
        case inDoubt(AttemptFailure)
        /// The look-up says that it wasn't booked: sent again.
        case requeue(AttemptFailure)
        /// Stopped for a person.
        case faulted(Fault)
        /// Given up.
        case dead(reason: String)
        /// There is nothing to send any more.
        case dismissed(reason: String)

        /// The state it leads to.
        var state: DeliveryState {
            switch self {
            case .delivered: .delivered
            case .retry: .waiting
            case .inDoubt: .inDoubt
            case .requeue: .queued
            case .faulted: .faulted
            case .dead: .dead
            case .dismissed: .dismissed
            }
        }
    }
}

/// A change of a delivery's state that ``DeliveryState/successors`` doesn't have: the transaction is undone.
struct ForbiddenTransition: Error, CustomStringConvertible {
    let delivery: DeliveryID
    /// `nil` where the row tells another story than its holder does.
    let from: DeliveryState?
    let to: DeliveryState

    var description: String {
        "delivery \(delivery) can't go from \(from?.rawValue ?? "what it has become") to \(to.rawValue)"
    }
}

extension EngineTransaction {
    /// Marks deliveries as being sent, before a request may leave. A crash after this counts as an attempt in doubt.
    public func claim(_ id: DeliveryID) throws {
        try database.cachedStatement(sql: SettleSQL.claim).execute(arguments: [id.rawValue])
        try expectChange(of: id, to: .sending)
    }

    /// Writes what came of an attempt.
    public mutating func settle(_ delivery: OpenDelivery, _ settlement: Settlement) throws {
        let id = delivery.id.rawValue
        let attempt = settlement.attempt
        let target = settlement.decision.state
        guard delivery.state.isOpen, delivery.state.successors.contains(target) else {
            throw ForbiddenTransition(delivery: delivery.id, from: delivery.state, to: target)
        }
        switch settlement.decision {
        case .delivered(let document):
            var settle = try DirectStatement(database, SettleSQL.delivered)
            settle.bind(document)
            settle.bind(Int64(attempt))
            settle.bind(now.milliseconds)
            settle.bind(id)
            try settle.run()
            try expectChange(of: delivery.id, to: .delivered)
            try freeClaims(takenBackBy: delivery, settlement)
            if attempt > 1 {
                let done = AttemptFailure(code: "delivered", detail: "accepted as \(document)")
                try record(delivery.id, settlement, outcome: "delivered", done)
            }
        case .retry(let due, let failure):
            try move(id, to: .waiting, attempt: attempt, due: due, reason: failure.detail)
            let outcome = settlement.mayBeBooked ? "ambiguous" : "transient"
            try record(delivery.id, settlement, outcome: outcome, failure)
        case .inDoubt(let failure):
            try move(id, to: .inDoubt, attempt: attempt, due: nil, reason: failure.detail)
            try record(delivery.id, settlement, outcome: "ambiguous", failure)
        case .requeue(let failure):
            try move(id, to: .queued, attempt: attempt, due: nil, reason: nil)
            let outcome = settlement.mayBeBooked ? "ambiguous" : "looked-up"
            try record(delivery.id, settlement, outcome: outcome, failure)
        case .faulted(let fault):
            try move(id, to: .faulted, attempt: attempt, due: nil, reason: nil)
            let failure = AttemptFailure(code: fault.code.rawValue, detail: fault.detail)
            if attempt > 0 { try record(delivery.id, settlement, outcome: "permanent", failure) }
            try stop(delivery, fault)
        case .dead(let reason): try close(id, as: .dead, reason: reason)
        case .dismissed(let reason): try close(id, as: .dismissed, reason: reason)
        }
        move(delivery.flow, from: delivery.state.line, to: target.line, value: delivery.value)
    }

    /// Opens the exception of a delivery that stops.
    ///
    /// A destination that refuses speaks of its own codes; the fault is kept in the sender's, which a fix is about.
    mutating func stop(_ delivery: OpenDelivery, _ fault: Fault) throws {
        let body =
            try delivery.eventBody
            ?? Data.fetchOne(database.cachedStatement(sql: SettleSQL.event), arguments: [delivery.id.rawValue])
        // An event that can't be read any more has nothing to show, and stops all the same.
        let event = body.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
        var fault = fault
        if fault.subject.source == nil { fault.subject.source = delivery.source.rawValue }
        if fault.code == .itemRejected || fault.code == .unitRejected {
            fault.subject.other = fault.subject.other ?? fault.subject.item
            fault.subject.item = event?.item?.code ?? fault.subject.item
            fault.subject.unit = fault.code == .unitRejected ? event?.unit?.rawValue ?? "(none)" : nil
        }
        _ = try open(
            NewException(
                delivery: delivery.id, message: delivery.message, flow: delivery.flow, fault: fault,
                endpoint: delivery.endpoint, lane: delivery.lane,
                summary: event.map(EventSummary.init) ?? EventSummary(), value: delivery.value))
    }

    func close(_ id: Int64, as state: DeliveryState, reason: String) throws {
        try database.cachedStatement(sql: SettleSQL.close)
            .execute(arguments: [state.rawValue, reason, now.milliseconds, id])
        try expectChange(of: DeliveryID(rawValue: id), to: state)
        try freeClaims(of: id)
    }

    /// Whether the statement before has moved the delivery: one that is done stays as it is.
    func expectChange(of id: DeliveryID, to target: DeliveryState) throws {
        guard database.changesCount == 1 else { throw ForbiddenTransition(delivery: id, from: nil, to: target) }
    }

    private func move(_ id: Int64, to state: DeliveryState, attempt: Int, due: UTCTime?, reason: String?) throws {
        try database.cachedStatement(sql: SettleSQL.move)
            .execute(arguments: [state.rawValue, attempt, due?.milliseconds, reason, id])
        try expectChange(of: DeliveryID(rawValue: id), to: state)
    }

    private func record(
        _ id: DeliveryID, _ settlement: Settlement, outcome: String, _ failure: AttemptFailure
    ) throws {
        try database.cachedStatement(sql: SettleSQL.attempt).execute(arguments: [
            id.rawValue, settlement.attempt, now.milliseconds, outcome, failure.code, failure.status, failure.detail,
            settlement.took.milliseconds,
        ])
    }
}

extension Fault {
    /// Whether a new pass found this fault again; it is kept with its source even where the pass names none.
    func isSame(as other: Fault, from source: SourceName) -> Bool {
        var sourced = other
        sourced.subject.source = other.subject.source ?? source.rawValue
        return self == other || self == sourced
    }
}

/// What settling a delivery writes; each statement goes by the primary key.
enum SettleSQL {
    static let claim = """
        UPDATE delivery
        SET state = 'sending', attempts = attempts + 1, due_at = NULL
        WHERE id = ? AND (state = 'queued' OR state = 'waiting')
        """
    static let delivered = """
        UPDATE delivery
        SET state = 'delivered', document = ?, attempts = ?, settled_at = ?, due_at = NULL, reason = NULL
        WHERE id = ? AND settled_at IS NULL
        """
    static let move = """
        UPDATE delivery
        SET state = ?, attempts = ?, due_at = ?, reason = ?
        WHERE id = ? AND settled_at IS NULL
        """
    static let close = """
        UPDATE delivery
        SET state = ?, reason = ?, settled_at = ?, due_at = NULL
        WHERE id = ? AND settled_at IS NULL
        """
    /// What a delivery that stops was about; those at work don't carry it.
    static let event = """
        SELECT event.body
        FROM delivery
        JOIN event ON event.id = delivery.event
        WHERE delivery.id = ?
        """
    /// Two look-ups of one attempt in the same millisecond are one entry of the timeline.
    static let attempt = """
        INSERT INTO attempt (delivery, number, at, outcome, code, status, detail, took_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          outcome = excluded.outcome,
          code = excluded.code,
          status = excluded.status,
          detail = excluded.detail,
          took_ms = excluded.took_ms
        """
}
