import Crypto
import Foundation
import GRDB
public import SyncModel

/// One durable transaction of the engine: a group of messages taken in, deliveries settled and commands applied.
///
/// Its verbs say what happened; rows, tallies, causes and the audit follow from that. Counters are written once, at the
/// end of the group.
public struct EngineTransaction {
    let database: Database
    var book: Book
    /// The time that rows of this transaction carry.
    public let now: UTCTime

    private var tallies: [TallyKey: Counter] = [:]
    // By bytes: to Swift two spellings of one accent are the same text, to SQLite they are two causes.
    private var causes: [[UInt8]: Counter] = [:]
    private var group = GroupDigest()

    init(database: Database, book: Book, now: UTCTime) {
        self.database = database
        self.book = book
        self.now = now
    }

    /// Appends a record to the audit chain.
    public mutating func audit(actor: String, action: String, subject: String, detail: String) throws {
        let record = AuditRecord(at: now, actor: actor, action: action, subject: subject, detail: detail)
        try book.chain.append(record, database)
    }

    /// Writes the heartbeat of the lease.
    public func beat() throws {
        try database.cachedStatement(sql: LeaseSQL.beat).execute(arguments: [now.milliseconds])
    }

    func releaseLease() throws {
        try database.cachedStatement(sql: LeaseSQL.release).execute(arguments: [now.milliseconds])
    }

    /// Counts `count` more (fewer, where negative) in a line of a flow's books.
    mutating func count(_ flow: FlowName, _ line: BalanceLine, _ count: Int64, value: Money = .zero) {
        tallies[TallyKey(flow: flow.rawValue, line: line.rawValue), default: Counter()].add(count, value)
    }

    /// Counts what retention removes from a line: the line itself stays as it is.
    mutating func countPruned(_ flow: FlowName, _ line: BalanceLine, value: Money) {
        tallies[TallyKey(flow: flow.rawValue, line: PrunedLine.name(line.rawValue)), default: Counter()].add(1, value)
    }

    /// Counts a refused message that retention removes.
    mutating func countPrunedRefusal() {
        tallies[TallyKey(flow: "", line: PrunedLine.name("refused")), default: Counter()].add(1, .zero)
    }

    /// Counts a refused message; what was refused before isn't kept again, and has a line of its own.
    mutating func countRefused(again: Bool = false) {
        tallies[TallyKey(flow: "", line: again ? "refused-again" : "refused"), default: Counter()].add(1, .zero)
    }

    /// Moves a delivery from one line of its flow's books to another.
    mutating func move(_ flow: FlowName, from: BalanceLine, to: BalanceLine, value: Money) {
        guard from != to else { return }
        count(flow, from, -1, value: value)
        count(flow, to, 1, value: value)
    }

    mutating func countCause(_ cause: String, _ count: Int64, value: Money) {
        causes[Array(cause.utf8), default: Counter()].add(count, value)
    }

    mutating func include(message: Int64, digest: Data) { group.include(message: message, digest: digest) }

    /// Writes what was counted, and the group's own record.
    mutating func finish() throws {
        if let record = group.record(at: now) { try book.chain.append(record, database) }
        for (key, delta) in tallies where delta.count != 0 || delta.value != 0 {
            try write(delta, of: key, TallySQL.add)
            if database.changesCount == 0 { try write(delta, of: key, TallySQL.start) }
        }
        for (cause, delta) in causes where delta != Counter() {
            try database.cachedStatement(sql: TallySQL.addCause)
                .execute(arguments: [delta.count, delta.value, delta.more, String(decoding: cause, as: UTF8.self)])
        }
    }

    private func write(_ delta: Counter, of key: TallyKey, _ sql: String) throws {
        var statement = try DirectStatement(database, sql)
        statement.bind(delta.count)
        statement.bind(delta.value)
        statement.bind(key.flow)
        statement.bind(key.line)
        try statement.run()
    }
}

private struct TallyKey: Hashable {
    var flow: String
    var line: String
}

/// The lines of the books that say how much of another line retention has removed the rows of.
enum PrunedLine {
    private static let mark = "pruned-"

    static func name(_ line: String) -> String { mark + line }

    /// The line that it is a part of; `nil` where it is none of these.
    static func base(_ name: String) -> String? { name.hasPrefix(mark) ? String(name.dropFirst(mark.count)) : nil }
}

/// What a group adds to a counter.
private struct Counter: Equatable {
    var count: Int64 = 0
    var value: Int64 = 0
    /// How many were added, whatever was taken off.
    var more: Int64 = 0

    /// Adds so many, each worth `value`; takes one off where `count` is negative.
    mutating func add(_ count: Int64, _ value: Money) {
        self.count += count
        more += max(0, count)
        self.value += count < 0 ? -value.cents : value.cents
    }
}

/// The messages of one commit as one record of the audit chain: the numbers of the first and the last, and a hash over
/// their digests in order.
struct GroupDigest {
    private var first: Int64?
    private var last: Int64 = 0
    private var hasher = SHA256()

    mutating func include(message: Int64, digest: Data) {
        if first == nil { first = message }
        last = message
        hasher.update(data: digest)
    }

    func record(at now: UTCTime) -> AuditRecord? {
        guard let first else { return nil }
        return AuditRecord(
            at: now, actor: "engine", action: "commit", subject: "messages \(first)-\(last)",
            detail: Hexadecimal.digits(hasher.finalize()))
    }
}

/// Counters, written once a group.
enum TallySQL {
    static let add = "UPDATE tally SET count = count + ?, value = value + ? WHERE flow = ? AND line = ?"
    static let start = "INSERT INTO tally (count, value, flow, line) VALUES (?, ?, ?, ?)"
    static let addCause = "UPDATE cause SET open = open + ?, value = value + ?, seen = seen + ? WHERE cause = ?"
}
