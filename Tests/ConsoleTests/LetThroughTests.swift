import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Letting through what differs")
struct LetThroughTests {
    private static let faults = [
        Fault(.matchMismatch, FaultSubject(source: "suppliers", other: "purchase.ordered 4711"), detail: "Dearer."),
        Fault(.ownershipConflict, FaultSubject(source: "ehr", other: "item.changed 10442"), detail: "It is the ERP's."),
        Fault(.booksDiffer, FaultSubject(source: "ehr", item: "10442", other: "2026-03-03"), detail: "2 too many."),
    ]

    /// What differs, line by line.
    private static func mismatch(lines: Int) -> Fault {
        var fault = faults[0]
        let compared = (1...lines).map { number in
            var line = MatchComparison.Line(name: "\(number)", claimed: 4)
            (line.unit, line.ordered, line.received, line.invoiced) = ("EA", 12, 10, 12)
            (line.orderedPrice, line.price, line.differences) = (ExactDecimal("22.5"), 24, ["too much"])
            return line
        }
        fault.comparison = MatchComparison(
            order: "purchase.ordered 4711", hasOrder: true, countsReceipts: true, lines: compared)
        return fault
    }

    private static func desk(_ fault: Fault) -> Desk {
        var desk = Desk(roles: Set(Role.allCases))
        let row = MadeUp.row(1, fault)
        var detail = MadeUp.detail(row)
        detail.delivery = MadeUp.delivery(MessageID(rawValue: 2001), .faulted)
        let file = CaseFile(detail: detail, siblings: [row], newest: row.id)
        desk.open(DifferenceScreen(FixTarget(row)))
        desk.tell(file)
        return desk
    }

    @Test("each fault has reasons of its own, and only a match speaks of suppliers", arguments: faults)
    func reasons(fault: Fault) {
        var desk = Self.desk(fault)
        desk.press("Enter")
        let reasons = LetThroughWords.reasons(for: fault.code)
        #expect(reasons.count == 3)
        for reason in reasons { #expect(desk.text.contains(reason)) }
        #expect(desk.text.contains("supplier,") == (fault.code == .matchMismatch))
        #expect(Set(Self.faults.flatMap { LetThroughWords.reasons(for: $0.code) }).count == 9)
    }

    @Test("it says what goes where", arguments: zip(faults, ["gets it as it came", "once", "as a correction"]))
    func effect(fault: Fault, words: String) {
        var desk = Self.desk(fault)
        desk.press("Enter")
        #expect(desk.text.contains("erp-inventory gets") && desk.text.contains(words))
    }

    @Test("Enter without a reason says what is missing")
    func missing() {
        var desk = Self.desk(Self.faults[0])
        desk.press("Enter Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text == "It needs a reason: press 1 to 3, or t to type one of your own.")
    }

    @Test("the table it is about stays in sight at 80 columns, as far as there is room for both")
    func table() {
        var desk = Self.desk(Self.mismatch(lines: 3))
        desk.press("Enter")
        #expect(desk.text.contains("Why does it go out as it is?"))
        for line in 1...3 {
            #expect(desk.text.contains("\(line)     12 EA at $22.50  10 EA     4       12 EA at $24.00"))
        }
        var long = Self.desk(Self.mismatch(lines: 30))
        long.press("Enter")
        #expect(long.text.contains("1-3 reason") && long.text.contains("line  ordered"))
    }

    @Test("the two keys stand apart")
    func keys() {
        #expect(Self.desk(Self.faults[0]).text.contains("Enter lets it go out as it is   x takes it out"))
    }
}
