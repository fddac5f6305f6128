import Foundation
import GRDB
import Testing

@testable import SyncStore

@Suite("State files that can't be used")
struct StateFileProblemTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    /// Makes an SQLite file by hand.
    private func make(_ sql: String) throws {
        let queue = try DatabaseQueue(path: state.path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("a reader doesn't make a state where there is none")
    func missing() throws {
        #expect(throws: StateFileProblem.missing(path: state.path)) { _ = try state.reader() }
        #expect(!FileManager.default.fileExists(atPath: state.path))
    }

    @Test("an engine says so where the folder is missing")
    func missingFolder() throws {
        let path = state.folder + "/nowhere/state.sqlite"
        #expect(throws: StateFileProblem.denied(path: path, reason: "No such file or directory")) {
            _ = try EngineStore(path: path, holder: "x", now: Sample.start)
        }
    }

    @Test("a folder in the place of the file is not a state")
    func folder() throws {
        try FileManager.default.createDirectory(atPath: state.path, withIntermediateDirectories: false)
        for open in [{ _ = try state.reader() }, { _ = try state.store() }] as [() throws -> Void] {
            #expect(throws: StateFileProblem.notAState(path: state.path, reason: "it is a folder")) { try open() }
        }
    }

    @Test("a file that this user can't read is denied", .enabled(if: getuid() != 0))
    func unreadable() throws {
        try state.store().release(now: Sample.start)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: state.path)
        #expect(throws: StateFileProblem.denied(path: state.path, reason: "it is not readable")) {
            _ = try state.reader()
        }
    }

    @Test("a file that isn't a database is left as it is")
    func garbage() throws {
        let bytes = Data(repeating: UInt8(ascii: "x"), count: 8192)
        try bytes.write(to: URL(fileURLWithPath: state.path))
        for open in [{ _ = try state.reader() }, { _ = try state.store() }] as [() throws -> Void] {
            let problem = #expect(throws: StateFileProblem.self) { try open() }
            guard case .notAState = problem else {
                Issue.record("\(String(describing: problem))")
                continue
            }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: state.path)) == bytes)
    }

    @Test("another program's database is left as it is")
    func foreign() throws {
        try make("CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')")
        let problem = StateFileProblem.notAState(path: state.path, reason: "another program made it")
        #expect(throws: problem) { _ = try state.reader() }
        #expect(throws: problem) { _ = try state.store() }
        #expect(try state.ask("SELECT count(*) FROM sqlite_schema") == 1)
    }

    @Test("a state that a newer program has migrated is read and written by none but it")
    func newer() throws {
        try state.store().release(now: Sample.start)
        try state.tamper("INSERT INTO grdb_migrations VALUES ('9999 from the future')")
        let problem = StateFileProblem.newer(
            path: state.path, version: Schema.version + 1, supported: Schema.version)
        #expect(throws: problem) { _ = try state.reader() }
        #expect(throws: problem) { _ = try state.store() }
    }

    @Test("a reader leaves an older state for the engine to migrate")
    func older() throws {
        try make(
            "PRAGMA application_id = \(StateFile.applicationID); "
                + "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
        #expect(throws: StateFileProblem.older(path: state.path, version: 0, supported: Schema.version)) {
            _ = try state.reader()
        }
        let store = try state.store()
        #expect(try state.reader().engineStatus().epoch == store.epoch)
    }

    @Test("an engine makes a state of an empty file")
    func empty() throws {
        #expect(FileManager.default.createFile(atPath: state.path, contents: nil))
        #expect(throws: StateFileProblem.older(path: state.path, version: 0, supported: Schema.version)) {
            _ = try state.reader()
        }
        #expect(try state.store().epoch == 1)
    }

    @Test(
        "every problem is one line that names the file and says what to do",
        arguments: [
            (StateFileProblem.missing(path: "/s"), "Start"),
            (.denied(path: "/s", reason: "r"), "Check the file's owner"),
            (.notAState(path: "/s", reason: "r"), "--state"),
            (.newer(path: "/s", version: 2, supported: 1), "Use the newer program"),
            (.older(path: "/s", version: 1, supported: 2), "Start the engine once"),
            (.held(path: "/s", holder: "h"), "Attach a console"),
            (.notDurable(path: "/s", reason: "r"), "local disk"),
            (.storage(path: "/s", .full, reason: "r"), "Make room"),
            (.storage(path: "/s", .damaged, reason: "r"), "restore the last backup"),
            (.failed(path: "/s", reason: "r"), "can't be used: r"),
        ])
    func sentences(problem: StateFileProblem, advice: String) {
        #expect(problem.description.contains("/s"))
        #expect(problem.description.contains(advice))
        #expect(!problem.description.contains("\n"))
    }

    @Test("a damaged or full file says what to do, and never what was to be written")
    func databaseErrors() {
        let full = DatabaseError(
            resultCode: .SQLITE_FULL, message: "full", sql: "INSERT", arguments: ["DOE^JOHN"],
            publicStatementArguments: true)
        #expect("\(StateFile.problem(full, path: "/s"))".contains("Make room on its disk"))
        let damaged = DatabaseError(resultCode: .SQLITE_CORRUPT, message: "malformed")
        #expect("\(StateFile.problem(damaged, path: "/s"))".contains("restore the last backup"))
        #expect(!"\(StateFile.problem(full, path: "/s"))".contains("DOE"))
    }
}
