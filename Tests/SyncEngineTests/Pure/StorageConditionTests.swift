import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("The condition of the storage")
struct StorageConditionTests {
    private var condition = StorageCondition()
    private let start = UTCTime(year: 2026, month: 11, day: 22)

    private mutating func fail(_ fault: StorageFault = .full, at seconds: Int64) -> StorageCondition.Change {
        condition.failed(fault, "r", at: start.advanced(by: .seconds(seconds)), uptime: .seconds(seconds))
    }

    private func began(_ fault: StorageFault = .full, turnedAway: Int = 0) -> StorageCondition.Change {
        .began(StorageTrouble(fault: fault, reason: "r", since: start, turnedAway: turnedAway))
    }

    @Test("a trouble is told of when it begins, with numbers once a second, and not again")
    mutating func once() {
        #expect(condition.isSound)
        #expect(fail(at: 0) == began())
        #expect(fail(at: 0) == .none)
        condition.turnAway()
        condition.turnAway()
        #expect(
            fail(at: 1) == .goesOn(StorageTrouble(fault: .full, reason: "r", since: start, turnedAway: 2)))
        #expect(fail(at: 1) == .none)
        #expect(!condition.isSound)
    }

    @Test("it is over once commits have succeeded for a while, not with the first that fits in between")
    mutating func calm() {
        _ = fail(at: 0)
        #expect(condition.succeeded(uptime: .seconds(1)) == .none)
        _ = fail(at: 2)
        #expect(condition.succeeded(uptime: .seconds(4)) == .none)
        condition.turnAway()
        #expect(
            condition.succeeded(uptime: .seconds(5))
                == .ended(
                    StorageTrouble(fault: .full, reason: "r", since: start, turnedAway: 1), after: .seconds(5)))
        #expect(condition.isSound)
        #expect(condition.succeeded(uptime: .seconds(6)) == .none)
        condition.turnAway()
        #expect(fail(.locked, at: 9) != began(.locked, turnedAway: 1), "a new trouble counts anew")
    }

    @Test("another fault is told of at once, as the same trouble")
    mutating func changes() {
        _ = fail(.locked, at: 0)
        #expect(fail(.full, at: 3) == began(.full))
    }

    @Test("damage that a check found stays until an engine starts anew")
    mutating func damage() {
        let change = condition.found("Delivery 4.", at: start, uptime: .zero)
        #expect(change == .began(StorageTrouble(fault: .damaged, reason: "Delivery 4.", since: start)))
        #expect(condition.succeeded(uptime: .seconds(60)) == .none)
        #expect(!condition.isSound)
    }
}
