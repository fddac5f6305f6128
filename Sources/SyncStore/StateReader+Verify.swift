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
    /// How many of those messages are there without their payload: retention has removed it.
    public var emptied = 0
    /// How many messages retention has removed; their deliveries still count in the books.
    public var prunedMessages = 0
    /// How many audit records retention has removed; the chain goes on from its checkpoint.
    public var prunedRecords = 0
    /// Everything that isn't as it should be, one sentence each. Empty where all is well.
    public var findings: [String]

    /// All flows together.
    public var total: BalanceSheet { books.values.reduce(BalanceSheet(), +) }
}

extension StateReader {
    /// Proves from the rows what the counters say: the books balance, every stopped delivery has its exception, every
    /// payload has its digest and stands in the audit chain, and the chain is whole. Reads everything; takes as long as
    /// that takes.
    ///
    /// The books are counted at one moment. Payloads and the chain, which take long, are read in many short
    /// transactions, so that the write-ahead log of a busy engine doesn't grow all the while.
    ///
    /// Not found: records cut off the end of the chain, and what they covered with them. Only a copy of its head kept
    /// elsewhere finds that.
    public func verify() throws(StateFileProblem) -> Verification {
        let books = try read { database in
            var verification = Verification(books: [:], messages: 0, auditRecords: 0, findings: [])
            try Self.countBooks(database, into: &verification)
            try Self.checkExceptions(database, into: &verification)
            return verification
        }
        var walk = try read { try ChainWalk($0, verification: books) }
        while try read({ try walk.goOn($0) }) {}
        return walk.verification
    }

    private static func countBooks(_ database: Database, into verification: inout Verification) throws {
        var counted: [TallyLine: (count: Int, value: Int64)] = [:]
        for row in try Row.fetchAll(database, sql: VerifySQL.states) {
            guard let state = DeliveryState(rawValue: row["state"]) else { continue }
            let (count, value): (Int, Int64) = (row["count"], row["value"])
            for line in [state.line, .accepted] {
                let before = counted[TallyLine(flow: row["flow"], line: line)] ?? (0, 0)
                counted[TallyLine(flow: row["flow"], line: line)] = (before.count + count, before.value + value)
            }
        }
        var kept: [TallyLine: (count: Int, value: Int64)] = [:]
        try countPruned(database, into: &counted, &verification)
        for row in try Row.fetchAll(database, sql: OverviewSQL.tally) {
            guard let line = BalanceLine(rawValue: row["line"]), row["flow"] != "" else { continue }
            let key = TallyLine(flow: row["flow"], line: line)
            kept[key] = (row["count"], row["value"])
            guard line == .duplicates, let repeats = kept[key] else { continue }
            // A repeat stores nothing: the counter is the only trace of it.
            counted[key] = repeats
            let accepted = TallyLine(flow: key.flow, line: .accepted)
            let before = counted[accepted] ?? (0, 0)
            counted[accepted] = (before.count + repeats.count, before.value + repeats.value)
        }
        for (key, rows) in counted {
            verification.books[FlowName(rawValue: key.flow), default: BalanceSheet()][key.line] = rows.count
        }
        for key in Set(counted.keys).union(kept.keys).sorted() {
            verification.compare(key, rows: counted[key] ?? (0, 0), counter: kept[key] ?? (0, 0))
        }
        for (flow, sheet) in verification.books where !sheet.isBalanced {
            verification.findings.append(
                "\(flow): \(sheet[.accepted]) accepted, but \(sheet.accountedFor) accounted for.")
        }
        let refused =
            (try Int.fetchOne(database, sql: VerifySQL.refused) ?? 0)
            + (try Int.fetchOne(database, sql: VerifySQL.refusedPruned) ?? 0)
        let refusedByCounter = try Int.fetchOne(database, sql: VerifySQL.refusedCounter) ?? 0
        if refused != refusedByCounter {
            verification.findings.append(
                "\(refused) messages are refused by their rows, \(refusedByCounter) by their counter.")
        }
    }

    /// Adds what retention has removed the rows of.
    private static func countPruned(
        _ database: Database, into counted: inout [TallyLine: (count: Int, value: Int64)],
        _ verification: inout Verification
    ) throws {
        var removed = 0
        for row in try Row.fetchAll(database, sql: OverviewSQL.tally) {
            guard let line = PrunedLine.base(row["line"]).flatMap(BalanceLine.init(rawValue:)) else { continue }
            let (count, value): (Int, Int64) = (row["count"], row["value"])
            removed += count
            for line in [line, .accepted] {
                let before = counted[TallyLine(flow: row["flow"], line: line)] ?? (0, 0)
                counted[TallyLine(flow: row["flow"], line: line)] = (before.count + count, before.value + value)
            }
        }
        let total = try PruneTotals(database).deliveries
        if removed != Int(total) {
            verification.findings.append(
                "\(removed) deliveries were removed by retention as its counters say, \(total) as its total says.")
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
        let doubled = try Int.fetchOne(database, sql: VerifySQL.stoppedTwice) ?? 0
        if doubled > 0 {
            verification.findings.append("\(doubled) stopped deliveries have more than one open exception.")
        }
        for row in try Row.fetchAll(database, sql: VerifySQL.causes) {
            let cause: String = row["cause"]
            let counted: Int = row["counted"]
            let kept: Int = row["open"]
            let worth = Money(cents: row["worth"])
            let keptWorth = Money(cents: row["value"])
            verification.findings.append(
                "Cause \"\(cause)\" has \(counted) open exceptions worth \(worth), "
                    + "\(kept) worth \(keptWorth) by its counter.")
        }
    }
}

/// One counter of the books.
private struct TallyLine: Hashable, Comparable {
    var flow: String
    var line: BalanceLine

    static func < (left: Self, right: Self) -> Bool {
        (left.flow, left.line.rawValue) < (right.flow, right.line.rawValue)
    }
}

extension Verification {
    /// Says where a counter isn't what its rows come to.
    fileprivate mutating func compare(
        _ key: TallyLine, rows: (count: Int, value: Int64), counter: (count: Int, value: Int64)
    ) {
        if rows.count != counter.count {
            findings.append(
                "\(key.flow): \(key.line.title) is \(rows.count) by its rows, \(counter.count) by its counter.")
        }
        if rows.value != counter.value {
            let (worth, kept) = (Money(cents: rows.value), Money(cents: counter.value))
            findings.append("\(key.flow): \(key.line.title) is worth \(worth) by its rows, \(kept) by its counter.")
        }
    }
}

/// The queries of a verification; they read everything.
enum VerifySQL {
    static let states = """
        SELECT flow, state, count(*) AS count, sum(value) AS value
        FROM delivery
        GROUP BY flow, state
        """
    static let refused = "SELECT count(*) FROM message WHERE disposition = 'refused'"
    static let refusedCounter = "SELECT count FROM tally WHERE flow = '' AND line = 'refused'"
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
    static let stoppedTwice = """
        SELECT count(*)
        FROM (
          SELECT delivery
          FROM exception
          WHERE closed_at IS NULL AND delivery IS NOT NULL
          GROUP BY delivery
          HAVING count(*) > 1
        )
        """
    static let causes = """
        SELECT cause.cause, cause.open, cause.value, count(exception.id) AS counted,
          coalesce(sum(exception.value), 0) AS worth
        FROM cause
        LEFT JOIN exception ON exception.cause = cause.cause AND exception.closed_at IS NULL
        GROUP BY cause.cause
        HAVING counted <> cause.open OR worth <> cause.value
        """
    static let refusedPruned = "SELECT count FROM tally WHERE flow = '' AND line = 'pruned-refused'"
    static let messages = "SELECT id, digest, payload FROM message WHERE id > ? ORDER BY id LIMIT ?"
    static let uncovered = "SELECT count(*) AS count, min(id) AS first FROM message WHERE id > ?"
    /// The messages of a commit, and the digests of those that are gone, in the order of their numbers.
    static let group = """
        SELECT id, digest, payload
        FROM message
        WHERE id > ? AND id <= ?
        UNION ALL
        SELECT message, digest, NULL
        FROM pruned_digest
        WHERE message > ? AND message <= ?
        ORDER BY 1
        """
    static let audit = "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
}
