import Foundation
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Copying and exporting")
struct ExportTests {
    @Test(
        "what a spreadsheet would run becomes text; numbers and the dash of nothing stay",
        arguments: [
            ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@sum", "'@sum"), (" =x", "' =x"),
            ("\tx", "'\tx"), ("|calc", "'|calc"), ("-12.50", "-12.50"), ("-", "-"), ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""), ("=a,b", "\"'=a,b\""), ("4471-B", "4471-B"),
        ])
    func formulas(_ text: String, _ field: String) {
        #expect(ListExport(title: "t", columns: ["A"], rows: [[text]]).csv == "A\r\n\(field)\r\n")
    }

    @Test("JSON is an array of objects that any reader takes, whatever the text")
    func json() throws {
        let rows = [["a\"b\\", "\u{1}\n"], ["é 漢", "=1"]]
        let text = ListExport(title: "t", columns: ["A", "B"], rows: rows).json
        let read = try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
        #expect(read == [["A": "a\"b\\", "B": "\u{1}\n"], ["A": "é 漢", "B": "=1"]])
        #expect(ListExport(title: "t", columns: ["A"], rows: []).json == "[\n]\n")
    }

    @Test("the list is exported as it is filtered and sorted, with all its rows and columns")
    func list() throws {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("/ d r a p e Enter : e x p o r t Space q . c s v Enter")
        let effects = desk.taken()
        let found = effects.compactMap { if case .export(let list, _, replacing: false) = $0 { list } else { nil } }
        let export = try #require(found.first)
        #expect(export.rows.count == 1)
        #expect(export.rows[0].contains { $0.contains("DRAPE LAPAROTOMY") })
        #expect(export.columns.contains("VALUE"))
        #expect(desk.model.notice?.text == "Writing 1 row to q.csv …")
    }

    @Test("a file that is there is only replaced when that is answered; where no list is, nothing is written")
    func asking() throws {
        var desk = Desk()
        desk.press(": e x p o r t Space a . c s v Enter")
        #expect(desk.model.notice?.text == "There is no list here to export.")
        desk.press(": e x p o r t Space a . t x t Enter")
        #expect(desk.model.notice?.text.contains(".csv or .json") == true)
        _ = desk.taken()
        let export = ListExport(title: "Messages", columns: ["A"], rows: [["1"]])
        let file = try #require(ExportFile("a.csv"))
        desk.tell(.exported(export, file, .exists))
        #expect(desk.text.contains("a.csv is there already."))
        desk.press("Esc")
        #expect(desk.taken().isEmpty)
        desk.tell(.exported(export, file, .exists))
        desk.press("Enter")
        #expect(desk.taken() == [.export(export, file, replacing: true)])
    }

    @Test("a file is written for this user alone, never over another by itself, and whole or not at all")
    func file() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        let path = folder.appendingPathComponent("list.csv").path
        let file = try #require(ExportFile(path))
        let old = ListExport(title: "t", columns: ["A"], rows: [["old"]])
        let new = ListExport(title: "t", columns: ["A"], rows: [["new"]])
        #expect(file.write(old, replacing: false) == .written)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        #expect(file.write(new, replacing: false) == .exists)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == old.csv)
        #expect(file.write(new, replacing: true) == .written)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == new.csv)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["list.csv"])
        let nowhere = try #require(ExportFile(path + "/below.json"))
        #expect(nowhere.write(old, replacing: false) != .written)
        #expect(ExportFile("list") == nil && ExportFile(".json") == nil)
    }

    @Test("y copies what stands for the thing under the cursor, without anything a terminal obeys")
    func copying() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        _ = desk.taken()
        desk.press("y")
        #expect(desk.taken() == [.terminal(.request(.copy("4471-B")))])
        #expect(desk.model.notice?.text.hasPrefix("Copied 4471-B") == true)
        desk.press("9 y")
        #expect(desk.model.notice?.text == "There is nothing here to copy.")
    }

    @Test("the bell sounds once for a new critical notice, and only where it was asked for")
    func bell() {
        let overview = MadeUp.overview()
        var critical = overview
        critical.notices = [
            SyncModel.Notice(
                id: NoticeID(rawValue: 7), cause: SyncModel.Notice.Cause(.endpoint, "erp-inventory"),
                level: .critical, text: "The ERP is down.",
                startedAt: MadeUp.now, changedAt: MadeUp.now)
        ]
        for rings in [true, false] {
            var desk = Desk()
            desk.model.ringsBell = rings
            desk.tell(.overview(overview))
            _ = desk.taken()
            desk.tell(.overview(critical))
            #expect(desk.taken().contains(.terminal(.request(.bell))) == rings)
            desk.tell(.overview(critical))
            #expect(!desk.taken().contains(.terminal(.request(.bell))))
        }
    }

    @Test("the desktop is told of a new critical notice with its sentence, and only where it was asked for")
    func desktopNotices() {
        func overview(_ levels: [SyncModel.Notice.Level]) -> Overview {
            var overview = MadeUp.overview()
            overview.notices = levels.enumerated().map { number, level in
                SyncModel.Notice(
                    id: NoticeID(rawValue: Int64(number)), cause: SyncModel.Notice.Cause(.endpoint, "e\(number)"),
                    level: level, text: "System \(number) is down.", startedAt: MadeUp.now, changedAt: MadeUp.now)
            }
            return overview
        }
        func told(_ desk: inout Desk) -> [String] {
            desk.taken().compactMap { effect in
                if case .terminal(.request(.notice(let text))) = effect { text } else { nil }
            }
        }
        for tells in [true, false] {
            var desk = Desk()
            desk.model.tellsDesktop = tells
            desk.tell(.overview(overview([.warning])))
            #expect(told(&desk).isEmpty)
            desk.tell(.overview(overview([.warning, .critical])))
            #expect(told(&desk) == (tells ? ["\(desk.model.site.name): System 1 is down."] : []))
            desk.tell(.overview(overview([.warning, .critical, .critical, .critical])))
            #expect(told(&desk) == (tells ? ["\(desk.model.site.name): System 2 is down. (and 1 more)"] : []))
            desk.tell(.overview(overview([.warning, .critical])))
            #expect(told(&desk).isEmpty)
        }
    }
}
