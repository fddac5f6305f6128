import Catalog
import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Working on the queue with others")
struct TogetherTests {
    private static let id = ExceptionID(rawValue: 1)

    private static var catalog: SiteCatalog {
        get throws {
            var catalog = try ShippedCatalog.demo.load(settings: [
                "TALLYWARD_ERP_URL": "http://127.0.0.1:1", "TALLYWARD_MLLP_PORT": "0",
            ])
            catalog.roles = [
                "kim": [.materials], "mara": [.materials], "li": [.finance], "audrey": [.auditor],
                "*": [.auditor],
            ]
            return catalog
        }
    }

    private static func rows(
        _ rows: [ExceptionRow] = [MadeUp.row(1), MadeUp.row(2)], roles: Set<Role> = [.materials],
        width: Int = 80, height: Int = 24
    ) throws -> Desk {
        var desk = Desk(roles: roles, width: width, height: height, catalog: try catalog)
        desk.press("2")
        desk.serve()
        desk.press("g")
        desk.serve(rows: rows)
        return desk
    }

    // MARK: Who has it

    @Test("what somebody has taken on shows who, and taking it over is shown before it is done")
    func takeOver() throws {
        let held = [MadeUp.row(1, claimedBy: "kim"), MadeUp.row(2)]
        var desk = try Self.rows(held)
        #expect(desk.lines[3].contains("kim"))
        desk.press("a")
        desk.serve(rows: held)
        #expect(desk.text.contains("1 of them is taken on by kim."))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.request(.claim([Self.id]))])
        desk.press(": r e l e a s e Enter")
        desk.serve(rows: held)
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.request(.release([Self.id]))])
    }

    @Test("one row that nobody has is taken on with one key: in the list, as the only one of its cause, or marked")
    func takeOnAtOnce() throws {
        var list = try Self.rows()
        list.press("a")
        #expect(Desk.errands(list.taken()) == [.request(.claim([Self.id]))])
        var marked = try Self.rows()
        marked.press("Space a")
        #expect(Desk.errands(marked.taken()) == [.request(.claim([Self.id]))])
        var causes = Desk()
        causes.press("2")
        var only = MadeUp.causes[0]
        only.open = 1
        let work = CauseWork(flow: "supply-usage", oldest: ExceptionID(rawValue: 77))
        let reading = try #require(causes.asked(CausesReading.self))
        causes.tell(SearchableRows([QueueCause(row: only, work: work)]), for: reading)
        causes.press("a")
        #expect(Desk.errands(causes.taken()) == [.request(.claim([ExceptionID(rawValue: 77)]))])
        only.open = 2
        causes.tell(SearchableRows([QueueCause(row: only, work: work)]), for: reading)
        causes.press("a")
        #expect(Desk.errands(causes.taken()) == [] && causes.text.contains("Take on"))
    }

    @Test("a row is given to somebody by a part of the name, chosen among those who may work on it")
    func assign() throws {
        var desk = try Self.rows()
        desk.press("A")
        #expect(desk.text.contains("kim") && desk.text.contains("li") && !desk.text.contains("audrey"))
        desk.press("k i Enter")
        #expect(Desk.errands(desk.taken()) == [.request(.assign([Self.id], to: "kim"))])
        desk.press("A z o e")
        #expect(desk.text.contains("roles.yaml names nobody like this"))
        desk.press("Enter")
        let sent = desk.taken()
        #expect(Desk.errands(sent) == [.request(.assign([Self.id], to: "zoe"))])
        let token = try #require(Desk.commandToken(sent))
        desk.tell(.reply(token: token, .refused(.invalid, "The catalog's roles.yaml gives zoe no such work.")))
        #expect(desk.text.contains("Give to zoe 4471-B: The catalog's roles.yaml gives zoe no such work."))
    }

    @Test("many are given after it was shown how many, and to whom")
    func assignMany() throws {
        var desk = try Self.rows()
        desk.press("Space Space A f i n Enter")
        desk.serve()
        #expect(desk.text.contains("Give to li") && desk.text.contains("2 rows, worth $100.32"))
        desk.press("Enter")
        let ids = [1, 2].map(ExceptionID.init(rawValue:))
        #expect(Desk.errands(desk.taken()) == [.request(.assign(ids, to: "li"))])
    }

    @Test("H shows only what is mine, then what nobody has, asked of the state")
    func whose() throws {
        var desk = try Self.rows()
        desk.press("H")
        #expect(desk.asked(ExceptionsReading.self)?.holder == .user("mara"))
        desk.serve(rows: [])
        #expect(desk.text.contains("You have taken nothing on here."))
        desk.press("H")
        #expect(desk.asked(ExceptionsReading.self)?.holder == .nobody)
        desk.press("H g")
        #expect(desk.asked(CausesReading.self)?.owner == .materials)
    }

    @Test("causes show who has some of them, and only mine are those where I have some")
    func causesOfHolders() throws {
        var desk = Desk(catalog: try Self.catalog)
        desk.press("2")
        let reading = try #require(desk.asked(CausesReading.self))
        func work(_ holders: [String]) -> CauseWork {
            CauseWork(
                holders: holders, isPartlyFree: holders.isEmpty, comments: holders.count, flow: "supply-usage",
                oldest: ExceptionID(rawValue: 1))
        }
        let rows = [
            QueueCause(row: MadeUp.causes[0], work: work(["kim", "mara"])),
            QueueCause(row: MadeUp.causes[1], work: work([])),
        ]
        desk.tell(SearchableRows(rows), for: reading)
        #expect(desk.lines[3].contains("48m") && desk.lines[3].contains("kim+1") && desk.lines[3].contains("2"))
        desk.press("H")
        #expect(desk.queue?.causes.shown.map(\.rowID) == [MadeUp.unmapped.cause])
        desk.press("H")
        #expect(desk.queue?.causes.shown.map(\.rowID) == [MadeUp.badUnit.cause])
    }

    @Test("due is when people have had the time that the flow gives them, and what is late is counted")
    func due() throws {
        var row = MadeUp.row(1)
        row.openedAt = MadeUp.ago(.seconds(60))
        var old = MadeUp.row(2)
        old.openedAt = MadeUp.ago(.seconds(5 * 3600))
        let desk = try Self.rows([row, old])
        #expect(desk.lines[3].contains(" 3h59m ") && desk.lines[4].contains(" LATE "))
    }

    // MARK: Comments

    @Test("a comment is one line about the row; a capital C is about its whole cause")
    func comment() throws {
        var desk = try Self.rows()
        desk.press("c a s k e d Enter C n e w Enter")
        #expect(
            Desk.errands(desk.taken()) == [
                .request(.comment(.exception(Self.id), text: "asked")),
                .request(.comment(.cause(MadeUp.unmapped.cause), text: "new")),
            ])
        var auditor = try Self.rows(roles: [.auditor])
        auditor.press("c")
        #expect(auditor.text.contains("With auditor you may not comment"))
    }

    @Test("comments are on the exception's page, latest first, and what is in them never reaches the terminal raw")
    func shown() throws {
        var desk = try Self.rows(width: 120, height: 40)
        desk.press("Enter")
        let reading = try #require(desk.asked(CaseReading.self))
        var file = Desk.file(of: reading, [MadeUp.row(1)])
        func remark(_ id: Int64, _ text: String, isOnCause: Bool) -> CaseFile.Remark {
            CaseFile.Remark(
                row: CommentRow(id: id, at: MadeUp.ago(.seconds(60)), author: "kim", text: text), isOnCause: isOnCause)
        }
        file.comments = [
            remark(2, "asked \u{1B}[31mthe OR\u{202E}", isOnCause: false), remark(1, "new article", isOnCause: true),
        ]
        desk.tell(file)
        #expect(desk.text.contains("What people said   2, the latest 1m ago, kim:"))
        #expect(desk.text.contains("new article") && desk.text.contains("kim, 1m ago, on the whole cause"))
        let wrong = desk.text.unicodeScalars.filter {
            $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        }
        #expect(wrong.isEmpty)
    }

    // MARK: Who looks

    private static func looks(_ effects: [ConsoleEffect]) -> [String?] {
        effects.compactMap { if case .look(let place) = $0 { .some(place) } else { nil } }
    }

    @Test("who opens a cause says so once and hears who else is there; leaving it says that too")
    func presence() throws {
        var desk = Desk()
        desk.press("2")
        #expect(Self.looks(desk.effects) == [nil])
        desk.serve()
        desk.press("Enter")
        let place = Presence.place(ofCause: MadeUp.unmapped.cause)
        #expect(Self.looks(desk.taken()) == [place])
        desk.tell(.present([Presence(user: "kim", place: place)], at: place))
        #expect(desk.text.contains("also here: kim"))
        desk.press("m")
        #expect(Self.looks(desk.taken()).isEmpty)
        #expect(desk.text.contains("also here: kim"))
        desk.press("Esc q")
        #expect(Self.looks(desk.taken()) == [nil])
        desk.tell(.present([Presence(user: "kim", place: place)], at: nil))
        #expect(desk.text.contains("(kim)") && desk.text.contains("kim looks at it"))
    }

    @Test("it is said again only from time to time, and not at all once nobody is at the keyboard")
    func heartbeat() throws {
        var desk = try Self.rows()
        desk.press("Enter")
        _ = desk.taken()
        var said = 0
        for second in 1...300 {
            desk.now = MadeUp.now.advanced(by: .seconds(Int64(second)))
            desk.send(.tick)
            said += Self.looks(desk.taken()).count
        }
        #expect(said == 11)
        let place = Presence.place(ofCause: MadeUp.unmapped.cause)
        desk.tell(.present([Presence(user: "kim", place: place)], at: place))
        desk.now = desk.now.advanced(by: .seconds(16))
        desk.send(.tick)
        #expect(!desk.text.contains("also here"))
    }

    @Test("a cause of any length is a place that the engine takes")
    func longPlaces() {
        let place = Presence.place(ofCause: String(repeating: "é", count: 400))
        #expect(place.utf8.count <= Presence.longestPlace && place.utf8.count > Presence.longestPlace - 3)
    }

    // MARK: Views

    @Test("a view keeps what is shown and how, and comes back the same")
    func roundTrip() {
        for role in QueueScreen.owners {
            for (_, view) in QueueSpecification.usual(for: role) { #expect(QueueSpecification(view.text) == view) }
        }
        let view = QueueSpecification(
            isGrouped: false, owner: nil, holder: .nobody, sort: ListSort(column: "WHO", isAscending: false),
            filter: "role=all  filter=x")
        #expect(QueueSpecification(view.text) == view)
        for text in ["", "queue", "queue all", "queue rows role=king", "queue rows who", "dead rows role=all"] {
            #expect(QueueSpecification(text) == nil, "\(text)")
        }
    }

    @Test("views are gone to by number, kept under a name and dropped; those of the role stay")
    func views() throws {
        var desk = try Self.rows()
        desk.press("/ d r a p Enter s v")
        let kept = SavedView(
            name: "late sutures", specification: "queue rows role=materials who=mine sort=DUE+ filter=sut")
        desk.tell([kept, SavedView(name: "x", specification: "dead")], for: SavedViewsReading(user: "mara"))
        #expect(desk.text.contains("late sutures") && desk.text.contains("mine") && desk.text.contains("unmapped item"))
        desk.press("s d r a p e s Enter")
        let text = "queue rows role=materials who=all sort=AGE+ filter=drap"
        #expect(
            Desk.errands(desk.taken()) == [
                .request(.saveView(SavedView(name: "drapes", specification: text)))
            ])
        desk.press("v")
        desk.tell([kept], for: SavedViewsReading(user: "mara"))
        desk.press("d Down d")
        #expect(Desk.errands(desk.taken()) == [.request(.dropView("late sutures"))])
        #expect(desk.text.contains("is everybody's of the role"))
        desk.press("1")
        #expect(desk.queue?.specification == QueueSpecification(kept.specification))
        let reading = desk.asked(ExceptionsReading.self)
        #expect(reading?.holder == .user("mara") && reading?.text == "sut")
    }

    @Test("an empty list of views, one that is read and one that can't be read say so")
    func viewStates() throws {
        var desk = try Self.rows()
        desk.press("v")
        #expect(desk.text.contains("Reading your views …"))
        let problem = StateFileProblem.failed(path: "/x", reason: "busy")
        desk.tell(.read(ReadResult(AnyReading(SavedViewsReading(user: "mara")), .failure(problem), at: desk.now)))
        #expect(desk.text.contains("busy"))
        desk.tell([], for: SavedViewsReading(user: "mara"))
        #expect(desk.text.contains("You keep none yet"))
    }

    // MARK: States

    @Test("who may only look is told so where the next keys would be")
    func auditor() throws {
        let desk = try Self.rows(roles: [.auditor])
        #expect(desk.text.contains("With auditor you may not map items"))
    }

    @Test("rows that can't be read again stay, as of before; an empty queue without an engine means little")
    func stale() throws {
        var desk = try Self.rows()
        let reading = try #require(desk.asked(ExceptionsReading.self))
        let problem = StateFileProblem.failed(path: "/x", reason: "busy")
        desk.tell(.read(ReadResult(AnyReading(reading), .failure(problem), at: desk.now)))
        #expect(desk.text.contains("can't be read now, as of before") && desk.text.contains("4471-B"))
        desk.serve(rows: [])
        desk.tell([], for: reading)
        desk.tell(.overview(MadeUp.overview(heartbeat: .seconds(600))))
        #expect(desk.text.contains("no engine works"))
    }
}
