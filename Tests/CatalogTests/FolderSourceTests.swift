import Catalog
import SyncModel
import Testing

@Suite("Folders of a catalog")
struct FolderSourceTests {
    private static let columns = "columns: [Shift, Hours]"

    private func text(
        _ csv: String = "    \(columns)\n    key: [Shift]", more: String = "", format: String = "csv"
    ) -> String {
        """
        name: drop
        folder:
          path: in/drop
          format: \(format)
        \(csv.isEmpty ? "" : "  csv:\n" + csv)
        \(more)
        """
    }

    private func catalog(_ text: String) -> DemoCatalog { DemoCatalog().with("sources/drop.yaml", text) }

    private func folder(_ text: String) throws -> DropFolder {
        try #require(try catalog(text).loader.load().sources["drop"]?.folder)
    }

    @Test("a folder is read with all that says how its files are written")
    func read() throws {
        let folder = try folder(
            text(
                """
                    columns: [Shift, Hours, Pay]
                    delimiter: semicolon
                    encoding: windows-1252
                    heading: no
                    key: none
                    totals: {control-file: .ctl, rows: count, sums: {Hours: hours, Pay: pay}}
                """,
                more: "  pattern: \"labor-*.csv\"\n  settled-after: 30s\n  marker: .ok\n  maximum-size: 4GiB"))
        #expect(folder.pattern == "labor-*.csv" && folder.settledAfter == .seconds(30) && folder.marker == ".ok")
        #expect(folder.maximumBytes == 4 << 30 && folder.maximumRowBytes == 1 << 20)
        #expect(
            folder.content
                == .rows(
                    RowLayout(
                        columns: ["Shift", "Hours", "Pay"], delimiter: 0x3B, encoding: .windows1252, hasHeading: false,
                        totals: ControlTotals(
                            .file(suffix: ".ctl"), rows: .column("count"),
                            sums: ["Hours": .column("hours"), "Pay": .column("pay")]))))
    }

    @Test("a file is left alone for ten seconds, unless its marker says that it is whole")
    func rest() throws {
        #expect(try folder(text()).settledAfter == .seconds(10))
        #expect(try folder(text(more: "  marker: .done")).settledAfter == nil)
        #expect(try folder(text("", format: "hl7")).content == .messages)
        #expect(try folder(text()).pattern == "*.csv" && folder(text("", format: "hl7")).pattern == "*.hl7")
    }

    @Test("a source sends only what its files hold")
    func kinds() throws {
        let rows = try #require(try catalog(text()).loader.load().sources["drop"])
        #expect(rows.maySend("csv") && !rows.maySend("DFT^P03") && !rows.maySend("fhir:Patient"))
        let messages = try #require(try catalog(text("", format: "hl7")).loader.load().sources["drop"])
        #expect(!messages.maySend("csv") && messages.maySend("DFT^P03"))
    }

    @Test("a pattern takes what it says")
    func patterns() {
        let cases: [(String, String, Bool)] = [
            ("*.csv", "a.csv", true), ("*.csv", "a.csv.tmp", false), ("a?c", "abc", true), ("a?c", "ac", false),
            ("*", "x", true), ("lab*-*.csv", "lab-1-2.csv", true), ("a*b*c", "aXbYbZc", true), ("a*b", "ab1", false),
        ]
        for (pattern, name, isTaken) in cases {
            let folder = DropFolder(path: "", pattern: pattern, content: .messages)
            #expect(folder.takes(name) == isTaken, "\(pattern) \(name)")
        }
    }

    private static let mistakes: [(csv: String, more: String, words: String)] = [
        ("    columns: [Shift]", "", "sources/drop.yaml:6:5: error: the key 'key' is missing"),
        ("    key: none", "", "the key 'columns' is missing"),
        ("    \(columns)\n    key: [Shfit]", "", "'key' names no column 'Shfit'; did you mean 'Shift'?"),
        ("    \(columns)\n    key: none\n    delimiter: x", "", "'delimiter' needs comma, semicolon, tab or pipe"),
        ("    \(columns)\n    key: none\n    totals: {rows: 2}", "", "says nowhere where they stand"),
        ("    \(columns)\n    key: none\n    totals: {trailer: T}", "", "need 'rows', 'sums' or both"),
        (
            "    \(columns)\n    key: none\n    totals: {trailer: T, sums: {Pay: 3}}", "",
            "'totals' names no column 'Pay'"
        ),
        ("    \(columns)\n    key: none", "  marker: done", "'marker' needs what is put behind the name of a file"),
        ("    \(columns)\n    key: none", "  pattern: \"../*\"", "'pattern' needs a pattern of names"),
        ("    \(columns)\n    key: none", "  maximum-size: 100GiB", "'maximum-size' needs a size from 1KiB to 64GiB"),
        ("    \(columns)\n    key: none", "listener: {host: 127.0.0.1, port: 1}", "a source has one way to reach us"),
    ]

    @Test("each mistake is told with its place and what to do", arguments: mistakes)
    func told(csv: String, more: String, words: String) {
        let problems = catalog(text(csv, more: more)).words
        #expect(problems.contains { $0.contains(words) }, "\(problems)")
        #expect(problems.allSatisfy { $0.hasPrefix("sources/drop.yaml:") })
    }

    @Test("a reading names columns that there are, and what the files hold")
    func readings() {
        let reading = """
            readings:
            - message: csv
              event: labor.costed
              when: {Kind: [work]}
              fields: {shift: Shift, hours: Huors}
            - message: DFT^P03
              event: labor.costed
              fields: {shift: FT1-2}
            """
        let words = catalog(text(more: reading)).words
        #expect(
            words.contains { $0.contains("sources/drop.yaml:12:11: error: the files have no column 'Huors'") },
            "\(words)")
        #expect(words.contains { $0.contains("the files have no column 'Kind'") })
        #expect(words.contains { $0.contains("hold rows; read 'csv', not DFT^P03") })
    }

    @Test("two sources don't share a folder, and rows come in files only")
    func shared() {
        let both = catalog(text()).with("sources/two.yaml", text().replacing("name: drop", with: "name: two"))
        #expect(
            both.words.contains { $0.contains("are taken up by the source in sources/drop.yaml:3:9") }, "\(both.words)")
        let mllp = DemoCatalog().files[DemoCatalog.source, default: ""]
        let rows = "\nreadings:\n- {message: csv, event: labor.costed, fields: {shift: Shift}}\n"
        let words = DemoCatalog().with(DemoCatalog.source, mllp + rows).words
        #expect(words.contains { $0.contains("rows come in files only; give the source a 'folder'") })
    }
}
