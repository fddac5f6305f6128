import Crypto
public import Foundation
import GRDB
public import SyncModel

/// The audit chain: each record's hash covers its fields and the hash before it, so that an edit, an insertion or a
/// reorder breaks it. A truncated tail is only found against an anchored head.
struct AuditChain: Sendable, Equatable {
    private(set) var sequence: Int64
    private(set) var head: Data

    static let insert = "INSERT INTO audit (seq, at, actor, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
    static let last = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"

    /// Goes on from the last record of a state.
    init(_ database: Database) throws {
        let row = try Row.fetchOne(database, sql: Self.last)
        sequence = row?["seq"] ?? 0
        head = row?["hash"] ?? Data(count: 32)
    }

    /// Starts from nothing.
    init() {
        sequence = 0
        head = Data(count: 32)
    }

    /// Appends a record.
    mutating func append(_ record: AuditRecord, _ database: Database) throws {
        let record = record.storable
        let hash = record.hash(after: head, sequence: sequence + 1)
        var insert = try DirectStatement(database, Self.insert)
        insert.bind(sequence + 1)
        insert.bind(record.at.milliseconds)
        for text in [record.actor, record.action, record.subject, record.detail] { insert.bind(text) }
        insert.bind(hash)
        try insert.run()
        sequence += 1
        head = hash
    }
}

/// One record of the audit: who did what to what, when.
public struct AuditRecord: Sendable, Hashable, Codable {
    /// When.
    public var at: UTCTime
    /// The operator's user name, or `engine`.
    public var actor: String
    /// What was done, in a word: `commit`, `fix`, `dismiss`, `resubmit`, `pause` …
    public var action: String
    /// What it was done to.
    public var subject: String
    /// The particulars. Never patient data.
    public var detail: String

    /// Joins who did what to what.
    public init(at: UTCTime, actor: String, action: String, subject: String, detail: String) {
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
    }

    /// The record as SQLite keeps it. Text ends at its first NUL there: what an operator typed behind one would be
    /// hashed, lost, and the chain broken for good.
    var storable: AuditRecord {
        guard [actor, action, subject, detail].contains(where: { $0.utf8.contains(0) }) else { return self }
        return AuditRecord(
            at: at, actor: actor.withoutNUL, action: action.withoutNUL, subject: subject.withoutNUL,
            detail: detail.withoutNUL)
    }

    /// SHA-256 over the hash before, the sequence number, the time, and each text behind its length in bytes.
    func hash(after previous: Data, sequence: Int64) -> Data {
        var hasher = SHA256()
        hasher.update(data: previous)
        hasher.update(number: sequence)
        hasher.update(number: at.milliseconds)
        for text in [actor, action, subject, detail] {
            let bytes = Array(text.utf8)
            hasher.update(number: Int64(bytes.count))
            hasher.update(data: bytes)
        }
        return Data(hasher.finalize())
    }
}

extension String {
    /// The text with a replacement character for each NUL.
    fileprivate var withoutNUL: String {
        guard utf8.contains(0) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
    }
}

extension SHA256 {
    /// Feeds a number as eight bytes, the highest first.
    mutating func update(number: Int64) {
        var bytes: [UInt8] = []
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        update(data: bytes)
    }
}

/// The digest of a payload, as `message.digest` holds it.
public enum PayloadDigest {
    /// SHA-256, 32 bytes.
    public static func of(_ payload: some DataProtocol) -> Data { Data(SHA256.hash(data: payload)) }

    /// The digest of no bytes at all.
    static let ofNothing = of(Data())
}
