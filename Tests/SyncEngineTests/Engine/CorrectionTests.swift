import Catalog
import Control
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Correcting what stopped, and looking at patient fields")
struct CorrectionTests {
    @Test("a quantity is corrected: what was documented is kept, what is booked is the corrected one")
    func quantity() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 900))
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .quantityOutOfRange)
            let edit = EventEdit(quantity: 50)
            let preview = try await engine.ask(.previewCorrection(row.id, edit), as: .materials)
            guard case .preview(let shown) = preview else {
                Issue.record("\(preview)")
                return
            }
            #expect(shown.released == 1 && shown.rows.first?.result.contains("1 BX") == true)
            #expect(try engine.open.count == 1)
            let reply = try await engine.ask(.correct(row.id, edit, reason: "a typing error"), as: .materials)
            guard case .done(1, 1, _, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            try await engine.finish()
            #expect(try engine.delivery(1)?.state == .delivered)
            let detail = try #require(try engine.reader.exception(row.id))
            #expect(detail.event?.quantity == 50)
            #expect(detail.booking?.use?.quantity == 1)
            #expect(detail.row.resolution == "corrected by materials: quantity 900 → 50")
            let edited = detail.timeline.first { $0.kind == "edited" }
            #expect(edited?.text == "quantity 900 → 50, by materials: a typing error")
            #expect(try engine.reader.verify().findings == [])
        }
    }

    @Test("without a change it says what becomes of it as it is, however large")
    func asItIs() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 900))
            let row = try #require(try engine.open.first)
            guard case .preview(let shown) = try await engine.ask(.previewCorrection(row.id, EventEdit())) else {
                Issue.record("no preview")
                return
            }
            #expect(shown.released == 1 && shown.rows.first?.result.contains("18 BX") == true)
        }
    }

    @Test("where changes need approval a correction waits for it too, and is done once somebody else has seen it")
    func approval() async throws {
        let policies = Policies(approvals: [ApprovalRule(requests: [.editReplay], rows: 1)])
        try await TestSite.withEngine(policies: policies) { engine in
            await engine.submit("M1", TestSite.use("CATH", 900))
            let row = try #require(try engine.open.first)
            let request = Request.correct(row.id, EventEdit(quantity: 50), reason: "a typing error")
            guard case .pending(let id, _) = try await engine.ask(request, as: .materials) else {
                Issue.record("not pending")
                return
            }
            #expect(try engine.open.map(\.id) == [row.id])
            let waiting = try #require(try engine.reader.approval(id))
            #expect(waiting.proposal.title == "correct \(row.item): quantity 900 → 50")
            // Eighteen boxes as documented, one as corrected: the larger sum decides.
            #expect(waiting.proposal.impact.value == row.value)
            let seen = SeenApproval(id, digest: waiting.digest)
            let decided = try await engine.ask(.approve([seen], reason: "asked the ward"), as: .supervisor)
            guard case .decided = decided else {
                Issue.record("\(decided)")
                return
            }
            try await engine.finish()
            #expect(try engine.delivery(1)?.state == .delivered)
            #expect(try engine.reader.verify().findings == [])
        }
    }

    @Test(
        "what makes no sense is refused and changes nothing",
        arguments: [
            (EventEdit(), "why", "Nothing is changed"), (EventEdit(quantity: 0), "why", "not above zero"),
            (EventEdit(quantity: 5), "", "Say why"), (EventEdit(location: "ICU"), "why", "says so already"),
        ])
    func nonsense(edit: EventEdit, reason: String, words: String) async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 900))
            let row = try #require(try engine.open.first)
            guard case .refused(.invalid, let sentence) = try await engine.ask(.correct(row.id, edit, reason: reason))
            else {
                Issue.record("not refused")
                return
            }
            #expect(sentence.contains(words))
            #expect(try engine.open.map(\.id) == [row.id])
            #expect(try engine.reader.exception(row.id)?.event?.quantity == 900)
        }
    }

    @Test("looking at patient fields takes a right, a reason and a message, and is on record")
    func unmask() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use())
            let message = MessageID(rawValue: 1)
            let before = try engine.reader.verify().auditRecords
            for refused in [
                try await engine.ask(.unmask(message, reason: "curious"), as: .auditor),
                try await engine.ask(.unmask(message, reason: "")),
                try await engine.ask(.unmask(MessageID(rawValue: 99), reason: "which case was it")),
            ] {
                guard case .refused = refused else {
                    Issue.record("\(refused)")
                    return
                }
            }
            #expect(try engine.reader.verify().auditRecords == before)
            let reply = try await engine.ask(.unmask(message, reason: "which case was it"))
            guard case .done = reply else {
                Issue.record("\(reply)")
                return
            }
            let after = try engine.reader.verify()
            #expect(after.auditRecords == before + 1 && after.findings == [])
        }
    }
}
