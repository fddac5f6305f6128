import SyncModel
import SyncStore

@testable import SyncEngine

/// Says of a history that is over whether what always holds held.
struct HistoryChecker {
    let history: History

    /// One sentence for each thing that is wrong.
    func findings() throws -> [String] {
        try history.wronglyRemoved + lost() + repeated() + disordered(except: replayed().union(history.asideLines))
            + history.engine.reader.verify().findings.map { "books: \($0)" }
    }

    /// What was acknowledged is in the state, line by line, and is delivered where the destination has it.
    private func lost() throws -> [String] {
        var findings: [String] = []
        let booked = Set(history.erp.booked)
        for (message, events) in history.acknowledged where !history.removed.contains(message) {
            let deliveries = try history.engine.reader.deliveries(of: message)
            if deliveries.map(\.line).sorted() != events.map(\.line) {
                findings.append("lost: message \(message) has lines \(deliveries.map(\.line))")
            }
            for delivery in deliveries {
                let business = FakeERP.Business(message.rawValue, delivery.line)
                if delivery.state == .delivered, !booked.contains(business) {
                    findings.append("lost: \(business) counts as delivered and isn't booked")
                }
            }
        }
        let known = Set(history.acknowledged.map(\.message.rawValue))
        for business in booked where !known.contains(business.message) {
            findings.append("invented: \(business) is booked and was never acknowledged")
        }
        return findings
    }

    /// Nothing is applied twice.
    private func repeated() -> [String] {
        Dictionary(grouping: history.erp.booked) { $0 }
            .filter { $0.value.count > 1 }
            .map { "twice: \($0.key) was booked \($0.value.count) times" }
            .sorted()
    }

    /// What came back from the dead letters: what went meanwhile went before it. ``LaneLookout`` sees whom it passes.
    private func replayed() throws -> Set<FakeERP.Business> {
        let reader = history.engine.reader
        var replayed: Set<FakeERP.Business> = []
        for message in history.removed {
            for delivery in history.seen[message] ?? [] where delivery.isReplayed {
                replayed.insert(FakeERP.Business(message.rawValue, delivery.line))
            }
        }
        for (message, _) in history.acknowledged {
            for row in try reader.deliveries(of: message) where try reader.delivery(row.id)?.edits.isEmpty == false {
                replayed.insert(FakeERP.Business(message.rawValue, row.line))
            }
        }
        return replayed
    }

    /// What shares a visit was booked in the order it arrived.
    private func disordered(except replayed: Set<FakeERP.Business>) -> [String] {
        guard history.isOrdered else { return [] }
        let lines = history.acknowledged.flatMap { message, events in
            events.map { (FakeERP.Business(message.rawValue, $0.line), $0.encounter ?? "") }
        }
        let visits = Dictionary(lines) { first, _ in first }
        var last: [String: FakeERP.Business] = [:]
        var findings: [String] = []
        for business in history.erp.booked {
            guard !replayed.contains(business), let visit = visits[business] else { continue }
            if let before = last[visit], business < before {
                findings.append("order: \(business) was booked after \(before) of the same visit")
            }
            last[visit] = business
        }
        return findings
    }
}
