import Foundation
import GRDB
import SyncModel
import SyncStore
import Testing

@testable import SyncStore

@Suite("What an acknowledgement leans on")
struct DurabilityTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private func pragma(_ name: String, of store: EngineStore) throws -> String? {
        try store.commit(now: Sample.start) { try String.fetchOne($0.database, sql: "PRAGMA \(name)") }
    }

    @Test("the connection that writes syncs every commit of a write-ahead log, in a new file and in a reopened one")
    func fullSync() throws {
        for _ in 1...2 {
            let store = try state.store()
            #expect(try pragma("synchronous", of: store) == "2")
            #expect(try pragma("journal_mode", of: store) == "wal")
            #expect(try pragma("journal_size_limit", of: store) == String(StateFile.longestIdleLog))
            #expect(try pragma("mmap_size", of: store) == "0")
            try store.release(now: Sample.start)
        }
    }

    @Test("the log stays after a clean close, so that a read-only user can still open the state")
    func logStays() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let early = try state.reader()
        try store.release(now: Sample.start)
        #expect(FileManager.default.fileExists(atPath: state.path + "-wal"))
        let late = try state.reader()
        #expect(try late.messages().count == 1)
        #expect(try early.messages().count == 1)
    }

    @Test("nobody but the owner and the group can read the state or its log")
    func mode() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        for file in [state.path, state.path + "-wal", state.path + "-shm", state.path + ".lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            let mode = try #require(attributes[.posixPermissions] as? NSNumber).intValue
            #expect(mode & 0o007 == 0, "\(file)")
        }
    }

    @Test("a reader can't write")
    func readersOnlyRead() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let reader = try state.reader()
        #expect(throws: StateFileProblem.self) {
            try reader.read { try $0.execute(sql: "DELETE FROM message") }
        }
        #expect(throws: StateFileProblem.self) {
            try reader.read { try $0.execute(sql: "PRAGMA query_only = 0; DELETE FROM message") }
        }
        #expect(try reader.messages().count == 1)
    }

    @Test("a second engine is told who holds the state")
    func oneEngine() throws {
        let store = try state.store(holder: "ann@ward")
        #expect(throws: StateFileProblem.held(path: state.path, holder: "process \(getpid()) of ann@ward")) {
            _ = try state.store(holder: "bob@ward")
        }
        // The refused one has taken nothing: the first still writes.
        try store.accept(Sample.message("A1"))
    }

    @Test("each engine has a higher epoch than the one before, whether that let go or only went away")
    func epochs() throws {
        var first: EngineStore? = try state.store()
        #expect(first?.epoch == 1)
        try first?.release(now: Sample.start)
        first = nil
        var second: EngineStore? = try state.store()
        #expect(second?.epoch == 2)
        second = nil
        let third = try state.store(holder: "carol@ward")
        #expect(third.epoch == 3)
        let status = try state.reader().engineStatus()
        #expect(status.epoch == 3 && status.holder == "carol@ward" && status.pid == getpid())
    }

    @Test("an engine that another has overtaken can commit nothing")
    func fencing() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        try state.tamper("UPDATE lease SET epoch = epoch + 1")
        #expect(throws: StateFileProblem.fenced(path: state.path)) {
            try store.accept(Sample.message("A2"))
        }
        #expect(throws: StateFileProblem.self) { try store.release(now: Sample.start) }
        #expect(try state.reader().messages().count == 1)
        #expect(try state.reader().engineStatus().releasedAt == nil)
    }

    @Test("a lease that ran out is taken from a holder that lives, which can write nothing any more")
    func takingOver() throws {
        let paused = try state.store(holder: "ann@ward")
        try paused.accept(Sample.message("A1"))
        let seen = Lease.Sighting(try state.reader().engineStatus())
        let next = try EngineStore(path: state.path, holder: "bob@ward", now: Sample.start, takingFrom: seen)
        #expect(next.epoch == paused.epoch + 1)
        try next.accept(Sample.message("A2"))
        #expect(throws: StateFileProblem.fenced(path: state.path)) { try paused.accept(Sample.message("A3")) }
        paused.abandon()
        #expect(throws: StateFileProblem.self, "the lock is the new holder's own") { _ = try state.store() }
        #expect(try state.reader().messages().map(\.controlID) == ["A2", "A1"])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a lease isn't taken from a holder that has shown itself since, nor twice")
    func notTakingOver() throws {
        let holder = try state.store(holder: "ann@ward")
        let seen = Lease.Sighting(try state.reader().engineStatus())
        try holder.commit(now: Sample.start.advanced(by: .seconds(6))) { try $0.beat() }
        #expect(throws: StateFileProblem.self) {
            _ = try EngineStore(path: state.path, holder: "bob@ward", now: Sample.start, takingFrom: seen)
        }
        try holder.accept(Sample.message("A1"))
        let again = Lease.Sighting(try state.reader().engineStatus())
        let next = try EngineStore(path: state.path, holder: "bob@ward", now: Sample.start, takingFrom: again)
        #expect(throws: StateFileProblem.self) {
            _ = try EngineStore(path: state.path, holder: "carol@ward", now: Sample.start, takingFrom: again)
        }
        try next.accept(Sample.message("A2"))
    }

    @Test("a lease has run out when its heartbeat stays the same for longer than it counts, by the watcher's clock")
    func watching() throws {
        var watch = LeaseWatch()
        var status = EngineStatus(epoch: 1, holder: "ann@ward", pid: 7, heartbeatAt: Sample.start, releasedAt: nil)
        #expect(watch.note(status, at: .seconds(100)) == nil)
        #expect(watch.note(status, at: .seconds(105)) == nil)
        #expect(watch.note(status, at: .seconds(106)) == Lease.Sighting(status))
        // A wall clock that was set back is a sign of life too.
        status.heartbeatAt = Sample.start.advanced(by: .seconds(-3600))
        #expect(watch.note(status, at: .seconds(107)) == nil)
        status.epoch = 2
        #expect(watch.note(status, at: .seconds(112)) == nil)
        #expect(watch.note(status, at: .seconds(118)) == Lease.Sighting(status))
    }

    @Test("an engine is alive while its heartbeat is young and it hasn't let go")
    func heartbeat() throws {
        let store = try state.store()
        let later = Sample.start.advanced(by: .seconds(60))
        #expect(try !state.reader().engineStatus().isAlive(at: later))
        try store.commit(now: later) { try $0.beat() }
        let status = try state.reader().engineStatus()
        #expect(status.isAlive(at: later.advanced(by: .seconds(4))))
        #expect(!status.isAlive(at: later.advanced(by: .seconds(6))))
        try store.release(now: later)
        #expect(try !state.reader().engineStatus().isAlive(at: later))
    }

    @Test("the identity of a state outlives its engines, and readers know it")
    func identity() throws {
        let store = try state.store()
        let identity = store.identity
        try store.release(now: Sample.start)
        #expect(try state.work().identity == identity)
        let again = try state.store()
        #expect(again.identity == identity)
        #expect(try TemporaryState().store().identity != identity)
    }

    @Test("a reader notices that something was committed")
    func changeCounter() throws {
        let store = try state.store()
        let reader = try state.reader()
        let before = try reader.changeCounter()
        #expect(try reader.changeCounter() == before)
        try store.accept(Sample.message("A1"))
        #expect(try reader.changeCounter() != before)
    }
}
