import Foundation
import GRDB
import SyncModel

extension EngineTransaction {
    /// Stores a message with its deliveries, unless the same was stored before.
    ///
    /// The same source and control id with the same content is a duplicate and stores nothing; with other content the
    /// message is kept, refused, and becomes an exception. What was refused before is refused again and only counted.
    public mutating func accept(_ message: NewMessage) throws -> Accepted {
        let id = book.nextMessage
        if !message.controlID.isEmpty, message.refusal == nil {
            var key = try DirectStatement(database, AcceptSQL.key)
            key.bind(message.source.rawValue)
            key.bind(message.controlID)
            key.bind(id)
            try key.run()
            if database.changesCount == 0 { return try acceptRepeat(message) }
        }
        if let refusal = message.refusal {
            return .refused(try refuse(message, refusal), refusal)
        }
        try insert(message, id: id)
        var ready: [OpenDelivery] = []
        var ties = Ties()
        var statements = StatementVerdicts()
        for (index, delivery) in message.deliveries.enumerated() {
            var delivery = delivery
            if let planned = delivery.plan.ownership,
                let decision = try statements.decide(planned, line: delivery.line, in: self)
            {
                (ties.decisions[index], delivery.plan.decision) = (decision, decision)
                delivery.plan.approval = nil
                if case .dismissed = decision { delivery.plan.subject = nil }
            }
            var tie = try delivery.plan.subject.map { try self.tie(delivery, to: $0, of: id) } ?? Tie()
            if let record = delivery.plan.keeping, case .ready = delivery.plan.decision {
                switch try keep(record, by: book.nextDelivery) {
                case .done(let document): tie.document = document
                case .nothing(let why): tie.decision = .dismissed(why)
                }
            }
            if let fault = try mismatch(of: delivery, message: id, tie) { tie.decision = .faulted(fault) }
            tie.decision = try difference(of: delivery, tie) ?? tie.decision
            ties.dropped += tie.dropped
            if tie.document != nil { ties.kept.append(index) }
            if let decision = tie.decision {
                (ties.decisions[index], delivery.plan.decision) = (decision, decision)
                delivery.plan.approval = nil
            }
            if tie.isElsewhere { delivery.plan.value = .zero }
            if let count = delivery.plan.count, delivery.plan.isBooked || !tie.dropped.isEmpty,
                try self.book(count, of: DeliveryID(rawValue: book.nextDelivery))
            {
                ties.wakesMatches = true
            }
            if let delivery = try insert(delivery, of: message, id: id, tie) {
                ready.append(delivery)
            }
        }
        return .stored(MessageID(rawValue: id), ready: ready, ties)
    }

    private mutating func acceptRepeat(_ message: NewMessage) throws -> Accepted {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: AcceptSQL.stored),
            arguments: [message.source.rawValue, message.controlID])
        let original = MessageID(rawValue: row?["id"] ?? 0)
        if message.isKnownByID || row?["digest"] as Data? == message.digest {
            let flow = message.deliveries.first?.flow ?? FlowName(rawValue: "")
            count(flow, .accepted, 1)
            count(flow, .duplicates, 1)
            return .duplicate(original)
        }
        let fault = Fault(
            .controlIDConflict, FaultSubject(source: message.source.rawValue, other: message.type),
            detail: "Control id \(message.controlID) came before, as message \(original), with other content.")
        return .conflict(try refuse(message, fault), fault)
    }

    /// Keeps a refused message with its exception, and gives its number. A sender that repeats what was refused, byte
    /// for byte and for the same reason, is only counted: the number is that of the first.
    private mutating func refuse(_ message: NewMessage, _ fault: Fault) throws -> MessageID {
        let id = book.nextMessage
        let mark = IntakeMark.refused(code: fault.code.rawValue, digest: message.digest)
        var key = try DirectStatement(database, AcceptSQL.key)
        key.bind(message.source.rawValue)
        key.bind(mark)
        key.bind(id)
        try key.run()
        guard database.changesCount > 0 else {
            countRefused(again: true)
            let first = try Row.fetchOne(
                database.cachedStatement(sql: AcceptSQL.stored), arguments: [message.source.rawValue, mark])
            return MessageID(rawValue: first?["id"] ?? 0)
        }
        var refused = message
        refused.refusal = fault
        try insert(refused, id: id)
        countRefused()
        _ = try open(
            NewException(
                delivery: nil, message: MessageID(rawValue: id), flow: FlowName(rawValue: ""), fault: fault,
                endpoint: nil, lane: nil, summary: EventSummary(), value: .zero))
        return MessageID(rawValue: id)
    }

    private mutating func insert(_ message: NewMessage, id: Int64) throws {
        var insert = try DirectStatement(database, AcceptSQL.message)
        insert.bind(id)
        insert.bind(message.source.rawValue)
        insert.bind(message.controlID)
        insert.bind(message.type)
        insert.bind(message.version)
        insert.bind(message.receivedAt.milliseconds)
        insert.bind(message.refusal == nil ? Disposition.accepted.rawValue : Disposition.refused.rawValue)
        insert.bind(message.digest)
        insert.bind(message.payload)
        try insert.run()
        book.nextMessage = id + 1
        include(message: id, digest: message.digest)
    }

    private mutating func insert(
        _ delivery: NewDelivery, of message: NewMessage, id: Int64, _ tie: Tie
    ) throws -> OpenDelivery? {
        let event = book.nextEvent
        book.nextEvent += 1
        var insertEvent = try DirectStatement(database, AcceptSQL.event)
        insertEvent.bind(event)
        insertEvent.bind(id)
        insertEvent.bind(Int64(delivery.line))
        insertEvent.bind(delivery.eventType.rawValue)
        insertEvent.bind(delivery.eventBody)
        try insertEvent.run()
        let number = book.nextDelivery
        book.nextDelivery += 1
        let value = delivery.plan.value.bookable
        let state: DeliveryState
        var reason: String?
        var resolved: Data?
        switch delivery.plan.decision {
        case .ready(let body): (state, resolved) = (tie.document == nil ? .queued : .delivered, body)
        case .faulted: state = .faulted
        case .dismissed(let why): (state, reason) = (.dismissed, why)
        }
        var insertDelivery = try DirectStatement(database, AcceptSQL.delivery)
        for number in [number, event, id, Int64(delivery.line)] { insertDelivery.bind(number) }
        insertDelivery.bind(delivery.flow.rawValue)
        insertDelivery.bind(delivery.endpoint.rawValue)
        insertDelivery.bind(delivery.lane)
        insertDelivery.bind(state.rawValue)
        insertDelivery.bind(value.cents)
        insertDelivery.bind(message.receivedAt.milliseconds)
        insertDelivery.bind(state == .dismissed || state == .delivered ? now.milliseconds : nil)
        insertDelivery.bind(tie.document)
        insertDelivery.bind(reason)
        insertDelivery.bind(resolved.map(Seal.seal))
        insertDelivery.bind(tie.takesBack?.rawValue)
        insertDelivery.bind(tie.follows?.rawValue)
        try insertDelivery.run()
        count(delivery.flow, .accepted, 1, value: value)
        count(delivery.flow, state.line, 1, value: value)
        let deliveryID = DeliveryID(rawValue: number)
        if case .faulted(let fault) = delivery.plan.decision {
            _ = try open(
                NewException(
                    delivery: deliveryID, message: MessageID(rawValue: id), flow: delivery.flow, fault: fault,
                    endpoint: delivery.endpoint, lane: delivery.lane, summary: delivery.summary, value: value))
            if let approval = delivery.plan.approval {
                try awaitApproval(of: deliveryID, approval, delivery.plan.entries)
            }
        }
        guard state == .queued || (state == .faulted && delivery.lane != nil) else { return nil }
        return OpenDelivery(
            delivery, of: message, id: deliveryID, messageID: MessageID(rawValue: id), state: state, value: value,
            resolved: resolved)
    }
}

/// An exception to be opened.
struct NewException {
    var delivery: DeliveryID?
    var message: MessageID
    var flow: FlowName
    var fault: Fault
    /// Where the delivery goes, and the lane it holds.
    var endpoint: EndpointName?
    var lane: String?
    var summary: EventSummary
    var value: Money
}

extension EngineTransaction {
    /// Opens an exception and counts it with its cause.
    mutating func open(_ exception: NewException) throws -> ExceptionID {
        let id = book.nextException
        book.nextException += 1
        let fault = exception.fault
        let cause = fault.cause
        let column = try fault.column
        let summary = exception.summary
        try database.cachedStatement(sql: AcceptSQL.cause).execute(arguments: [
            cause, fault.code.rawValue, fault.owner.rawValue, column, summary.description,
        ])
        try database.cachedStatement(sql: AcceptSQL.exception).execute(arguments: [
            id, exception.delivery?.rawValue, exception.message.rawValue, exception.flow.rawValue,
            fault.code.rawValue, fault.owner.rawValue, cause, column, summary.item, summary.description,
            summary.quantity, summary.unit, summary.location, exception.value.cents, now.milliseconds,
            exception.endpoint?.rawValue, exception.lane,
        ])
        // Those of one order differ in their figures: the last stands for them.
        if fault.code.isAboutMatch {
            try database.cachedStatement(sql: MatchSQL.retellCause).execute(arguments: [column, cause])
        }
        countCause(cause, 1, value: exception.value)
        return ExceptionID(rawValue: id)
    }
}

/// What storing a message writes.
enum AcceptSQL {
    static let key = """
        INSERT INTO intake_key (source, control_id, message) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """
    /// A key may outlive its message.
    static let stored = """
        SELECT intake_key.message AS id, coalesce(message.digest, intake_key.digest) AS digest
        FROM intake_key
        LEFT JOIN message ON message.id = intake_key.message
        WHERE intake_key.source = ? AND intake_key.control_id = ?
        """
    static let message = """
        INSERT INTO message (id, source, control_id, type, version, received_at, disposition, digest, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let event = "INSERT INTO event (id, message, line, type, body) VALUES (?, ?, ?, ?, ?)"
    static let delivery = """
        INSERT INTO delivery (id, event, message, line, flow, endpoint, lane, state, value, accepted_at, settled_at,
          document, reason, resolved, takes_back, follows)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let exception = """
        INSERT INTO exception (id, delivery, message, flow, code, owner, cause, fault, item, description, quantity,
          unit, location, value, opened_at, endpoint, lane)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    /// The first fault of a cause stands for all; a description that came later is taken over.
    static let cause = """
        INSERT INTO cause (cause, code, owner, fault, description, open, value) VALUES (?, ?, ?, ?, ?, 0, 0)
        ON CONFLICT (cause) DO UPDATE SET
          description = CASE WHEN description = '' THEN excluded.description ELSE description END
        """
}
