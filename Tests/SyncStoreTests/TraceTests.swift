import Foundation
import Measures
import SyncModel
import Testing

@testable import SyncStore

@Suite("The trace of a message")
struct TraceTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private static let use = ResolvedUse(
        organization: "M1", itemNumber: "100", subinventory: "ICU", costCenter: "4100", account: "01-4100",
        quantity: ExactDecimal(2), unit: UnitCode(rawValue: "EA"), arithmetic: nil, occurredAt: Sample.start)

    private static func after(_ milliseconds: Int) -> UTCTime {
        Sample.start.advanced(by: .milliseconds(milliseconds))
    }

    private func trace(_ id: Int64 = 1) throws -> MessageTrace {
        try #require(try state.reader().trace(MessageID(rawValue: id)))
    }

    @Test("each stage of a delivery has its time: received, committed, planned, queued, each attempt, delivered")
    func stages() throws {
        let ready = DeliveryPlan(.ready(try StateJSON.encode(Self.use)), value: Money(cents: 250))
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(ready)]), now: Self.after(4))
        try store.settle(1, .retry(due: Self.after(1000), Sample.failure()), attempt: 1, now: Self.after(100))
        try store.settle(1, .delivered(document: "D1"), attempt: 2, now: Self.after(1200))
        let trace = try trace()
        #expect(trace.steps.map(\.stage) == [.received, .committed])
        #expect(trace.steps[1].after == .milliseconds(4) && trace.commit?.sequence == 1)
        let delivery = try #require(trace.deliveries.first)
        #expect(delivery.steps.map(\.stage) == [.planned, .queued, .attempt, .attempt, .delivered])
        #expect(delivery.steps.map(\.after.milliseconds) == [0, 0, 96, 1100, 0])
        #expect(delivery.steps[2].status == 503 && delivery.steps[2].took == .milliseconds(40))
        #expect(delivery.steps[4].attempt == 2 && delivery.steps[4].text == "document D1")
        #expect(trace.took == .milliseconds(1200))
        #expect(delivery.traceparent.contains(trace.trace) && delivery.traceparent.hasSuffix("-0000000000000001-01"))
    }

    @Test("what was sent shows only the fields that the destination may see")
    func leastData() throws {
        let ready = DeliveryPlan(.ready(try StateJSON.encode(Self.use)), value: Money(cents: 250))
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(ready)]))
        #expect(try trace().deliveries[0].sent.count == 8)
        try store.commit(now: Sample.start) {
            try $0.publish(try StateJSON.encode(Sample.profile()), of: "flow:supply-usage")
        }
        #expect(try trace().deliveries[0].sent.map(\.name) == ["item", "quantity", "unit"])
        #expect(try trace().deliveries[0].documented.map(\.name).contains("quantity"))
    }

    @Test("a delivery that stops and is released says both")
    func released() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped()]))
        try store.replan(1, Sample.ready, now: Self.after(5000))
        let steps = try trace().deliveries[0].steps
        #expect(steps.map(\.stage) == [.planned, .stopped, .released])
        #expect(steps[0].outcome == "item.unmapped" && steps[2].after == .seconds(5))
        #expect(try trace().took == nil)
    }

    @Test("what is tried again says when")
    func due() throws {
        try store.accept(Sample.message("A1"))
        try store.settle(1, .retry(due: Self.after(9000), Sample.failure()), now: Self.after(100))
        let last = try #require(try trace().deliveries[0].steps.last)
        #expect(last.stage == .due && last.at == Self.after(9000) && last.attempt == 2)
    }

    @Test("a message that was refused has no delivery, and its exception")
    func refused() throws {
        try store.accept(Sample.message("A1", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        let trace = try trace()
        #expect(trace.deliveries.isEmpty && trace.exceptions.count == 1 && trace.took == nil)
        #expect(trace.steps.map(\.stage) == [.received, .committed])
    }

    @Test("the commit of any message is found among many, with people's records in between")
    func commits() throws {
        for number in 1...40 {
            try store.commit(now: Self.after(number)) { transaction in
                for part in 0..<(number % 3 + 1) {
                    _ = try transaction.accept(Sample.message("A\(number)-\(part)"))
                }
                if number % 5 == 0 {
                    for _ in 0..<number {
                        try transaction.audit(actor: "ann", action: "fix", subject: "x", detail: "")
                    }
                }
            }
        }
        let reader = try state.reader()
        let messages = try reader.messages(limit: 1000)
        for message in messages {
            let commit = try #require(try reader.trace(message.id)?.commit)
            #expect(commit.record.messages?.contains(message.id.rawValue) == true)
            #expect(message.controlID.hasPrefix("A\(commit.record.at.milliseconds - Sample.start.milliseconds)-"))
        }
        #expect(messages.count > 70)
    }

    @Test("there is no trace of a message that isn't there")
    func missing() throws {
        #expect(try state.reader().trace(MessageID(rawValue: 9)) == nil)
    }
}
