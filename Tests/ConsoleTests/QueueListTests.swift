import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("A list that changes under the user")
struct QueueListTests {
    @Test("the cursor stays on its row when rows come above it, and the row stays where it is on the screen")
    func staysOnRow() {
        var cursor = ListCursor<Int>()
        cursor.adopt(Array(100..<150))
        cursor.select(20)
        cursor.reveal(height: 10)
        let line = cursor.index - cursor.offset
        cursor.adopt([1, 2, 3] + Array(100..<150))
        cursor.reveal(height: 10)
        #expect(cursor.selected == 120)
        #expect(cursor.index - cursor.offset == line)
        #expect(cursor.fresh == [1, 2, 3])
    }

    @Test("when the row goes, the cursor takes the one that moves up into its place")
    func rowGoes() {
        var cursor = ListCursor<Int>()
        cursor.adopt([1, 2, 3])
        cursor.select(1)
        cursor.adopt([1, 3])
        #expect(cursor.selected == 3)
        cursor.adopt([1])
        #expect(cursor.selected == 1)
        cursor.adopt([])
        #expect(cursor.selected == nil)
        cursor.adopt([7])
        #expect(cursor.selected == 7)
    }

    @Test("new causes are announced and marked until they were seen")
    func announces() {
        var desk = Desk()
        desk.press("2")
        desk.tell(causes: Array(MadeUp.causes.prefix(1)))
        #expect(!desk.text.contains("new"))
        desk.tell(causes: Array(MadeUp.causes.prefix(2)))
        #expect(desk.text.contains("1 new (.)"))
        desk.press(".")
        #expect(!desk.text.contains("1 new"))
    }

    @Test("an answer to an older question is not shown")
    func staleAnswer() throws {
        var desk = Desk()
        desk.press("2")
        let old = try #require(desk.asked(CausesReading.self))
        desk.press("Tab")
        desk.tell(MadeUp.causes, for: old)
        #expect(desk.queue?.causes.shown.isEmpty == true)
        #expect(desk.text.contains("Reading the queue …"))
    }

    @Test("the filter narrows at once what is there, and the feed is asked for the rest")
    func filter() {
        var desk = Desk()
        desk.press("2 g")
        desk.serve(rows: [MadeUp.row(1), MadeUp.row(2, description: "DRAPE LAPAROTOMY")])
        desk.press("/ d r a p")
        #expect(desk.queue?.rows.shown.map(\.id.rawValue) == [2])
        let asked = desk.taken().compactMap { if case .watch(let readings) = $0 { readings } else { nil } }
            .compactMap { $0.compactMap { ($0.base as? ExceptionsReading)?.text }.first }
        #expect(asked.last == "drap")
        desk.press("Esc")
        #expect(desk.queue?.rows.shown.count == 2)
    }

    @Test("rows that only a filter or a longer page brings up are not new")
    func onlyFound() throws {
        var desk = Desk()
        desk.press("2 g")
        desk.serve(rows: [MadeUp.row(1), MadeUp.row(2)])
        desk.press("/ d r a p")
        desk.serve(rows: [MadeUp.row(3, description: "DRAPE LAPAROTOMY")])
        #expect(desk.queue?.rows.shown.map(\.id.rawValue) == [3])
        #expect(desk.queue?.rows.freshCount == 0)
        let reading = try #require(desk.asked(ExceptionsReading.self))
        desk.tell([3, 4].map { MadeUp.row($0, description: "DRAPE LAPAROTOMY") }, for: reading)
        #expect(desk.queue?.rows.cursor.fresh == [ExceptionID(rawValue: 4)])
    }

    @Test(
        "a filter finds its words in any case, within one text and never across two",
        arguments: [
            ("", [1, 2, 3]), ("drape", [2]), ("DRAPE lap", [2]), ("ésu", [3]), ("4471", [1, 2, 3]),
            ("27inor-4", []), ("unmapped item", [1, 2, 3]), ("nothing of that", []),
        ])
    func searched(words: String, ids: [Int64]) {
        let rows = SearchableRows(
            [
                MadeUp.row(1), MadeUp.row(2, description: "Drape Laparotomy"), MadeUp.row(3, description: "MÉSURE"),
            ].map { QueueRow(row: $0) })
        #expect(rows.containing(words).map(\.id.rawValue) == ids)
    }

    @Test("a person with one role starts in its queue; Tab goes through all and the others'")
    func roles() {
        var desk = Desk(roles: [.finance])
        desk.press("2")
        var owners = [desk.queue?.owner]
        for _ in 0..<4 {
            desk.press("Tab")
            owners.append(desk.queue?.owner)
        }
        #expect(owners == [.finance, nil, .materials, .integration, .finance])
        #expect(QueueScreen.home(of: [.supervisor]) == nil)
    }

    @Test("each engine is asked once who the user is")
    func asksEachEngine() {
        var desk = Desk()
        var overview = MadeUp.overview()
        desk.tell(.overview(overview))
        overview.engine.epoch += 1
        desk.tell(.overview(overview))
        #expect(desk.taken().filter { if case .command(_, .request(.whoAmI)) = $0 { true } else { false } }.count == 2)
    }

    @Test("Esc with a key typed right behind it means both")
    func escapeAhead() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("m Alt-1")
        #expect(desk.model.place == .overview)
    }

    @Test("who the user is comes from the engine, and their queue with it")
    func identity() {
        var desk = Desk(roles: [])
        desk.press("2 1")
        desk.tell(.reply(token: 1, .identity(user: "ana", roles: [.finance])))
        #expect(desk.model.user == "ana")
        #expect(desk.queue?.owner == .finance)
    }

    @Test("from the overview Enter leads to what the row is about")
    func drillDown() {
        var desk = Desk()
        desk.press("Down Down Enter")
        #expect(desk.model.place == .flow)
        desk.press("1 Down Enter")
        #expect(desk.model.place == .endpoint)
        desk.press("1 Down Enter")
        #expect(desk.model.place == .causes)
        #expect(desk.queue?.owner == .finance || desk.queue?.owner == .materials)
        desk.press("Esc")
        #expect(desk.model.place == .overview)
    }
}
