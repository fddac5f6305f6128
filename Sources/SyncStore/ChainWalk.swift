import Foundation
import GRDB
import SyncModel

/// Walks the audit chain and the messages side by side, in one pass and in constant memory: both are in the order of
/// their commits, and each commit record names the messages it covers.
struct ChainWalk {
    private let messages: RowCursor
    private var next: (id: Int64, digest: Data)?
    private var verification: Verification

    /// Checks every payload against its digest, every audit record against the chain, and every message against the
    /// record of its commit.
    static func check(_ database: Database, into verification: inout Verification) throws {
        var walk = ChainWalk(
            messages: try Row.fetchCursor(database, sql: VerifySQL.messages), verification: verification)
        try walk.advance()
        let isWhole = try walk.checkChain(database)
        try walk.checkRest(isChainWhole: isWhole)
        verification = walk.verification
    }

    private init(messages: RowCursor, verification: Verification) {
        self.messages = messages
        self.verification = verification
    }

    /// Goes on to the next message, having checked its payload.
    private mutating func advance() throws {
        guard let row = try messages.next() else {
            next = nil
            return
        }
        verification.messages += 1
        let id: Int64 = row["id"]
        let digest: Data = row["digest"]
        if PayloadDigest.of(row["payload"] as Data) != digest {
            verification.findings.append("Message \(id): its payload isn't what was stored.")
        }
        next = (id, digest)
    }

    /// - Returns: whether the chain is whole to its end.
    private mutating func checkChain(_ database: Database) throws -> Bool {
        var head = Data(count: 32)
        var sequence: Int64 = 0
        let records = try Row.fetchCursor(database, sql: VerifySQL.audit)
        while let row = try records.next() {
            let record = AuditRecord(
                at: UTCTime(milliseconds: row["at"]), actor: row["actor"], action: row["action"],
                subject: row["subject"], detail: row["detail"])
            sequence += 1
            let hash: Data = row["hash"]
            guard row["seq"] == sequence, record.hash(after: head, sequence: sequence) == hash else {
                verification.findings.append("Audit record \(row["seq"] as Int64): the chain is broken here.")
                verification.auditRecords = Int(sequence)
                return false
            }
            head = hash
            if record.isCommit { try checkGroup(record, sequence: sequence) }
        }
        verification.auditRecords = Int(sequence)
        return true
    }

    /// Compares the messages of a commit with its record.
    private mutating func checkGroup(_ record: AuditRecord, sequence: Int64) throws {
        guard let last = record.messages?.upperBound else {
            verification.findings.append("Audit record \(sequence): \(record.subject) names no messages.")
            return
        }
        var group = GroupDigest()
        while let message = next, message.id <= last {
            group.include(message: message.id, digest: message.digest)
            try advance()
        }
        if group.record(at: record.at) != record {
            verification.findings.append("Audit record \(sequence): \(record.subject) aren't what was committed.")
        }
    }

    private mutating func checkRest(isChainWhole: Bool) throws {
        let first = next?.id
        var count = 0
        while next != nil {
            count += 1
            try advance()
        }
        guard isChainWhole, let first else { return }
        verification.findings.append("\(count) messages from number \(first) on aren't in the audit chain.")
    }
}

extension AuditRecord {
    /// Whether it is the record of a group of messages.
    fileprivate var isCommit: Bool { actor == "engine" && action == "commit" }

    /// The numbers of the messages that a commit record names; `nil` where it names none.
    fileprivate var messages: ClosedRange<Int64>? {
        let numbers = subject.dropFirst("messages ".count).split(separator: "-").compactMap { Int64($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
        return numbers[0]...numbers[1]
    }
}
