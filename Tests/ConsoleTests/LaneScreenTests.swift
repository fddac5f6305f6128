import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("A stuck lane on the screen")
struct LaneScreenTests {
    private static let head = LaneHead(
        delivery: DeliveryID(rawValue: 900), message: MessageID(rawValue: 1900), exception: ExceptionID(rawValue: 7),
        code: .rejected, owner: .integration)
    private static let hold = LaneHold(
        others: LaneFollowers(count: 14, value: Money(cents: 120_400)),
        free: LaneFollowers(count: 9, value: Money(cents: 80_000)), next: DeliveryID(rawValue: 1003))

    /// A queue, row by row, in which the first row holds others and the second is behind one.
    private func queue(width: Int = 120, roles: Set<Role> = [.materials]) throws -> Desk {
        var desk = Desk(roles: roles, width: width, height: 30)
        desk.press("2 g")
        desk.serve()
        let rows = [
            QueueRow(row: MadeUp.row(1), standing: LaneStanding(holds: Self.hold)),
            QueueRow(row: MadeUp.row(2), standing: LaneStanding(behind: Self.head)),
        ]
        desk.tell(SearchableRows(rows), for: try #require(desk.asked(ExceptionsReading.self)))
        return desk
    }

    @Test("each row of the queue says what it holds or what it is behind, and the one under the cursor in full")
    func rows() throws {
        var desk = try queue()
        #expect(desk.text.contains("LANE") && desk.text.contains("holds 14  ") && desk.text.contains("behind 7"))
        #expect(desk.text.contains("Lane   holds 14 others, $1,204.00  w steps aside"))
        desk.press("j")
        #expect(desk.text.contains("Lane   blocked behind exception 7 (ERP REJECTED, for integration)"))
    }

    @Test("stepping aside says what it lets go and what it doesn't, and takes a reason")
    func confirms() throws {
        var desk = try queue()
        desk.press("w")
        #expect(desk.text.contains("9 others, $800.00, go on at once, in order."))
        #expect(desk.text.contains("Behind them delivery 1003 is stopped too."))
        #expect(desk.text.contains("It stays open with its fault; once fixed, it goes out of order."))
        _ = desk.taken()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        desk.press("o u t Enter")
        let request = Request.stepAside(ExceptionID(rawValue: 1), reason: "out")
        #expect(Desk.errands(desk.taken()) == [.request(request)])
    }

    @Test("a person who may not is told so before anything is asked")
    func refuses() throws {
        var desk = try queue(roles: [.administrator])
        desk.press("w")
        #expect(desk.text.contains("you may not let a delivery step aside"))
    }

    @Test("an exception shows how it stands in its lane, and what is known of it where it is in doubt")
    func exception() throws {
        var desk = try queue()
        desk.press("Enter")
        let unknown = Fault(.outcomeUnknown, detail: "A request left and no answer came.")
        var detail = MadeUp.detail(MadeUp.row(1, unknown))
        var delivery = MadeUp.delivery(detail.message.id, .faulted)
        delivery.standing = LaneStanding(behind: Self.head, holds: Self.hold)
        detail.delivery = delivery
        detail.doubt = DoubtFacts(
            sentAt: MadeUp.ago(.seconds(60)), sent: "no answer in 30 s", askedAt: MadeUp.ago(.seconds(30)),
            asked: "it can't be asked")
        desk.tell(CaseFile(detail: detail, siblings: []))
        for words in [
            "In its lane: blocked behind exception 7", "In its lane: holds 14 others, $1,204.00.",
            "Sent at 08:13:22: no answer in 30 s", "Asked at 08:13:52: it can't be asked",
        ] { #expect(desk.text.contains(words), "\(words)") }
    }

    @Test("a person who has looked and found nothing sends it again with how they know")
    func absent() throws {
        var desk = try queue(roles: [.integration])
        desk.press("Enter")
        let unknown = Fault(.outcomeUnknown, detail: "A request left and no answer came.")
        let file = CaseFile(detail: MadeUp.detail(MadeUp.row(1, unknown)), siblings: [])
        desk.tell(file)
        desk.press("Enter")
        desk.tell(file)
        desk.press("Tab Enter")
        #expect(desk.text.contains("If it was booked after all, it may be booked twice."))
        _ = desk.taken()
        desk.press("t n o t Space t h e r e Enter")
        let request = Request.confirmAbsent(ExceptionID(rawValue: 1), reason: "not there")
        #expect(Desk.errands(desk.taken()) == [.request(request)])
    }

    @Test("a message's deliveries say what they are behind")
    func message() throws {
        var desk = Desk(width: 120, height: 30)
        var delivery = MadeUp.delivery(MessageID(rawValue: 2001), .queued)
        delivery.standing = LaneStanding(behind: Self.head)
        let detail = MadeUp.detail(MadeUp.row(1))
        let file = MessageFile(row: detail.message, payload: detail.payload, deliveries: [delivery], exceptions: [])
        let words = MessageLines(file, in: desk.model.context).lines.map { $0.map(\.text).joined() }
        #expect(words.contains { $0.contains("blocked behind exception 7 (ERP REJECTED, for integration)") })
        desk.press("q")
    }
}
