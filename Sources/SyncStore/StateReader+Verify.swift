import Foundation
import GRDB
public import SyncModel

/// What `tallyward verify` found.
public struct Verification: Sendable, Codable {
    /// The books of each flow, counted from the rows.
    public var books: [FlowName: BalanceSheet]
    /// How many messages were read and hashed.
    public var messages: Int
    /// How many audit records were checked.
    public var auditRecords: Int
    /// Everything that isn't as it should be, one sentence each. Empty where all is well.
    public var findings: [String]

    /// All flows together.
    public var total: BalanceSheet { books.values.reduce(BalanceSheet(), +) }
}

extension StateReader {
    /// Proves from the rows what the counters say: the books balance, every stopped delivery has its exception, every
    /// payload has its digest, and the audit chain is whole. Reads everything; takes as long as that takes.
    public func verify() throws(StateFileProblem) -> Verification {
        try read { database in
            var verification = Verification(books: [:], messages: 0, auditRecords: 0, findings: [])
            try Self.countBooks(database, into: &verification)
            try Self.checkExceptions(database, into: &verification)
            try Self.checkPayloadsAndChain(database, into: &verification)
            return verification
        }
    }

    private static func countBooks(_ database: Database, into verification: inout Verification) throws {
        for row in try Row.fetchAll(database, sql: VerifySQL.states) {
            guard let state = DeliveryState(rawValue: row["state"]) else { continue }
            let flow = FlowName(rawValue: row["flow"])
            let count: Int = row["count"]
            verification.books[flow, default: BalanceSheet()][state.line] += count
            verification.books[flow, default: BalanceSheet()][.accepted] += count
        }
        for row in try Row.fetchAll(database, sql: OverviewSQL.tally) {
            let flow = FlowName(rawValue: row["flow"])
            guard let line = BalanceLine(rawValue: row["line"]), !flow.rawValue.isEmpty else { continue }
            let count: Int = row["count"]
            if line == .duplicates {
                // A repeat stores nothing: the counter is the only trace of it.
                verification.books[flow, default: BalanceSheet()][.duplicates] += count
                verification.books[flow, default: BalanceSheet()][.accepted] += count
            }
        }
        for row in try Row.fetchAll(database, sql: OverviewSQL.tally) {
            let flow = FlowName(rawValue: row["flow"])
            guard let line = BalanceLine(rawValue: row["line"]), !flow.rawValue.isEmpty else { continue }
            let counted = verification.books[flow]?[line] ?? 0
            let kept: Int = row["count"]
            if counted != kept {
                verification.findings.append("\(flow): \(line.title) is \(counted) by its rows, \(kept) by its counter.")
            }
        }
        for (flow, sheet) in verification.books where !sheet.isBalanced {
            verification.findings.append(
                "\(flow): \(sheet[.accepted]) accepted, but \(sheet.accountedFor) accounted for.")
        }
    }

    private static func checkExceptions(_ database: Database, into verification: inout Verification) throws {
        let unowned = try Int.fetchOne(database, sql: VerifySQL.stoppedWithoutException) ?? 0
        if unowned > 0 {
            verification.findings.append("\(unowned) stopped deliveries have no open exception.")
        }
        let stale = try Int.fetchOne(database, sql: VerifySQL.exceptionWithoutStop) ?? 0
        if stale > 0 {
            verification.findings.append("\(stale) open exceptions belong to deliveries that aren't stopped.")
        }
        for row in try Row.fetchAll(database, sql: VerifySQL.causes) {
            let cause: String = row["cause"]
            let counted: Int = row["counted"]
            let kept: Int = row["open"]
            verification.findings.append("Cause \"\(cause)\" has \(counted) open exceptions, \(kept) by its counter.")
        }
    }

    private static func checkPayloadsAndChain(_ database: Database, into verification: inout Verification) throws {
        var digests: [Int64: Data] = [:]
        let messages = try Row.fetchCursor(database, sql: VerifySQL.messages)
        while let row = try messages.next() {
            verification.messages += 1
            let id: Int64 = row["id"]
            let digest: Data = row["digest"]
            digests[id] = digest
            if PayloadDigest.of(row["payload"] as Data) != digest {
                verification.findings.append("Message \(id): its payload isn't what was stored.")
            }
        }
        var head = Data(count: 32)
        var sequence: Int64 = 0
        let records = try Row.fetchCursor(database, sql: VerifySQL.audit)
        while let row = try records.next() {
            let record = AuditRecord(
                at: UTCTime(milliseconds: row["at"]), actor: row["actor"], action: row["action"],
                subject: row["subject"], detail: row["detail"])
            sequence += 1
            let hash: Data = row["hash"]
            if row["seq"] != sequence || record.hash(after: head, sequence: sequence) != hash {
                verification.findings.append("Audit record \(row["seq"] as Int64): the chain is broken here.")
                break
            }
            head = hash
            if record.action == "commit", !record.matches(digests) {
                verification.findings.append("Audit record \(sequence): \(record.subject) aren't what was committed.")
            }
        }
        verification.auditRecords = Int(sequence)
    }
}

extension AuditRecord {
    /// Whether the digests of the messages that a commit record names are those that were committed.
    func matches(_ digests: [Int64: Data]) -> Bool {
        let numbers = subject.dropFirst("messages ".count).split(separator: "-").compactMap { Int64($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return false }
        var group = GroupDigest()
        for id in numbers[0]...numbers[1] {
            guard let digest = digests[id] else { return false }
            group.include(message: id, digest: digest)
        }
        return group.record(at: at)?.detail == detail
    }
}

/// The queries of a verification; they read everything.
enum VerifySQL {
    static let states = "SELECT flow, state, count(*) AS count FROM delivery GROUP BY flow, state"
    static let stoppedWithoutException = """
        SELECT count(*)
        FROM delivery
        WHERE state = 'faulted'
          AND NOT EXISTS (
            SELECT 1 FROM exception WHERE exception.delivery = delivery.id AND closed_at IS NULL)
        """
    static let exceptionWithoutStop = """
        SELECT count(*)
        FROM exception
        JOIN delivery ON delivery.id = exception.delivery
        WHERE exception.closed_at IS NULL AND delivery.state <> 'faulted'
        """
    static let causes = """
        SELECT cause.cause, cause.open, count(exception.id) AS counted
        FROM cause
        LEFT JOIN exception ON exception.cause = cause.cause AND exception.closed_at IS NULL
        GROUP BY cause.cause
        HAVING counted <> cause.open
        """
    static let messages = "SELECT id, digest, payload FROM message ORDER BY id"
    static let audit = "SELECT * FROM audit ORDER BY seq"
}
