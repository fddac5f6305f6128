import GRDB
import SyncModel

@testable import SyncEngine
@testable import SyncStore

extension History {
    /// A delivery as it was last seen.
    struct Seen {
        var line: Int
        var state: DeliveryState
        var isReplayed: Bool
    }

    /// Time passes, and some of what is due is removed.
    func prune() async throws {
        story.append("time passes, and what is due is removed")
        engine.clock.advance(by: .seconds(chance.number(in: 30...400)))
        await engine.settle()
        try watch()
        engine.core.pruning.beat()
        for _ in 0..<chance.number(in: 0...6) {
            await engine.settle()
            engine.clock.advance(by: PruneDuty.pace)
        }
        await engine.settle()
        if fault == .prunesOpenWork { try removeOpenWork() }
    }

    /// Notes what is there of each message. What went had to be settled, and booked where it counts as delivered.
    func watch() throws {
        let booked = Set(erp.booked)
        let hasReplayed = story.contains { $0.hasPrefix("replay of") }
        for (message, _) in acknowledged where !removed.contains(message) {
            let rows = try engine.reader.deliveries(of: message)
            guard rows.isEmpty, let last = seen[message] else {
                guard !rows.isEmpty else { continue }
                seen[message] = try rows.map { row in
                    let edits = hasReplayed ? try engine.reader.delivery(row.id)?.edits ?? [] : []
                    return Seen(line: row.line, state: row.state, isReplayed: !edits.isEmpty)
                }
                continue
            }
            removed.insert(message)
            for delivery in last {
                let business = FakeERP.Business(message.rawValue, delivery.line)
                let isSettled = [.delivered, .dismissed, .dead].contains(delivery.state)
                if !isSettled { wronglyRemoved.append("removed: \(business) was \(delivery.state.rawValue)") }
                if delivery.state == .delivered, !booked.contains(business) {
                    wronglyRemoved.append("lost: \(business) counted as delivered and wasn't booked")
                }
            }
        }
    }

    /// Everything has had its time: all of it goes, and what went is still accounted for.
    func growOld() async throws -> [String] {
        try watch()
        for _ in 0..<3 {
            engine.clock.advance(by: .seconds(350))
            await engine.settle()
            engine.core.pruning.beat()
            for _ in 0..<10 {
                await engine.settle()
                engine.clock.advance(by: PruneDuty.pace)
            }
        }
        await engine.settle()
        try watch()
        var findings = try engine.reader.verify().findings.map { "books of old: \($0)" } + wronglyRemoved
        let left = acknowledged.filter { !removed.contains($0.message) }.map(\.message)
        if !left.isEmpty { findings.append("kept: \(left) are still there") }
        return findings
    }

    /// What a retention would do that doesn't look whether work is done.
    private func removeOpenWork() throws {
        try engine.store.commit(now: engine.clock.now) { transaction in
            let database = transaction.database
            let open = "SELECT message FROM delivery WHERE settled_at IS NULL ORDER BY id LIMIT 1"
            guard let message = try Int64.fetchOne(database, sql: open) else { return }
            for table in ["exception", "event", "delivery"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE message = ?", arguments: [message])
            }
            try database.execute(sql: "DELETE FROM message WHERE id = ?", arguments: [message])
        }
    }
}
