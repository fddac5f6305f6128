import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Looking for messages")
struct FindTests {
    private static func hit(_ number: Int64, _ standing: [DeliveryState: Int] = [.delivered: 2]) -> MessageHit {
        MessageHit(
            row: MessageRow(
                id: MessageID(rawValue: number), source: "ehr-mllp", controlID: "C\(number)", type: "DFT^P03",
                version: "2.5.1", receivedAt: MadeUp.now, disposition: .accepted, bytes: 812),
            trace: "4bf92f3577b34da6a3ce929d0e0e4736", standing: standing)
    }

    private static func page(_ numbers: [Int64], next: Int64?, progress: Double) -> MessagePage {
        MessagePage(hits: numbers.map { hit($0) }, next: next.map(MessageID.init(rawValue:)), progress: progress)
    }

    /// A desk where messages about an item are looked for.
    private static func desk() -> Desk {
        var desk = Desk()
        desk.press("3 f Tab Tab 4 4 7 1 - B Enter")
        return desk
    }

    @Test("the fields make one search, and what is looked for is said")
    func form() throws {
        var desk = Desk(width: 120)
        desk.press("3 f C 4 * Tab Tab 7 Tab 1 2 3 Tab Tab d f t Enter")
        let search = try #require(desk.asked(FindReading.self)?.search)
        #expect(search.controlID == .beginning("C4"))
        #expect(search.item == "7" && search.encounter == "123" && search.type == "DFT")
        #expect(desk.lines[1].contains("control id C4*, about item 7, of that visit, DFT"))
        #expect(!desk.text.contains("123"))
    }

    @Test("what is found shows up while the rest is looked through, until there is enough or nothing is left")
    func parts() throws {
        var desk = Self.desk()
        #expect(desk.lines[1].contains("looking, 0 %"))
        #expect(desk.text.contains("Reading what is kept"))
        let first = try #require(desk.asked(FindReading.self))
        desk.tell(Self.page([900, 899], next: 800, progress: 0.3), for: first)
        #expect(desk.text.contains("C900") && desk.lines[1].contains("looking, 30 %, 2 messages"))
        let second = try #require(desk.asked(FindReading.self))
        #expect(second.before?.rawValue == 800 && second.limit == 198)
        desk.tell(Self.page([12], next: nil, progress: 1), for: second)
        #expect(desk.lines[1].contains("3 messages") && !desk.lines[1].contains("looking"))
        #expect(desk.asked(FindReading.self) == nil)
    }

    @Test("Esc stops the search and keeps what was found; a second one leaves to all messages")
    func stopping() throws {
        var desk = Self.desk()
        desk.tell(Self.page([900], next: 800, progress: 0.3), for: try #require(desk.asked(FindReading.self)))
        desk.press("Esc")
        #expect(desk.text.contains("Stopped; 30 %") && desk.text.contains("C900"))
        #expect(desk.asked(FindReading.self) == nil)
        desk.press("Esc")
        #expect(desk.model.place == .messages)
    }

    @Test("a text is found in fields that are shown, and never in those that are masked")
    func patientText() {
        let message = [
            "MSH|^~\\&|EHR|H|ERP|H|20260304||DFT^P03|C1|P|2.5.1", "PID|1||99^^^H||DOE^JANE",
            "FT1|1|||20260304||CG|4471-B",
        ].joined(separator: "\r")
        let excerpt = MessageExcerpt(Array(message.utf8))
        #expect(excerpt.shows("4471-b"))
        #expect(!excerpt.shows("doe"))
        #expect(!excerpt.shows("99"))
    }

    @Test("a time that can't be read keeps the form open and says how to write one")
    func badTime() {
        var desk = Desk()
        desk.press("3 f Up Up y e s t e r Enter")
        #expect(desk.text.contains("Which messages") && desk.text.contains("yester"))
        #expect(desk.text.contains("yester is no time"))
    }
}
