import Catalog
import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

/// The provider network, whose refunds somebody has to approve.
enum Network {
    static let catalog: Result<SiteCatalog, CatalogProblems> = Result { () throws(CatalogProblems) in
        try ShippedCatalog.network.load(settings: [:])
    }
}

@Suite("Approving a delivery about a patient")
struct ApprovalPatientTests {
    private static let fields = Fields(
        [
            "action": .text("record"), "amount": .number(ExactDecimal("182.4") ?? 0), "currency": .text("USD"),
            "payee": .text("Dana Sample"), "street": .text("12 Sample Street"), "refund-id": .text("RF-3301"),
        ], patientPaths: ["payee", "street"])

    private static func refund(_ number: Int64 = 1, _ fields: Fields = fields) -> ApprovalRow {
        var row = MadeUp.approval(
            number, by: ApprovalRow.engine, title: "send RF-3301 to erp-finance", kind: .send,
            changes: fields.lines().map { ChangeLine($0.path, before: nil, after: $0.words) })
        (row.delivery, row.expiresAt) = (DeliveryID(rawValue: 1001), ApprovalRow.never)
        row.rule = "patient-refund asks for it: everything"
        row.note = ProposalNote(why: row.rule)
        row.proposal.impact = ApprovalImpact(
            rows: 1, released: 1, value: Money(cents: 18_240), flows: ["patient-refund"])
        return row
    }

    private static func delivery(_ fields: Fields = fields) -> DeliveryDetail {
        let detail = MadeUp.detail(MadeUp.row(1))
        return DeliveryDetail(
            row: MadeUp.delivery(MessageID(rawValue: 2001), .faulted), message: detail.message, event: nil,
            booking: .record(fields), exceptions: [], edits: [], timeline: [])
    }

    private static func desk(
        roles: Set<Role> = [.supervisor], width: Int = 80, height: Int = 24, row: ApprovalRow = refund(),
        _ fields: Fields = fields
    ) throws -> Desk {
        var desk = Desk(
            roles: roles, width: width, height: height, catalog: try Network.catalog.get(), home: nil)
        desk.press("6")
        desk.tell(approvals: [row])
        let reading = try #require(desk.asked(DeliveryReading.self))
        desk.tell(delivery(fields), for: reading)
        _ = desk.taken()
        return desk
    }

    /// Says why, and has the engine record it.
    private static func unmask(_ desk: inout Desk) throws {
        desk.press("v 1")
        let effects = desk.taken()
        #expect(
            Desk.errands(effects)
                == [.request(.unmask(MessageID(rawValue: 2001), reason: ApprovalPatient.reasons[0]))])
        #expect(!desk.text.contains("Dana Sample"))
        let token = try #require(Desk.commandToken(effects))
        desk.tell(.reply(token: token, .done(affected: 1, released: 0, summary: "Recorded.")))
    }

    @Test("whoever decides sees who is paid, once the engine has it on record, and for sixty seconds only")
    func list() throws {
        var desk = try Self.desk()
        #expect(desk.text.contains("payee  ****") && desk.text.contains("(v shows them)"))
        #expect(desk.lines[23].contains("v unmask"))
        try Self.unmask(&desk)
        #expect(desk.text.contains("payee  Dana Sample") && desk.text.contains("street  12 Sample Street"))
        desk.press("a")
        #expect(desk.text.contains("Approve request 1") && desk.text.contains("Dana Sample"))
        desk.now = MadeUp.now.advanced(by: .seconds(60))
        desk.send(.tick)
        #expect(!desk.text.contains("Dana Sample"))
    }

    @Test("the request's own page has the same key, and shows what the list showed already")
    func page() throws {
        var desk = try Self.desk()
        desk.press("Enter")
        #expect(desk.text.contains("payee             ****"))
        try Self.unmask(&desk)
        #expect(desk.text.contains("payee             Dana Sample"))
        var shown = try Self.desk(width: 160, height: 48)
        try Self.unmask(&shown)
        shown.press("Enter")
        #expect(shown.text.contains("payee             Dana Sample"))
    }

    @Test("the same rights as on an exception's page, and nothing where nothing is masked")
    func rights() throws {
        var finance = try Self.desk(roles: [.finance])
        finance.press("v")
        #expect(finance.model.notice?.text.contains("may not see patient fields") == true)
        var plain = Desk.supervising([MadeUp.approval(1)])
        #expect(!plain.lines[23].contains("unmask"))
        plain.press("v")
        #expect(plain.model.notice?.text == "Nothing of request 1 is masked.")
    }

    @Test("what isn't just what is asked for stays masked")
    func another() throws {
        var other = Self.fields
        other.values["amount"] = .number(999)
        var desk = try Self.desk(row: Self.refund(), other)
        try Self.unmask(&desk)
        #expect(!desk.text.contains("Dana Sample"))
    }

    @Test("an amount is money, what is done stands in words, and nothing is said twice")
    func words() throws {
        for (width, height) in [(80, 24), (160, 48)] {
            let text = try Self.desk(width: width, height: height).text
            #expect(text.contains("$182.40  ") || text.contains("amount            $182.40"))
            #expect(text.contains("What would be sent") && !text.contains("action"))
            #expect(text.split(separator: "patient-refund asks for it").count == 2)
            #expect(text.contains("supervisor decides; waits for 34m"))
            #expect(text.contains("send RF-3301 to erp-finance") && !text.contains("erp-fina…"))
        }
        var fields = Self.fields
        fields.values["action"] = .text("reverse")
        #expect(try Self.desk(row: Self.refund(1, fields)).text.contains("What would take back what was sent"))
        fields.values["currency"] = .text("EUR")
        #expect(try Self.desk(row: Self.refund(1, fields)).text.contains("amount  182.4 "))
    }
}
