public import Foundation
import GRDB
public import SyncModel

/// How far the audit chain has been gone through, and what was found.
public struct ChainMark: Sendable, Hashable {
    /// The last record that was checked; 0 before the first.
    public var sequence: Int64
    /// Its hash: what the next one goes on from.
    public var hash: Data
    /// When this round began at the first record.
    public var beganAt: UTCTime
    /// What is wrong; nothing is checked behind it until the next round.
    public var finding: String?

    /// A round that begins.
    public init(beganAt: UTCTime) {
        sequence = 0
        hash = Data(count: 32)
        self.beganAt = beganAt
    }

    fileprivate init(row: Row) {
        sequence = row["seq"]
        hash = row["hash"]
        beganAt = UTCTime(milliseconds: row["began_at"])
        finding = row["finding"]
    }
}

extension WorkReader {
    /// Where the check of the audit chain stands; `nil` before the first.
    public func chainMark() throws(StateFileProblem) -> ChainMark? {
        try reader.read { try Row.fetchOne($0, sql: AuditSQL.mark).map(ChainMark.init(row:)) }
    }

    /// Goes on from a mark through at most `limit` records of the chain: each has to follow from the one before.
    ///
    /// - Returns: the new mark, and whether it stands at the chain's end.
    public func checkChain(
        from mark: ChainMark, limit: Int
    ) throws(StateFileProblem) -> (mark: ChainMark, isAtEnd: Bool) {
        try reader.read { database in
            var mark = mark
            var count = 0
            // What retention has removed is vouched for by its checkpoint.
            let checkpoint = try PruneTotals(database).audit
            if checkpoint.records > mark.sequence {
                (mark.sequence, mark.hash) = (checkpoint.records, checkpoint.hash)
            }
            let rows = try Row.fetchCursor(
                database.cachedStatement(sql: ChainSQL.after), arguments: [mark.sequence, limit])
            while mark.finding == nil, let row = try rows.next() {
                count += 1
                let next = AuditRow(row: row)
                let hash: Data = row["hash"]
                guard next.sequence == mark.sequence + 1,
                    next.record.hash(after: mark.hash, sequence: next.sequence) == hash
                else {
                    mark.finding = "Audit record \(next.sequence): the chain is broken here."
                    break
                }
                (mark.sequence, mark.hash) = (next.sequence, hash)
            }
            return (mark, count < limit)
        }
    }
}

extension EngineTransaction {
    /// Notes how far the chain has been checked.
    public func write(_ mark: ChainMark) throws {
        try database.cachedStatement(sql: ChainSQL.put).execute(arguments: [
            mark.sequence, mark.hash, now.milliseconds, mark.beganAt.milliseconds, mark.finding,
        ])
    }
}

/// Going through the audit chain.
enum ChainSQL {
    static let after = "SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?"
    static let put = """
        INSERT INTO chain_mark (id, seq, hash, at, began_at, finding) VALUES (1, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          seq = excluded.seq,
          hash = excluded.hash,
          at = excluded.at,
          began_at = excluded.began_at,
          finding = excluded.finding
        """
}
