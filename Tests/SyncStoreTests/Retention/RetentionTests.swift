import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

/// A state whose work is kept for a day, payloads for six hours and dead letters for ten days.
struct RetentionState {
    let state: TemporaryState
    var policy: RetentionPolicy

    init() throws {
        state = try TemporaryState()
        let terms = RetentionPolicy.Terms(work: .days(1), payload: .days(1), deadLetters: .days(10))
        policy = RetentionPolicy(flows: [Sample.flow: terms], other: terms)
    }

    static func day(_ days: Double) -> UTCTime { Sample.start.advanced(by: .seconds(days * 86_400)) }

    /// Removes what is due, slice by slice.
    ///
    /// - Returns: how many slices there were.
    @discardableResult
    func prune(_ store: EngineStore, at now: UTCTime) throws -> Int {
        let reader = try state.work()
        var slices = 0
        try store.commit(now: now) { _ = try $0.adopt(policy) }
        while let slice = try reader.nextPruneSlice(by: policy, now: now), slices < 1000 {
            try store.commit(now: now) { try $0.prune(slice, by: policy) }
            slices += 1
        }
        return slices
    }

    func count(_ table: String) throws -> Int { try state.ask("SELECT count(*) FROM \(table)") ?? -1 }

    func findings() throws -> [String] { try state.reader().verify().findings }

    /// Stores messages in one commit, each with one delivery that was booked a second later.
    func deliver(_ store: EngineStore, _ names: [String], at now: UTCTime = Sample.start) throws {
        try store.commit(now: now) { transaction in
            for name in names {
                guard case .stored(_, let ready, _) = try transaction.accept(Sample.message(name, at: now)) else {
                    throw Missing()
                }
                for delivery in ready {
                    let done = Settlement(.delivered(document: "D-\(name)"), attempt: 1, took: .milliseconds(5))
                    try transaction.settle(delivery, done)
                }
            }
        }
    }
}

extension Sample {
    static func message(
        _ controlID: String, at now: UTCTime, deliveries: [NewDelivery] = [delivery()]
    ) -> NewMessage {
        var message = message(controlID, deliveries: deliveries)
        message.receivedAt = now
        return message
    }
}

@Suite("Retention")
struct RetentionTests {
    let kept: RetentionState

    init() throws { kept = try RetentionState() }

    @Test("delivered work goes after its retention with all that belongs to it, and stays counted")
    func delivered() throws {
        let store = try kept.state.store()
        try kept.deliver(store, (1...120).map { "A\($0)" })
        let before = try kept.state.reader().verify().total
        #expect(try kept.prune(store, at: RetentionState.day(1)) == 0)
        #expect(try kept.prune(store, at: RetentionState.day(1.1)) == 3)
        for table in ["message", "event", "delivery", "attempt", "exception", "pruned_digest", "prune_later"] {
            #expect(try kept.count(table) == 0, "\(table)")
        }
        let after = try kept.state.reader().verify()
        #expect(after.findings == [] && after.total == before && after.prunedMessages == 120)
        #expect(try kept.state.reader().overview(now: Sample.start).balance == before)
        #expect(try kept.state.ask("SELECT count(*) FROM audit WHERE action = 'prune'") == 3)
        try store.release(now: RetentionState.day(2))
    }

    @Test("what is open, in doubt, waiting or stopped is kept however old it is, and goes once it was settled")
    func open() throws {
        let store = try kept.state.store()
        try store.commit(now: Sample.start) { transaction in
            for name in ["queued", "doubt", "waiting", "done"] { _ = try transaction.accept(Sample.message(name)) }
            _ = try transaction.accept(Sample.message("stopped", deliveries: [Sample.stopped()]))
            _ = try transaction.accept(Sample.message("R", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        }
        try store.settle(2, .inDoubt(Sample.failure()))
        try store.settle(3, .retry(due: Sample.start, Sample.failure()))
        try store.settle(4, .delivered(document: "D"))
        try kept.prune(store, at: RetentionState.day(300))
        #expect(try kept.count("delivery") == 4 && kept.count("message") == 5)
        #expect(try kept.count("prune_later") == 5 && kept.count("pruned_digest") == 1)
        #expect(try kept.findings() == [])
        try store.settle(1, .delivered(document: "D"), now: RetentionState.day(300))
        try store.settle(2, .delivered(document: "D"), now: RetentionState.day(300))
        try store.settle(3, .delivered(document: "D"), now: RetentionState.day(300))
        try store.commit(now: RetentionState.day(300)) { transaction in
            for id in [1, 2] {
                let found = try #require(try transaction.exception(ExceptionID(rawValue: Int64(id))))
                try transaction.dismiss(found.exception, found.delivery, reason: "a test")
            }
        }
        // Looked at again a day later at the earliest; a dismissal is a dead letter.
        try kept.prune(store, at: RetentionState.day(301.5))
        #expect(try kept.count("message") == 1 && kept.count("delivery") == 1)
        try kept.prune(store, at: RetentionState.day(310.1))
        #expect(try kept.count("message") == 0 && kept.count("pruned_digest") == 0)
        #expect(try kept.findings() == [])
        try store.release(now: RetentionState.day(311))
    }

    @Test("dead letters are kept longer, not while a replay is under way, and go with their worth in the audit")
    func deadLetters() throws {
        let store = try kept.state.store()
        try store.accept(Sample.message("D"))
        try store.settle(1, .dead(reason: "too old"))
        try kept.prune(store, at: RetentionState.day(9.9))
        #expect(try kept.count("delivery") == 1)
        let order = OpenReplay.Order(
            words: "all", digest: "0", edit: nil, items: [OpenReplay.Item(id: DeliveryID(rawValue: 1), print: "0")])
        let replay = OpenReplay(id: "r", actor: "ann", reason: "a test", order: order)
        try store.commit(now: RetentionState.day(9)) { try $0.begin(replay) }
        try kept.prune(store, at: RetentionState.day(11))
        #expect(try kept.count("delivery") == 1)
        try store.commit(now: RetentionState.day(11)) { _ = try $0.end(replay: "r") }
        try kept.prune(store, at: RetentionState.day(13))
        #expect(try kept.count("delivery") == 0)
        #expect(try kept.state.reader().deadLetterTotals().dead.count == 0)
        let detail = try kept.state.ask("SELECT detail FROM audit WHERE action = 'prune'", as: String.self)
        #expect(detail?.hasPrefix("1 messages, 1 deliveries, 1 dead letters worth $2.50 among them; totals ") == true)
        #expect(try kept.findings() == [])
        try store.release(now: RetentionState.day(13))
    }

    @Test("a reversal is kept as long as dead letters, which must not go again behind it")
    func reversals() throws {
        let store = try kept.state.store()
        var event = Sample.event()
        event.action = .reverse
        var delivery = Sample.delivery()
        delivery.eventBody = try StateJSON.encode(event)
        try store.accept(Sample.message("R", deliveries: [delivery]))
        try store.settle(1, .delivered(document: "D"))
        try kept.prune(store, at: RetentionState.day(9))
        #expect(try kept.count("message") == 1)
        try kept.prune(store, at: RetentionState.day(11))
        #expect(try kept.count("message") == 0)
        try store.release(now: RetentionState.day(11))
    }

    @Test("payloads and events go first where the flow says so; what was emptied by somebody else is found")
    func payloads() throws {
        var kept = kept
        kept.policy.flows[Sample.flow] = RetentionPolicy.Terms(
            work: .days(5), payload: .days(1), deadLetters: .days(10))
        let store = try kept.state.store()
        try kept.deliver(store, ["A", "B"])
        try store.accept(Sample.message("dead"))
        try store.settle(3, .dead(reason: "too old"))
        try kept.prune(store, at: RetentionState.day(2))
        #expect(try kept.state.ask("SELECT group_concat(length(payload) > 0) FROM message") == "0,0,1")
        #expect(try kept.state.ask("SELECT group_concat(body IS NULL) FROM event") == "1,1,0")
        let verification = try kept.state.reader().verify()
        #expect(verification.findings == [] && verification.emptied == 2)
        try kept.prune(store, at: RetentionState.day(6))
        #expect(try kept.count("message") == 1)
        #expect(try kept.findings() == [])
        try kept.state.tamper("UPDATE message SET payload = zeroblob(0)")
        #expect(try kept.findings() == ["1 messages have no payload, but retention has removed 0."])
        try store.release(now: RetentionState.day(6))
    }

    @Test("a repeat of a message that is gone is told as one for as long as the sender may repeat it")
    func repeats() throws {
        var kept = kept
        kept.policy.repeatsOfSource[Sample.source] = .days(100)
        let store = try kept.state.store()
        try kept.deliver(store, ["A"])
        let refusal = Fault(.messageMalformed, detail: "No MSH.")
        try store.accept(Sample.message("R", refusal: refusal))
        try store.commit(now: Sample.start) { transaction in
            let found = try #require(try transaction.exception(ExceptionID(rawValue: 1)))
            try transaction.dismiss(found.exception, nil, reason: "a test")
        }
        try kept.prune(store, at: RetentionState.day(3))
        #expect(try kept.count("message") == 0 && kept.count("intake_key") == 2)
        guard case .duplicate(let original) = try store.accept(Sample.message("A")), original.rawValue == 1,
            case .conflict = try store.accept(Sample.message("A", content: "other")),
            case .refused(let first, _) = try store.accept(Sample.message("R", refusal: refusal)), first.rawValue == 2
        else {
            Issue.record("a repeat isn't known any more")
            return
        }
        for day in [99.0, 101] {
            _ = try store.commit(now: RetentionState.day(day)) { try $0.pruneRecords(by: kept.policy) }
        }
        guard case .stored = try store.accept(Sample.message("A")) else {
            Issue.record("a control id is kept for ever")
            return
        }
        #expect(try kept.findings() == [])
        try store.release(now: RetentionState.day(101))
    }

    @Test("a number that was given once isn't given again, though all rows are gone and the engine is another")
    func numbers() throws {
        let first = try kept.state.store()
        try kept.deliver(first, ["A", "B"])
        try kept.prune(first, at: RetentionState.day(2))
        try first.release(now: RetentionState.day(2))
        let second = try kept.state.store(now: RetentionState.day(2))
        guard case .stored(let id, let ready, _) = try second.accept(Sample.message("C")) else { throw Missing() }
        #expect(id.rawValue == 3 && ready.first?.id.rawValue == 3)
        #expect(try kept.findings() == [])
        try second.release(now: RetentionState.day(2))
    }

    @Test("what was settled when it was found and isn't any more stays")
    func judgedAgain() throws {
        let store = try kept.state.store()
        try kept.deliver(store, ["A"])
        let slice = try #require(
            try kept.state.work().nextPruneSlice(by: kept.policy, now: RetentionState.day(2)))
        #expect(slice.due.count == 1)
        try kept.state.tamper("UPDATE delivery SET state = 'queued', settled_at = NULL, document = NULL")
        try store.commit(now: RetentionState.day(2)) { try $0.prune(slice, by: kept.policy) }
        #expect(try kept.count("message") == 1 && kept.count("prune_later") == 1)
        try store.release(now: RetentionState.day(2))
    }

    @Test("an engine that is killed between two slices leaves a walk that goes on, and nothing is removed twice")
    func killed() throws {
        var store = try kept.state.store()
        try kept.deliver(store, (1...170).map { "A\($0)" })
        try kept.deliver(store, (1...30).map { "B\($0)" })
        let now = RetentionState.day(2)
        try store.commit(now: now) { _ = try $0.adopt(kept.policy) }
        var slices = 0
        while let slice = try kept.state.work().nextPruneSlice(by: kept.policy, now: now) {
            // Half of the transactions never happen.
            if slices.isMultiple(of: 2) {
                #expect(throws: StateFileProblem.self) {
                    try store.commit(now: now) { transaction in
                        try transaction.prune(slice, by: kept.policy)
                        throw Missing()
                    }
                }
            }
            try store.commit(now: now) { try $0.prune(slice, by: kept.policy) }
            store.abandon()
            store = try kept.state.store(now: now)
            slices += 1
            #expect(try kept.findings() == [])
        }
        #expect(try slices == 4 && kept.count("message") == 0)
        #expect(try kept.state.reader().verify().prunedMessages == 200)
        try store.release(now: now)
    }

    @Test("flows with other retentions in one commit go each in its time, and the rest of the commit is proved")
    func mixed() throws {
        var kept = kept
        let slow = FlowName(rawValue: "slow")
        kept.policy.flows[slow] = RetentionPolicy.Terms(work: .days(30), payload: .days(30), deadLetters: .days(30))
        let store = try kept.state.store()
        try store.commit(now: Sample.start) { transaction in
            for (name, flow) in [("A", Sample.flow), ("B", slow), ("C", Sample.flow)] {
                let accepted = try transaction.accept(
                    Sample.message(name, deliveries: [Sample.delivery(flow: flow)]))
                guard case .stored(_, let ready, _) = accepted, let delivery = ready.first else { throw Missing() }
                let done = Settlement(.delivered(document: name), attempt: 1, took: .zero)
                try transaction.settle(delivery, done)
            }
        }
        try kept.prune(store, at: RetentionState.day(2))
        #expect(try kept.state.ask("SELECT group_concat(id) FROM message") == "2")
        #expect(try kept.count("prune_later") == 0 && kept.findings() == [])
        try kept.state.tamper("UPDATE pruned_digest SET digest = zeroblob(32) WHERE message = 1")
        #expect(try kept.findings() == ["Audit record 1: messages 1-3 aren't what was committed."])
        try kept.prune(store, at: RetentionState.day(32))
        #expect(try kept.count("message") == 0 && kept.count("pruned_digest") == 0 && kept.findings() == [])
        try store.release(now: RetentionState.day(32))
    }

    @Test("a walk with much to do doesn't keep another waiting")
    func turns() throws {
        var kept = kept
        kept.policy.flows[Sample.flow] = RetentionPolicy.Terms(work: .days(5), payload: .days(1), deadLetters: .days(9))
        let store = try kept.state.store()
        try kept.deliver(store, (1...300).map { "A\($0)" })
        let reader = try kept.state.work()
        let now = RetentionState.day(6)
        for turn in 0...2 {
            let slice = try #require(try reader.nextPruneSlice(by: kept.policy, now: now, turn: turn))
            try store.commit(now: now) { try $0.prune(slice, by: kept.policy) }
        }
        #expect(try kept.count("message") == 250)
        #expect(try kept.findings() == [])
        try store.release(now: now)
    }

    @Test("another policy begins anew: what was passed by is found")
    func otherPolicy() throws {
        var kept = kept
        let store = try kept.state.store()
        let long = RetentionPolicy.Terms(work: .days(30), payload: .days(30), deadLetters: .days(30))
        kept.policy.flows[Sample.flow] = long
        try kept.deliver(store, ["A"])
        try kept.prune(store, at: RetentionState.day(5))
        #expect(try kept.count("message") == 1)
        kept.policy.flows[Sample.flow] = RetentionPolicy.Terms(work: .days(2), payload: .days(2), deadLetters: .days(9))
        try kept.prune(store, at: RetentionState.day(5))
        #expect(try kept.count("message") == 0)
        #expect(try kept.state.ask("SELECT count(*) FROM audit WHERE action = 'retention'") == 2)
        try store.release(now: RetentionState.day(5))
    }

    @Test("a clock that was ahead for a while holds nothing up")
    func wrongClock() throws {
        let store = try kept.state.store()
        try kept.deliver(store, ["future"], at: RetentionState.day(4000))
        try kept.deliver(store, ["A"])
        try kept.prune(store, at: RetentionState.day(2))
        #expect(try kept.state.ask("SELECT group_concat(control_id) FROM message") == "future")
        #expect(try kept.findings() == [])
        try store.release(now: RetentionState.day(2))
    }

    @Test("removals that nobody audited, and rows that were taken away, are found")
    func tampering() throws {
        let store = try kept.state.store()
        try kept.deliver(store, ["A"])
        try kept.deliver(store, ["B"], at: RetentionState.day(1))
        try kept.deliver(store, ["C"], at: RetentionState.day(1))
        try kept.prune(store, at: RetentionState.day(1.5))
        try store.release(now: RetentionState.day(2))
        #expect(try kept.findings() == [] && kept.count("message") == 2)
        try kept.state.tamper("DELETE FROM message WHERE id = 2; UPDATE pruned SET messages = 2")
        #expect(try kept.findings() == ["What retention has removed isn't what its last audit record says."])
        try kept.state.tamper("UPDATE pruned SET messages = 1")
        #expect(try kept.findings() == ["2 messages are gone, but retention has removed 1."])
    }
}
