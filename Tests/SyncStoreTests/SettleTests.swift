import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Settling deliveries")
struct SettleTests {
    let state: TemporaryState
    let store: EngineStore
    private let later = Sample.start.advanced(by: .seconds(90))

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        try store.accept(Sample.message("A1"))
    }

    private func delivery() throws -> DeliveryRow {
        try #require(try state.reader().deliveries(of: MessageID(rawValue: 1)).first)
    }

    private func attempts() throws -> Int { try state.ask("SELECT count(*) FROM attempt") ?? 0 }

    private func expectLine(_ line: BalanceLine) throws {
        let flow = try #require(try state.reader().overview(now: Sample.start).flows.first)
        for other in BalanceLine.allCases where other != .accepted {
            #expect(flow.balance[other] == (other == line ? 1 : 0), "\(other)")
        }
        #expect(flow.backlogValue.cents == (line == .onTheWay ? 250 : 0))
        #expect(flow.waitingValue.cents == (line == .waitingForPeople ? 250 : 0))
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a delivery booked at once is settled with its document number, and costs no attempt row")
    func delivered() throws {
        try store.settle(1, .delivered(document: "INV-7"), now: later)
        let row = try delivery()
        #expect(row.state == .delivered && row.document == "INV-7" && row.attempts == 1)
        #expect(row.settledAt == later && row.dueAt == nil && row.reason == nil)
        #expect(try attempts() == 0)
        try expectLine(.delivered)
    }

    @Test("a transient failure waits until it is due, then the attempt that succeeds is told too")
    func retry() throws {
        let due = later.advanced(by: .seconds(30))
        try store.settle(1, .retry(due: due, Sample.failure()), now: later)
        let row = try delivery()
        #expect(row.state == .waiting && row.dueAt == due && row.attempts == 1 && row.reason == "answered http-503")
        try expectLine(.onTheWay)
        #expect(try attempts() == 1)
        try store.settle(1, .delivered(document: "INV-7"), attempt: 2, now: due)
        #expect(try delivery().attempts == 2 && attempts() == 2)
        #expect(try delivery().dueAt == nil && delivery().reason == nil)
        try expectLine(.delivered)
    }

    @Test("a delivery whose answer is missing is in doubt; the look-up sends it again or settles it")
    func inDoubt() throws {
        try store.commit(now: Sample.start) { try $0.claim(DeliveryID(rawValue: 1)) }
        #expect(try delivery().state == .sending && delivery().attempts == 1)
        try store.settle(1, .inDoubt(Sample.failure("timeout")), now: later)
        #expect(try delivery().state == .inDoubt && delivery().reason == "answered timeout")
        try expectLine(.onTheWay)
        try store.settle(1, .requeue(Sample.failure("not-booked")), now: later.advanced(by: .seconds(1)))
        #expect(try delivery().state == .queued && delivery().reason == nil)
        try expectLine(.onTheWay)
        try store.settle(1, .delivered(document: "INV-8"), attempt: 2, now: later.advanced(by: .seconds(2)))
        try expectLine(.delivered)
        #expect(try attempts() == 3)
    }

    @Test("look-ups of one attempt in one moment are one row, with the last word")
    func repeatedLookUp() throws {
        try store.settle(1, .inDoubt(Sample.failure("timeout")), now: later)
        try store.settle(1, .inDoubt(AttemptFailure(code: "pending", status: 202, detail: "not finished")), now: later)
        #expect(try attempts() == 1)
        #expect(
            try state.ask("SELECT code || ' ' || status || ' ' || detail FROM attempt") == "pending 202 not finished")
    }

    @Test("a delivery the ERP refuses for good opens an exception that says what it was about")
    func faulted() throws {
        let fault = Fault(.itemRejected, FaultSubject(item: "100234"), detail: "The ERP has no item 100234.")
        // Work is loaded without the event: the list must show it all the same.
        let work = try #require(try state.work().load([DeliveryID(rawValue: 1)]).first)
        #expect(work.eventBody == nil)
        try store.commit(now: later) { transaction in
            try transaction.settle(work, Settlement(.faulted(fault), attempt: 1, took: .milliseconds(40)))
        }
        #expect(try delivery().state == .faulted && delivery().attempts == 1)
        let row = try #require(try state.reader().exceptions().first)
        // In the sender's code, which a fix is about; the ERP's beside it.
        let kept = Fault(
            .itemRejected, FaultSubject(source: "ehr-mllp", item: "4471-B", other: "100234"), detail: fault.detail)
        #expect(row.fault == kept && row.delivery?.rawValue == 1 && row.owner == .materials && row.value.cents == 250)
        #expect(row.item == "4471-B" && row.description == "catheter 4471-B" && row.location == "ICU-3")
        #expect(row.quantity == "2" && row.unit == "EA" && row.openedAt == later)
        let cause = try #require(try state.reader().causes().first)
        #expect(cause.cause == kept.cause && cause.open == 1 && cause.value.cents == 250 && cause.oldest == later)
        #expect(cause.description == "catheter 4471-B")
        #expect(try attempts() == 1)
        try expectLine(.waitingForPeople)
    }

    @Test("a delivery that stops before it was sent has no attempt")
    func faultedUnsent() throws {
        let fault = Fault(.messageMalformed, detail: "The stored payload isn't what was received.")
        try store.settle(1, .faulted(fault), attempt: 0)
        #expect(try attempts() == 0 && delivery().attempts == 0)
        try expectLine(.waitingForPeople)
    }

    @Test("an event that can't be read any more still stops its delivery")
    func damagedEvent() throws {
        try state.tamper("UPDATE event SET body = x'7b'")
        try store.settle(1, .faulted(Fault(.rejected, detail: "No.")))
        #expect(try state.reader().exceptions().map(\.item) == [""])
        try expectLine(.waitingForPeople)
    }

    @Test("a delivery that is given up is dead, with the reason")
    func dead() throws {
        try store.settle(1, .dead(reason: "older than a week"), now: later)
        #expect(
            try delivery().state == .dead && delivery().reason == "older than a week" && delivery().settledAt == later)
        try expectLine(.dead)
    }

    @Test("work is loaded with what a request is made of: the payload only where no resolved use says it all")
    func load() throws {
        let plain = Sample.delivery(DeliveryPlan(.ready(nil), value: .zero))
        try store.accept(Sample.message("A2", content: "whole", deliveries: [plain]))
        let ids = [2, 9, 1].map { DeliveryID(rawValue: $0) }
        let work = try state.work().load(ids)
        #expect(work.map(\.id.rawValue) == [2, 1])
        #expect(work[0].payload == Data("whole".utf8) && work[0].resolved == nil)
        #expect(work[1].payload.isEmpty && work[1].resolved == Data("{}".utf8))
        #expect(work[0].digest == PayloadDigest.of(Data("whole".utf8)))
        #expect(work[0].source == Sample.source && work[0].endpoint == Sample.endpoint && work[0].flow == Sample.flow)
    }

    @Test("an engine takes up at its start all that is open or holds a lane, in order, page by page")
    func open() throws {
        let due = later.advanced(by: .seconds(5))
        for number in 2...9 {
            try store.accept(Sample.message("A\(number)", deliveries: [Sample.delivery(lane: "visit-1")]))
        }
        try store.accept(Sample.message("B1", deliveries: [Sample.stopped(lane: "visit-1"), Sample.stopped()]))
        try store.settle(1, .delivered(document: "D"))
        try store.commit(now: later) { try $0.claim(DeliveryID(rawValue: 2)) }
        try store.settle(3, .retry(due: due, Sample.failure()))
        try store.settle(4, .inDoubt(Sample.failure()))
        try store.settle(5, .dead(reason: "old"))
        try store.settle(6, .faulted(Sample.unmapped()))
        let work = try state.work()
        var found: [(ReadyDelivery, state: DeliveryState, dueAt: UTCTime?)] = []
        while true {
            let page = try work.open(after: found.last?.0.id ?? DeliveryID(rawValue: 0), limit: 3)
            if page.isEmpty { break }
            found += page
        }
        #expect(found.map(\.0.id.rawValue) == [2, 3, 4, 6, 7, 8, 9, 10])
        #expect(found.map(\.state) == [.sending, .waiting, .inDoubt, .faulted, .queued, .queued, .queued, .faulted])
        #expect(found.map(\.0.isStopped) == [false, false, false, true, false, false, false, true])
        #expect(found.map(\.dueAt) == [nil, due, nil, nil, nil, nil, nil, nil])
        #expect(found.allSatisfy { $0.0.lane == "visit-1" && $0.0.endpoint == Sample.endpoint })
    }
}
