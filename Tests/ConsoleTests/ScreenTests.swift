import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

/// The screens that are compared with ``Screens``.
enum Scenario: String, CaseIterable, Sendable {
    case overview, queue, rows, exception, mapItem, fixUnit, mapLocation, dismiss, help

    /// The desk as the user left it.
    func desk(width: Int = 80, height: Int = 24) -> Desk {
        var desk = Desk(roles: self == .mapLocation ? [.finance] : [.materials], width: width, height: height)
        desk.press(keys)
        desk.serve()
        for key in furtherKeys.split(separator: ",") {
            desk.press(String(key))
            desk.serve()
        }
        if self == .overview { desk.tellLive() }
        return desk
    }

    private var keys: String { self == .overview ? "1" : "2" }

    private var furtherKeys: String {
        switch self {
        case .overview, .queue: ""
        case .rows: "g"
        case .exception: "Enter"
        case .mapItem: "m"
        case .fixUnit: "Down,u"
        case .mapLocation: "l"
        case .dismiss: "x"
        case .help: "?"
        }
    }
}

@Suite("The screens")
struct ScreenTests {
    @Test("what people must be told stands above all else, and leaves room for the rest")
    func notices() {
        var overview = MadeUp.overview(condition: .down, detail: "no answer")
        let text = "Do not re-key: erp-inventory is down. 23 entries worth $1,204.50 wait since 10:05; nothing is lost."
        overview.notices = ["erp-inventory", "erp-books", "ehr"].map { subject in
            SyncModel.Notice(
                cause: SyncModel.Notice.Cause(.endpoint, subject), level: .critical, text: text,
                startedAt: MadeUp.now, changedAt: MadeUp.now)
        }
        for (width, height) in [(80, 24), (160, 48)] {
            var desk = Desk(roles: [.integration], width: width, height: height)
            desk.press("1")
            desk.tell(.overview(overview))
            #expect(desk.lines[2].hasPrefix("CRITICAL Do not re-key: erp-inventory is down."))
            #expect(desk.text.contains("nothing is lost."))
            #expect(desk.text.contains("and 1 more: tallyward notices"))
            #expect(desk.text.contains("supply-usage") && desk.text.contains("accounted for") || width == 80)
        }
    }

    @Test("a screen of 80 by 24 shows just this", arguments: Scenario.allCases)
    func golden(scenario: Scenario) {
        let lines = scenario.desk().lines
        var expected = Screens.expected(scenario)
        expected += Array(repeating: "", count: max(0, 24 - expected.count))
        #expect(lines == expected, "\(scenario) is now\n\(lines.joined(separator: "\n"))\n--")
    }

    @Test("120 by 40 has room for what 80 by 24 has to leave out")
    func large() {
        let overview = Scenario.overview.desk(width: 120, height: 40).text
        #expect(overview.contains("OUT, LAST 5 MIN"))
        #expect(overview.contains("accounted for                    12,873"))
        let exception = Scenario.exception.desk(width: 120, height: 40).text
        #expect(exception.contains("What it became") && exception.contains("FT1-7   code"))
        let map = Scenario.mapItem.desk(width: 120, height: 40).text
        #expect(map.contains("SUTURE VICRYL 3-0 27IN SH") && map.contains("same manufacturer number, description 82 %"))
        let help = Scenario.help.desk(width: 120, height: 60).text
        #expect(help.contains("Leave the console"))
    }

    @Test("160 by 48 shows the row under the cursor beside the list")
    func largest() {
        let lines = Scenario.queue.desk(width: 160, height: 48).lines
        #expect(lines[2].contains("UNMAPPED ITEM 4471-B"))
    }

    @Test(
        "wide screens show what is under the cursor beside the list, at 140 columns and no fewer",
        arguments: [
            (160, 48), (200, 60), (140, 24),
        ])
    func sideBySide(width: Int, height: Int) {
        let map = Scenario.mapItem.desk(width: width, height: height)
        for words in ["what is chosen", "Made by", "the waiting rows, as it would leave them", "what happened to it"] {
            #expect(map.text.contains(words), "\(words) at \(width)x\(height)")
        }
        #expect(map.lines.contains { $0.contains("find>") && $0.contains("│") })
        let unit = Scenario.fixUnit.desk(width: width, height: height)
        #expect(unit.text.contains("the ERP's item") && unit.text.contains("the waiting rows, as it would leave them"))
        #expect(map.lines.allSatisfy { DisplayWidth.of($0) <= width })
        let narrow = Scenario.mapItem.desk(width: 139, height: height)
        #expect(!narrow.text.contains("what is chosen"))
    }

    @Test("what stands below a short list on a high screen is the message, masked")
    func arrivedBelow() {
        let map = Scenario.mapItem.desk(width: 160, height: 48).text
        #expect(map.contains("patient fields masked ──") && map.contains("FT1-7"))
        #expect(!map.contains("SAMPLE"))
    }

    @Test("a screen without data says what it waits for or what is wrong, and what to do")
    func withoutData() {
        var desk = Desk(isFed: false)
        #expect(desk.text.contains("LOADING") && desk.text.contains("Reading the state …"))
        desk.tell(.stateProblem("There is no state at /x. Start `tallyward engine` once to make it."))
        #expect(desk.text.contains("Start `tallyward engine` once"))
        desk.tell(.overview(MadeUp.overview()))
        desk.press("2")
        #expect(desk.text.contains("Reading the queue …"))
        desk.tell(causes: [])
        #expect(desk.text.contains("Nothing waits for materials management"))
        desk.press("3")
        #expect(desk.text.contains("Reading the messages …"))
        desk.tell(SearchableRows([]), for: MessagesReading())
        #expect(desk.text.contains("No message has arrived yet."))
    }

    @Test("a case that was fixed meanwhile says so")
    func gone() {
        var desk = Scenario.queue.desk()
        desk.press("m")
        desk.tell(CaseFile(detail: nil, siblings: [], item: nil))
        #expect(desk.text.contains("it was fixed meanwhile"))
    }

    @Test("a message shows what came of it and what arrived")
    func message() {
        var desk = Desk(height: 30)
        let row = MadeUp.detail(MadeUp.row(1)).message
        desk.press("3")
        desk.tell(SearchableRows([row]), for: MessagesReading())
        desk.press("Enter")
        desk.tell(
            MessageFile(row: row, payload: Array(MadeUp.payload.utf8), deliveries: [], exceptions: [MadeUp.row(1)]),
            for: MessageReading(id: row.id))
        #expect(desk.text.contains("control id MSG0418822"))
        #expect(desk.text.contains("UNMAPPED ITEM"))
        #expect(!desk.text.contains("SAMPLE"))
    }

    @Test("on a terminal without UTF-8 the lines are drawn in ASCII")
    func ascii() {
        let rows = Scenario.queue.desk().surface(glyphs: .ascii).rows
        #expect(rows.dropFirst(2).allSatisfy { row in row.unicodeScalars.allSatisfy(\.isASCII) })
    }

    @Test("the cursor of the terminal is on the selected row")
    func cursor() {
        var desk = Scenario.queue.desk()
        #expect(desk.surface().cursor == Point(0, 3))
        desk.press("Down")
        #expect(desk.surface().cursor == Point(0, 4))
    }

    @Test("the coach says what to try, and goes when it is told to")
    func coach() {
        var desk = Desk(coach: .usual)
        #expect(desk.text.contains("Try: 2 opens the work queue"))
        desk.press("Esc")
        #expect(!desk.text.contains("Try:"))
    }
}
