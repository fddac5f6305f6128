import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Dead letters")
struct DeadLetterTests {
    /// Ten that were dismissed one after the other, five that gave up, one that a rule took out, one dead.
    private func fill(_ state: TemporaryState) throws -> EngineStore {
        let store = try state.store()
        for number in 1...10 {
            try store.accept(Sample.message("D\(number)", deliveries: [Sample.stopped(cents: Int64(number) * 100)]))
            try store.commit(now: Sample.start.advanced(by: .seconds(number / 2))) { transaction in
                let found = try #require(try transaction.exception(ExceptionID(rawValue: Int64(number))))
                try transaction.dismiss(found.exception, found.delivery, reason: number < 6 ? "twice" : "wrong visit")
            }
        }
        for number in 11...15 {
            try store.accept(Sample.message("D\(number)", deliveries: [Sample.delivery(item: "77")]))
            let fault = Fault(
                .attemptsExhausted, FaultSubject(other: number == 11 ? "timeout" : "http-503"), detail: "Given up.")
            try store.settle(Int64(number), .faulted(fault))
        }
        try store.accept(
            Sample.message(
                "D16", deliveries: [Sample.delivery(DeliveryPlan(.dismissed("refused by the patient"), value: .zero))]))
        try store.accept(Sample.message("D17"))
        try store.settle(17, .dead(reason: "too old"), now: Sample.start.advanced(by: .seconds(60)))
        return store
    }

    private func all(
        _ reader: StateReader, _ filter: DeadLetterFilter = DeadLetterFilter(), by limit: Int = 100
    ) throws -> [Int64] {
        var ids: [Int64] = []
        var place: DeadLetterPlace?
        repeat {
            let page = try reader.deadLetters(filter, after: place, limit: limit)
            ids += page.rows.map(\.id.rawValue)
            place = page.next
        } while place != nil
        return ids
    }

    @Test("what gave up comes first, then what ended, the latest first; pages of any size give the same list")
    func pages() throws {
        let state = try TemporaryState()
        let store = try fill(state)
        let reader = try state.reader()
        let whole = try all(reader)
        #expect(whole == [12, 13, 14, 15, 11, 17, 10, 8, 9, 6, 7, 4, 5, 2, 3, 1])
        for limit in 1...6 { #expect(try all(reader, by: limit) == whole, "pages of \(limit)") }
        try store.release(now: Sample.start)
    }

    @Test("each filter shows just what it names")
    func filters() throws {
        let state = try TemporaryState()
        let store = try fill(state)
        let reader = try state.reader()
        func ids(_ filter: DeadLetterFilter) throws -> Set<Int64> { Set(try all(reader, filter, by: 3)) }
        #expect(try ids(DeadLetterFilter(states: [.byRule])) == [16])
        #expect(try ids(DeadLetterFilter(states: [.dead])) == [17])
        #expect(try ids(DeadLetterFilter(states: [.gaveUp])) == [11, 12, 13, 14, 15])
        #expect(try ids(DeadLetterFilter(states: Set(DeadLetterState.allCases))).count == 17)
        #expect(try ids(DeadLetterFilter(text: "WRONG")) == [6, 7, 8, 9, 10])
        #expect(try ids(DeadLetterFilter(code: .itemUnmapped)) == Set(1...10))
        #expect(try ids(DeadLetterFilter(code: .attemptsExhausted)) == Set(11...15))
        #expect(try ids(DeadLetterFilter(item: "77")) == Set(11...15))
        #expect(try ids(DeadLetterFilter(minimumValue: Money(cents: 900))) == [9, 10])
        #expect(try ids(DeadLetterFilter(flow: "another")).isEmpty)
        #expect(try ids(DeadLetterFilter(endpoint: Sample.endpoint)).count == 16)
        let from = Sample.start.advanced(by: .seconds(4))
        let states: Set<DeadLetterState> = [.dismissed]
        #expect(try ids(DeadLetterFilter(states: states, since: from)) == [8, 9, 10])
        #expect(
            try ids(DeadLetterFilter(states: states, since: from, until: from.advanced(by: .seconds(1)))) == [8, 9])
        try store.release(now: Sample.start)
    }

    @Test("the totals are those of the books and of the causes")
    func totals() throws {
        let state = try TemporaryState()
        let store = try fill(state)
        let totals = try state.reader().deadLetterTotals()
        #expect(totals.stopped == DeadLetterTotals.Total(count: 5, value: Money(cents: 1250)))
        #expect(totals.dismissed == DeadLetterTotals.Total(count: 11, value: Money(cents: 5500)))
        #expect(totals.dead == DeadLetterTotals.Total(count: 1, value: Money(cents: 250)))
        try store.release(now: Sample.start)
    }

    @Test("a row says what it was, why it ended and when")
    func rows() throws {
        let state = try TemporaryState()
        let store = try fill(state)
        let rows = try state.reader().deadLetters(limit: 50).rows
        let dismissed = try #require(rows.first { $0.id.rawValue == 10 })
        #expect(dismissed.state == .dismissed && dismissed.reason == "wrong visit" && dismissed.code == .itemUnmapped)
        #expect(dismissed.item == "4471-B" && dismissed.quantity == "2" && dismissed.value == Money(cents: 1000))
        #expect(dismissed.endedAt == Sample.start.advanced(by: .seconds(5)) && dismissed.exception == nil)
        let gaveUp = try #require(rows.first { $0.id.rawValue == 11 })
        #expect(gaveUp.state == .gaveUp && gaveUp.exception != nil && gaveUp.endpoint == Sample.endpoint)
        try store.release(now: Sample.start)
    }

    @Test("a replay moves the books with the delivery, and keeps what it was", arguments: [1, 11, 17])
    func replays(id: Int64) throws {
        let state = try TemporaryState()
        let store = try fill(state)
        let open = OpenReplay(
            id: "one", actor: "ann", reason: "it was right",
            order: OpenReplay.Order(
                words: "one delivery", digest: "d", edit: nil,
                items: [OpenReplay.Item(id: DeliveryID(rawValue: id), print: "p")]))
        try store.commit(now: Sample.start) { try $0.begin(open) }
        #expect(try state.work().openReplays() == [open])
        let later = Sample.start.advanced(by: .seconds(100))
        let ready = try store.commit(now: later) { transaction in
            let candidate = try #require(try transaction.replayCandidate(DeliveryID(rawValue: id)))
            #expect(candidate.deadLetter != nil)
            let ready = try transaction.replay(
                candidate,
                Replaying(
                    replay: "one", actor: "ann", reason: "it was right", resolved: Data("{}".utf8),
                    value: Money(cents: 7), lane: nil, isLookedUpFirst: id == 11))
            try transaction.advance(open, to: 1, replayed: 1, skipped: 0)
            return ready
        }
        #expect(ready.id.rawValue == id)
        let verification = try state.reader().verify()
        #expect(verification.findings.isEmpty && verification.total[.onTheWay] == 1)
        let detail = try #require(try state.reader().delivery(ready.id))
        #expect(detail.row.state == (id == 11 ? .inDoubt : .queued) && detail.row.value == Money(cents: 7))
        #expect(detail.edits.first?.before.replay == "one" && detail.edits.first?.after == nil)
        #expect(detail.timeline.contains { $0.kind == "replayed" && $0.text == "by ann: it was right" })
        #expect(try state.work().load([ready.id]).first?.releasedAt == later, "its time begins anew")
        let row = try #require(try state.reader().replays().first)
        #expect(row.endedAt == later && row.replayed == 1 && row.selection == "one delivery" && row.digest == "d")
        #expect(try state.work().openReplays().isEmpty)
        try store.release(now: later)
    }

    @Test("the attempts of a delivery say whether something of it may be booked")
    func attempts() {
        func history(_ attempts: (String, String)...) -> AttemptHistory {
            var history = AttemptHistory(wasSent: false)
            for (outcome, code) in attempts { history.add(outcome: outcome, code: code, at: Sample.start) }
            return history
        }
        #expect(!history().wasSent)
        #expect(!history(("transient", "http-503")).isInDoubt)
        #expect(history(("ambiguous", "timeout"), ("transient", "http-503")).isInDoubt)
        #expect(!history(("ambiguous", "timeout"), ("looked-up", "not-booked")).isInDoubt)
        #expect(!history(("ambiguous", "timeout"), ("permanent", "erp.rejected")).isInDoubt)
        #expect(history(("permanent", "delivery.outcome-unknown")).isInDoubt)
        #expect(history(("permanent", "delivery.attempts-exhausted")).wasGivenUp)
        #expect(history(("permanent", "erp.rejected")).wasRefused)
        #expect(!history(("permanent", "erp.rejected"), ("ambiguous", "timeout")).wasRefused)
    }
}
