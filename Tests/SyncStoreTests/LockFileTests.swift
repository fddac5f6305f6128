import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("The lock beside a state")
struct LockFileTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    /// Waits for the lock on a thread of its own.
    private func waiting(courtesy: Duration = .zero) -> AsyncStream<LockFile> {
        let (locks, continuation) = AsyncStream.makeStream(of: LockFile.self)
        let path = state.path
        Thread {
            if let lock = try? LockFile(waitingForState: path, courtesy: courtesy) { continuation.yield(lock) }
            continuation.finish()
        }.start()
        return locks
    }

    @Test("who waits gets it when the holder lets it go, and opens the state with it")
    func handOver() async throws {
        let store = try state.store()
        let locks = waiting()
        try store.accept(Sample.message("A1"))
        try store.release(now: Sample.start)
        var iterator = locks.makeAsyncIterator()
        let lock = try #require(await iterator.next())
        #expect(throws: StateFileProblem.self, "nobody else gets in between") { _ = try state.store() }
        let next = try EngineStore(path: state.path, holder: "bob@ward", now: Sample.start, with: lock)
        #expect(next.epoch == store.epoch + 1)
        try next.accept(Sample.message("A2"))
    }

    @Test("who waits with courtesy leaves a free seat to whoever comes first, and takes it once that one has gone too")
    func courtesy() async throws {
        let first = try state.store()
        let locks = waiting(courtesy: .milliseconds(300))
        try first.release(now: Sample.start)
        // The one that waits has it for a moment, to see that it is free.
        var again: EngineStore?
        while again == nil { again = try? state.store() }
        #expect(again?.epoch == first.epoch + 1)
        try again?.release(now: Sample.start)
        var iterator = locks.makeAsyncIterator()
        #expect(await iterator.next()?.isHeld == true)
    }

    @Test("who waits behind a lock whose file was replaced gets none for the old one")
    func replaced() async throws {
        let paused = try state.store(holder: "ann@ward")
        let locks = waiting()
        let seen = Lease.Sighting(try state.reader().engineStatus())
        let next = try EngineStore(path: state.path, holder: "bob@ward", now: Sample.start, takingFrom: seen)
        paused.abandon()
        try next.accept(Sample.message("A1"))
        try next.release(now: Sample.start)
        var iterator = locks.makeAsyncIterator()
        let lock = try #require(await iterator.next())
        let third = try EngineStore(path: state.path, holder: "carol@ward", now: Sample.start, with: lock)
        #expect(third.epoch == next.epoch + 1)
    }

    @Test("a lock that nobody keeps is let go")
    func letGo() async throws {
        var lock: LockFile? = try LockFile(waitingForState: state.path)
        #expect(lock?.isHeld == true)
        lock = nil
        _ = try state.store()
    }
}
