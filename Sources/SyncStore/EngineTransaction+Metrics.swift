public import Foundation
import GRDB
import SyncModel

/// What happened in a scope since it was last written: added to the row of its minute.
public struct MetricDelta: Sendable {
    /// Deliveries accepted.
    public var accepted = 0
    /// Deliveries booked.
    public var delivered = 0
    /// Attempts that failed.
    public var failed = 0
    /// Deliveries that stopped for a person.
    public var faulted = 0
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
        var merged = latency
        merged.merge(stored)
        return merged.encoded
    }
}

extension EngineTransaction {
    /// Adds to the row of the scope's minute.
    ///
    /// - Parameter scope: `flow:NAME` or `endpoint:NAME`.
    public func add(_ delta: MetricDelta, scope: String, minute: Int64) throws {
        let stored = try Data.fetchOne(
            database.cachedStatement(sql: MetricSQL.latency), arguments: [scope, minute])
        try database.cachedStatement(sql: MetricSQL.add).execute(arguments: [
            scope, minute, delta.accepted, delta.delivered, delta.failed, delta.faulted,
            stored.map(delta.latency(with:)) ?? delta.encodedLatency,
        ])
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
    static let latency = "SELECT latency FROM metric WHERE scope = ? AND minute = ?"
    static let add = """
        INSERT INTO metric (scope, minute, accepted, delivered, failed, faulted, latency)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          accepted = accepted + excluded.accepted,
          delivered = delivered + excluded.delivered,
          failed = failed + excluded.failed,
          faulted = faulted + excluded.faulted,
          latency = excluded.latency
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
