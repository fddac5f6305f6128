import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("A dialog for every fault")
struct FixDialogTests {
    /// A desk with the page of one fault open, as somebody who may do everything.
    private func page(_ fault: Fault, roles: Set<Role> = Set(Role.allCases)) -> Desk {
        var desk = Desk(roles: roles)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1, fault))))
        desk.serve(rows: [MadeUp.row(1, fault)])
        return desk
    }

    private let id = ExceptionID(rawValue: 1)

    @Test("no fault is a dead end: each has one dialog, which Enter on its page opens", arguments: FaultCode.allCases)
    func everyFault(code: FaultCode) throws {
        let fitting = FixDialog.all.filter { $0.mends(code) }
        let dialog = try #require(fitting.first)
        #expect(fitting.count == 1)
        var desk = page(Fault(code, FaultSubject(source: "ehr-mllp", item: "4471-B"), detail: "It stopped."))
        #expect(desk.text.contains("Enter \(dialog.deed)"))
        desk.press("Enter")
        desk.serve()
        #expect(desk.model.place == dialog.place)
    }

    @Test("a quantity that is right goes out with two keys; a wrong one is typed over, with its reason")
    func quantity() {
        var right = page(MadeUp.tooMuch)
        right.press("f")
        right.serve()
        #expect(right.text.contains("900 at once is more"))
        #expect(right.text.contains("12, as documented"))
        right.press("Enter")
        #expect(Desk.errands(right.taken()) == [.resubmit([id])])

        var wrong = page(MadeUp.tooMuch)
        wrong.press("f 9")
        wrong.serve()
        #expect(wrong.text.contains("quantity 12 -> 9"))
        wrong.press("Enter 1")
        #expect(
            Desk.errands(wrong.taken())
                == [.request(.correct(id, EventEdit(quantity: 9), reason: CorrectScreen.reasons[0]))])
        #expect(wrong.model.place == .overview)
    }

    @Test("Enter typed ahead waits for what becomes of it, and goes nowhere where that is refused")
    func armed() throws {
        var desk = page(MadeUp.tooMuch)
        desk.press("f")
        let asked = desk.taken()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        let request = try #require(
            asked.compactMap { if case .consult(_, let request) = $0 { request } else { nil } }.last)
        desk.tell(.answer(request, .refused(.notFound, "Exception 1 isn't open.")))
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text == "Exception 1 isn't open.")
    }

    @Test("no quantity that is none is sent")
    func nonsense() {
        var desk = page(MadeUp.tooMuch)
        desk.press("f 0")
        desk.serve()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text.contains("a number above zero") == true)
    }

    @Test("what the ERP refused shows its words; all of a cause are sent again at once, none is changed unseen")
    func rejected() {
        var desk = Desk(roles: [.integration, .materials])
        desk.open(CorrectScreen(FixTarget(MadeUp.cause(MadeUp.refused, open: 12))))
        desk.serve(rows: [MadeUp.row(1, MadeUp.refused)])
        #expect(desk.text.contains("the period is closed (PERIOD-CLOSED)"))
        #expect(desk.text.contains("To change one, open it"))
        #expect(desk.text.contains("sends all 12 again as they are"))
        desk.press("9")
        #expect(desk.model.notice?.text.contains("To change one") == true)
        desk.press("Enter")
        #expect(
            Desk.errands(desk.taken()) == [.resubmitCause(MadeUp.refused.cause, through: ExceptionID(rawValue: 50))])
    }

    @Test("what may have been booked can't be changed, only sent again", arguments: [FaultCode.attemptsExhausted])
    func unsafe(code: FaultCode) {
        var desk = page(Fault(code, FaultSubject(other: "erp-inventory"), detail: "Tried ten times."))
        desk.press("f 9")
        #expect(desk.model.notice?.text.contains("may have been booked") == true)
        #expect(desk.text.contains("Nothing can be changed of it"))
    }

    @Test("what is in doubt is settled with its document number, or sent again with how one knows")
    func doubt() {
        var booked = page(MadeUp.inDoubt)
        booked.press("d")
        booked.serve()
        booked.press("Enter")
        #expect(Desk.errands(booked.taken()).isEmpty)
        booked.press("4 5 0 0 Enter")
        #expect(Desk.errands(booked.taken()) == [.request(.confirmDelivered(id, document: "4500"))])

        var absent = page(MadeUp.inDoubt)
        absent.press("d Tab")
        absent.serve()
        absent.press("Enter")
        #expect(absent.text.contains("How do you know"))
        absent.press("2")
        #expect(Desk.errands(absent.taken()).count == 1)
    }

    @Test("what differs stands side by side, line by line, and goes out with a reason")
    func difference() {
        var fault = Fault(
            .matchMismatch, FaultSubject(source: "suppliers", other: "purchase.ordered 4711"), detail: "line 2 differs."
        )
        var line = MatchComparison.Line(name: "2", claimed: 4)
        (line.unit, line.ordered, line.received, line.invoiced) = ("EA", 12, 10, 12)
        (line.orderedPrice, line.price, line.differences) = (ExactDecimal("22.5"), 24, ["too much"])
        fault.comparison = MatchComparison(
            order: "purchase.ordered 4711", hasOrder: true, countsReceipts: true, lines: [line])
        var desk = page(fault)
        #expect(desk.text.contains("line  ordered          received  before  invoiced"))
        #expect(desk.text.contains("2     12 EA at $22.50  10 EA     4       12 EA at $24.00"))
        desk.press("t")
        desk.serve()
        #expect(desk.text.contains("2     12 EA at $22.50  10 EA     4       12 EA at $24.00"))
        #expect(desk.lines.allSatisfy { $0.count <= 80 })
        desk.press("Enter")
        #expect(desk.text.contains("Why does it go out as it is?"))
        desk.press("1")
        #expect(
            Desk.errands(desk.taken())
                == [.request(.letThrough([id], reason: LetThroughWords.reasons(for: .matchMismatch)[0]))])
    }

    @Test("what only the sender can mend says so, shows the runbook and leads to the message")
    func guide() {
        var desk = page(MadeUp.malformed)
        desk.press("i")
        desk.serve()
        #expect(desk.text.contains("it is mended where it comes from"))
        desk.press("Enter")
        #expect(desk.model.place == .message)
    }

    @Test("200 rows of one cause leave with two keys once they are seen")
    func bulk() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("m")
        desk.serve(preview: MadeUp.preview(released: 200, of: 200))
        #expect(desk.text.contains("releases 200 of 200 waiting"))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).count == 1)
    }
}
