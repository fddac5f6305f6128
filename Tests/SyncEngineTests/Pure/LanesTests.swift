import SyncModel
import Testing

@testable import SyncEngine

@Suite("Lanes")
struct LanesTests {
    @Test("whatever happens in whatever order, lanes send what a plain list would", arguments: 0..<60 as Range<UInt64>)
    func agreesWithTheModel(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        var lanes = Lanes()
        var model = LaneModel()
        for step in 1...200 {
            model.act(&lanes, step: step, by: &chance)
            guard lanes.hasReady == !model.ready.isEmpty, lanes.followerCount == model.followerCount else {
                Issue.record("seed \(seed), step \(step): \(model)")
                return
            }
        }
        var left = model.drain(&lanes)
        #expect(left.isEmpty, "seed \(seed): never sent \(left)")
        left = model.wrong
        #expect(left.isEmpty, "seed \(seed): out of turn \(left)")
    }

    @Test("every history of up to five steps over two lanes agrees with a plain list")
    func agreesExhaustively() {
        var checked = 0
        func walk(_ lanes: Lanes, _ model: LaneModel, depth: Int) {
            checked += 1
            guard depth < 5 else { return }
            for move in LaneModel.Move.allCases {
                var nextLanes = lanes
                var nextModel = model
                guard nextModel.apply(move, to: &nextLanes, id: depth + 1) else { continue }
                guard nextLanes.hasReady == !nextModel.ready.isEmpty, nextModel.wrong.isEmpty,
                    nextLanes.followerCount == nextModel.followerCount
                else {
                    Issue.record("\(move) at depth \(depth): \(nextModel)")
                    return
                }
                walk(nextLanes, nextModel, depth: depth + 1)
            }
        }
        walk(Lanes(), LaneModel(), depth: 0)
        #expect(checked > 1000)
    }

    @Test("a stopped delivery holds its lane and nothing else, and goes first once it is let go")
    func holdsItsPlace() {
        var lanes = Lanes()
        func entry(_ id: Int64, _ lane: Int?, stopped: Bool = false) -> Lanes.Entry {
            Lanes.Entry(id: DeliveryID(rawValue: id), lane: lane, isStopped: stopped)
        }
        lanes.add(entry(1, 7, stopped: true))
        lanes.add(entry(2, 7))
        lanes.add(entry(3, 8))
        lanes.add(entry(4, nil))
        #expect(lanes.take()?.id.rawValue == 3)
        #expect(lanes.take()?.id.rawValue == 4)
        #expect(lanes.take() == nil)
        lanes.release(entry(1, 7))
        #expect(lanes.take()?.id.rawValue == 1)
        #expect(lanes.take() == nil)
        lanes.finish(entry(1, 7))
        #expect(lanes.take()?.id.rawValue == 2)
    }

    @Test("a lane that is empty again takes no room, and the same name starts afresh")
    func forgetsEmptyLanes() {
        var lanes = Lanes()
        for id in 1...3 {
            lanes.add(Lanes.Entry(id: DeliveryID(rawValue: Int64(id)), lane: 1))
            let taken = lanes.take()
            #expect(taken?.id.rawValue == Int64(id))
            if let taken { lanes.finish(taken) }
        }
        #expect(!lanes.hasReady)
    }

    @Test("of the deliveries that are ready, replays come last, but one of eight turns is theirs")
    func letsLiveGoFirst() {
        var lanes = Lanes()
        for id in 1...20 { lanes.add(Lanes.Entry(id: DeliveryID(rawValue: Int64(id)), lane: nil, isReplayed: id < 4)) }
        let taken = (1...20).compactMap { _ in lanes.take()?.id.rawValue }
        #expect(Array(taken.prefix(8)) == [4, 5, 6, 7, 8, 9, 10, 1])
        #expect(taken.count == 20 && taken.last == 3)
    }

    @Test("only so many replays are in flight at once, and each that lands makes room for another")
    func sharesTheEndpoint() {
        var lanes = Lanes()
        let entries = (1...3).map { Lanes.Entry(id: DeliveryID(rawValue: $0), lane: nil, isReplayed: true) }
        for entry in entries { lanes.add(entry) }
        #expect(lanes.take(replayShare: 1) == entries[0] && lanes.take(replayShare: 1) == nil)
        #expect(lanes.hasReady && !lanes.hasLive && lanes.replayCount == 3)
        lanes.land(entries[0])
        lanes.finish(entries[0])
        #expect(lanes.take(replayShare: 1) == entries[1] && lanes.replayCount == 2)
    }
}
