import Foundation
import SyncModel
import SyncStore
import Synchronization
import Testing

@testable import SyncEngine

@Suite("The group committer")
final class GroupCommitterTests {
    private let folder: URL
    private let store: EngineStore
    private let faults: FaultyStore
    private let committer: GroupCommitter
    private let outcomes = Outcomes()

    private final class Outcomes: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ outcome: String) { list.withLock { $0.append(outcome) } }
    }

    init() throws {
        folder = try TestSite.folder()
        store = try EngineStore(path: folder.appending(path: "s.db").path, holder: "test", now: TestSite.start)
        faults = FaultyStore(store)
        committer = GroupCommitter(store: faults, now: { TestSite.start })
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Hands in work that writes one audit record.
    private func enqueue(_ number: Int, _ urgency: GroupCommitter.Urgency = .urgent, throwing: Bool = false) {
        committer.enqueue(urgency) { [outcomes] transaction in
            try transaction.audit(actor: "test", action: "try", subject: "\(number)", detail: "")
            if throwing { throw CancellationError() }
            return { outcomes.add("done \(number)") }
        } failed: { [outcomes] _ in
            outcomes.add("failed \(number)")
        }
    }

    private var written: Int { get throws { try StateReader(path: store.path).verify().auditRecords } }

    @Test("a completion runs only when another connection can read what was written, and in the order of the work")
    func completesAfterTheCommit() throws {
        let path = store.path
        for number in 1...20 {
            committer.enqueue(number.isMultiple(of: 3) ? .urgent : .lingering) { [outcomes] transaction in
                try transaction.audit(actor: "test", action: "try", subject: "\(number)", detail: "")
                return {
                    let count = (try? StateReader(path: path).verify().auditRecords) ?? 0
                    outcomes.add(count >= number ? "done \(number)" : "too early \(number)")
                }
            } failed: { _ in
            }
            if number == 10 { committer.start() }
        }
        committer.stop()
        #expect(outcomes.all == (1...20).map { "done \($0)" })
    }

    @Test("what came in together is committed together, whether it was urgent or not")
    func ridesAlong() throws {
        for number in 1...10 { enqueue(number, number == 10 ? .urgent : .lingering) }
        committer.start()
        committer.stop()
        #expect(outcomes.all == (1...10).map { "done \($0)" })
        #expect(faults.commits == 1)
        #expect(try written == 10)
    }

    @Test("no group is larger than the limit")
    func limitsGroups() throws {
        for number in 1...(2 * GroupCommitter.largestGroup + 1) { enqueue(number) }
        committer.start()
        committer.stop()
        #expect(faults.commits == 3)
        #expect(try written == 2 * GroupCommitter.largestGroup + 1)
    }

    @Test("work that throws fails alone: its company is committed, and everybody hears in order")
    func failsAlone() throws {
        for number in 1...5 { enqueue(number, throwing: number == 3) }
        committer.start()
        committer.stop()
        #expect(outcomes.all == ["done 1", "done 2", "failed 3", "done 4", "done 5"])
        #expect(try written == 4)
    }

    @Test("a commit that fails once is made again for each, and nothing is written twice")
    func triesEachAgain() throws {
        faults.failNext(1)
        for number in 1...3 { enqueue(number) }
        committer.start()
        committer.stop()
        #expect(outcomes.all == ["done 1", "done 2", "done 3"])
        #expect(try written == 3)
    }

    @Test(
        "a fault that strikes every write fails the group at once: nobody waits for tries one by one",
        arguments: [StorageFault.full, .failing, .locked])
    func failsTogether(fault: StorageFault) throws {
        faults.failNext(1, for: fault)
        for number in 1...3 { enqueue(number) }
        committer.start()
        committer.stop()
        #expect(outcomes.all == ["failed 1", "failed 2", "failed 3"])
        #expect(faults.commits == 1)
        #expect(try written == 0)
    }

    @Test("damage that one job meets doesn't fail its company")
    func failsAtDamageAlone() throws {
        faults.failNext(2, for: .damaged)
        for number in 1...3 { enqueue(number) }
        committer.start()
        committer.stop()
        #expect(outcomes.all == ["failed 1", "done 2", "done 3"])
        #expect(try written == 2)
    }

    @Test("a caller that may commit has done so when it gets back, with what was lingering")
    func leads() throws {
        enqueue(1, .leading)
        #expect(outcomes.all == [], "the engine hasn't started")
        committer.start()
        committer.stop()
        #expect(outcomes.all == ["done 1"])
    }

    @Test("a caller's own commit is over before it gets back")
    func leadsAtOnce() async throws {
        committer.start()
        try await committer.perform { _ in }
        while !committer.isIdle { await Task.yield() }
        enqueue(1, .leading)
        #expect(outcomes.all == ["done 1"])
        #expect(try written == 1)
        committer.stop()
    }

    @Test("work that isn't urgent is committed without anything urgent coming")
    func lingersOnly() async throws {
        committer.start()
        let value = try await committer.perform(urgent: false) { _ in 7 }
        #expect(value == 7)
        committer.stop()
    }

    @Test("once another engine has the lease, what waits and what comes fails, and the engine is told once")
    func fenced() throws {
        let told = Outcomes()
        let committer = GroupCommitter(store: faults, now: { TestSite.start }, fenced: { told.add("fenced") })
        committer.start()
        let seen = Lease.Sighting(try StateReader(path: store.path).engineStatus())
        let next = try EngineStore(path: store.path, holder: "next", now: TestSite.start, takingFrom: seen)
        for number in 1...3 {
            committer.enqueue(.urgent) { _ in
                { told.add("done \(number)") }
            } failed: { _ in
                told.add("failed \(number)")
            }
        }
        committer.stop()
        #expect(told.all.filter { $0 == "fenced" }.count == 1)
        #expect(Set(told.all) == ["failed 1", "failed 2", "failed 3", "fenced"])
        #expect(committer.hasEnded)
        try next.release(now: TestSite.start)
    }

    @Test("stopping commits what is pending; what comes later fails at once")
    func flushes() throws {
        for number in 1...3 { enqueue(number, .lingering) }
        committer.start()
        committer.stop()
        enqueue(4)
        #expect(outcomes.all == ["done 1", "done 2", "done 3", "failed 4"])
        #expect(try written == 3)
        #expect(committer.hasEnded)
    }
}
