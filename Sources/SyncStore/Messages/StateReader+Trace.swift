import Foundation
import GRDB
import Measures
public import SyncModel

extension StateReader {
    /// A message's way, from its arrival to each destination; `nil` where there is none of that number.
    public func trace(_ id: MessageID) throws(StateFileProblem) -> MessageTrace? {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: SearchSQL.one, arguments: [id.rawValue]),
                let message = MessageRow(row: row)
            else { return nil }
            let commit = try CommitSearch.record(of: id, database)
            let profiles = Dictionary(try Self.profiles(database).map { ($0.name, $0) }) { $1 }
            let deliveries = try Row.fetchAll(
                database.cachedStatement(sql: TraceSQL.deliveries), arguments: [id.rawValue])
            let own = try Row.fetchAll(database, sql: ExceptionSQL.ofMessage, arguments: [id.rawValue])
                .compactMap { ExceptionRow(row: $0, faults: faults) }
            var steps = [
                TraceStep(
                    .received, at: message.receivedAt, "\(message.type) from \(message.source), \(message.bytes) bytes")
            ]
            if let commit {
                let answer = message.disposition == .accepted ? "stored and acknowledged" : "stored and refused"
                steps.append(
                    TraceStep(.committed, at: commit.record.at, "\(answer), audit record \(commit.sequence)"))
            }
            return MessageTrace(
                message: message, trace: TraceContext(state: identity, message: id).traceID, commit: commit,
                steps: steps.timed(from: message.receivedAt),
                deliveries: try deliveries.compactMap { row in
                    try self.trace(row, of: message, committedAt: commit?.record.at, profiles, own, database)
                }, exceptions: own.filter { $0.delivery == nil })
        }
    }

    private func trace(
        _ row: Row, of message: MessageRow, committedAt: UTCTime?, _ profiles: [FlowName: FlowProfile],
        _ exceptions: [ExceptionRow], _ database: Database
    ) throws -> DeliveryTrace? {
        guard let delivery = DeliveryRow(row: row, identity: identity) else { return nil }
        let event = (row["body"] as Data?).flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
        let booking = (row["resolved"] as Data?).flatMap(Seal.open)
            .flatMap { try? StateJSON.decode(Booking.self, from: $0) }
        let own = exceptions.filter { $0.delivery == delivery.id }
        let planned = committedAt ?? message.receivedAt
        var steps = Self.beginning(of: delivery, at: planned, booking, own)
        steps += try Row.fetchAll(
            database.cachedStatement(sql: ExceptionSQL.attempts), arguments: [delivery.id.rawValue]
        ).map(TraceStep.init(attempt:))
        steps += Self.stops(own, planned: planned)
        steps += try EditRow.all(of: delivery.id, database)
            .map { TraceStep(.replayed, at: $0.at, $0.entry.text) }
        if let end = Self.end(of: delivery) { steps.append(end) }
        return DeliveryTrace(
            row: delivery,
            traceparent: TraceContext(state: identity, message: message.id).traceparent(delivery: delivery.id),
            documented: event.map(TraceField.documented) ?? [],
            sent: booking.map { TraceField.sent($0, seeing: profiles[delivery.flow]?.fields) } ?? [],
            steps: steps.ordered().timed(from: planned))
    }

    private static func beginning(
        of delivery: DeliveryRow, at: UTCTime, _ booking: Booking?, _ exceptions: [ExceptionRow]
    ) -> [TraceStep] {
        if let first = exceptions.first, first.openedAt <= at {
            return [
                TraceStep(.planned, at: at, outcome: first.fault.code.rawValue, "stopped: \(first.fault.code.title)")
            ]
        }
        if delivery.state == .dismissed, delivery.attempts == 0, exceptions.isEmpty, delivery.settledAt == at {
            return [TraceStep(.planned, at: at, "nothing to send, by rule")]
        }
        let what = booking.map(\.words) ?? "the message as it came"
        return [
            TraceStep(.planned, at: at, "to \(delivery.endpoint): \(what)"),
            TraceStep(.queued, at: at, "in \(delivery.flow)"),
        ]
    }

    private static func stops(_ exceptions: [ExceptionRow], planned: UTCTime) -> [TraceStep] {
        exceptions.flatMap { exception -> [TraceStep] in
            let code = exception.fault.code
            let stop = TraceStep(
                .stopped, at: exception.openedAt, outcome: code.rawValue,
                "\(code.title): \(exception.fault.detail)")
            guard let closedAt = exception.closedAt else { return [stop] }
            return [stop, TraceStep(.released, at: closedAt, exception.resolution ?? "")]
        }
    }

    private static func end(of delivery: DeliveryRow) -> TraceStep? {
        let attempt = delivery.attempts > 0 ? delivery.attempts : nil
        guard let settledAt = delivery.settledAt else {
            return delivery.dueAt.map { TraceStep(.due, at: $0, attempt: delivery.attempts + 1, "tried again") }
        }
        switch delivery.state {
        case .delivered:
            return TraceStep(.delivered, at: settledAt, attempt: attempt, "document \(delivery.document ?? "")")
        case .dismissed: return TraceStep(.dismissed, at: settledAt, delivery.reason ?? "")
        case .dead: return TraceStep(.dead, at: settledAt, attempt: attempt, delivery.reason ?? "")
        default: return nil
        }
    }
}

extension TraceStep {
    fileprivate init(attempt row: Row) {
        let outcome: String = row["outcome"]
        self.init(
            outcome == "looked-up" ? .lookedUp : .attempt, at: UTCTime(milliseconds: row["at"]),
            took: .milliseconds(row["took_ms"] as Int64), attempt: row["number"], outcome: outcome,
            status: row["status"], row["detail"])
    }
}

extension [TraceStep] {
    /// By time; of one moment, in the order they were named.
    fileprivate func ordered() -> [TraceStep] {
        enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Each with how long after the one before it came.
    fileprivate func timed(from start: UTCTime) -> [TraceStep] {
        var before = start
        return map { step in
            var step = step
            step.afterMilliseconds = step.at.elapsed(since: before).milliseconds
            before = step.at
            return step
        }
    }
}

extension TraceField {
    /// What lists show of an event too. No patient data.
    fileprivate static func documented(_ event: CanonicalEvent) -> [TraceField] {
        let summary = EventSummary(event)
        let fields = [
            TraceField("item", summary.item), TraceField("description", summary.description),
            TraceField("quantity", summary.quantity), TraceField("unit", summary.unit),
            TraceField("location", summary.location),
            TraceField("occurred-at", event.occurredAt?.description ?? ""),
        ]
        return fields.filter { !$0.value.isEmpty }
            + (event.fields ?? Fields()).lines().map { TraceField($0.path, $0.words) }
    }

    /// What a destination is asked to book, as far as its contract lets it see.
    fileprivate static func sent(_ booking: Booking, seeing fields: [String]?) -> [TraceField] {
        switch booking {
        case .use(let use): sent(use, seeing: fields)
        case .record(let record): record.lines().map { TraceField($0.path, $0.words) }
        }
    }

    private static func sent(_ use: ResolvedUse, seeing fields: [String]?) -> [TraceField] {
        let all = [
            TraceField("organization", use.organization), TraceField("item", use.itemNumber),
            TraceField("subinventory", use.subinventory), TraceField("quantity", use.quantity.description),
            TraceField("unit", use.unit.rawValue), TraceField("occurred-at", use.occurredAt.description),
            TraceField("cost-center", use.costCenter), TraceField("account", use.account),
        ]
        guard let fields else { return all }
        return all.filter { fields.contains($0.name) }
    }
}

/// Finds the audit record of the commit that stored a message. Commits are in the order of their messages, and so are
/// their records; a handful of steps finds one.
enum CommitSearch {
    static func record(of message: MessageID, _ database: Database) throws -> AuditRow? {
        let statement = try database.cachedStatement(sql: TraceSQL.commit)
        var (low, high): (Int64, Int64) = (1, try Int64.fetchOne(database, sql: AuditSQL.last) ?? 0)
        while low <= high {
            let middle = low + (high - low) / 2
            // The commit at or behind the middle.
            guard let row = try Row.fetchOne(statement, arguments: [middle, high]) else {
                high = middle - 1
                continue
            }
            let record = AuditRow(row: row)
            guard let messages = record.record.messages else { return nil }
            if messages.contains(message.rawValue) { return record }
            if messages.lowerBound > message.rawValue { high = middle - 1 } else { low = record.sequence + 1 }
        }
        return nil
    }
}

/// The queries of a trace.
enum TraceSQL {
    static let deliveries = """
        SELECT delivery.*, event.body
        FROM delivery
        LEFT JOIN event ON event.id = delivery.event
        WHERE delivery.message = ?
        ORDER BY delivery.id
        """
    static let commit = """
        SELECT *
        FROM audit
        WHERE seq >= ? AND seq <= ? AND action = 'commit' AND actor = 'engine'
        ORDER BY seq
        LIMIT 1
        """
}
