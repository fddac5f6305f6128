public import Foundation
import GRDB
import SyncModel

/// What happened in a scope since it was last written: added to the rows of its time.
public struct MetricDelta: Sendable {
    /// Deliveries accepted.
    public var accepted = 0
    /// Deliveries booked.
    public var delivered = 0
    /// Attempts that failed.
    public var failed = 0
    /// Deliveries that stopped for a person.
    public var faulted = 0
    /// Deliveries accepted that the objective is about: nothing stopped them at their acceptance.
    public var due = 0
    /// Of those accepted at this time, so many were booked in time.
    public var inTime = 0
    private var latency = LatencyHistogram()

    /// Nothing happened yet.
    public init() {}

    /// Counts a delivery that was booked so long after its intake.
    public mutating func recordDelivered(after latency: Duration) {
        delivered += 1
        self.latency.record(latency)
    }

    var encodedLatency: Data { latency.encoded }

    func latency(with stored: Data) -> Data {
        guard !latency.isEmpty else { return stored }
        var merged = latency
        merged.merge(stored)
        return merged.encoded
    }

    /// The counters in the order of the tables' columns.
    var counters: [Int] { [accepted, delivered, failed, faulted, due, inTime] }
}

extension EngineTransaction {
    /// Adds to the row of the scope's minute.
    ///
    /// - Parameter scope: `flow:NAME` or `endpoint:NAME`.
    public func add(_ delta: MetricDelta, scope: String, minute: Int64) throws {
        let stored = try Data.fetchOne(
            database.cachedStatement(sql: MetricSQL.latency), arguments: [scope, minute])
        try database.cachedStatement(sql: MetricSQL.add).execute(
            arguments: [scope, minute] + StatementArguments(delta.counters)
                + [stored.map(delta.latency(with:)) ?? delta.encodedLatency])
    }

    /// Adds to the rows of the scope's minute and of its step of ``MetricRing/step``, as long as the ring has it.
    public func add(_ delta: MetricDelta, scope: String, step: Int64) throws {
        try add(delta, scope: scope, minute: step / MetricRing.stepsOfMinute)
        let newest = now.milliseconds / (MetricRing.step.seconds * 1000)
        guard step > newest - MetricRing.step.slots else { return }
        try addToRing(delta, scope: scope, step: step)
    }

    private func addToRing(_ delta: MetricDelta, scope: String, step: Int64) throws {
        let ring = MetricRing.step
        let place: StatementArguments = [scope, ring.seconds, step % ring.slots]
        let statement = try database.cachedStatement(sql: MetricSQL.ringLatency)
        let stored = try Data.fetchOne(statement, arguments: place + [step])
        guard let stored else {
            return try database.cachedStatement(sql: MetricSQL.putInRing)
                .execute(arguments: place + [step] + StatementArguments(delta.counters) + [delta.encodedLatency])
        }
        try database.cachedStatement(sql: MetricSQL.addToRing)
            .execute(arguments: StatementArguments(delta.counters) + [delta.latency(with: stored)] + place)
    }

    /// Writes how an endpoint does.
    public func write(_ status: EndpointStatus) throws {
        try database.cachedStatement(sql: MetricSQL.endpoint).execute(arguments: [
            status.endpoint.rawValue, status.condition.rawValue, status.detail, status.resumesAt?.milliseconds,
            status.changedAt.milliseconds, status.lastSuccessAt?.milliseconds,
        ])
    }

    /// The answer to a command that was applied before.
    public func reply(toCommand id: String) throws -> Data? {
        try Data.fetchOne(database.cachedStatement(sql: MetricSQL.command), arguments: [id])
    }

    /// Keeps the answer to a command, so that it is applied once.
    public func keep(reply: Data, toCommand id: String) throws {
        try database.cachedStatement(sql: MetricSQL.keepCommand)
            .execute(arguments: [id, now.milliseconds, reply])
    }
}

/// Metrics, endpoint states and commands.
enum MetricSQL {
    /// The columns after the key, in the order in which they are read and written.
    static let figures = "accepted, delivered, failed, faulted, due, in_time, latency"
    static let latency = "SELECT latency FROM metric WHERE scope = ? AND minute = ?"
    static let add = """
        INSERT INTO metric (scope, minute, \(figures))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          accepted = accepted + excluded.accepted,
          delivered = delivered + excluded.delivered,
          failed = failed + excluded.failed,
          faulted = faulted + excluded.faulted,
          due = due + excluded.due,
          in_time = in_time + excluded.in_time,
          latency = excluded.latency
        """
    static let ringLatency = """
        SELECT latency
        FROM metric_ring
        WHERE scope = ? AND seconds = ? AND slot = ? AND number = ?
        """
    static let addToRing = """
        UPDATE metric_ring
        SET accepted = accepted + ?, delivered = delivered + ?, failed = failed + ?, faulted = faulted + ?,
          due = due + ?, in_time = in_time + ?, latency = ?
        WHERE scope = ? AND seconds = ? AND slot = ?
        """
    /// What is newer stays: a step of a quarter of an hour ago has lost its slot.
    static let putInRing = """
        INSERT INTO metric_ring (scope, seconds, slot, number, \(figures))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          number = excluded.number,
          accepted = excluded.accepted,
          delivered = excluded.delivered,
          failed = excluded.failed,
          faulted = excluded.faulted,
          due = excluded.due,
          in_time = excluded.in_time,
          latency = excluded.latency
        WHERE excluded.number >= metric_ring.number
        """
    /// An hour some of whose minutes are gone keeps what it has.
    static let putHour = """
        INSERT INTO metric_hour (scope, hour, \(figures))
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          accepted = excluded.accepted,
          delivered = excluded.delivered,
          failed = excluded.failed,
          faulted = excluded.faulted,
          due = excluded.due,
          in_time = excluded.in_time,
          latency = excluded.latency
        WHERE excluded.accepted >= metric_hour.accepted AND excluded.delivered >= metric_hour.delivered
          AND excluded.failed >= metric_hour.failed
        """
    static let endpoint = """
        INSERT INTO endpoint_state (endpoint, condition, detail, resumes_at, changed_at, last_success_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          condition = excluded.condition,
          detail = excluded.detail,
          resumes_at = excluded.resumes_at,
          changed_at = excluded.changed_at,
          last_success_at = coalesce(excluded.last_success_at, last_success_at)
        """
    static let command = "SELECT reply FROM command WHERE id = ?"
    static let keepCommand = "INSERT INTO command (id, at, reply) VALUES (?, ?, ?)"
}
