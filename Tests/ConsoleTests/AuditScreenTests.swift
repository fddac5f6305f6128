import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Audit and reports")
struct AuditScreenTests {
    private static func entry(_ sequence: Int64, actor: String = "mara", action: String = "fix") -> AuditEntry {
        AuditEntry(
            row: AuditRow(
                sequence: sequence,
                record: AuditRecord(
                    at: MadeUp.now, actor: actor, action: action, subject: "cause item.unmapped 4471-B",
                    detail: "4471-B is 100234; released 12"), hash: "abcdef0123"))
    }

    private static func desk(chain: ChainStatus, width: Int = 80, height: Int = 24) -> Desk {
        var desk = Desk(roles: [.auditor], width: width, height: height)
        desk.press("9")
        desk.tell(SearchableRows([entry(3), entry(2, actor: "dana", action: "pause")]), for: AuditReading())
        desk.tell(chain, for: ChainReading())
        return desk
    }

    private static func chain(checkedTo: Int64 = 3, finding: String? = nil) -> ChainStatus {
        ChainStatus(
            records: 3, lastAt: MadeUp.now, checkedTo: checkedTo, checkedAt: MadeUp.ago(.seconds(60)),
            beganAt: nil, finding: finding)
    }

    @Test("the list says who did what to what, and the record under the cursor in full")
    func list() {
        for (width, height) in [(80, 24), (120, 40), (160, 48)] {
            let text = Self.desk(chain: Self.chain(), width: width, height: height).text
            for words in ["mara", "fix", "4471-B is 100234; released 12", "hash abcdef0123", "WHOLE"] {
                #expect(text.contains(words), "\(words) at \(width)")
            }
        }
    }

    @Test("a chain that is broken, or not checked yet, says so")
    func chainStates() {
        #expect(Self.desk(chain: Self.chain(finding: "Record 2 was changed.")).text.contains("BROKEN  Record 2"))
        #expect(Self.desk(chain: Self.chain(checkedTo: 0)).text.contains("Not checked yet"))
        #expect(Self.desk(chain: Self.chain(checkedTo: 2)).text.contains("through record 2 of 3, 1 to go"))
    }

    @Test("the filter chooses from those who acted and what was done")
    func filter() {
        var desk = Self.desk(chain: Self.chain())
        desk.press("f")
        desk.tell(AuditWords(actors: ["dana", "mara"], actions: ["fix", "pause"]), for: AuditWordsReading())
        desk.press("d Tab p Tab 4 4 Tab Tab 2 h Enter")
        let expected = AuditFilter(
            actor: "dana", action: "pause", subject: "44", since: MadeUp.ago(.seconds(7200)))
        #expect(desk.asked(AuditReading.self)?.filter == expected)
        desk.tell(SearchableRows([]), for: AuditReading(filter: expected))
        #expect(desk.text.contains("No record is by dana, pause, about 44"))
    }

    private static let reports = Reports(
        shift: ShiftReport(
            since: MadeUp.ago(.seconds(28_800)), until: MadeUp.now, owner: nil,
            opened: WorkSum(count: 40, value: Money(cents: 90_000)),
            cleared: WorkSum(count: 31, value: Money(cents: 70_000)),
            clearedBy: ["fixed": WorkSum(count: 30, value: Money(cents: 69_000))],
            left: WorkSum(count: 25, value: Money(cents: 66_260)), oldest: MadeUp.ago(.seconds(11_520)),
            topOpen: [MadeUp.causes[0]], topCleared: [], acts: [ActCount(actor: "mara", action: "fix", count: 4)]),
        charges: [
            DailyCharges(
                flow: "supply-usage", documented: WorkSum(count: 500, value: Money(cents: 500_000)),
                posted: WorkSum(count: 475, value: Money(cents: 433_740)), onTheWay: WorkSum(),
                waiting: WorkSum(count: 25, value: Money(cents: 66_260)), dismissed: WorkSum(), dead: WorkSum())
        ],
        savings: [
            FlowSavings(flow: "supply-usage", booked: 475, touches: 5, assumption: ManualWork())
        ])

    @Test("a report says what a shift came to, what is outstanding, and what was saved by flow")
    func report() {
        var desk = Desk(roles: [.supervisor], width: 100, height: 40)
        desk.press(": r e p o r t s Enter")
        #expect(desk.text.contains("Adding it up …"))
        desk.tell(Self.reports, for: ReportsReading())
        for words in [
            "opened", "31", "fixed", "the oldest for 3h12m", "UNMAPPED ITEM 4471-B", "mara", "25 outstanding",
            "$662.60",
            "475 booked, 5 touched", "$705.00",
        ] {
            #expect(desk.text.contains(words), "\(words)")
        }
        desk.press("w")
        #expect(desk.asked(ReportsReading.self)?.span == .day)
        desk.press("Tab")
        #expect(desk.asked(ReportsReading.self)?.owner == .materials)
    }

    @Test("reports are copied as a sentence, exported as one table, and stand beside each other where there is room")
    func reportsTaken() throws {
        var desk = Desk(width: 160, height: 48)
        desk.press(": r e p o r t s Enter")
        desk.tell(Self.reports, for: ReportsReading())
        #expect(desk.lines.contains { $0.contains("Shift") && $0.contains("Documented and posted") })
        desk.press("y")
        #expect(desk.model.notice?.text.contains("opened") == true)
        desk.press(": e x p o r t Space r . c s v Enter")
        let found = desk.taken().compactMap {
            if case .export(let list, _, replacing: false) = $0 { list } else { nil }
        }
        let export = try #require(found.first)
        #expect(export.columns == ["REPORT", "OF", "COUNT", "WORTH", "MORE"])
        for report in ["shift", "documented", "saved"] {
            #expect(export.rows.contains { $0[0] == report }, "\(report)")
        }
    }
}
