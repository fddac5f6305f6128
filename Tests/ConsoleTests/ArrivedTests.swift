import Catalog
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("What arrived, by what the catalog says of it")
struct ArrivedTests {
    private static func text(_ payload: String, _ message: String, from source: SourceName) throws -> String {
        let desk = Desk(catalog: try Network.catalog.get())
        var row = MadeUp.detail(MadeUp.row(1)).message
        (row.source, row.type) = (source, message)
        let lines = ArrivedLines.lines(Array(payload.utf8), of: row, in: desk.model.context, width: 78)
        return lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
    }

    @Test("what a contract knows to be nobody's is shown, and what nobody knows stays masked")
    func invoice() throws {
        let payload = #"""
            {"id": "SECRET", "type": "t", "data": {"invoiceNumber": "INV-7", "total": 752.4, "attention": "SECRET",
            "lines": [{"unitPrice": 150.48, "note": "SECRET"}, {"unitPrice": 2.5}]}}
            """#
        let text = try Self.text(payload, "event:procurement.invoice.submitted", from: "procurement")
        for shown in ["INV-7", "752.4", "150.48", "2.5"] { #expect(text.contains(shown)) }
        #expect(!text.contains("SECRET") && text.contains("attention: ****"))
    }

    @Test("what a contract knows to be a patient's is masked, whatever it is called")
    func refund() throws {
        let payload = #"""
            {"data": {"refund": "RF-1", "accountNumber": "SECRET", "amount": 12.5, "reason": "overpaid", "payee":
            {"name": "SECRET", "street": "SECRET", "city": "SECRET", "postalCode": "SECRET"}}}
            """#
        let text = try Self.text(payload, "event:patient.refund.requested", from: "revenue-cycle")
        #expect(!text.contains("SECRET") && text.contains("12.5"))
    }

    @Test("what stands below a person is shown only where a reading takes just that, element by element")
    func elements() throws {
        var known = KnownPlaces(of: "x", from: "y", in: nil)
        #expect(known.open.isEmpty && known.closed.isEmpty)
        known = KnownPlaces(open: ["identifier[system=order].value", "code"], closed: ["subject.code"])
        let payload = #"""
            {"code": "A", "subject": {"code": "SECRET"}, "identifier": [{"system": "mrn", "value": "SECRET"},
            {"system": "order", "value": "O-1"}]}
            """#
        let lines = JSONExcerpt.lines(Array(payload.utf8), message: "fhir:X", known: known, isUnmasked: false)
        let text = lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
        #expect(text.contains("code: A") && text.contains("O-1") && !text.contains("SECRET"))
    }

    @Test("a row stands column by column, masked where nobody knows the column")
    func row() throws {
        let payload = "Day,Item,Location,Quantity,Remark\r\n2026-03-03,10442,\"OR, 4\",12,SECRET\r\n"
        let text = try Self.text(payload, "csv", from: "nightly-ehr")
        #expect(text.contains("Item      10442") && text.contains("Location  OR, 4") && text.contains("Quantity  12"))
        #expect(text.contains("Remark    ****") && !text.contains("MSH"))
        let numbered = "file,row,Day,Item\r\nabc123,7,2026-03-03,10442\r\n"
        #expect(try Self.text(numbered, "csv", from: "nightly-ehr").hasPrefix("row 7 of its file\n"))
        #expect(try Self.text("GARBAGE SECRET", "csv", from: "nightly-ehr").contains("bytes stay hidden"))
    }

    @Test("long names of fields have a column that is wide enough for all")
    func columns() throws {
        var event = CanonicalEvent(type: EventType(rawValue: "invoice.received"))
        event.fields = Fields(["invoice-number": .text("INV-7"), "total": .text("9")])
        var detail = MadeUp.detail(MadeUp.row(1), event: event)
        detail.booking = nil
        var desk = Desk(width: 160, height: 48)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1))))
        desk.tell(CaseFile(detail: detail, siblings: [], newest: nil))
        #expect(desk.text.contains(" invoice-number  INV-7") && desk.text.contains(" total           9"))
    }
}
