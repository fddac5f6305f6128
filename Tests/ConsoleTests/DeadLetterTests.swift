import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

private func id(_ number: Int64) -> DeliveryID { DeliveryID(rawValue: number) }

private func ids(_ numbers: Int64...) -> [DeliveryID] { numbers.map(id) }

@Suite("Dead letters and replays")
struct DeadLetterTests {
    fileprivate static func letter(
        _ number: Int64, _ state: DeadLetterState = .dead, cents: Int64 = 502, item: String = "4471-B"
    ) -> DeadLetterRow {
        DeadLetterRow(
            id: id(number), message: MessageID(rawValue: number + 1000), line: 1, flow: "supply-usage",
            endpoint: "erp-inventory", state: state, reason: "booked by hand", code: .attemptsExhausted,
            exception: nil, item: item, description: "SUTURE 3-0 VICRYL 27IN", quantity: "12", unit: "EA",
            location: "OR-4", value: Money(cents: cents), attempts: 3, acceptedAt: MadeUp.ago(.seconds(9000)),
            endedAt: MadeUp.ago(.seconds(3600)))
    }

    private static func rows(_ count: Int64, next: DeadLetterPlace? = nil) -> SearchableRows<DeadLetter> {
        SearchableRows(
            (1...count).map { number in
                let item = number == 3 ? "9000-X" : "4471-B"
                return DeadLetter(
                    letter: letter(number, number == 2 ? .dismissed : .dead, cents: number * 100, item: item),
                    next: number == count ? next : nil)
            })
    }

    private static func replay(_ replayed: Int, endedAt: UTCTime? = nil) -> ReplayRow {
        ReplayRow(
            id: "r-1", at: MadeUp.ago(.seconds(30)), actor: "mara", reason: "the ERP was down", selection: "all",
            digest: "d1", total: 200, replayed: replayed, skipped: 1, endedAt: endedAt)
    }

    private static func desk(
        _ roles: Set<Role> = [.supervisor], count: Int64 = 3, width: Int = 80, height: Int = 24
    ) -> Desk {
        var desk = Desk(roles: roles, width: width, height: height)
        desk.press("5")
        desk.tell(rows(count), for: DeadLettersReading())
        desk.tell(DeadLetterSummary(totals: DeadLetterTotals(), running: []), for: DeadLetterSummaryReading())
        _ = desk.taken()
        return desk
    }

    private static func preview(_ going: Int, of considered: Int, digest: String = "d1") -> ReplayPreview {
        var preview = ReplayPreview()
        (preview.considered, preview.going) = (considered, going)
        preview.value = Money(cents: 1506)
        preview.digest = digest
        var group = ReplayPreview.Group(state: .dead, reason: "booked by hand")
        (group.count, group.going, group.value) = (considered, going, Money(cents: 1506))
        if going < considered {
            group.staying = [
                ReplayPreview.Staying(
                    .stopsAgain, code: .itemUnmapped, sentence: "Nothing maps 9000-X.", count: considered - going)
            ]
        }
        preview.groups = [group]
        preview.rows = [
            ReplayPreview.Row(delivery: id(1), documented: "12 EA of 4471-B", result: "12 EA of 100234", goes: true)
        ]
        return preview
    }

    private static func question(_ effects: [ConsoleEffect]) -> Request? {
        effects.compactMap { if case .consult(_, let request) = $0 { request } else { nil } }.last
    }

    /// Marks two rows and asks what a replay of them would do.
    private static func asked(_ roles: Set<Role> = [.supervisor], going: Int = 2) throws -> (Desk, Request) {
        var desk = desk(roles)
        desk.press("Space Space R")
        let asked = try #require(question(desk.taken()))
        desk.tell(.answer(asked, .replayPreview(preview(going, of: 2))))
        return (desk, asked)
    }

    @Test("a list says what each was, why it ended and what it is worth")
    func list() {
        for (width, height) in [(80, 24), (120, 40), (160, 48)] {
            let text = Self.desk(width: width, height: height).text
            #expect(text.contains("DELIVERY STATE"))
            #expect(text.contains("dismissed") && text.contains("booked by hand") && text.contains("$3.00"))
            #expect(text.contains("delivery 1, supply-usage to erp-inventory"))
            #expect(text.contains("ENDPOINT") || width < 160)
        }
    }

    @Test("what waits, fails, or is empty is said where the rows would be")
    func withoutRows() {
        var desk = Desk(roles: [.supervisor])
        desk.press("5")
        #expect(desk.text.contains("Reading the dead letters …"))
        let problem = StateFileProblem.failed(path: "/x", reason: "busy")
        desk.tell(.read(ReadResult(AnyReading(DeadLettersReading()), .failure(problem), at: desk.now)))
        #expect(desk.text.contains("busy"))
        desk.tell(SearchableRows([]), for: DeadLettersReading())
        #expect(desk.text.contains("Nothing was given up or dismissed"))
        desk.press("R")
        #expect(desk.text.contains("There is nothing here to replay."))
    }

    @Test("space marks a row and goes on, and a replay is about just what was marked")
    func marks() {
        var desk = Self.desk()
        desk.press("Space Space")
        #expect(desk.text.contains("2 marked, $3.00"))
        desk.tell(Self.rows(4), for: DeadLettersReading())
        #expect(desk.text.contains("2 marked, $3.00"))
        desk.press("R")
        #expect(Self.question(desk.taken()) == .previewReplay(.deliveries(ids(1, 2)), edit: nil))
    }

    @Test("all that match are marked from the state, not from the rows in sight, and nothing that comes later")
    func markAll() {
        var desk = Self.desk()
        desk.press("*")
        let all = DeadLettersReading(limit: DeadLettersReading.most)
        #expect(desk.model.interest.contains(AnyReading(all)))
        desk.tell(Self.rows(250), for: all)
        #expect(desk.text.contains("250 marked"))
        #expect(!desk.model.interest.contains(AnyReading(all)))
        desk.tell(Self.rows(4), for: DeadLettersReading())
        #expect(desk.text.contains("250 marked"))
        desk.press("*")
        #expect(!desk.text.contains("marked,"))
    }

    @Test("all that match means those with the text of the filter line too")
    func markAllFiltered() {
        var desk = Self.desk()
        desk.press("/ 9 0 0 0 Enter *")
        desk.tell(Self.rows(5), for: DeadLettersReading(limit: DeadLettersReading.most))
        #expect(desk.text.contains("1 marked, $3.00"))
    }

    @Test("where more match than one replay takes, that is said")
    func markTooMany() {
        var desk = Self.desk()
        desk.press("*")
        desk.tell(
            Self.rows(5, next: .ended(at: MadeUp.now, id(5))), for: DeadLettersReading(limit: DeadLettersReading.most))
        #expect(desk.text.contains("Marked the first 5, more match: narrow with f"))
    }

    @Test("a replay shows what would happen, how many, worth how much, and why the others stay, before anything else")
    func dryRun() throws {
        let (desk, _) = try Self.asked(going: 1)
        #expect(desk.text.contains("You are about to send 1 delivery again. Nothing is sent yet."))
        #expect(desk.text.contains("1 of 2, worth $15.06; 1 stay"))
        #expect(desk.text.contains("UNMAPPED ITEM: Nothing maps 9000-X."))
        #expect(desk.text.contains("12 EA of 100234"))
    }

    @Test("only a reason and the number that was shown send it, and just that digest")
    func send() throws {
        var (desk, _) = try Self.asked()
        desk.press("2 Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.text.contains("Say why in a few words"))
        desk.press("a g a i n Enter 3 Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.text.contains("3 is not it. Nothing was sent."))
        desk.press("Backspace 2 Enter")
        let sent = desk.taken()
        #expect(
            Desk.errands(sent) == [
                .request(.replay(.deliveries(ids(1, 2)), edit: nil, digest: "d1", reason: "2again"))
            ])
        desk.press("Enter Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        let token = try #require(Desk.commandToken(sent))
        desk.tell(.reply(token: token, .done(affected: 2, released: 2, summary: "Replaying 2, worth $15.06.")))
        #expect(desk.text.contains("Replaying 2, worth $15.06."))
        #expect(desk.text.contains("Replays"))
        desk.press("q")
        #expect(!desk.text.contains("marked,"))
    }

    @Test("where something has changed meanwhile nothing is sent and it is tried again")
    func changedMeanwhile() throws {
        var (desk, question) = try Self.asked()
        desk.press("a g a i n Enter 2 Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: token, .refused(.invalid, "What matches has changed since the dry run d1.")))
        #expect(desk.text.contains("What matches has changed"))
        #expect(Self.question(desk.taken()) == question)
        desk.tell(.answer(question, .replayPreview(Self.preview(1, of: 2, digest: "d2"))))
        desk.press("1 Enter")
        #expect(
            Desk.errands(desk.taken()) == [
                .request(.replay(.deliveries(ids(1, 2)), edit: nil, digest: "d2", reason: "again"))
            ])
    }

    @Test("a replay that takes a second person says so and sends nothing more")
    func approval() throws {
        var (desk, _) = try Self.asked()
        desk.press("a g a i n Enter 2 Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: token, .pending(ApprovalID(rawValue: 7), "Waits for approval as request 7.")))
        #expect(desk.text.contains("Waits for approval as request 7."))
        #expect(desk.model.place == .deadLetters)
        #expect(desk.text.contains("2 marked"))
    }

    @Test("who may only look sees the dry run, whom to give it to, and no field")
    func leastPrivilege() throws {
        var (desk, _) = try Self.asked([.materials])
        #expect(desk.text.contains("With materials management you may not replay dead letters"))
        #expect(desk.text.contains("d1"))
        desk.press("a b c Enter 2 Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        var other = Self.desk([.auditor])
        other.press("R")
        #expect(Self.question(other.taken()) == nil)
        #expect(other.text.contains("you may not try out a replay"))
        other.press("E")
        #expect(other.text.contains("you may not change what is replayed"))
    }

    @Test("what can't be worked out says why and sends nothing")
    func refused() throws {
        var desk = Self.desk()
        desk.press("R")
        let question = try #require(Self.question(desk.taken()))
        #expect(desk.text.contains("A dry run first. Nothing is sent."))
        desk.tell(.answer(question, .refused(.unavailable, "No engine runs on this state.")))
        #expect(desk.text.contains("No engine runs on this state."))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
    }

    private static func detail(edits: [EditRow] = []) -> DeliveryDetail {
        DeliveryDetail(
            row: MadeUp.delivery(MessageID(rawValue: 2001), .dead), message: MadeUp.detail(MadeUp.row(1)).message,
            event: MadeUp.event(),
            booking: nil, exceptions: [], edits: edits,
            timeline: [
                TimelineEntry(at: MadeUp.ago(.seconds(900)), kind: "attempt", text: "503 from erp-inventory"),
                TimelineEntry(at: MadeUp.ago(.seconds(60)), kind: "dead", text: "given up after 3 attempts"),
            ])
    }

    @Test("a delivery shows its attempts and what people changed, before and after")
    func delivery() throws {
        var desk = Self.desk()
        desk.press("Enter")
        var after = MadeUp.event()
        after.quantity = 3
        let edit = EditRow(
            at: MadeUp.now, actor: "dana", reason: "typed wrong",
            before: ReplayNote(
                replay: "r-1", state: .dead, why: "too many", changes: ["quantity 12 → 3"], event: MadeUp.event()),
            after: after)
        desk.tell(Self.detail(edits: [edit]), for: DeliveryReading(id: id(1)))
        for words in [
            "503 from erp-inventory", "given up after 3 attempts", "dana: typed wrong", "- quantity  12",
            "+ quantity  3",
        ] {
            #expect(desk.text.contains(words), "\(words)")
        }
        desk.tell(nil, for: DeliveryReading(id: id(1)))
        #expect(desk.text.contains("There is no delivery 1."))
    }

    @Test("one delivery is changed field by field, and the replay carries just the difference")
    func edit() throws {
        var desk = Self.desk()
        desk.press("E")
        desk.tell(Self.detail(), for: DeliveryReading(id: id(1)))
        #expect(desk.text.contains("Nothing yet: change a field."))
        desk.press("Backspace Backspace x")
        #expect(desk.text.contains("The quantity is no number yet."))
        desk.press("Backspace 3")
        #expect(desk.text.contains("- quantity  12") && desk.text.contains("+ quantity  3"))
        desk.press("Enter")
        #expect(Self.question(desk.taken()) == .previewReplay(.deliveries(ids(1)), edit: EventEdit(quantity: 3)))
        #expect(desk.text.contains("+ quantity  3"))
    }

    @Test("the filter is a form of all that is known, and says which field it can't read")
    func filterForm() {
        var desk = Self.desk()
        desk.press("f Right Tab s Tab Tab Tab Tab Tab 2 h")
        #expect(desk.text.contains("gave-up") && desk.text.contains("supply-usage"))
        desk.press("Tab Tab x Enter")
        #expect(desk.text.contains("x is no amount"))
        desk.press("Backspace 5 Enter")
        let expected = DeadLetterFilter(
            states: [.gaveUp], flow: "supply-usage", since: MadeUp.ago(.seconds(7200)),
            minimumValue: Money(cents: 500))
        #expect(desk.asked(DeadLettersReading.self)?.filter == expected)
        desk.tell(SearchableRows([]), for: DeadLettersReading(filter: expected))
        #expect(desk.text.contains("f changes the filter."))
    }

    @Test("a replay under way shows how far it is, and is stopped by who may replay")
    func running() {
        var desk = Self.desk()
        desk.tell(
            DeadLetterSummary(totals: DeadLetterTotals(), running: [Self.replay(120)]), for: DeadLetterSummaryReading())
        #expect(desk.text.contains("120 of 200 went so far, 1 had changed and stay"))
        desk.press("Tab")
        desk.tell(SearchableRows([Self.replay(120)]), for: ReplaysReading())
        #expect(desk.text.contains("running") && desk.text.contains("120 of 200"))
        desk.press("x")
        #expect(Desk.errands(desk.taken()) == [.request(.stopReplay("r-1"))])
        desk.tell(SearchableRows([Self.replay(120, endedAt: desk.now)]), for: ReplaysReading())
        #expect(desk.text.contains("stopped before the other 79"))
        desk.press("x")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.text.contains("It has come to its end already."))
    }

    @Test("a page of the list is full or the last, though a page of the state is short")
    func pages() throws {
        let store = ShortPages(pages: [[1, 2], [], [3], [4, 5]])
        let first = try DeadLettersReading(limit: 3).read(from: store, at: MadeUp.now)
        #expect(first.rows.map(\.letter.id) == ids(1, 2, 3))
        let end = try #require(first.rows.last)
        let reading = try #require(DeadLettersReading(limit: 3).page(after: end))
        let second = try reading.read(from: store, at: MadeUp.now)
        #expect(second.rows.map(\.letter.id) == ids(4, 5))
        #expect(second.rows.last?.next == nil)
    }

    /// A state whose pages are short.
    private struct ShortPages: DeadLetterStore {
        var pages: [[Int64]]

        func deadLetters(
            _ filter: DeadLetterFilter, after place: DeadLetterPlace?, limit: Int
        ) throws(StateFileProblem) -> DeadLetterPage {
            var number = 0
            if case .ended(_, let id) = place { number = Int(id.rawValue) }
            let next = DeliveryID(rawValue: Int64(number + 1))
            return DeadLetterPage(
                rows: pages[number].map { DeadLetterTests.letter($0) },
                next: number + 1 < pages.count ? .ended(at: MadeUp.now, next) : nil)
        }

        func deadLetterTotals() throws(StateFileProblem) -> DeadLetterTotals { DeadLetterTotals() }
        func replays(limit: Int) throws(StateFileProblem) -> [ReplayRow] { [] }
        func delivery(_ id: DeliveryID) throws(StateFileProblem) -> DeliveryDetail? { nil }
    }
}
