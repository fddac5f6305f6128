import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("What is done to many rows at once")
struct BulkTests {
    private static func ids(_ numbers: ClosedRange<Int64>) -> [ExceptionID] {
        numbers.map(ExceptionID.init(rawValue:))
    }

    private static func rows(_ numbers: ClosedRange<Int64>, _ fault: Fault = MadeUp.unmapped) -> [ExceptionRow] {
        numbers.map { MadeUp.row($0, fault) }
    }

    /// A desk on the queue, by cause or row by row.
    private static func queue(_ roles: Set<Role> = [.materials], rows: [ExceptionRow]? = nil) -> Desk {
        var desk = Desk(roles: roles)
        desk.press("2")
        desk.serve()
        guard let rows else { return desk }
        desk.press("g")
        desk.serve(rows: rows)
        return desk
    }

    private static let ofCause = WorkSetReading(selection: .causes([MadeUp.unmapped.cause]))

    @Test("what comes while a cause is being dismissed is not dismissed with it")
    func dismissIsFrozen() {
        var desk = Self.queue()
        desk.press("x")
        desk.tell(WorkSet(rows: Self.rows(1...2)), for: Self.ofCause)
        desk.press("3")
        desk.tell(WorkSet(rows: Self.rows(1...3)), for: Self.ofCause)
        #expect(desk.text.contains("2 rows, worth $100.32"))
        #expect(desk.text.contains("1 came since and is not among them."))
        #expect(desk.text.contains("Enter takes out all 2."))
        _ = desk.taken()
        desk.press("Enter")
        let request = Request.dismiss(Self.ids(1...2), reason: DismissScreen.reasons[2])
        #expect(Desk.errands(desk.taken()) == [.request(request)])
    }

    @Test("what comes while a cause is being resubmitted stays, and what was closed meanwhile is left out")
    func resubmitIsFrozen() {
        var desk = Self.queue()
        desk.press("R")
        desk.press("Enter")
        #expect(desk.text.contains("The rows are still being read."))
        desk.tell(WorkSet(rows: Self.rows(1...4)), for: Self.ofCause)
        desk.tell(WorkSet(rows: Self.rows(2...6)), for: Self.ofCause)
        #expect(desk.text.contains("3 rows, worth $150.48"))
        #expect(desk.text.contains("1 is not open any more and left out."))
        #expect(desk.text.contains("2 came since and are not among them."))
        _ = desk.taken()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.resubmit(Self.ids(2...4))])
    }

    @Test("a fix is a rule: that it let go rows that came after the look is told")
    func fixTellsOfNewer() throws {
        var desk = Self.queue()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: token, .done(affected: 14, released: 14, summary: "")))
        #expect(desk.model.notice?.text == "4471-B → 100234: released 14 (2 came after you looked), on the way")
    }

    @Test("two hundred rows of one cause are resubmitted in five keys and dismissed in six; their number is typed")
    func twoHundred() {
        for (keys, wanted) in [
            ("R 2 0 0 Enter", Errand.resubmit(Self.ids(1...200))),
            ("x 2 2 0 0 Enter", .request(.dismiss(Self.ids(1...200), reason: DismissScreen.reasons[1]))),
        ] {
            var desk = Self.queue()
            let names = keys.split(separator: " ").map(String.init)
            #expect(names.count <= 6)
            desk.press(names[0])
            desk.tell(WorkSet(rows: Self.rows(1...200)), for: Self.ofCause)
            _ = desk.taken()
            desk.press(names.dropFirst().joined(separator: " "))
            #expect(Desk.errands(desk.taken()) == [wanted])
        }
        var desk = Self.queue()
        desk.press("R")
        desk.tell(WorkSet(rows: Self.rows(1...200)), for: Self.ofCause)
        _ = desk.taken()
        desk.press("Enter 1 9 Enter")
        #expect(desk.text.contains("Type 200, the number of rows; 19 is not it. Nothing was done."))
        #expect(Desk.errands(desk.taken()).isEmpty)
    }

    @Test("of a set that is cut off it is said that more wait")
    func cut() {
        var desk = Self.queue()
        desk.press("R")
        desk.tell(WorkSet(rows: Self.rows(1...60), isCut: true), for: Self.ofCause)
        desk.tell(WorkSet(rows: Self.rows(5...64), isCut: true), for: Self.ofCause)
        #expect(desk.text.contains("More wait than one command takes"))
        #expect(desk.text.contains("60 rows"))
    }

    @Test("a message that could not be taken is not resubmitted with the others")
    func wholeMessages() {
        var desk = Self.queue()
        var rows = Self.rows(1...3)
        rows[1].delivery = nil
        desk.press("R")
        desk.tell(WorkSet(rows: rows), for: Self.ofCause)
        #expect(desk.text.contains("1 stays: about a whole message"))
        _ = desk.taken()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.resubmit([1, 3].map(ExceptionID.init(rawValue:)))])
    }

    // MARK: Marks

    @Test("Space marks rows one by one; what is done then is done to those, wherever the cursor is")
    func marks() {
        let rows = Self.rows(1...4)
        var desk = Self.queue(rows: rows)
        desk.press("Space Down Space")
        #expect(desk.text.contains("2 marked, $100.32"))
        desk.press("Up x 1")
        desk.serve(rows: rows)
        desk.press("Enter")
        let request = Request.dismiss([1, 3].map(ExceptionID.init(rawValue:)), reason: DismissScreen.reasons[0])
        let sent = desk.taken()
        #expect(Desk.errands(sent) == [.request(request)])
        if let token = Desk.commandToken(sent) {
            desk.tell(.reply(token: token, .done(affected: 2, released: 0, summary: "Dismissed 2.")))
        }
        #expect(!desk.text.contains("marked,"))
    }

    @Test("a cause is marked with the rows it has then; later ones are counted and never join")
    func markCauses() {
        var desk = Self.queue()
        desk.press("Space")
        #expect(desk.text.contains("marking"))
        desk.tell(WorkSet(rows: Self.rows(1...12)), for: Self.ofCause)
        #expect(desk.text.contains("12 marked, $601.92"))
        desk.tell(causes: [MadeUp.cause(MadeUp.unmapped, open: 15)] + MadeUp.causes.dropFirst())
        #expect(desk.text.contains("12 marked, $601.92; 3 new since"))
        desk.press("R")
        let asked = desk.taken().compactMap { if case .watch(let readings) = $0 { readings } else { nil } }.last
        #expect(asked?.contains { $0.is(WorkSetReading(selection: .rows(Self.ids(1...12)))) } == true)
        desk.press("Esc Up Space")
        #expect(!desk.text.contains("12 marked, $"))
    }

    @Test("all that match are marked from the state, with the filter as it is; again takes all marks off")
    func markAll() {
        var desk = Self.queue(rows: Self.rows(1...3))
        desk.press("/ d r a p Enter *")
        let reading = WorkSetReading(selection: .matching(ExceptionFilter(owner: .materials, text: "drap")))
        #expect(desk.model.interest.contains(AnyReading(reading)))
        let found = [MadeUp.row(7, description: "DRAPE"), MadeUp.row(8, description: "SUTURE")]
        desk.tell(WorkSet(rows: found), for: reading)
        #expect(desk.text.contains("1 marked, $50.16"))
        desk.press("*")
        #expect(desk.text.contains("No mark is left."))
    }

    @Test("where nothing can be read it is said, and nothing is marked")
    func markFails() {
        var desk = Self.queue()
        desk.press("*")
        guard let reading = desk.asked(WorkSetReading.self) else {
            Issue.record("nothing is looked up")
            return
        }
        let problem = StateFileProblem.failed(path: "/x", reason: "busy")
        desk.tell(.read(ReadResult(AnyReading(reading), .failure(problem), at: desk.now)))
        #expect(desk.text.contains("They could not be marked") && !desk.text.contains("marked,"))
    }

    // MARK: One answer for several causes

    private static let other = Fault(
        .itemUnmapped, FaultSubject(source: "ehr-mllp", item: "9000-X"), detail: "Nothing maps 9000-X of ehr-mllp.")

    /// Two causes that are one item, marked.
    private static func twoCauses(_ second: Fault = other) -> Desk {
        var desk = queue()
        desk.tell(causes: [MadeUp.cause(MadeUp.unmapped), MadeUp.cause(second, open: 3, cents: 900)])
        desk.press("Space Space")
        let both = WorkSetReading(selection: .causes([MadeUp.unmapped.cause, second.cause]))
        desk.tell(WorkSet(rows: rows(1...12) + rows(21...23, second)), for: both)
        return desk
    }

    @Test("one answer mends several marked causes, each shown with what it releases before anything is done")
    func fixMany() {
        var desk = Self.twoCauses()
        desk.press("m")
        #expect(desk.text.contains("15 of 2 causes"))
        desk.serve(preview: MadeUp.preview(released: 12, of: 12))
        desk.press("Enter")
        #expect(Desk.errands(desk.effects).isEmpty)
        desk.serve(preview: MadeUp.preview(released: 2, of: 3))
        #expect(desk.text.contains("One answer for 2 causes. Nothing is done yet."))
        #expect(desk.text.contains("9000-X → 100234") && desk.text.contains("releases 2 of 3 waiting"))
        #expect(desk.text.contains("still stopped after it: 1 INVALID UNIT"))
        desk.press("Enter")
        func fix(_ code: String) -> Fix {
            .mapItem(ItemMapping(source: "ehr-mllp", code: code, itemNumber: "100234"))
        }
        let sent = Desk.errands(desk.taken())
        // What speaks for the first was looked at for the first.
        guard sent.count == 2, case .fix(fix("4471-B"), MadeUp.unmapped.cause, .some) = sent[0] else {
            Issue.record("\(sent)")
            return
        }
        #expect(sent[1] == .fix(fix("9000-X"), cause: Self.other.cause))
        #expect(desk.model.place == .causes)
    }

    @Test("causes that need different fixes are not mended together, and it is said which key mends what")
    func differentFixes() {
        var desk = Self.twoCauses(MadeUp.badUnit)
        desk.press("m")
        #expect(desk.text.contains("What is marked needs several kinds of fix: INVALID UNIT, UNMAPPED ITEM."))
        #expect(desk.model.place == .causes)
    }

    @Test(
        "an answer holds for another fault only where it can mean it",
        arguments: [
            (MadeUp.unmapped, other, true), (MadeUp.badUnit, MadeUp.badUnit, false),
            (MadeUp.noPlace, MadeUp.noPlace, true), (MadeUp.noPlace, MadeUp.unmapped, false),
        ])
    func answering(first: Fault, second: Fault, isPossible: Bool) throws {
        let entry = LocationEntry(
            code: "OR-1", organization: "H", subinventory: "S", costCenter: nil, account: nil)
        let unit = UnitMapping(source: "ehr-mllp", word: "BX10", itemNumber: "100234", unit: "BX")
        let fix: Fix =
            switch first.code.fix {
            case .mapItem: .mapItem(ItemMapping(source: "ehr-mllp", code: "4471-B", itemNumber: "100234"))
            case .defineUnit: .defineUnit(unit, factor: nil)
            default: .mapLocation(source: "ehr-mllp", entry)
            }
        #expect((fix.answering(second) != nil) == isPossible)
        let missing = Fault(
            .costCenterMissing, FaultSubject(source: "ehr-mllp", location: "OR-2"), detail: "no cost center")
        // A location that is known has a store room of its own.
        #expect(fix.answering(missing) == nil)
    }
}
