import Catalog
import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Mapping a code")
struct MapCodeTests {
    private static let table: CodeTableName = "charge-account"
    private static let key = CrosswalkKey(.table(table), source: "ehr-mllp", code: "71046")
    private static let missing = Fault(
        .codeUnmapped, FaultSubject(source: "ehr-mllp", table: "charge-account", code: "71046"),
        detail: "No GL account is known for charge code 71046 of ehr-mllp.", assigned: .finance)
    private static let refused = Fault(
        .rejected, FaultSubject(other: "ACCOUNT"), detail: "revenue-cycle says: account 4099-99999 is closed (ACCOUNT)."
    )
    private static let evidence = CodeEvidence(
        neighbors: [
            .init(code: "71045", value: "4010-52100"), .init(code: "71047", value: "4010-52100"),
            .init(code: "70551", value: "4020-52100"),
        ], values: [.init(value: "4010-52100", codes: 412), .init(value: "4990-10000", codes: 88)])

    private static var catalog: SiteCatalog {
        get throws {
            let type = EventType(rawValue: "charge.posted")
            var flow = Flow(
                name: "supply-usage", purpose: "Charges.", owner: .finance, criticality: .revenue,
                sensitivity: .business, source: "ehr-mllp", messages: ["DFT^P03"], event: type,
                endpoint: "revenue-cycle", ordering: .none,
                objective: Flow.Objective(percent: 99, within: .seconds(60)), retention: .seconds(60),
                fields: ["amount", "account"])
            flow.lookUps = [FlowLookUp(table: table, from: ["code"], into: "account")]
            var catalog = SiteCatalog(
                site: "General", environment: .demo, sources: [:], endpoints: [:], flows: [flow], roles: [:])
            catalog.tables = [
                CodeTable(
                    name: table, title: "Charge accounts", codeWord: "charge code", valueWord: "GL account",
                    pattern: try ValuePattern("[0-9]{4}-[0-9]{5}"), example: "4010-52100", owner: .finance)
            ]
            return catalog
        }
    }

    private static func file(_ fault: Fault, booked: String? = nil) -> CaseFile {
        var row = MadeUp.row(1, fault, description: "CHEST X-RAY 2 VIEWS")
        row.item = "71046"
        row.quantity = "1"
        row.unit = ""
        var event = CanonicalEvent(type: EventType(rawValue: "charge.posted"))
        event.fields = Fields(["code": .text("71046"), "amount": .number(50)])
        var detail = MadeUp.detail(row, event: event)
        detail.booking = booked.map { .record(Fields(["account": .text($0), "amount": .number(50)])) }
        return CaseFile(detail: detail, siblings: [row], newest: row.id)
    }

    /// A desk with the dialog open, its case and its table read.
    private static func desk(
        _ fault: Fault = missing, roles: Set<Role> = [.finance], width: Int = 80, height: Int = 24,
        says: String? = nil, evidence: CodeEvidence? = evidence
    ) throws -> Desk {
        var desk = Desk(roles: roles, width: width, height: height, catalog: try catalog)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1, fault))))
        desk.tell(file(fault, booked: says))
        desk.press("m")
        desk.tell(file(fault, booked: says))
        if let evidence { tell(evidence, says: says, &desk) }
        answer(&desk)
        return desk
    }

    private static func tell(_ evidence: CodeEvidence, says: String? = nil, _ desk: inout Desk) {
        guard let reading = desk.asked(CodeReading.self) else { return }
        let mapping = says.map { Fix.mapCode(CodeMapping(table: table, source: "ehr-mllp", code: "71046", value: $0)) }
        desk.tell(CodeFile(says: mapping, evidence: evidence), for: reading)
    }

    private static func answer(_ desk: inout Desk) {
        for case .consult(_, let request) in desk.taken() { desk.tell(.answer(request, .preview(preview))) }
    }

    private static var preview: FixPreview {
        var preview = FixPreview()
        (preview.considered, preview.released, preview.value) = (3, 3, Money(cents: 15_030))
        preview.rows = [
            FixPreview.Row(
                exception: ExceptionID(rawValue: 1), documented: "1 ", result: "account 4010-52100", isReleased: true)
        ]
        return preview
    }

    private static func fix(_ value: String) -> Fix {
        .mapCode(CodeMapping(table: table, source: "ehr-mllp", code: "71046", value: value))
    }

    @Test(
        "m on the row opens it: what is missing, the best values with why, and what Enter does",
        arguments: [
            (80, 24), (120, 40), (200, 60),
        ])
    func shown(width: Int, height: Int) throws {
        let desk = try Self.desk(width: width, height: height)
        #expect(desk.model.place == .mapCode)
        for words in [
            "71046", "charge code in Charge accounts", "No GL account is known for charge code 71046",
            "4010-52100", "its neighbors 71045, 71047, 412 codes", "3 to choose from",
            "71046 -> 4010-52100", "for everything from ehr-mllp", "releases 3 of 3 waiting, worth $150.30",
            "applies it as mara",
        ] {
            #expect(desk.text.contains(words), "\(words) at \(width)")
        }
        #expect(desk.lines.allSatisfy { DisplayWidth.of($0) <= width })
        if width >= 120 { #expect(desk.text.contains("account 4010-52100")) }
    }

    @Test("a clear value is taken with Enter, and Down chooses another")
    func chosen() throws {
        var desk = try Self.desk()
        desk.press("Enter")
        let note = ProposalNote(evidence: ["its neighbors 71045, 71047", "412 codes"], score: 79)
        #expect(
            Desk.errands(desk.taken()) == [.fix(Self.fix("4010-52100"), cause: Self.missing.cause, note: note)])
        var other = try Self.desk()
        other.press("Down")
        Self.answer(&other)
        other.press("Enter")
        guard case .fix(let fix, _, _)? = Desk.errands(other.taken()).first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(fix == Self.fix("4020-52100") || fix == Self.fix("4990-10000"))
    }

    @Test("a value is typed, digits too; one that the table can't have is never sent")
    func typed() throws {
        var desk = try Self.desk()
        desk.press("4 0 3 0")
        Self.tell(CodeEvidence(), &desk)
        #expect(desk.text.contains("'4030' is no GL account: it looks like 4010-52100."))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        desk.press("- 5 2 1 0 0")
        Self.tell(CodeEvidence(), &desk)
        #expect(desk.text.contains("as typed: no code has it yet"))
        Self.answer(&desk)
        desk.press("Enter")
        guard case .fix(let fix, let cause, _)? = Desk.errands(desk.taken()).first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(fix == Self.fix("4030-52100") && cause == Self.missing.cause)
        desk.press("Esc")
    }

    @Test("Enter typed ahead waits for the table, and takes nothing unclear unseen")
    func ahead() throws {
        var desk = try Self.desk(evidence: nil)
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        Self.tell(CodeEvidence(values: [.init(value: "4990-10000", codes: 2)]), &desk)
        Self.answer(&desk)
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text.contains("Look first") == true)
    }

    @Test("a code that a destination refused the value of is changed from the row: the entry that was used is there")
    func rejected() throws {
        var desk = try Self.desk(Self.refused, says: "4099-99999")
        #expect(desk.model.place == .mapCode)
        #expect(desk.text.contains("4099-99999  is what it means"))
        #expect(desk.text.contains("account 4099-99999 is closed"))
        Self.answer(&desk)
        desk.press("Enter")
        guard case .fix(let fix, let cause, _)? = Desk.errands(desk.taken()).first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(fix == Self.fix("4010-52100") && cause == Self.refused.cause)
        // Its page says so, and what the row was looked up by.
        var page = Desk(roles: [.finance], width: 120, height: 40, catalog: try Self.catalog)
        page.open(ExceptionScreen(FixTarget(MadeUp.row(1, Self.refused))))
        page.tell(Self.file(Self.refused, booked: "4099-99999"))
        #expect(page.text.contains("m changes what a code of it means in its table"))
        #expect(page.text.contains("charge code 71046 -> 4099-99999 (GL account)"))
    }

    @Test("the page of a code that is missing shows the look-up as the stage where it stopped")
    func stage() throws {
        var page = Desk(roles: [.finance], width: 80, height: 24, catalog: try Self.catalog)
        page.open(ExceptionScreen(FixTarget(MadeUp.row(1, Self.missing))))
        page.tell(Self.file(Self.missing))
        #expect(page.text.contains("looked up  charge code 71046 -> no GL account that could be sent"))
        #expect(page.text.contains("UNMAPPED CODE  71046"))
        #expect(page.text.contains("Enter says what the code means"))
    }

    @Test("who doesn't look after the table is told so, and nothing is asked")
    func others() throws {
        var desk = try Self.desk(roles: [.materials])
        #expect(desk.text.contains("You may not change Charge accounts: that takes"))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
    }

    @Test("m means the item where an item is missing, and the code where a code is")
    func sameKey() throws {
        var desk = Desk(roles: Set(Role.allCases), catalog: try Self.catalog)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1))))
        desk.serve()
        desk.press("m")
        #expect(desk.model.place == .mapItem)
    }

    @Test("one answer for several marked codes is one entry for each")
    func many() {
        var other = Self.missing
        other.subject.code = "71050"
        #expect(
            Self.fix("4010-52100").answering(other)
                == .mapCode(
                    CodeMapping(table: Self.table, source: "ehr-mllp", code: "71050", value: "4010-52100")))
        other.subject.table = "provider"
        #expect(Self.fix("4010-52100").answering(other) == nil)
    }

    @Test("the crosswalk lists the codes of all tables, or of one after the other")
    func lists() throws {
        for (width, height) in [(80, 24), (120, 40)] {
            var desk = Desk(roles: [.finance], width: width, height: height, catalog: try Self.catalog)
            desk.press("7 Tab Tab Tab Tab")
            var reading = CrosswalkReading(view: .codes)
            reading.tables = [Self.table]
            let row = CrosswalkRow(
                key: Self.key, content: CrosswalkContent(mapping: Self.fix("4010-52100")), description: "", version: 1,
                author: "mara", changedAt: MadeUp.ago(.seconds(60)), use: nil)
            desk.tell(SearchableRows([CrosswalkListRow.entry(row)]), for: reading)
            for words in ["[Codes", "charge-account", "71046", "4010-52100", "charge-account 71046 of ehr-mllp"] {
                #expect(desk.text.contains(words), "\(words) at \(width)")
            }
            desk.press("t")
            #expect(desk.asked(CrosswalkReading.self)?.tables == [Self.table])
            desk.tell(SearchableRows([CrosswalkListRow.entry(row)]), for: reading)
            desk.press("m")
            desk.tell(
                CrosswalkEntryFile(row: row, changes: []), for: CrosswalkEntryReading(key: Self.key))
            #expect(desk.text.contains("value") && desk.text.contains("4010-52100"))
        }
    }
}
