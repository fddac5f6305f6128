import Foundation
import GRDB
public import SyncModel

/// What retention has removed, and what it would remove now.
public struct RetentionReport: Sendable, Codable, Hashable {
    /// When it last removed something; `nil` where it never has.
    public var lastAt: UTCTime?
    /// Messages that are gone; their deliveries still count in the books.
    public var messages: Int
    /// Deliveries that are gone, dead letters among them.
    public var deliveries: Int
    /// Dead letters that are gone.
    public var deadLetters: Int
    /// Messages that are there without their payload.
    public var emptied: Int
    /// Audit records that are gone; the chain goes on from its checkpoint.
    public var auditRecords: Int
    /// Messages that could go now.
    public var due: Int
    /// Payloads that could go now while their message stays.
    public var payloadsDue: Int
    /// Whether more may be due than was counted.
    public var isMore: Bool
    /// When the oldest message that is kept was received.
    public var oldestAt: UTCTime?
    /// Bytes of the state that nothing is in: what comes next goes there.
    public var freeBytes: Int
    /// Bytes of the state.
    public var bytes: Int
}

extension StateReader {
    /// What retention has removed, and what it would remove now by `policy`. Nothing is changed.
    ///
    /// - Parameter limit: so many messages are counted as due at most.
    public func retention(
        by policy: RetentionPolicy, now: UTCTime, limit: Int = 10_000
    ) throws(StateFileProblem) -> RetentionReport {
        try read { database in
            let totals = try PruneTotals(database)
            var report = RetentionReport(
                lastAt: totals.at, messages: Int(totals.messages), deliveries: Int(totals.deliveries),
                deadLetters: Int(totals.deadLetters), emptied: Int(totals.emptied),
                auditRecords: Int(totals.audit.records), due: 0, payloadsDue: 0, isMore: false,
                oldestAt: try Int64.fetchOne(database, sql: ReportSQL.oldest).map(UTCTime.init(milliseconds:)),
                freeBytes: try Self.pages("freelist_count", database), bytes: try Self.pages("page_count", database))
            var search = PruneSearch(policy: policy, now: now, database: database)
            report.isMore = try search.count(upTo: limit) { report.count($0) }
            return report
        }
    }

    private static func pages(_ pragma: String, _ database: Database) throws -> Int {
        let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        return (try Int.fetchOne(database, sql: "PRAGMA \(pragma)") ?? 0) * size
    }
}

extension RetentionReport {
    fileprivate mutating func count(_ candidate: PruneSlice.Candidate) {
        switch candidate.kind {
        case .work: due += 1
        case .payload: payloadsDue += 1
        }
    }
}

extension PruneSearch {
    /// Goes through what is due without removing it.
    ///
    /// - Returns: whether there is more.
    fileprivate mutating func count(upTo limit: Int, _ found: (PruneSlice.Candidate) -> Void) throws -> Bool {
        var count = 0
        var patience = limit / PruneSlice.size + 50
        for candidate in try laterDue(limit: limit) {
            found(candidate)
            count += 1
        }
        for walk in policy.walks {
            var place: (record: Int64, message: Int64)?
            while count < limit, patience > 0, let slice = try next(in: walk, from: place) {
                patience -= 1
                for candidate in slice.due { found(candidate) }
                count += slice.due.count
                place = slice.place.map { ($0.record, $0.message) }
            }
        }
        return count >= limit || patience == 0
    }

    private func laterDue(limit: Int) throws -> [PruneSlice.Candidate] {
        try Row.fetchAll(database, sql: PruneSQL.later, arguments: [now.milliseconds, limit]).compactMap { row in
            guard let kind = PruneKind(rawValue: row["kind"]),
                let due = try KeptMessage.load(row["message"], database)?.due(kind, by: policy), due <= now
            else { return nil }
            return PruneSlice.Candidate(message: row["message"], kind: kind, group: 0...0)
        }
    }
}

/// What a report reads beside what retention reads.
enum ReportSQL {
    static let oldest = "SELECT received_at FROM message ORDER BY id LIMIT 1"
}
