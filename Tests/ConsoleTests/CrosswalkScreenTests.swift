import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Crosswalks")
struct CrosswalkScreenTests {
    private static let key = CrosswalkKey(.item, source: "ehr-mllp", code: "4471-B")
    private static let mapping = Fix.mapItem(ItemMapping(source: "ehr-mllp", code: "4471-B", itemNumber: "100234"))
    private static let july = UTCTime(year: 2027, month: 7, day: 1)

    private static func row(
        _ code: String = "4471-B", steps: [CrosswalkStep] = [], uses: Int? = 312
    ) -> CrosswalkRow {
        let mapping = Fix.mapItem(ItemMapping(source: "ehr-mllp", code: code, itemNumber: "100234"))
        return CrosswalkRow(
            key: mapping.key, content: CrosswalkContent(mapping: mapping, steps: steps),
            description: "SUTURE VICRYL 3-0 27IN SH", version: 2, author: "mara", changedAt: MadeUp.ago(.seconds(7200)),
            use: uses.map { CrosswalkUse(count: $0, lastAt: MadeUp.ago(.seconds(60))) })
    }

    private static let change = CrosswalkChange(
        id: ChangeID(rawValue: 7), at: MadeUp.ago(.seconds(7200)), key: key, before: .nothing,
        after: CrosswalkContent(mapping: mapping), author: "mara", approver: "dana", command: "c-1",
        why: "new supplier")

    private static let counts = CrosswalkCounts(
        entries: [.item: 41_310, .unit: 52, .location: 68], packs: 1020, items: 40_000,
        countedSince: MadeUp.ago(.seconds(864_000)))

    private static func desk(
        roles: Set<Role> = [.materials], width: Int = 120, height: Int = 40, rows: [CrosswalkRow] = [row()]
    ) -> Desk {
        var desk = Desk(roles: roles, width: width, height: height)
        desk.press("7")
        desk.tell(counts, for: CrosswalkCountsReading())
        desk.tell(SearchableRows(rows.map(CrosswalkListRow.entry)), for: CrosswalkReading())
        return desk
    }

    @Test("the list says what a code means, when, how often it is used, and the row under the cursor in full")
    func list() {
        let ending = Self.row(steps: [CrosswalkStep(from: Self.july, mapping: nil)])
        for (width, height) in [(80, 24), (120, 40), (200, 60)] {
            let text = Self.desk(width: width, height: height, rows: [ending]).text
            for words in [
                "4471-B", "100234", "312", "item code 4471-B of ehr-mllp", "100234 until 2027-07-01", "by mara",
                "[Item codes",
            ] {
                #expect(text.contains(words), "\(words) at \(width)")
            }
        }
        #expect(Self.desk().text.contains("[Item codes 41,310]"))
    }

    @Test("a narrow screen of few rows still shows the list, what is under the cursor, and no line too long")
    func narrow() {
        let desk = Self.desk(width: 60, height: 16)
        #expect(desk.text.contains("4471-B"))
        #expect(desk.lines.allSatisfy { DisplayWidth.of($0) <= 60 })
    }

    @Test("each list says what its being empty means; reading and a state that can't be read say so too")
    func empty() {
        var desk = Desk(roles: [.materials], width: 120, height: 40)
        desk.press("7")
        #expect(desk.text.contains("Reading the crosswalk …"))
        let words: [(CrosswalkView, String)] = [
            (.items, "No item code is mapped yet"), (.units, "No unit word"), (.packs, "has no pack"),
            (.locations, "No location"), (.codes, "has no table"), (.unused, "Every entry was used"),
            (.missed, "No code was missed"),
            (.changes, "Nobody has changed"),
        ]
        for (view, sentence) in words {
            desk.tell(SearchableRows([]), for: CrosswalkReading(view: view))
            #expect(desk.text.contains(sentence), "\(view)")
            desk.press("Tab")
        }
        let problem = StateFileProblem.failed(path: "state.db", reason: "disk I/O error")
        desk.tell(.read(ReadResult(AnyReading(CrosswalkReading()), .failure(problem), at: MadeUp.now)))
        #expect(desk.text.contains("disk I/O error"))
    }

    @Test("what is typed in the filter narrows at once and is looked for in the state")
    func filter() {
        var desk = Self.desk(rows: [Self.row(), Self.row("9000-X")])
        desk.press("/ 9 0")
        #expect(!desk.text.contains(" 4471-B"))
        #expect(desk.asked(CrosswalkReading.self)?.text == "90")
        desk.tell(
            SearchableRows([Self.row("9000-X"), Self.row("9001-Y")].map(CrosswalkListRow.entry)),
            for: CrosswalkReading(text: "90"))
        #expect(desk.text.contains("9001-Y"))
        desk.press("Enter Esc")
        #expect(desk.asked(CrosswalkReading.self)?.text == "")
    }

    @Test("an entry's page has what it says when, its use, its item, and its history with who, why and by what")
    func entry() {
        var desk = Self.desk(rows: [Self.row(steps: [CrosswalkStep(from: Self.july, mapping: nil)])])
        desk.press("Enter")
        #expect(desk.text.contains("Reading item code 4471-B"))
        var file = CrosswalkEntryFile(
            row: Self.row(steps: [CrosswalkStep(from: Self.july, mapping: nil)]), changes: [Self.change])
        file.item = MadeUp.suture
        file.others = [Self.row("OTHER-1")]
        desk.tell(file, for: CrosswalkEntryReading(key: Self.key))
        for words in [
            "until 2027-07-01", "from 2027-07-01", "312 times", "SUTURE VICRYL", "OTHER-1 of ehr-mllp", "mara",
            "approved by dana", "new supplier", "command c-1", "change 7",
        ] {
            #expect(desk.text.contains(words), "\(words)")
        }
        _ = desk.taken()
        desk.press("u")
        #expect(Desk.errands(desk.taken()) == [.request(.undo(command: "c-1"))])
        desk.tell(CrosswalkEntryFile(row: nil, changes: []), for: CrosswalkEntryReading(key: Self.key))
        #expect(desk.text.contains("The crosswalk doesn't know it."))
    }

    private static func opened(_ keys: String, roles: Set<Role> = [.materials], row: CrosswalkRow = row()) -> Desk {
        var desk = desk(roles: roles, rows: [row])
        desk.press(keys)
        desk.tell(CrosswalkEntryFile(row: row, changes: []), for: CrosswalkEntryReading(key: row.key))
        return desk
    }

    private static func asked(_ effects: [ConsoleEffect]) -> Request? {
        effects.compactMap { if case .consult(_, let request) = $0 { request } else { nil } }.last
    }

    @Test("an entry ends on a day: what it says then is shown, the engine is asked what that releases, Enter does it")
    func ends() throws {
        var desk = Self.opened("e")
        #expect(desk.text.contains("nothing is changed yet"))
        _ = desk.taken()
        desk.press("2 0 2 7 - 0 7 - 0 1")
        let before = CrosswalkContent(mapping: Self.mapping)
        let after = CrosswalkContent(mapping: Self.mapping, steps: [CrosswalkStep(from: Self.july, mapping: nil)])
        let fix = Fix.revise(CrosswalkRevision(Self.key, before: before, after: after))
        let request = try #require(Self.asked(desk.taken()))
        #expect(request == .preview(fix, cause: ""))
        #expect(desk.text.contains("100234 until 2027-07-01; from 2027-07-01 nothing"))
        // Enter typed ahead waits for what it would do.
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [])
        desk.tell(.answer(request, .preview(FixPreview())))
        #expect(desk.text.contains("nothing waits for it just now"))
        #expect(Desk.errands(desk.taken()) == [.request(.apply(fix, cause: ""))])
    }

    @Test("another item is found by words, from a day on; a day that is none is said, and nothing is asked")
    func maps() throws {
        var desk = Self.opened("m")
        for _ in 0..<6 { desk.press("Backspace") }
        desk.press("p d s")
        let searches = desk.taken().compactMap { if case .find(_, let search) = $0 { search } else { nil } }
        #expect(searches.last == .words("pds"))
        desk.tell(.found(.words("pds"), MadeUp.candidates, ofItems: 41_310))
        desk.press("Down Down Enter")
        #expect(desk.text.contains("118800"))
        _ = desk.taken()
        desk.press("2 0 2 7 -")
        #expect(Self.asked(desk.taken()) == nil)
        #expect(desk.text.contains("write a day such as 2026-07-01"))
        desk.press("0 7 - 0 1")
        let request = try #require(Self.asked(desk.taken()))
        guard case .preview(.revise(let revision), _) = request else {
            Issue.record("\(request)")
            return
        }
        #expect(revision.after.words == "100234 until 2027-07-01; from 2027-07-01 118800")
    }

    @Test("a pack is opened from its list, its number typed over, and done as any change: preview first, then Enter")
    func packs() throws {
        var desk = Self.desk()
        desk.press("Tab Tab")
        let pack = try PackFactor(unit: "BX", contains: 36, of: "EA")
        let row = PackRow(
            item: "100234", description: "SUTURE", factor: pack, author: "mara", changedAt: MadeUp.ago(.seconds(60)))
        desk.tell(SearchableRows([CrosswalkListRow.pack(row)]), for: CrosswalkReading(view: .packs))
        #expect(desk.text.contains("m changes this one"))
        desk.press("m")
        let item = MasterItem(
            number: "100234", description: "SUTURE", unit: "EA", unitCost: Money(cents: 418), packs: [pack])
        desk.tell(PackReading.File(item: item, codes: []), for: PackReading(item: "100234"))
        #expect(desk.text.contains("1 BX = 36 EA") && desk.text.contains("nothing is changed yet"))
        _ = desk.taken()
        desk.press("Backspace Backspace 1 0 0")
        let fix = Fix.revise(
            CrosswalkRevision(
                .pack("BX", of: "100234"), before: CrosswalkContent(factor: pack),
                after: CrosswalkContent(factor: try PackFactor(unit: "BX", contains: 100, of: "EA"))))
        let request = try #require(Self.asked(desk.taken()))
        #expect(request == .preview(fix, cause: ""))
        #expect(desk.text.contains("1 BX = 100 EA"))
        desk.tell(.answer(request, .preview(FixPreview())))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.fix(fix, cause: "")])
        // An empty number takes the pack away.
        desk.press("Backspace Backspace Backspace")
        #expect(desk.text.contains("no such pack"))
        guard case .preview(.revise(let gone), _)? = Self.asked(desk.taken()) else {
            Issue.record("not asked")
            return
        }
        #expect(gone.after == .nothing)
    }

    @Test("who may not change an entry reads it and is told why the keys do nothing")
    func rights() {
        var desk = Self.desk(roles: [.auditor])
        desk.press("m")
        #expect(desk.text.contains("you may not map items"))
        desk.press("Enter")
        desk.tell(
            CrosswalkEntryFile(row: Self.row(), changes: [Self.change]), for: CrosswalkEntryReading(key: Self.key))
        desk.press("e")
        #expect(desk.text.contains("you may not map items"))
        #expect(Desk.errands(desk.taken()) == [])
    }

    @Test("a missed code leads to its fix, or to the rows that wait for it; o lists them")
    func missed() {
        let missed = MissedCode(cause: MadeUp.causes[0], seen: 4711)
        func desk(_ role: Role) -> Desk {
            var desk = Self.desk(roles: [role])
            desk.press(": l i s t - c o d e s Space m i s s e d Enter")
            desk.tell(SearchableRows([CrosswalkListRow.missed(missed)]), for: CrosswalkReading(view: .missed))
            return desk
        }
        var mender = desk(.materials)
        #expect(mender.text.contains("4,711"))
        mender.press("Enter")
        #expect(mender.model.stack.last is MapItemScreen)
        var reader = desk(.auditor)
        reader.press("Enter")
        #expect((reader.model.stack.last as? QueueScreen)?.cause == MadeUp.causes[0].cause)
        var lister = desk(.materials)
        lister.press("o")
        #expect((lister.model.stack.last as? QueueScreen)?.cause == MadeUp.causes[0].cause)
    }

    @Test("an import shows what it would do line by line, then loads just that, part after part")
    func imports() throws {
        var desk = Self.desk()
        desk.press(": i m p o r t - c r o s s w a l k Space a . c s v Enter")
        #expect(desk.text.contains("Reading a.csv …"))
        let reading = try #require(desk.asked(SheetReading.self))
        let contents = CrosswalkSheet.read(
            Array("kind,source,code,item\nitem,ehr-mllp,4471-B,100234\nitem,ehr-mllp,NEW,100235".utf8)
        ) { _ in 0 }
        _ = desk.taken()
        desk.tell(.success(contents), for: reading)
        let request = try #require(Self.asked(desk.taken()))
        guard case .previewImport(let part) = request else {
            Issue.record("\(request)")
            return
        }
        desk.press("l")
        #expect(Desk.errands(desk.taken()) == [], "it isn't known yet what it would do")
        var preview = ImportPreview()
        (preview.new, preview.same, preview.digest) = (1, 1, "00000000000000ab")
        preview.changes = [ChangeLine("item code NEW of ehr-mllp", before: nil, after: "100235")]
        desk.tell(.answer(request, .importPreview(preview)))
        for words in ["1 added, 0 changed", "1 unchanged", "line 3", "item code NEW of ehr-mllp", "00000000000000ab"] {
            #expect(desk.text.contains(words), "\(words)")
        }
        desk.press("l")
        var bound = part
        bound.digest = "00000000000000ab"
        let effects = desk.taken()
        #expect(Desk.errands(effects) == [.request(.importCrosswalk(bound))])
        let token = try #require(Desk.commandToken(effects))
        desk.tell(.reply(token: token, .done(affected: 1, released: 0, summary: "Loaded 2 rows.")))
        #expect(desk.text.contains("Loaded 1 change."))
    }

    @Test("a file with wrong lines tells each and loads nothing; one that can't be read says why")
    func wrongImport() throws {
        var desk = Self.desk()
        desk.press(": i m p o r t - c r o s s w a l k Space a . c s v Enter")
        let reading = try #require(desk.asked(SheetReading.self))
        let contents = CrosswalkSheet.read(Array("kind,source,code,item\nitem,ehr,A,1\nthing,ehr,B,2".utf8)) { _ in 0 }
        desk.tell(.success(contents), for: reading)
        #expect(desk.text.contains("line 3") && desk.text.contains("kind is one of"))
        _ = desk.taken()
        desk.press("l")
        #expect(desk.text.contains("Nothing of it is loaded"))
        #expect(Desk.errands(desk.taken()) == [])
        var other = Self.desk(roles: [.auditor])
        other.press(": i m p o r t - c r o s s w a l k Space a . c s v Enter")
        #expect(other.text.contains("you may not try out an import"))
    }

    @Test("an export is asked for by the name of its file")
    func exports() {
        var desk = Self.desk()
        desk.press(": e x p o r t - c r o s s w a l k Space c . c s v Enter")
        #expect(Desk.errands(desk.taken()) == [.exportCrosswalk(path: "c.csv", utcOffset: 0)])
    }
}
