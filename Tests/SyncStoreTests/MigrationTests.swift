import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Migrations")
struct MigrationTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private var backups: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: state.folder).filter { $0.hasSuffix(".backup") }
                .sorted()
        }
    }

    /// A state as the first version of this program left it, with one of everything that it kept.
    private func makeVersion1() throws {
        let queue = try DatabaseQueue(path: state.path)
        let migrator = Schema.migrator
        try migrator.migrate(queue, upTo: try #require(migrator.migrations.first))
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(StateFile.applicationID); PRAGMA journal_mode = WAL")
        }
        let payload = Data("MSH|^~\\&|A1\r".utf8)
        try queue.write { database in
            let digest = PayloadDigest.of(payload)
            try database.execute(
                sql: """
                    INSERT INTO lease VALUES (1, 7, 'ann@ward', 4711, 1000, 2000, 3000);
                    INSERT INTO message VALUES (1, 'ehr-mllp', 'A1', 'DFT^P03', '2.5.1', 1000, 'accepted', :digest, :payload);
                    INSERT INTO intake_key VALUES ('ehr-mllp', 'A1', 1);
                    INSERT INTO event VALUES (1, 1, 1, 'supply.used', NULL), (2, 1, 2, 'supply.used', NULL);
                    INSERT INTO delivery (id, event, message, line, flow, endpoint, lane, state, value, accepted_at, resolved)
                      VALUES (1, 1, 1, 1, 'supply-usage', 'erp-inventory', 'V1', 'queued', 250, 1000, CAST('{}' AS BLOB)),
                        (2, 2, 1, 2, 'supply-usage', 'erp-inventory', 'V1', 'faulted', 250, 1000, NULL);
                    INSERT INTO tally VALUES ('supply-usage', 'accepted', 2, 500), ('supply-usage', 'on-the-way', 1, 250),
                      ('supply-usage', 'waiting-for-people', 1, 250);
                    INSERT INTO cause VALUES ('item.unmapped ehr 4471-B', 'item.unmapped', 'materials', '{}', '', 1, 250);
                    INSERT INTO exception (id, delivery, message, flow, code, owner, cause, fault, item, description,
                        quantity, unit, location, value, opened_at)
                      VALUES (1, 2, 1, 'supply-usage', 'item.unmapped', 'materials', 'item.unmapped ehr 4471-B', '{}',
                        '4471-B', 'catheter', '2', 'EA', 'ICU-3', 250, 1000);
                    """, arguments: ["digest": digest, "payload": payload])
            var group = GroupDigest()
            group.include(message: 1, digest: digest)
            var chain = AuditChain()
            try chain.append(try #require(group.record(at: UTCTime(milliseconds: 1000))), database)
        }
        try queue.close()
    }

    @Test("a version-1 state comes up as the newest with everything kept, and its copy from before beside it")
    func migrates() throws {
        try makeVersion1()
        let before = try #require(try state.ask("SELECT identity FROM state", as: Data.self))
        #expect(throws: StateFileProblem.older(path: state.path, version: 1, supported: Schema.version)) {
            _ = try state.reader()
        }
        let store = try state.store()
        let reader = try state.reader()
        #expect(try state.ask("SELECT identity FROM state", as: Data.self) == before)
        #expect(store.epoch == 8 && !store.followsCrash)
        #expect(try reader.verify().findings == [])
        #expect(try reader.verify().total[.accepted] == 2)
        #expect(try reader.messages().map(\.controlID) == ["A1"])
        // A stopped delivery names the lane that it holds, as new ones do.
        #expect(try state.ask("SELECT lane FROM exception") == "V1")
        // What was stored before there were seals is sent all the same.
        #expect(try state.work().load([DeliveryID(rawValue: 1)]).first?.isWhole == true)
        guard case .duplicate = try store.accept(Sample.message("A1", content: "MSH|^~\\&|A1\r")) else {
            Issue.record("a repeat of what the older program stored isn't known")
            return
        }
        let name = try #require(try backups.first)
        #expect(try backups.count == 1 && name.hasPrefix("state.sqlite.version-1-"))
        let copy = try DatabaseQueue(path: state.folder + "/" + name)
        #expect(try copy.read { try Schema.migrator.appliedIdentifiers($0).count } == 1)
        #expect(try copy.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM delivery") } == 2)
    }

    @Test("a state of this version, a new one and an empty file are not copied")
    func copiesNothing() throws {
        #expect(FileManager.default.createFile(atPath: state.path, contents: nil))
        try state.store().release(now: Sample.start)
        try state.store().release(now: Sample.start)
        #expect(try backups == [])
    }

    @Test("only the last few copies are kept")
    func keepsFew() throws {
        try makeVersion1()
        for day in 1...MigrationBackup.kept + 2 {
            try MigrationBackup.make(state.path, now: UTCTime(year: 2026, month: 11, day: day))
        }
        #expect(try backups.map { $0.suffix(23) } == (3...5).map { "2026110\($0)T000000Z.backup" })
    }

    @Test("what can't be copied is not migrated")
    func refuses() throws {
        try makeVersion1()
        let stamp = "20261122T080000Z"
        let name = "\(state.path).version-1-\(stamp).backup"
        try FileManager.default.createDirectory(atPath: name + "/full", withIntermediateDirectories: true)
        let problem = #expect(throws: StateFileProblem.self) { try MigrationBackup.make(state.path, now: Sample.start) }
        #expect(problem?.description.contains("can't be backed up before it is migrated") == true)
        #expect(try state.ask("SELECT count(*) FROM grdb_migrations") == 1)
    }
}
