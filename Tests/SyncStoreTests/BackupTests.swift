import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Backups")
struct BackupTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private var backup: String { state.folder + "/copy.db" }

    private var files: Set<String> {
        get throws { Set(try FileManager.default.contentsOfDirectory(atPath: state.folder)) }
    }

    @Test("a backup of a state that an engine works on holds all that was committed, in one file of its own")
    func online() throws {
        let store = try state.store()
        for number in 1...50 { try store.accept(Sample.message("A\(number)")) }
        let before = try files
        let report = try StateBackup.make(of: state.path, to: backup, replacing: false)
        try store.accept(Sample.message("LATER"))
        #expect(report.path == backup && report.verification.messages == 50 && report.verification.findings == [])
        #expect(report.newestMessageAt == Sample.start && report.bytes > 0)
        #expect(try files.subtracting(before) == ["copy.db"])
        let copy = try StateReader(path: backup)
        #expect(try copy.verify().total == report.verification.total)
        let mode = try FileManager.default.attributesOfItem(atPath: backup)[.posixPermissions] as? NSNumber
        #expect((mode?.intValue ?? 0o777) & 0o007 == 0)
    }

    @Test("a file that is there stays as it is, unless it is told to give way")
    func existing() throws {
        try state.store().accept(Sample.message("A1"))
        try Data("mine".utf8).write(to: URL(fileURLWithPath: backup))
        #expect(throws: BackupProblem.exists(path: backup)) {
            _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: backup)) == Data("mine".utf8))
        _ = try StateBackup.make(of: state.path, to: backup, replacing: true)
        #expect(try StateReader(path: backup).messages().count == 1)
    }

    @Test("what can't be made leaves nothing behind")
    func leavesNothing() throws {
        try state.store().accept(Sample.message("A1"))
        let before = try files
        let nowhere = state.folder + "/nowhere/copy.db"
        #expect(throws: BackupProblem.unwritable(path: nowhere, reason: "No such file or directory")) {
            _ = try StateBackup.make(of: state.path, to: nowhere, replacing: false)
        }
        #expect(throws: BackupProblem.state(.missing(path: "/nowhere"))) {
            _ = try StateBackup.make(of: "/nowhere", to: backup, replacing: false)
        }
        #expect(try files == before)
    }

    @Test("a state whose books don't balance is backed up as it is, and that is said")
    func findings() throws {
        try state.store().release(now: Sample.start)
        try state.tamper("INSERT INTO tally (flow, line, count, value) VALUES ('f', 'accepted', 3, 0)")
        let report = try StateBackup.make(of: state.path, to: backup, replacing: false)
        #expect(!report.verification.findings.isEmpty)
        #expect(FileManager.default.fileExists(atPath: backup))
    }

    // MARK: Restoring

    private func restore(unkeyed: Set<EndpointName> = [], acceptingFindings: Bool = false) throws -> StateRestore.Report
    {
        try StateRestore.restore(
            backup, over: state.path, unkeyed: unkeyed, by: "ann", now: Sample.start,
            acceptingFindings: acceptingFindings)
    }

    @Test("a restore brings back the backup, keeps what was there, and stands in a whole audit chain")
    func restores() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        try store.accept(Sample.message("A2"))
        try store.release(now: Sample.start)
        let report = try restore()
        let reader = try state.reader()
        #expect(try reader.messages().map(\.controlID) == ["A1"])
        #expect(try reader.verify().findings == [])
        #expect(try state.ask("SELECT action FROM audit ORDER BY seq DESC LIMIT 1") == "restore")
        let aside = try #require(report.setAside)
        #expect(try StateReader(path: aside).messages().count == 2)
        // The next engine goes on from there.
        let next = try state.store()
        #expect(next.identity == store.identity && !next.followsCrash)
        try next.accept(Sample.message("A2"))
        #expect(try state.reader().verify().findings == [])
    }

    @Test("what was on the way to a destination without keys is put in doubt, and nothing else is")
    func doubts() throws {
        let store = try state.store()
        for number in 1...4 { try store.accept(Sample.message("A\(number)")) }
        try store.settle(2, .delivered(document: "D1"))
        try store.settle(3, .retry(due: Sample.start, Sample.failure()))
        try store.accept(Sample.message("A5", deliveries: [Sample.stopped()]))
        _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        try store.release(now: Sample.start)
        #expect(try restore(unkeyed: ["another"]).inDoubt == 0)
        #expect(try restore(unkeyed: [Sample.endpoint]).inDoubt == 3)
        let states = (1...5).map { number -> String? in
            try? state.ask("SELECT state FROM delivery WHERE id = \(number)")
        }
        #expect(states == ["in-doubt", "delivered", "in-doubt", "in-doubt", "faulted"])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a state that an engine works on is not replaced")
    func held() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        try store.accept(Sample.message("A2"))
        let problem = #expect(throws: BackupProblem.self) { _ = try restore() }
        guard case .state(.held) = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(try state.reader().messages().count == 2)
    }

    @Test("an unsound backup is taken only on somebody's word, and what isn't a state never")
    func unsound() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        try store.release(now: Sample.start)
        try state.tamper("UPDATE message SET payload = x'00'")
        _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        let before = try files
        let problem = #expect(throws: BackupProblem.self) { _ = try restore() }
        guard case .unsound(_, 1, let finding) = problem else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(finding.contains("Message 1"))
        #expect(try files == before)
        _ = try restore(acceptingFindings: true)
        try Data(repeating: 1, count: 9000).write(to: URL(fileURLWithPath: backup))
        #expect(throws: BackupProblem.self) { _ = try restore(acceptingFindings: true) }
        #expect(try state.reader().messages().count == 1)
    }

    @Test("a place where no state is yet is restored to as well")
    func fresh() throws {
        try state.store().accept(Sample.message("A1"))
        let other = try TemporaryState()
        _ = try StateBackup.make(of: state.path, to: backup, replacing: false)
        let report = try StateRestore.restore(
            backup, over: other.path, unkeyed: [], by: "ann", now: Sample.start)
        #expect(report.setAside == nil)
        #expect(try other.reader().messages().count == 1)
    }
}
