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
        #expect(throws: StateFileProblem.held(path: state.path, holder: "a newer engine")) {
            try store.accept(Sample.message("A2"))
        }
        #expect(throws: StateFileProblem.self) { try store.release(now: Sample.start) }
        #expect(try state.reader().messages().count == 1)
        #expect(try state.reader().engineStatus().releasedAt == nil)
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
