import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

/// A world in which anything an engine may do to a state happens in a random order.
private struct RandomEngine {
    var random: SeededGenerator
    var controlIDs = 0
    var now = Sample.start

    mutating func group(_ store: EngineStore) throws {
        now = now.advanced(by: .milliseconds(Int64.random(in: 0...3_000, using: &random)))
        let fails = random.oneIn(8)
        var world = self
        do {
            try store.commit(now: now) { transaction in
                for _ in 0..<Int.random(in: 1...12, using: &world.random) { try world.step(&transaction) }
                if fails { throw Missing() }
            }
        } catch {
            guard fails else { throw error }
        }
        self = world
    }

    private mutating func step(_ transaction: inout EngineTransaction) throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: _ = try transaction.accept(message())
        case 4..<7: try settle(&transaction)
        default: try mend(&transaction)
        }
    }

    private mutating func message() -> NewMessage {
        let isOld = controlIDs > 0 && random.oneIn(4)
        if !isOld { controlIDs += 1 }
        let number = isOld ? Int.random(in: 1...controlIDs, using: &random) : controlIDs
        let content = random.oneIn(10) ? "other \(now)" : nil
        let refusal = random.oneIn(12) ? Fault(.messageMalformed, detail: "No PID.") : nil
        let deliveries = (0..<Int.random(in: 0...3, using: &random)).map { line in
            Sample.delivery(
                line: line + 1, item: item(), flow: random.oneIn(3) ? "waste" : Sample.flow,
                lane: random.oneIn(2) ? "visit-\(number % 5)" : nil, plan())
        }
        return Sample.message("C\(number)", content: content, refusal: refusal, deliveries: deliveries)
    }

    private mutating func item() -> String { "item-\(Int.random(in: 1...4, using: &random))" }

    private mutating func fault() -> Fault {
        random.oneIn(3)
            ? Fault(.costCenterMissing, FaultSubject(location: item()), detail: "No cost center.")
            : Sample.unmapped(item())
    }

    private mutating func plan() -> DeliveryPlan {
        let value = Money(cents: Int64.random(in: -5_000...50_000, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0, 1: return DeliveryPlan(.faulted(fault()), value: value)
        case 2: return DeliveryPlan(.dismissed("not billable"), value: value)
        default: return DeliveryPlan(.ready(Data("{}".utf8)), value: value)
        }
    }

    private mutating func settle(_ transaction: inout EngineTransaction) throws {
        let open = try Int64.fetchAll(
            transaction.database,
            sql: "SELECT id FROM delivery WHERE state IN ('queued', 'sending', 'waiting', 'in-doubt')")
        guard let id = open.randomElement(using: &random), let delivery = try transaction.delivery(id) else { return }
        let failure = Sample.failure()
        let decision: Settlement.Decision
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            guard delivery.state.successors.contains(.sending) else { return }
            return try transaction.claim(delivery.id)
        case 1: decision = .retry(due: now, failure)
        case 2: decision = .inDoubt(failure)
        case 3: decision = .requeue(failure)
        case 4: decision = .faulted(fault())
        case 5: decision = .dead(reason: "too old")
        default: decision = .delivered(document: "D\(id)")
        }
        guard delivery.state.successors.contains(decision.state) else { return }
        try transaction.settle(delivery, Settlement(decision, attempt: delivery.attempts + 1, took: .milliseconds(9)))
    }

    private mutating func mend(_ transaction: inout EngineTransaction) throws {
        let all = try Int64.fetchAll(transaction.database, sql: "SELECT id FROM exception")
        guard let id = all.randomElement(using: &random),
            let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: id))
        else { return }
        try transaction.audit(actor: "ann", action: "mend", subject: "exception \(id)", detail: "")
        guard let delivery, delivery.state == .faulted else {
            return try transaction.dismiss(exception, delivery, reason: "seen")
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: try transaction.dismiss(exception, delivery, reason: "a trial")
        case 1: try transaction.confirm(exception, delivery, document: "P\(id)")
        case 2: try transaction.claim(exception.id, by: "ann")
        default: _ = try transaction.replan(exception, delivery, plan(), resolution: "fixed by ann")
        }
    }
}

@Suite("The books")
struct BooksTests {
    @Test(
        "the books balance and everything is provable whatever happens in whatever order",
        arguments: [1, 2, 3, 5, 8, 13, 21, 34] as [UInt64])
    func anyOrder(seed: UInt64) throws {
        let state = try TemporaryState()
        var store: EngineStore? = try state.store()
        var engine = RandomEngine(random: SeededGenerator(seed: seed))
        for round in 1...40 {
            if let store { try engine.group(store) }
            guard round % 8 == 0 else { continue }
            try expectSound(state, now: engine.now, "seed \(seed), round \(round)")
            // As after a crash: nothing is said to the state.
            store = nil
            store = try state.store()
        }
    }

    private func expectSound(_ state: TemporaryState, now: UTCTime, _ place: Comment) throws {
        let reader = try state.reader()
        let verification = try reader.verify()
        let overview = try reader.overview(now: now)
        #expect(verification.findings == [], place)
        #expect(overview.balance == verification.total, place)
        #expect(overview.balance.isBalanced && overview.flows.allSatisfy(\.balance.isBalanced), place)
        let causes = try reader.causes()
        #expect(causes.map(\.open).reduce(0, +) == overview.waiting.values.map(\.count).reduce(0, +), place)
        let open = try reader.exceptions(limit: 100_000)
        #expect(causes.map(\.open).reduce(0, +) == open.count, place)
        for cause in causes {
            let rows = open.filter { $0.cause == cause.cause }
            #expect(cause.value == rows.map(\.value).reduce(.zero, +), place)
            #expect(cause.oldest == rows.min { $0.id < $1.id }?.openedAt, place)
        }
    }
}
