import Crypto
public import Foundation
import GRDB
public import SyncModel

/// What stood before the first record of the audit chain that is still there.
public struct AuditCheckpoint: Sendable, Hashable {
    /// How many records were removed; the last of them had this number.
    public var records: Int64
    /// The hash of the last of them: the chain goes on from it.
    public var hash: Data
    /// How many messages they covered.
    public var messages: Int64
    /// SHA-256 over the one before and each commit's hash over its payloads' digests, in their order.
    public var digest: Data

    /// The start of a chain that nothing was removed from.
    init() {
        records = 0
        hash = Data(count: 32)
        messages = 0
        digest = Data(count: 32)
    }
}

/// What retention has removed in all.
public struct PruneTotals: Sendable, Hashable {
    /// When it last removed something.
    public var at: UTCTime?
    /// Messages that are gone.
    public var messages: Int64 = 0
    /// Deliveries that are gone, dead letters among them.
    public var deliveries: Int64 = 0
    /// Dead letters that are gone.
    public var deadLetters: Int64 = 0
    /// Messages that are there without their payload.
    public var emptied: Int64 = 0
    /// What is gone of the audit chain.
    public var audit = AuditCheckpoint()
    var last = LastNumbers()

    /// The highest numbers that were removed.
    struct LastNumbers: Sendable, Hashable {
        var message: Int64 = 0
        var event: Int64 = 0
        var delivery: Int64 = 0
        var exception: Int64 = 0
    }

    init(_ database: Database) throws {
        guard let row = try Row.fetchOne(database.cachedStatement(sql: PruneSQL.totals)) else { return }
        at = (row["at"] as Int64?).map(UTCTime.init(milliseconds:))
        messages = row["messages"]
        deliveries = row["deliveries"]
        deadLetters = row["dead_letters"]
        emptied = row["emptied"]
        last = LastNumbers(
            message: row["last_message"], event: row["last_event"], delivery: row["last_delivery"],
            exception: row["last_exception"])
        audit.records = row["audit_records"]
        audit.hash = row["audit_hash"]
        audit.messages = row["audit_messages"]
        audit.digest = row["audit_digest"]
    }

    func write(_ database: Database) throws {
        try database.cachedStatement(sql: PruneSQL.writeTotals).execute(arguments: [
            at?.milliseconds, messages, deliveries, deadLetters, emptied, last.message, last.event, last.delivery,
            last.exception, audit.records, audit.hash, audit.messages, audit.digest,
        ])
    }

    /// SHA-256 over all of it but the time, in hexadecimal: it stands in the audit record of each removal.
    var digest: String {
        var hasher = SHA256()
        let numbers = [
            messages, deliveries, deadLetters, emptied, last.message, last.event, last.delivery, last.exception,
            audit.records, audit.messages,
        ]
        for number in numbers { hasher.update(number: number) }
        hasher.update(data: audit.hash)
        hasher.update(data: audit.digest)
        return Hexadecimal.digits(hasher.finalize())
    }

    /// Whether nothing was ever removed.
    var isNothing: Bool { messages == 0 && emptied == 0 && audit.records == 0 }
}
