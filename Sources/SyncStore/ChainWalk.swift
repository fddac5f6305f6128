import Foundation
import GRDB
import SyncModel

/// Walks the audit chain and the messages side by side, in pieces and in constant memory: both are in the order of
/// their commits, and each commit record names the messages it covers.
///
/// Each piece is a read transaction of its own, so that the write-ahead log can be moved into the state in between. The
/// engine may write meanwhile: records only join the end, and what retention removes is accounted for.
struct ChainWalk {
    /// So many audit records are read in one piece at most.
    private static let records = 256
    /// So many messages, or so many bytes of them, end a piece.
    private static let messages = 2000
    private static let bytes = 32 << 20

    private(set) var verification: Verification
    private var sequence: Int64 = 0
    private var head = Data(count: 32)
    /// The last message that a record covered.
    private var covered = Int64.min
    private var isWhole = true
    /// Messages that records name and that aren't there.
    private var missing: Int64 = 0
    /// What the last removal said that the totals are.
    private var lastTotals: String?
    private let before: PruneTotals
    private var read = (messages: 0, bytes: 0)

    /// A walk that begins where the chain begins.
    init(_ database: Database, verification: Verification) throws {
        self.verification = verification
        before = try PruneTotals(database)
        begin(at: before.audit)
    }

    /// Checks the next piece: every payload against its digest, every audit record against the chain, and every message
    /// against the record of its commit.
    ///
    /// - Returns: whether there is more.
    mutating func goOn(_ database: Database) throws -> Bool {
        read = (0, 0)
        guard isWhole else { return try checkUncovered(database) }
        let totals = try PruneTotals(database)
        // What was removed meanwhile is vouched for by its checkpoint.
        if totals.audit.records > sequence { begin(at: totals.audit) }
        var isAtEnd = true
        let rows = try Row.fetchCursor(database, sql: VerifySQL.audit, arguments: [sequence, Self.records])
        var count = 0
        while let row = try rows.next() {
            count += 1
            isAtEnd = false
            guard try check(row, database) else { return true }
            if count == Self.records || read.messages >= Self.messages || read.bytes >= Self.bytes { return true }
            isAtEnd = true
        }
        guard isAtEnd else { return true }
        try finish(totals, database)
        return false
    }

    private mutating func begin(at checkpoint: AuditCheckpoint) {
        verification.prunedRecords = Int(checkpoint.records)
        sequence = checkpoint.records
        head = checkpoint.hash
        missing = checkpoint.messages
    }

    /// - Returns: whether the chain goes on with this record.
    private mutating func check(_ row: Row, _ database: Database) throws -> Bool {
        let record = AuditRecord(row: row)
        verification.auditRecords += 1
        let hash: Data = row["hash"]
        guard row["seq"] == sequence + 1, record.hash(after: head, sequence: sequence + 1) == hash else {
            verification.findings.append("Audit record \(row["seq"] as Int64): the chain is broken here.")
            isWhole = false
            return false
        }
        sequence += 1
        head = hash
        if let digest = PruneRecord.digest(record) { lastTotals = digest }
        if record.isCommit { try checkGroup(record, database) }
        return true
    }

    /// Compares the messages of a commit with its record. Of those that retention has removed the digests are there, as
    /// long as others of the same commit are.
    private mutating func checkGroup(_ record: AuditRecord, _ database: Database) throws {
        guard let range = record.messages else {
            verification.findings.append("Audit record \(sequence): \(record.subject) names no messages.")
            return
        }
        var group = GroupDigest()
        var (present, removed) = (0, 0)
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: VerifySQL.group),
            arguments: [covered, range.upperBound, covered, range.upperBound])
        while let row = try rows.next() {
            let id: Int64 = row["id"]
            let digest: Data = row["digest"]
            group.include(message: id, digest: digest)
            guard let payload = row["payload"] as Data? else {
                removed += 1
                continue
            }
            present += 1
            look(at: id, digest: digest, payload)
        }
        covered = range.upperBound
        missing += max(0, Int64(range.count) - Int64(present))
        // Of a commit that retention has removed as a whole, the record itself is all there is.
        if present == 0, removed == 0 { return }
        if group.record(at: record.at) != record {
            verification.findings.append("Audit record \(sequence): \(record.subject) aren't what was committed.")
        }
    }

    /// Holds a payload against its digest.
    private mutating func look(at id: Int64, digest: Data, _ payload: Data) {
        verification.messages += 1
        read.messages += 1
        read.bytes += payload.count
        if payload.isEmpty, digest != PayloadDigest.ofNothing {
            verification.emptied += 1
        } else if PayloadDigest.of(payload) != digest {
            verification.findings.append("Message \(id): its payload isn't what was stored.")
        }
    }

    /// Holds the payloads that no record was found for against their digests.
    private mutating func checkUncovered(_ database: Database) throws -> Bool {
        let rows = try Row.fetchCursor(database, sql: VerifySQL.messages, arguments: [covered, Self.messages])
        var count = 0
        while let row = try rows.next() {
            count += 1
            covered = row["id"]
            look(at: covered, digest: row["digest"], row["payload"])
            if read.bytes >= Self.bytes { return true }
        }
        return count == Self.messages
    }

    /// At the end of the chain: nothing is left that it doesn't cover, and what is gone was removed by retention.
    private mutating func finish(_ totals: PruneTotals, _ database: Database) throws {
        let rest = try Row.fetchOne(database, sql: VerifySQL.uncovered, arguments: [covered])
        if let rest, let first = rest["first"] as Int64? {
            verification.findings.append(
                "\(rest["count"] as Int64) messages from number \(first) on aren't in the audit chain.")
            repeat { read = (0, 0) } while try checkUncovered(database)
        }
        verification.prunedMessages = Int(totals.messages)
        let isRecorded = lastTotals.map { $0 == totals.digest } ?? totals.isNothing
        if !isRecorded {
            verification.findings.append("What retention has removed isn't what its last audit record says.")
        }
        if missing < before.messages || missing > totals.messages {
            verification.findings.append(
                "\(missing) messages are gone, but retention has removed \(totals.messages).")
        }
        if before.emptied == totals.emptied, before.messages == totals.messages,
            verification.emptied != Int(totals.emptied)
        {
            verification.findings.append(
                "\(verification.emptied) messages have no payload, but retention has removed \(totals.emptied).")
        }
    }
}

extension AuditRecord {
    init(row: Row) {
        self.init(
            at: UTCTime(milliseconds: row["at"]), actor: row["actor"], action: row["action"], subject: row["subject"],
            detail: row["detail"])
    }

    /// Whether it is the record of a group of messages.
    var isCommit: Bool { actor == "engine" && action == "commit" }

    /// The numbers of the messages that a commit record names; `nil` where it names none.
    var messages: ClosedRange<Int64>? { Self.messages(actor: actor, action: action, subject: subject) }
}
