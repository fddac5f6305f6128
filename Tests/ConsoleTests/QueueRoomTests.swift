import Catalog
import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("The room that the queue has")
struct QueueRoomTests {
    private static let differs = Fault(
        .matchMismatch, FaultSubject(source: "procurement", other: "purchase.approved PO-450090"),
        detail: "line 1: price $158.00, ordered $150.48")

    private static func queue(_ causes: [QueueCause], width: Int = 160, height: Int = 48) -> Desk {
        var desk = Desk(
            roles: Set(Role.allCases), width: width, height: height, coach: .usual, catalog: try? Network.catalog.get())
        desk.press("2")
        if let reading = desk.asked(CausesReading.self) { desk.tell(SearchableRows(causes), for: reading) }
        return desk
    }

    private static func cause(_ fault: Fault, description: String = "", open: Int = 1) -> QueueCause {
        QueueCause(
            row: MadeUp.cause(fault, open: open, description: description, age: .seconds(1)),
            work: CauseWork(flow: "vendor-invoice", oldest: ExceptionID(rawValue: 1)))
    }

    @Test("what is due in most of a day is said whole, at both sizes")
    func due() {
        for (width, height) in [(80, 24), (160, 48)] {
            #expect(Self.queue([Self.cause(Self.differs)], width: width, height: height).text.contains(" 23h59m "))
        }
    }

    @Test("an empty column gives its room to what would be cut")
    func room() {
        let desk = Self.queue([Self.cause(Self.differs)])
        #expect(desk.lines[3].contains("purchase.approved PO-450090") && !desk.lines[2].contains("DESCRIPTION"))
        let full = Self.queue([Self.cause(Self.differs, description: "CATHETER")])
        #expect(full.lines[2].contains("DESCRIPTION") && full.lines[3].contains("CATHETER"))
    }

    @Test("what names nothing is known by its event's own id")
    func reference() {
        let repeated = Fault(.eventRepeated, detail: "Message 1 is about the same and says something else.")
        let desk = Self.queue([Self.cause(repeated, description: "RF-3301")])
        #expect(desk.lines[3].contains("CHANGED REPEAT") && desk.lines[3].contains("RF-3301"))
        #expect(!desk.lines[3].replacing("RF-3301", with: "", maxReplacements: 1).contains("RF-3301"))
        let many = Self.queue([Self.cause(repeated, description: "RF-3301", open: 3)])
        #expect(many.lines[3].contains("RF-3301 and others"))

        var event = CanonicalEvent(type: EventType(rawValue: "refund.requested"))
        event.reference = "RF-3301"
        #expect(EventSummary(event).description.isEmpty)
        event.fields = Fields()
        #expect(EventSummary(event).description == "RF-3301")
        event.description = "a refund"
        #expect(EventSummary(event).description == "a refund")
    }

    @Test("of the keys that come next only whole ones are shown")
    func next() {
        for (width, height) in [(80, 24), (160, 48)] {
            let desk = Self.queue([Self.cause(Self.differs)], width: width, height: height)
            let next = desk.lines.first { $0.contains(" Next ") } ?? ""
            #expect(next.contains("t shows both sides, and lets it through") && !next.contains("…"))
        }
    }

    @Test("the coach suggests what mends what is there, and nothing where nothing is")
    func coach() {
        let desk = Self.queue([Self.cause(Self.differs)])
        #expect(desk.text.contains("Try: t on this ORDER DIFFERS: it shows both sides, and lets it through."))
        #expect(!desk.text.contains("UNMAPPED ITEM"))
        #expect(Self.queue([Self.cause(MadeUp.unmapped)]).text.contains("Try: m on this UNMAPPED ITEM"))
        #expect(!Self.queue([]).text.contains("Try:"))
    }
}
