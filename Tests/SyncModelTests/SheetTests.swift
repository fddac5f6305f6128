import Measures
import SyncModel
import Testing

@Suite("Tables as files")
struct SheetTests {
    private static func problem(_ bytes: [UInt8]) -> CSVReader.Problem? {
        do throws(CSVReader.Problem) {
            _ = try CSVReader.records(of: bytes)
            return nil
        } catch { return error }
    }

    private static func cells(_ text: String) throws -> [[String]] {
        try CSVReader.records(of: Array(text.utf8)).map(\.cells)
    }

    @Test(
        "a byte order mark, any line end, empty lines and other separators are taken",
        arguments: ["\u{FEFF}a,b\n1,2\n", "a,b\r\n1,2", "a,b\r1,2\r", "\n\na,b\n\n1,2\n\n", "a;b\n1;2", "a\tb\n1\t2"])
    func kinds(text: String) throws { #expect(try Self.cells(text) == [["a", "b"], ["1", "2"]]) }

    @Test("quotes hold separators, line ends and quotes, and each record knows the line it begins in")
    func quotes() throws {
        let records = try CSVReader.records(of: Array("a,b\r\n\"x,1\",\"say \"\"hi\"\"\r\nthere\"\r\n,z".utf8))
        #expect(records.map(\.cells) == [["a", "b"], ["x,1", "say \"hi\"\r\nthere"], ["", "z"]])
        #expect(records.map(\.line) == [1, 2, 4])
    }

    @Test("what is no table says where and why, and gives nothing")
    func broken() {
        #expect(Self.problem(Array("a,b\n1,\"2".utf8))?.line == 2)
        #expect(Self.problem(Array("a,b\n\n1,2\"3".utf8))?.line == 3)
        #expect(Self.problem(Array("a\n\"1\"2".utf8))?.sentence.contains("behind a closing quote") == true)
        #expect(Self.problem(Array("a\n".utf8) + [0xC3, 0x28])?.sentence.contains("UTF-8") == true)
        #expect(Self.problem([0xFF, 0xFE, 0x61, 0])?.sentence.contains("UTF-16") == true)
        #expect(Self.problem(Array("a\n1\u{0}".utf8))?.line == 2)
        #expect(Self.problem(Array(("a\n" + String(repeating: "x", count: 10_001)).utf8))?.line == 2)
    }

    @Test("no cell that is written is a formula, and every cell reads back as it was")
    func roundTrip() throws {
        var cells = [
            "=1+1", "+1", "-1", "@x", "\tx", "\rx", "'=1", "''-1", "'x", "'", "", " x ", "a,b", "a\"b", "a\nb", "＝1",
        ]
        var random = SystemRandomNumberGenerator()
        let letters = Array("='-+@ \t\r\n\",;xä")
        for _ in 0..<500 {
            cells.append(
                String(
                    (0..<Int.random(in: 0...5, using: &random)).map { _ in letters.randomElement(using: &random) ?? "x"
                    }))
        }
        var writer = CSVWriter()
        for cell in cells { writer.append(["x", cell, "y"]) }
        let records = try CSVReader.records(of: writer.bytes)
        #expect(records.map { CSVGuard.plain($0.cells[1]) } == cells)
        for record in records {
            let first = record.cells[1].unicodeScalars.first
            #expect(first.map { !"=+-@\t\r\n".unicodeScalars.contains($0) } ?? true, "\(record.cells)")
        }
    }

    @Test("a day is where people are, summer and winter, and what is no day isn't one")
    func days() {
        // Two hours ahead until the end of October, one afterwards.
        let autumn = UTCTime(year: 2026, month: 10, day: 25, hour: 1)
        func offset(_ moment: UTCTime) -> Int { moment < autumn ? 7200 : 3600 }
        let summer = UTCTime(day: "2026-07-01", offset: offset)
        #expect(summer == UTCTime(year: 2026, month: 6, day: 30, hour: 22))
        #expect(summer?.day(offset: offset) == "2026-07-01")
        #expect(UTCTime(day: "2026-12-01", offset: offset) == UTCTime(year: 2026, month: 11, day: 30, hour: 23))
        #expect(UTCTime(day: "2026-07-01T08:30:00Z", offset: offset)?.day(offset: offset) == "2026-07-01T08:30:00Z")
        for wrong in ["2026-06-31", "7/1/2026", "2026-7-1", "3d", "", "2026-07", "soon"] {
            #expect(UTCTime(day: wrong, offset: offset) == nil, "\(wrong)")
        }
    }
}

@Suite("The crosswalk as a table")
struct CrosswalkSheetTests {
    private static let july = UTCTime(year: 2026, month: 7, day: 1)
    private static let august = UTCTime(year: 2026, month: 8, day: 1)

    private static func read(_ text: String) -> CrosswalkSheet.Contents {
        CrosswalkSheet.read(Array(text.utf8)) { _ in 0 }
    }

    private static func entries() throws -> [CrosswalkEntry] {
        func item(_ code: String, _ number: String) -> Fix {
            .mapItem(ItemMapping(source: "ehr", code: code, itemNumber: number))
        }
        let place = LocationEntry(code: "OR-4", organization: "M1", subinventory: "OR", costCenter: nil, account: nil)
        let word = UnitMapping(source: "ehr", word: "BOX", itemNumber: "100", unit: "BX")
        return [
            CrosswalkEntry(
                CrosswalkKey(.item, source: "ehr", code: "-A"),
                CrosswalkContent(
                    mapping: item("-A", "1"),
                    steps: [
                        CrosswalkStep(from: july, mapping: nil), CrosswalkStep(from: august, mapping: item("-A", "2")),
                    ])),
            CrosswalkEntry(
                CrosswalkKey(.item, source: "ehr", code: "B"),
                CrosswalkContent(steps: [CrosswalkStep(from: july, mapping: item("B", "3"))])),
            CrosswalkEntry(
                CrosswalkKey(.unit, source: "ehr", code: "BOX", item: "100"),
                CrosswalkContent(
                    mapping: .defineUnit(word, factor: nil), factor: try PackFactor(unit: "BX", contains: 50, of: "EA"))
            ),
            CrosswalkEntry(
                CrosswalkKey(.location, source: "ehr", code: "OR-4"),
                CrosswalkContent(mapping: .mapLocation(source: "ehr", place))),
        ]
    }

    @Test("entries with and without dates read back as they were written")
    func roundTrip() throws {
        var writer = CSVWriter()
        writer.append(CrosswalkSheet.header)
        for entry in try Self.entries() {
            for line in CrosswalkSheet.lines(of: entry, description: { "WHAT \($0)" }, offset: { _ in 0 }) {
                writer.append(line)
            }
        }
        let contents = CrosswalkSheet.read(writer.bytes) { _ in 0 }
        #expect(contents.problems == [])
        #expect(contents.entries == (try Self.entries()))
        #expect(contents.count == 5)
        #expect(contents.lines[CrosswalkKey(.item, source: "ehr", code: "B")] == 4)
    }

    @Test("a first line that names other columns, or too few, is the only problem there is")
    func header() {
        #expect(Self.read("kind,source,code,itme\nitem,ehr,A,1").problems.first?.sentence.contains("\"itme\"") == true)
        #expect(Self.read("kind,source,item\nitem,ehr,1").problems.first?.sentence.contains("code is missing") == true)
        #expect(Self.read("kind,code,source,code\n").problems.first?.sentence.contains("twice") == true)
        #expect(Self.read("").problems.first?.sentence.contains("empty") == true)
        #expect(Self.read("Kind,SOURCE,code,For Item,item\nitem,ehr,A,,1").entries.count == 1)
    }

    @Test("each line that can't be understood is told with its number, all at once")
    func lines() {
        let contents = Self.read(
            """
            kind,source,code,for_item,from,until,item,unit,contains,of_unit,organization,store_room
            item,ehr,A,,,,100,,,,,
            thing,ehr,B,,,,100,,,,,
            item,,C,,,,100,,,,,
            item,ehr,,,,,100,,,,,
            item,ehr,D,,,,,,,,,
            item,ehr,E,,7/1/2026,,100,,,,,
            item,ehr,F,,2026-07-01,2026-07-01,100,,,,,
            unit,ehr,BOX,,,,,BX,50,EA,,
            unit,ehr,BX,1,,,,BX,none,EA,,
            location,ehr,OR,,,,,,,,M1,
            item,ehr,G,,,
            item,ehr,H\u{200B},,,,100,,,,,
            """)
        #expect(contents.problems.map(\.line) == Array(3...13))
        #expect(contents.problemCount == 11)
    }

    @Test("two lines of an entry don't hold for the same time")
    func overlap() {
        let head = "kind,source,code,from,until,item\n"
        let first = Self.read(head + "item,ehr,A,,2026-07-02,1\nitem,ehr,A,2026-07-01,,2")
        #expect(
            first.problems.first.map { "\($0.line) \($0.sentence)" }?.contains("3 It holds for a time that line 2")
                == true)
        #expect(Self.read(head + "item,ehr,A,,,1\nitem,ehr,A,,,1").problemCount == 1)
        let apart = Self.read(head + "item,ehr,A,2026-07-01,,2\nitem,ehr,A,,2026-07-01,1")
        #expect(apart.entries.first?.content.words == "1 until 2026-07-01; from 2026-07-01 2")
    }

    @Test("an import of several parts is clear once all were looked at, and its digest stands for all")
    func parts() {
        let entries = (0..<2500).map { number in
            let mapping = ItemMapping(source: "ehr", code: "C\(number)", itemNumber: "1")
            return CrosswalkEntry(
                CrosswalkKey(.item, source: "ehr", code: "C\(number)"), CrosswalkContent(mapping: .mapItem(mapping)))
        }
        var contents = CrosswalkSheet.Contents()
        (contents.entries, contents.count) = (entries, entries.count)
        var sheet = SheetImport(contents)
        var sizes: [Int] = []
        for digest in ["0000000000000001", "0000000000000002", "0000000000000003"] {
            sizes.append(sheet.unseen?.count ?? 0)
            #expect(!sheet.isClear && sheet.unloaded == nil)
            var preview = ImportPreview()
            preview.digest = digest
            // The second part changes nothing.
            if digest.last == "2" { preview.same = 1000 } else { preview.new = sizes.last ?? 0 }
            sheet.take(preview)
        }
        #expect(sizes == [1000, 1000, 500])
        #expect(sheet.isClear && sheet.unseen == nil && sheet.seen == 2500 && sheet.digest.count == 16)
        #expect(sheet.unloaded?.digest == "0000000000000001")
        #expect(sheet.unloaded?.part == ImportPart(1, of: 3, file: sheet.digest))
        sheet.takeLoaded()
        #expect(sheet.unloaded?.digest == "0000000000000003" && sheet.loadedChanges == 1000)
        sheet.takeLoaded()
        #expect(sheet.unloaded == nil && sheet.loadedChanges == 1500)
    }
}
