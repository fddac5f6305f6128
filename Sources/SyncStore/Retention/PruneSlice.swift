import Foundation
import GRDB
public import SyncModel

/// The next messages that retention may remove, and where the walk is behind them. Found by reading only; each is
/// judged again in the transaction that removes it.
public struct PruneSlice: Sendable {
    /// A message with the ends of its commit.
    struct Candidate: Sendable, Hashable {
        var message: Int64
        var kind: PruneKind
        var group: ClosedRange<Int64>
    }

    /// What may go.
    var due: [Candidate] = []
    /// What is looked at again at a later time.
    var later: [(candidate: Candidate, at: UTCTime)] = []
    /// Where the walk is now; `nil` for messages that a walk had passed by.
    var place: (walk: PruneWalk, record: Int64, message: Int64)?
    /// Whether nothing more is due for now.
    public internal(set) var isLast = true

    var count: Int { due.count + later.count }

    /// So many messages go in one transaction at most.
    public static let size = 50
    /// So many audit records are looked at for one slice at most.
    static let reach = 500
}

extension WorkReader {
    /// What retention may remove next; `nil` where nothing is due.
    ///
    /// - Parameter turn: counts up from slice to slice, so that no walk waits for another's end.
    public func nextPruneSlice(
        by policy: RetentionPolicy, now: UTCTime, turn: Int = 0
    ) throws(StateFileProblem) -> PruneSlice? {
        try reader.read { database in
            var search = PruneSearch(policy: policy, now: now, database: database)
            if let slice = try search.passedBy() { return slice }
            let walks = policy.walks
            let first = turn % max(1, walks.count)
            for walk in walks[first...] + walks[..<first] {
                if let slice = try search.next(in: walk) { return slice }
            }
            return nil
        }
    }
}

/// Looks for what is due: along the audit chain, which is in the order of time and names the messages of each commit.
struct PruneSearch {
    let policy: RetentionPolicy
    let now: UTCTime
    let database: Database

    /// Messages that a walk has passed by and whose time has come.
    mutating func passedBy() throws -> PruneSlice? {
        var slice = PruneSlice()
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: PruneSQL.later), arguments: [now.milliseconds, PruneSlice.size])
        for row in rows {
            guard let kind = PruneKind(rawValue: row["kind"]) else { continue }
            let (first, last): (Int64, Int64) = (row["first"], row["last"])
            try judge(
                PruneSlice.Candidate(message: row["message"], kind: kind, group: first...max(first, last)), &slice)
        }
        slice.isLast = false
        return rows.isEmpty ? nil : slice
    }

    /// The next part of a walk.
    ///
    /// - Parameter place: goes on from here instead of where the state says that the walk is.
    mutating func next(in walk: PruneWalk, from place: (record: Int64, message: Int64)? = nil) throws -> PruneSlice? {
        let start = try place ?? start(of: walk)
        var slice = PruneSlice()
        slice.place = (walk, start.record, start.message)
        let until = now.advanced(by: .zero - walk.retention - walk.slack)
        let records = try Row.fetchCursor(
            database.cachedStatement(sql: PruneSQL.records), arguments: [start.record, PruneSlice.reach])
        var looked = 0
        while let row = try records.next() {
            looked += 1
            let at = UTCTime(milliseconds: row["at"])
            // A clock that was wrong for a while must not hold up all that came behind.
            let isFromFuture = at > now.advanced(by: .days(1))
            guard at <= until || isFromFuture else { break }
            let seq: Int64 = row["seq"]
            let behind = slice.place?.message ?? 0
            if let group = AuditRecord.messages(actor: row["actor"], action: row["action"], subject: row["subject"]) {
                let isWhole = try visit(group, behind: behind, in: walk, isFromFuture: isFromFuture, &slice)
                guard isWhole else {
                    slice.isLast = false
                    return slice
                }
            }
            slice.place = (walk, seq, 0)
            if looked == PruneSlice.reach || slice.count >= PruneSlice.size { slice.isLast = false }
            if slice.count >= PruneSlice.size { return slice }
        }
        let hasMoved = slice.place.map { $0.record != start.record || $0.message != start.message } ?? false
        return hasMoved ? slice : nil
    }

    private func start(of walk: PruneWalk) throws -> (record: Int64, message: Int64) {
        let gone = try PruneTotals(database).audit.records
        let row = try Row.fetchOne(
            database.cachedStatement(sql: PruneSQL.walk),
            arguments: [walk.kind.rawValue, walk.retention.milliseconds])
        guard let row, row["record"] >= gone else { return (gone, 0) }
        return (row["record"], row["message"])
    }

    /// - Returns: whether it got to the end of the group.
    private func visit(
        _ group: ClosedRange<Int64>, behind: Int64, in walk: PruneWalk, isFromFuture: Bool, _ slice: inout PruneSlice
    ) throws -> Bool {
        let ids = try Int64.fetchCursor(
            database.cachedStatement(sql: PruneSQL.messages),
            arguments: [max(group.lowerBound, behind + 1), group.upperBound])
        while let id = try ids.next() {
            guard slice.count < PruneSlice.size else { return false }
            let candidate = PruneSlice.Candidate(message: id, kind: walk.kind, group: group)
            if isFromFuture {
                slice.later.append((candidate, now.advanced(by: walk.retention)))
            } else {
                try judge(candidate, ofWalk: walk, &slice)
            }
            slice.place?.message = id
        }
        return true
    }

    private func judge(
        _ candidate: PruneSlice.Candidate, ofWalk walk: PruneWalk? = nil, _ slice: inout PruneSlice
    ) throws {
        guard let message = try KeptMessage.load(candidate.message, database) else {
            // Gone already: only what points to it is cleared.
            if walk == nil { slice.due.append(candidate) }
            return
        }
        if let walk, message.retention(walk.kind, by: policy) != walk.retention { return }
        let due = message.due(candidate.kind, by: policy)
        if let due, due <= now { return slice.due.append(candidate) }
        slice.later.append((candidate, due ?? now.advanced(by: policy.patience)))
    }
}

extension AuditRecord {
    /// The numbers of the messages that a commit's record names; `nil` where it is none, or names none.
    static func messages(actor: String, action: String, subject: String) -> ClosedRange<Int64>? {
        guard actor == "engine", action == "commit" else { return nil }
        let numbers = subject.dropFirst("messages ".count).split(separator: "-").compactMap { Int64($0) }
        guard numbers.count == 2, numbers[0] <= numbers[1] else { return nil }
        return numbers[0]...numbers[1]
    }
}
