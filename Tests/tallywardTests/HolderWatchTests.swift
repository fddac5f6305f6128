import Foundation
import SyncModel
import SyncStore
import Testing

@testable import tallyward

@Suite("Watching the engine that holds a state")
struct HolderWatchTests {
    let folder: URL
    var path: String { folder.appendingPathComponent("state.db").path }
    private let start = UTCTime(milliseconds: 1_790_000_000_000)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func store(with lock: LockFile? = nil) throws -> EngineStore {
        try EngineStore(path: path, holder: "ann@ward", now: start, with: lock)
    }

    @Test("the one that waits is told as soon as the engine has ended, and is the next")
    func free() async throws {
        let store = try store()
        let watch = HolderWatch(statePath: path, interval: .seconds(3600))
        watch.start()
        try store.release(now: start)
        var events = watch.events.makeAsyncIterator()
        guard case .free(let lock) = await events.next() else {
            Issue.record("no lock")
            return
        }
        #expect(try self.store(with: lock).epoch == store.epoch + 1)
        watch.stop()
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a watch that was stopped ends at once, and keeps no lock that it gets afterwards")
    func stopped() async throws {
        let holder = try store()
        let gone = HolderWatch(statePath: path, interval: .seconds(3600))
        gone.start()
        gone.stop()
        var nothing = gone.events.makeAsyncIterator()
        #expect(await nothing.next() == nil)
        // Whoever waits next gets it, before or behind the thread that waits for nobody any more.
        let next = HolderWatch(statePath: path, interval: .seconds(3600))
        next.start()
        try holder.release(now: start)
        var events = next.events.makeAsyncIterator()
        guard case .free = await events.next() else {
            Issue.record("no lock")
            return
        }
        next.stop()
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a cancelled wait ends although the engine goes on")
    func cancelled() async throws {
        let holder = try store()
        let watch = HolderWatch(statePath: path, interval: .seconds(3600))
        watch.start()
        let task = Task {
            for await _ in watch.events { return false }
            return true
        }
        task.cancel()
        #expect(await task.value)
        watch.stop()
        try holder.release(now: start)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a stopped holder is looked at again as soon as its lease can have run out, any other one rarely")
    func patrol() throws {
        let holder = try store()
        var rare = LeasePatrol(statePath: path, interval: .seconds(10)) { _ in false }
        #expect(rare.look(at: .seconds(0)) == (nil, .seconds(10)))
        try holder.commit(now: start.advanced(by: .seconds(9))) { try $0.beat() }
        #expect(rare.look(at: .seconds(10)) == (nil, .seconds(10)))
        #expect(rare.look(at: .seconds(20)).expired == Lease.Sighting(try StateReader(path: path).engineStatus()))

        var soon = LeasePatrol(statePath: path, interval: .seconds(10)) { _ in true }
        let (expired, pause) = soon.look(at: .seconds(0))
        #expect(expired == nil && pause > Lease.duration && pause < .seconds(6))
        #expect(soon.look(at: pause).expired != nil)
        try holder.release(now: start)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a state that can't be read is looked at again, and nothing is concluded from it")
    func unreadable() throws {
        var patrol = LeasePatrol(statePath: path + ".missing", interval: .seconds(10)) { _ in true }
        for second in 0...3 { #expect(patrol.look(at: .seconds(second * 10)) == (nil, .seconds(10))) }
        try FileManager.default.removeItem(at: folder)
    }
}
