import Foundation
import GRDB
import Measures
import SyncModel
import Testing

@testable import SyncStore

@Suite("Mending what stopped")
struct FixTests {
    let state: TemporaryState
    let store: EngineStore
    private let later = Sample.start.advanced(by: .seconds(90))

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped(lane: "visit-1")]))
        try store.accept(Sample.message("A2", deliveries: [Sample.stopped(cents: 100)]))
    }

    private func delivery(_ message: Int64 = 1) throws -> DeliveryRow {
        try #require(try state.reader().deliveries(of: MessageID(rawValue: message)).first)
    }

    private func expectSound() throws {
        let verification = try state.reader().verify()
        #expect(verification.findings == [])
        #expect(try state.reader().overview(now: later).balance == verification.total)
    }

    @Test("a plan that is ready closes the exception and queues the delivery with its new value")
    func ready() throws {
        let plan = DeliveryPlan(.ready(Data("{\"a\":1}".utf8)), value: Money(cents: 900))
        let released = try store.replan(1, plan, now: later)
        #expect(
            released
                == ReadyDelivery(
                    id: DeliveryID(rawValue: 1), flow: Sample.flow, endpoint: Sample.endpoint, lane: "visit-1"))
        let row = try delivery()
        #expect(row.state == .queued && row.value.cents == 900)
        #expect(try state.work().load([DeliveryID(rawValue: 1)]).first?.resolved == Data("{\"a\":1}".utf8))
        let closed = try store.exception(1).exception
        #expect(closed.closedAt == later && closed.resolution == "fixed by ann")
        let cause = try #require(try state.reader().causes().first)
        #expect(cause.open == 1 && cause.value.cents == 100)
        let flow = try #require(try state.reader().overview(now: later).flows.first)
        #expect(flow.backlogValue.cents == 900 && flow.waitingValue.cents == 100)
        try expectSound()
    }

    @Test("the same fault again leaves the exception as it is, its owner and its age too")
    func sameFault() throws {
        try store.commit(now: later) { try $0.claim(ExceptionID(rawValue: 1), by: "ann") }
        #expect(try store.replan(1, Sample.faulted(), now: later) == nil)
        let row = try store.exception(1).exception
        #expect(row.closedAt == nil && row.openedAt == Sample.start && row.claimedBy == "ann")
        #expect(try state.reader().causes().map(\.open) == [2])
        try expectSound()
    }

    @Test("a fault that names no source is the same again once it was kept with its source")
    func sameFaultWithoutSource() throws {
        let plan = DeliveryPlan(
            .faulted(Fault(.messageUnsupported, FaultSubject(other: "supply"), detail: "No flow.")), value: .zero)
        try store.replan(1, plan, now: later)
        #expect(try store.exception(3).exception.fault.subject.source == "ehr-mllp")
        try store.replan(3, plan, now: later)
        #expect(try store.exception(3).exception.closedAt == nil)
        #expect(try state.ask("SELECT count(*) FROM exception") == 3)
        try expectSound()
    }

    @Test("another fault closes the exception and opens one for the next owner, at the new value")
    func nextFault() throws {
        let fault = Fault(
            .costCenterMissing, FaultSubject(source: "ehr-mllp", location: "ICU-3"), detail: "ICU-3 has no cost center."
        )
        #expect(try store.replan(1, DeliveryPlan(.faulted(fault), value: Money(cents: 70)), now: later) == nil)
        let reader = try state.reader()
        #expect(try store.exception(1).exception.closedAt == later)
        let next = try store.exception(3).exception
        #expect(next.owner == .finance && next.value.cents == 70 && next.openedAt == later && next.item == "4471-B")
        #expect(try delivery().state == .faulted && delivery().value.cents == 70)
        #expect(try reader.causes().map(\.cause) == [Sample.unmapped().cause, fault.cause])
        #expect(try reader.causes().map(\.value.cents) == [100, 70])
        #expect(try reader.waiting()[.finance]?.count == 1)
        try expectSound()
    }

    @Test("a rule that now says there is nothing to send dismisses the delivery at its new value")
    func dismissedByRule() throws {
        #expect(try store.replan(1, DeliveryPlan(.dismissed("not billable"), value: Money(cents: 40))) == nil)
        #expect(try delivery().state == .dismissed && delivery().reason == "not billable")
        #expect(try delivery().value.cents == 40)
        try expectSound()
    }

    @Test("a person dismisses a delivery with a reason")
    func dismiss() throws {
        try store.commit(now: later) { transaction in
            guard let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: 1)) else { return }
            try transaction.dismiss(exception, delivery, reason: "a training patient")
        }
        #expect(try delivery().state == .dismissed && delivery().reason == "a training patient")
        #expect(try store.exception(1).exception.resolution == "dismissed: a training patient")
        try expectSound()
    }

    @Test("an exception without a delivery is dismissed by itself")
    func dismissRefused() throws {
        try store.accept(Sample.message("A3", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        try store.commit(now: later) { transaction in
            guard let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: 3)) else { return }
            #expect(delivery == nil)
            try transaction.dismiss(exception, delivery, reason: "sent again")
        }
        #expect(try store.exception(3).exception.closedAt == later)
        try expectSound()
    }

    @Test("a person confirms that a delivery was booked")
    func confirm() throws {
        try store.commit(now: later) { transaction in
            guard let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: 1)), let delivery
            else { return }
            try transaction.confirm(exception, delivery, document: "INV-9")
        }
        #expect(try delivery().state == .delivered && delivery().document == "INV-9")
        #expect(try store.exception(1).exception.resolution == "confirmed as INV-9")
        try expectSound()
    }

    @Test("an exception is settled once, whoever asks twice")
    func onlyOnce() throws {
        try store.commit(now: later) { transaction in
            guard let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: 1)), let delivery
            else { return }
            try transaction.dismiss(exception, delivery, reason: "first")
            try transaction.dismiss(exception, delivery, reason: "second")
            try transaction.confirm(exception, delivery, document: "INV-9")
            #expect(try transaction.replan(exception, delivery, Sample.ready, resolution: "third") == nil)
            #expect(try !transaction.close(exception, resolution: "fourth"))
        }
        #expect(try delivery().state == .dismissed && delivery().reason == "first")
        #expect(try store.exception(1).exception.resolution == "dismissed: first")
        #expect(try state.reader().causes().map(\.open) == [1])
        try expectSound()
    }

    @Test("a claim names who works on it, is given back, and doesn't touch what is closed")
    func claims() throws {
        let id = ExceptionID(rawValue: 1)
        try store.commit(now: later) { try $0.claim(id, by: "ann") }
        #expect(try store.exception(1).exception.claimedBy == "ann")
        try store.commit(now: later) { try $0.claim(id, by: nil) }
        #expect(try store.exception(1).exception.claimedBy == nil)
        try store.replan(1, Sample.ready)
        try store.commit(now: later) { try $0.claim(id, by: "bob") }
        #expect(try store.exception(1).exception.claimedBy == nil)
    }

    @Test("the open exceptions of a cause come oldest first, chunk by chunk, each with its delivery and event")
    func chunks() throws {
        for number in 3...7 { try store.accept(Sample.message("A\(number)", deliveries: [Sample.stopped()])) }
        try store.replan(2, Sample.ready)
        let cause = Sample.unmapped().cause
        try store.commit(now: later) { transaction in
            let first = try transaction.openExceptions(ofCause: cause, limit: 2)
            let rest = try transaction.openExceptions(ofCause: cause, after: first.last?.exception.id, limit: 100)
            #expect(first.map(\.exception.id.rawValue) == [1, 3])
            #expect(rest.map(\.exception.id.rawValue) == [4, 5, 6, 7])
            #expect((first + rest).allSatisfy { $0.delivery?.eventBody != nil && $0.delivery?.state == .faulted })
        }
        let read = try state.work().openExceptions(ofCause: cause, limit: 3)
        #expect(read.map(\.exception.id.rawValue) == [1, 3, 4])
        #expect(read.allSatisfy { $0.delivery.eventBody != nil })
    }

    @Test("causes whose text Swift takes for the same are counted apart")
    func canonicalEquivalence() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        try store.accept(
            Sample.message("A3", deliveries: [Sample.stopped(item: composed), Sample.stopped(item: decomposed)]))
        #expect(try state.reader().causes().map(\.open) == [2, 1, 1])
        try expectSound()
    }
}
