import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Storage faults")
struct StorageFaultTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    @Test(
        "what SQLite says is classed by whether it strikes every write, and always says what to do",
        arguments: [
            (ResultCode.SQLITE_FULL, StorageFault.full), (.SQLITE_BUSY, .locked), (.SQLITE_BUSY_SNAPSHOT, .locked),
            (.SQLITE_IOERR_FSYNC, .failing), (.SQLITE_IOERR_WRITE, .failing), (.SQLITE_IOERR_READ, .damaged),
            (.SQLITE_IOERR_SHORT_READ, .damaged), (.SQLITE_CORRUPT, .damaged), (.SQLITE_CORRUPT_VTAB, .damaged),
        ])
    func classes(code: ResultCode, fault: StorageFault) {
        let problem = StateFile.problem(DatabaseError(resultCode: code, message: "said so"), path: "/s")
        #expect(problem == .storage(path: "/s", fault, reason: "said so"))
        #expect(problem.storageFault == fault)
        #expect(problem.description.contains(fault.advice) && !problem.description.contains("\n"))
        #expect(fault.stopsEverything == (fault != .damaged))
    }

    @Test("a fault of one message's own is no fault of the storage")
    func ownFaults() {
        let problem = StateFile.problem(DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: "no"), path: "/s")
        #expect(problem.storageFault == nil)
    }

    /// Makes the next transaction fail as a failed sync does.
    private func failSync(_ store: EngineStore) {
        #expect(throws: StateFileProblem.storage(path: state.path, .failing, reason: "planted")) {
            try store.commit(now: Sample.start) { transaction in
                _ = try transaction.accept(Sample.message("LOST"))
                throw DatabaseError(resultCode: .SQLITE_IOERR_FSYNC, message: "planted")
            }
        }
    }

    /// How many files of this process are the state's log.
    private var openLogs: Set<String> {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(
            names.filter { name in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == state.path + "-wal"
            })
    }

    @Test("after a failed sync the next commit goes through newly opened files, with every promise kept")
    func reopens() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let before = openLogs
        #expect(!before.isEmpty)
        failSync(store)
        try store.accept(Sample.message("A2"))
        #expect(openLogs.isDisjoint(with: before) || openLogs.count == before.count)
        let settings = try store.commit(now: Sample.start) { transaction in
            try ["synchronous", "journal_mode"].map {
                try String.fetchOne(transaction.database, sql: "PRAGMA \($0)")
            }
        }
        #expect(settings == ["2", "wal"])
        try store.release(now: Sample.start)
        #expect(FileManager.default.fileExists(atPath: state.path + "-wal"))
        #expect(try state.reader().messages().map(\.controlID).sorted() == ["A1", "A2"])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a state that doesn't end with what was last committed is not written to again")
    func lostTail() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        try store.accept(Sample.message("A2"))
        failSync(store)
        try state.tamper("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        for _ in 1...2 {
            let problem = #expect(throws: StateFileProblem.self) { try store.accept(Sample.message("A3")) }
            #expect(problem?.storageFault == .damaged)
        }
        #expect(try state.reader().messages().count == 2)
    }

    @Test("a state that another process holds locked is said to be locked, and written again afterwards")
    func locked() throws {
        let store = try state.store()
        let other = try DatabaseQueue(path: state.path)
        try other.inDatabase { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            let problem = #expect(throws: StateFileProblem.self) { try store.accept(Sample.message("A1")) }
            #expect(problem?.storageFault == .locked)
            try database.execute(sql: "ROLLBACK")
        }
        try store.accept(Sample.message("A1"))
        #expect(try state.reader().messages().count == 1)
    }

    @Test("a full state takes nothing, says so, and goes on with the same numbers once there is room")
    func full() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let pages = try store.commit(now: Sample.start) { transaction in
            let pages = try Int.fetchOne(transaction.database, sql: "PRAGMA page_count") ?? 0
            try transaction.database.execute(sql: "PRAGMA max_page_count = \(pages)")
            return pages
        }
        let large = Sample.message("A2", content: String(repeating: "x", count: 100_000))
        let problem = #expect(throws: StateFileProblem.self) { try store.accept(large) }
        #expect(problem?.storageFault == .full)
        try store.commit(now: Sample.start) {
            try $0.database.execute(sql: "PRAGMA max_page_count = \(pages + 1000)")
        }
        try store.accept(large)
        #expect(try state.reader().messages().map(\.id.rawValue).sorted() == [1, 2])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("an engine knows whether the one before it ended cleanly")
    func followsCrash() throws {
        var store: EngineStore? = try state.store()
        #expect(store?.followsCrash == false)
        try store?.release(now: Sample.start)
        store = try state.store()
        #expect(store?.followsCrash == false)
        store = nil
        #expect(try state.store().followsCrash)
    }

    @Test("the trouble on the board reaches whoever reads the state, and goes with the engine that put it there")
    func board() throws {
        let store = try state.store()
        let reader = try state.reader()
        let board = TroubleBoard(state: state.path)
        let before = try reader.changeCounter()
        var trouble = StorageTrouble(
            fault: .full, reason: String(repeating: "long ", count: 500), since: Sample.start, turnedAway: 7)
        #expect(board.post(trouble))
        #expect(try reader.changeCounter() != before)
        let status = try reader.engineStatus()
        #expect(status.trouble?.fault == .full && status.trouble?.turnedAway == 7)
        #expect(try reader.overview(now: Sample.start).engine.trouble?.since == Sample.start)
        #expect(status.trouble?.sentence.contains("Make room") == true)
        trouble.pid = 0x3fff_ffff
        board.post(trouble)
        #expect(try reader.engineStatus().trouble == nil, "that process isn't there")
        trouble.pid = getpid()
        board.post(trouble)
        board.post(nil)
        #expect(try reader.engineStatus().trouble == nil)
        try store.release(now: Sample.start)
    }

    @Test("the board is rewritten in place: a shorter trouble leaves nothing of a longer one, and needs no more room")
    func boardInPlace() throws {
        let board = TroubleBoard(state: state.path)
        for reason in [String(repeating: "x", count: 180), "y"] {
            board.post(StorageTrouble(fault: .failing, reason: reason, since: Sample.start))
            #expect(board.trouble?.reason == reason)
            let size = try FileManager.default.attributesOfItem(atPath: state.path + ".trouble")[.size] as? NSNumber
            #expect(size?.intValue == TroubleBoard.size)
        }
    }
}
