import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Codes of tables in the state")
struct CodeTableTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    private static let table: CodeTableName = "charge-account"
    private static let kind = CrosswalkKey.Kind.table(table)

    private func mapping(_ code: String, _ value: String, source: SourceName = "ehr") -> Fix {
        .mapCode(CodeMapping(table: Self.table, source: source, code: code, value: value))
    }

    private func key(_ code: String) -> CrosswalkKey { CrosswalkKey(Self.kind, source: "ehr", code: code) }

    @Test("a code has its value, dates, version, history, use and place in the lists, as entries without a table do")
    func asOthers() throws {
        let store = try state.store()
        let later = Sample.start.advanced(by: .seconds(86_400))
        let content = CrosswalkContent(
            mapping: mapping("71046", "4010-52100"), steps: [CrosswalkStep(from: later, mapping: nil)])
        try store.commit(now: Sample.start) { transaction in
            try transaction.write(mapping("71046", "4010-50000"), author: "ann")
            try transaction.write(.revise(CrosswalkRevision(key("71046"), before: nil, after: content)), author: "bob")
            try transaction.write(mapping("71047", "4010-52100"), author: "ann")
            try transaction.count(CrosswalkUse(count: 3, lastAt: Sample.start), of: key("71046"))
            let dated = CrosswalkContent(steps: [CrosswalkStep(from: later, mapping: mapping("80000", "4020-1"))])
            try transaction.write(.revise(CrosswalkRevision(key("80000"), before: nil, after: dated)), author: "ann")
            let other = Fix.mapCode(CodeMapping(table: "provider", source: "ehr", code: "71046", value: "S-1"))
            try transaction.write(other, author: "ann")
        }
        let reader = try state.reader()
        let rows = try reader.crosswalkEntries(CrosswalkFilter([Self.kind]))
        #expect(rows.map(\.key.code) == ["71046", "71047", "80000"])
        #expect(rows.first?.content == content && rows.first?.version == 2 && rows.first?.author == "bob")
        #expect(rows.first?.use == CrosswalkUse(count: 3, lastAt: Sample.start))
        #expect(try reader.crosswalkEntry(key("71046")) == rows.first)
        #expect(try reader.history(of: key("71046")).map(\.author) == ["bob", "ann"])
        #expect(
            try reader.crosswalkCounts().entries
                == [.item: 0, .unit: 0, .location: 0, Self.kind: 3, .table("provider"): 1])
        // Without a kind all are listed, page by page, each once.
        var all: [CrosswalkKey] = []
        while true {
            let page = try reader.crosswalkEntries(after: all.last, limit: 1)
            guard let row = page.first else { break }
            all.append(row.key)
        }
        #expect(all.map(\.kind) == [Self.kind, Self.kind, Self.kind, .table("provider")])
        #expect(try reader.crosswalkEntries(CrosswalkFilter([Self.kind], text: "52100")).count == 2)
        #expect(
            try reader.crosswalkEntries(CrosswalkFilter([Self.kind], unusedSince: Sample.start)).map(\.key.code)
                == ["71047", "80000"])
        let tables = try state.work().crosswalk()
        #expect(Set(tables.codes.map(\.value)) == ["4010-52100", "S-1"])
        #expect(tables.steps[key("80000")]?.count == 1)
    }

    @Test("no name of a table is part of a query")
    func hostile() throws {
        let store = try state.store()
        let name = CodeTableName(rawValue: "x' OR '1'='1")
        try store.commit(now: Sample.start) { try $0.write(mapping("71046", "4010-52100"), author: "ann") }
        let reader = try state.reader()
        #expect(try reader.crosswalkEntries(CrosswalkFilter([.table(name)])).isEmpty)
        #expect(try reader.crosswalkEntry(CrosswalkKey(.table(name), source: "ehr", code: "71046")) == nil)
    }

    @Test("what tells a code's value are its neighbors, the values that most have, and what it meant before")
    func evidence() throws {
        let store = try state.store()
        try store.commit(now: Sample.start) { transaction in
            for code in ["71040", "71045", "71047", "71048", "90000"] {
                try transaction.write(mapping(code, code == "90000" ? "4990-1" : "4010-1"), author: "ann")
            }
            try transaction.write(mapping("71046", "4000-1", source: "lab"), author: "ann")
            try transaction.write(mapping("71046", "4009-9"), author: "ann")
            let ended = CrosswalkContent(
                mapping: mapping("71046", "4009-9"), steps: [CrosswalkStep(from: Sample.start, mapping: nil)])
            try transaction.write(.revise(CrosswalkRevision(key("71046"), before: nil, after: ended)), author: "ann")
        }
        let found = try state.reader().codeEvidence(for: key("71046"), neighbors: 1)
        #expect(found.neighbors.map(\.code) == ["71045", "71047"])
        #expect(found.values.first == CodeEvidence.Value(value: "4010-1", codes: 4))
        #expect(found.former == ["4009-9"])
        #expect(try state.reader().codeEvidence(for: key("71046"), text: "499").values.map(\.value) == ["4990-1"])
    }

    @Test("a version-7 state keeps its history and its dates, and takes codes of tables after that")
    func migrates() throws {
        let queue = try DatabaseQueue(path: state.path)
        let migrator = Schema.migrator
        try migrator.migrate(queue, upTo: migrator.migrations[6])
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA application_id = \(StateFile.applicationID); PRAGMA journal_mode = WAL")
        }
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO lease VALUES (1, 7, 'ann@ward', 4711, 1000, 2000, 3000);
                    INSERT INTO location_mapping VALUES ('ehr', 'OR-4', 'M1', 'OR', '4410', NULL, 2, 'bob', 2000);
                    INSERT INTO crosswalk_change (id, at, kind, source, code, item, before, after, author, approver,
                        command, why, undoes)
                      VALUES (4, 1000, 'item', 'ehr', 'A', '', '{}', '{}', 'ann', 'bob', 'c-4', 'new', NULL),
                        (9, 2000, 'unit', 'ehr', 'BOX', '100', '{}', '{}', 'bob', NULL, NULL, '', 4);
                    INSERT INTO crosswalk_dated
                      VALUES ('location', 'ehr', 'OR-4', '', 5000, '{}', 'bob', 2000);
                    """)
            #expect(throws: DatabaseError.self) {
                try database.execute(
                    sql: "INSERT INTO crosswalk_dated VALUES ('table:x', 'ehr', 'A', '', 1, '{}', 'bob', 1)")
            }
        }
        try queue.close()
        let store = try state.store()
        let reader = try state.reader()
        let changes = try reader.crosswalkChanges()
        #expect(changes.map(\.id.rawValue) == [9, 4])
        #expect(changes.map(\.key.words) == ["unit BOX of ehr for 100", "item code A of ehr"])
        #expect(
            changes.last?.approver == "bob" && changes.last?.command == "c-4" && changes.first?.undoes?.rawValue == 4)
        let place = CrosswalkKey(.location, source: "ehr", code: "OR-4")
        #expect(try reader.crosswalkEntry(place)?.content.steps.map(\.from.milliseconds) == [5000])
        try store.commit(now: Sample.start) { try $0.write(mapping("71046", "4010-52100"), author: "ann") }
        #expect(try reader.crosswalkChanges().first?.id.rawValue == 10)
        #expect(throws: (any Error).self) {
            try state.tamper("INSERT INTO code_mapping VALUES ('item', 'ehr', 'A', '1', 1, 'ann', 1)")
        }
        #expect(throws: (any Error).self) {
            try state.tamper("UPDATE crosswalk_change SET kind = 'colour' WHERE id = 4")
        }
    }
}
