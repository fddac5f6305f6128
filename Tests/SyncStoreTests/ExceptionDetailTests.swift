import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncStore

@Suite("One exception with everything that led to it")
struct ExceptionDetailTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func at(_ seconds: Int) -> UTCTime { Sample.start.advanced(by: .seconds(seconds)) }

    private func detail(_ id: Int64) throws -> ExceptionDetail {
        try #require(try state.reader().exception(ExceptionID(rawValue: id)))
    }

    @Test("what arrived, what it meant, where it stands, and how many others share the cause")
    func parts() throws {
        let message = Sample.message("A1", deliveries: [Sample.stopped(), Sample.stopped(line: 2, cents: 40)])
        try store.accept(message)
        try store.accept(Sample.message("A2", deliveries: [Sample.stopped(cents: 9)]))
        let detail = try detail(2)
        #expect(detail.row.id.rawValue == 2 && detail.row.fault == Sample.unmapped())
        #expect(detail.message.controlID == "A1" && detail.payload == Array(message.payload))
        #expect(detail.event == Sample.event(line: 2))
        #expect(detail.delivery?.id.rawValue == 2 && detail.delivery?.state == .faulted && detail.booking?.use == nil)
        let trace = TraceContext(state: store.identity, message: MessageID(rawValue: 1)).traceID
        #expect(detail.delivery?.trace == trace)
        #expect(detail.others.count == 2 && detail.others.value.cents == 259)
        try store.replan(2, DeliveryPlan(.ready(nil), value: .zero))
        let closed = try self.detail(2)
        #expect(closed.others.count == 2 && closed.others.value.cents == 259)
        #expect(try state.reader().exception(ExceptionID(rawValue: 99)) == nil)
    }

    @Test("what it was resolved to, where it got that far")
    func resolved() throws {
        let use = ResolvedUse(
            organization: "M1", itemNumber: "100234", subinventory: "S1", costCenter: "4410", account: "01-4410",
            quantity: 2, unit: "EA", arithmetic: nil, occurredAt: Sample.start)
        let plan = DeliveryPlan(.ready(try StateJSON.encode(use)), value: .zero)
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(plan)]))
        try store.settle(1, .faulted(Fault(.rejected, detail: "Period closed.")))
        #expect(try detail(1).booking?.use == use)
    }

    @Test("the timeline tells everything in the order it happened, an attempt before what came of it")
    func timeline() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped()]), now: at(0))
        try store.replan(1, Sample.ready, now: at(10))
        try store.settle(1, .retry(due: at(30), Sample.failure()), attempt: 1, now: at(20))
        let rejected = Fault(.rejected, detail: "Period closed.")
        try store.settle(1, .faulted(rejected), attempt: 2, now: at(31))
        // Closed and opened anew in one moment.
        let refused = DeliveryPlan(.faulted(Fault(.unitRejected, detail: "Not in EA.")), value: .zero)
        try store.replan(2, refused, now: at(40))
        try store.replan(3, Sample.ready, now: at(50))
        try store.settle(1, .delivered(document: "INV-7"), attempt: 3, now: at(60))
        let timeline = try detail(1).timeline
        #expect(
            timeline.map(\.kind) == [
                "received", "stopped", "closed", "attempt", "attempt", "stopped", "closed", "stopped", "closed",
                "attempt", "delivered",
            ])
        #expect(timeline.map(\.at) == [0, 0, 10, 20, 31, 31, 40, 40, 50, 60, 60].map(at))
        #expect(timeline[1].text == "UNMAPPED ITEM: Item 4471-B is not mapped.")
        #expect(timeline[3].text == "attempt 1, transient after 40 ms: answered http-503")
        #expect(timeline[4].text == "attempt 2, permanent after 40 ms: Period closed.")
        #expect(timeline[5].text == "ERP REJECTED: Period closed.")
        #expect(timeline[10].text == "document INV-7")
        // Told the same from any of its exceptions.
        #expect(try detail(3).timeline == timeline)
    }

    @Test("a message that couldn't be taken at all has a timeline of its own")
    func refused() throws {
        try store.accept(Sample.message("A1", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        let detail = try detail(1)
        #expect(detail.event == nil && detail.delivery == nil && detail.others.count == 0)
        #expect(detail.timeline.map(\.kind) == ["received", "stopped"])
    }
}
