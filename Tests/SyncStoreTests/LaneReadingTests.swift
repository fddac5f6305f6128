import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("How deliveries stand in their lanes")
struct LaneReadingTests {
    private let state: TemporaryState
    private let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func standing(_ message: Int64) throws -> LaneStanding? {
        try state.reader().deliveries(of: MessageID(rawValue: message)).first?.standing
    }

    @Test("a lane is an endpoint's: other lanes, no lane and what is done don't count")
    func counts() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped(lane: "V1")]))
        for (number, lane) in ["V1", "V2", nil, "V1", "V1"].enumerated() {
            try store.accept(Sample.message("B\(number)", deliveries: [Sample.delivery(lane: lane)]))
        }
        try store.settle(6, .delivered(document: "D"))
        let hold = try #require(try standing(1)?.holds)
        #expect(hold.words == "holds 2 others, $5.00" && hold.free == hold.others && hold.next == nil)
        let behind = try [2, 3, 4, 5, 6].map { try standing($0)?.behind?.exception.rawValue }
        #expect(behind == [1, nil, nil, 1, nil])
    }

    @Test("two spellings of one accent are two lanes")
    func spellings() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped(lane: "V\u{e9}")]))
        try store.accept(Sample.message("A2", deliveries: [Sample.delivery(lane: "Ve\u{301}")]))
        #expect(try standing(1) == nil && standing(2) == nil)
    }

    @Test("the first of several that are stopped is the one to be behind, and the next ends what would go on")
    func several() throws {
        let lines = [Sample.stopped(line: 1, lane: "V1"), Sample.delivery(line: 2, lane: "V1")]
        try store.accept(Sample.message("A1", deliveries: lines))
        try store.accept(Sample.message("A2", deliveries: [Sample.stopped(lane: "V1")]))
        try store.accept(Sample.message("A3", deliveries: [Sample.delivery(lane: "V1")]))
        let first = try #require(try standing(1)?.holds)
        #expect(first.others.count == 3 && first.free.count == 1 && first.next?.rawValue == 3)
        let second = try #require(try standing(2))
        #expect(second.behind?.delivery.rawValue == 1)
        #expect(second.holds?.others.count == 1 && second.holds?.free.count == 0)
        let lanes = try state.reader().lanes(of: [1, 2].map(ExceptionID.init(rawValue:)))
        #expect(lanes.values.map(\.lines.count).sorted() == [1, 2])
    }

    @Test("counting is bounded, and says that there may be more")
    func bounded() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped(lane: "V1")]))
        try store.accept(
            Sample.message("A2", deliveries: (1...9).map { Sample.delivery(line: $0, lane: $0 == 1 ? "V1" : "V\($0)") })
        )
        let head = ReadyDelivery(at: DeliveryID(rawValue: 1), endpoint: Sample.endpoint, lane: "V1")
        let words = try [8, 9].map { patience in
            try state.reader().read { database in
                try LaneReading(database, patience: patience).standings(of: [(head, true)])[head.id]?.holds?.words
            }
        }
        #expect(words == ["holds 1 other or more, $2.50", "holds 1 other, $2.50"])
    }

    @Test("what steps aside holds no lane, and stays stopped with its exception")
    func stepsAside() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped(lane: "V1")]))
        try store.accept(Sample.message("A2", deliveries: [Sample.delivery(lane: "V1")]))
        let (exception, delivery) = try store.exception(1)
        let stopped = try #require(delivery)
        for isFirst in [true, false] {
            let went = try store.commit(now: Sample.start) { transaction in
                try transaction.stepAside(
                    exception, stopped, actor: "ann", reason: "a test", hold: try transaction.hold(of: stopped))
            }
            #expect(went == isFirst)
        }
        #expect(try standing(1) == nil && standing(2) == nil)
        #expect(try state.reader().exception(exception.id)?.row.closedAt == nil)
        // A new start has no place for it.
        #expect(try state.work().open(limit: 10).map(\.0.id.rawValue) == [2])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("what was heard last counts, though attempts are numbered anew each time a person lets a delivery go")
    func history() throws {
        try store.accept(Sample.message("A1"))
        let refused = Fault(.rejected, detail: "No.")
        func at(_ seconds: Int) -> UTCTime { Sample.start.advanced(by: .seconds(seconds)) }
        try store.settle(1, .retry(due: at(1), Sample.failure()), attempt: 1, now: at(0))
        try store.settle(1, .faulted(refused), attempt: 2, now: at(2))
        try store.replan(1, Sample.ready, now: at(3))
        try store.settle(1, .inDoubt(Sample.failure("timeout")), attempt: 1, now: at(4))
        try store.settle(1, .faulted(Fault(.outcomeUnknown, detail: "Nobody can say.")), attempt: 1, now: at(5))
        let candidate = try #require(try state.work().replayCandidates([DeliveryID(rawValue: 1)]).first?.candidate)
        #expect(candidate.attempts.isInDoubt && !candidate.attempts.wasRefused)
        #expect(candidate.attempts.lastAt == at(5))
        let doubt = try #require(try state.reader().exception(ExceptionID(rawValue: 2))?.doubt)
        #expect(doubt.sentAt == at(4) && doubt.askedAt == at(5) && doubt.asked == "Nobody can say.")
    }
}
