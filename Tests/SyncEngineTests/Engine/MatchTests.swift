import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Matching invoices with orders and receipts")
struct MatchTests {
    private typealias Site = PurchaseSite

    private func states(_ engine: TestEngine) throws -> [DeliveryState] {
        try (1...20).compactMap { try engine.delivery(Int64($0))?.state }
    }

    private func codes(_ engine: TestEngine) throws -> [FaultCode] { try engine.open.map(\.fault.code) }

    /// An order of ten pieces at $22.50, of which `received` came.
    private func open(_ engine: TestEngine, received: Int = 10) async {
        await engine.submit("O", Site.order("1", .init("1", 10, "22.50")))
        await engine.submit("R", Site.receipt("R1", of: "1", .init("1", received)))
    }

    @Test("what fits its order and receipts goes out, and uses them up")
    func fits() async throws {
        try await Site.withEngine { engine in
            await open(engine)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
            await engine.submit("B", Site.invoice("B", of: "1", .init("1", 4, "22.95")))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 4])
            await engine.submit("C", Site.invoice("C", of: "1", .init("1", 1, "22.50")))
            try await engine.finish()
            let fault = try #require(try engine.open.first?.fault)
            #expect(fault.code == .matchMismatch && fault.owner == .finance)
            #expect(
                fault.detail
                    == "line 1: invoiced 1 EA and 10 before, received 10 EA: 1 EA or $22.50 too much.")
            #expect(fault.cause == "match.mismatch ehr purchase.ordered 1")
        }
    }

    @Test("two invoices of one message see each other")
    func together() async throws {
        try await Site.withEngine { engine in
            await open(engine)
            var second = Site.invoice("B", of: "1", .init("1", 6, "22.50"))
            second.line = 2
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")), second)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.line) == [1])
            #expect(try codes(engine) == [.matchMismatch])
        }
    }

    @Test("the difference is told line by line, in words and figures")
    func words() async throws {
        try await Site.withEngine { engine in
            await engine.submit("O", Site.order("1", .init("1", 10, "5"), .init("2", 10, "22.50"), .init("4", 1, "1")))
            await engine.submit("R", Site.receipt("R1", of: "1", .init("1", 10), .init("2", 6), .init("4", 1)))
            await engine.submit("S", Site.receipt("R2", of: "1", .init("2", 4)))
            await engine.submit(
                "A",
                Site.invoice(
                    "A", of: "1", .init("1", 10, "5"), .init("2", 12, "24"), .init("3", 1, "1"),
                    .init("4", 1, "1", unit: "BX")))
            try await engine.finish()
            let fault = try #require(try engine.open.first?.fault)
            #expect(
                fault.detail
                    == "line 2: invoiced 12 EA, received 10 EA: 2 EA or $48.00 too much; price $24.00, ordered "
                    + "$22.50: +6.7 %, 2 % allowed, at most 25 · line 3: it isn't on the order · "
                    + "line 4: invoiced in BX, kept "
                    + "in EA.")
            #expect(
                fault.table == [
                    "line  ordered          received  before  invoiced",
                    "1     10 EA at $5.00   10 EA     -       10 EA at $5.00",
                    "2     10 EA at $22.50  10 EA     -       12 EA at $24.00",
                    "3     -                -         -       1 EA at $1.00",
                    "4     1 BX at $1.00    1 BX      -       1 BX at $1.00",
                ])
        }
    }

    @Test("an invoice that asks for more than its own lines and charges come to stops, with the difference")
    func totals() async throws {
        var flow = Site.invoicing()
        flow.match?.total = .init(field: "total", amount: "amount", charges: ["tax"])
        try await Site.withEngine(Site.catalog(invoicing: flow)) { engine in
            await open(engine)
            func submit(_ name: String, total: ExactDecimal, tax: ExactDecimal? = nil, amount: ExactDecimal?) async {
                var event = Site.invoice(name, of: "1", .init("1", 2, "22.50"))
                var line = event.fields?.values["lines"]?.records?.first
                line?.values["amount"] = amount.map(FieldValue.number)
                event.fields?.values["lines"] = .list([line.map(FieldValue.record)].compactMap(\.self))
                event.fields?.values["total"] = .number(total)
                event.fields?.values["tax"] = tax.map(FieldValue.number)
                await engine.submit(name, event)
            }
            await submit("A", total: 45, amount: 45)
            await submit("B", total: 48, tax: 3, amount: nil)
            await submit("C", total: 40, amount: 45)
            await submit("D", total: 90, tax: 3, amount: 45)
            await submit("E", total: 50, amount: 50)
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 4, 5])
            #expect(
                try engine.open.map(\.fault.detail).sorted() == [
                    "line 1: 2 at $22.50 are $45.00, and it asks for $50.00.",
                    "total $90.00, its lines and its charges come to $48.00: $42.00 too much.",
                ])
        }
    }

    @Test("a price may be higher by the share that is allowed, and by no more money than is allowed")
    func prices() async throws {
        try await Site.withEngine { engine in
            await engine.submit("O", Site.order("1", .init("1", 1000, "22.50")))
            await engine.submit("R", Site.receipt("R1", of: "1", .init("1", 1000)))
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 10, "22.95")))
            await engine.submit("B", Site.invoice("B", of: "1", .init("1", 10, "20.00")))
            await engine.submit("C", Site.invoice("C", of: "1", .init("1", 100, "22.95")))
            await engine.submit("D", Site.invoice("D", of: "1", .init("1", 10, "22.96")))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 4])
            #expect(try codes(engine) == [.matchMismatch, .matchMismatch])
        }
    }

    @Test("an invoice waits for its order and for its goods, and then goes by itself")
    func waits() async throws {
        try await Site.withEngine { engine in
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
            try await engine.finish()
            #expect(try codes(engine) == [.matchWaiting])
            #expect(try engine.open.first?.fault.detail == "purchase.ordered 1 isn't here yet.")
            await engine.submit("O", Site.order("1", .init("1", 10, "22.50")))
            try await engine.finish()
            #expect(
                try engine.open.map(\.fault.detail) == ["line 1: invoiced 6 EA, nothing received yet."])
            await engine.submit("R", Site.receipt("R1", of: "1", .init("1", 4)))
            try await engine.finish()
            #expect(try codes(engine) == [.matchMismatch] && engine.erp.calls.isEmpty)
            await engine.submit("S", Site.receipt("R2", of: "1", .init("1", 2)))
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.booked.map(\.message) == [1])
        }
    }

    @Test("an exception stays the same one while its figures follow what is kept")
    func figures() async throws {
        try await Site.withEngine { engine in
            await open(engine, received: 4)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 9, "22.50")))
            let row = try #require(try engine.open.first)
            await engine.submit("S", Site.receipt("R2", of: "1", .init("1", 4)))
            try await engine.finish()
            let later = try #require(try engine.open.first)
            #expect(later.id == row.id && later.openedAt == row.openedAt)
            #expect(later.fault.detail == "line 1: invoiced 9 EA, received 8 EA: 1 EA or $22.50 too much.")
            #expect(try engine.reader.causes().first?.fault == later.fault)
        }
    }

    @Test("what is taken out is free again, for those that wait too")
    func dismissed() async throws {
        try await Site.withEngine { engine in
            await open(engine)
            engine.erp.script(.refuse(Fault(.rejected, detail: "No.")))
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 10, "22.50")))
            try await engine.finish()
            await engine.submit("B", Site.invoice("B", of: "1", .init("1", 10, "22.50")))
            try await engine.finish()
            #expect(try Set(codes(engine)) == [.rejected, .matchMismatch])
            let refused = try #require(try engine.open.first { $0.fault.code == .rejected })
            _ = try await engine.ask(.dismiss([refused.id], reason: "wrong supplier"))
            engine.core.beat()
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.booked.map(\.message) == [4])
        }
    }

    @Test("what was taken back at the destination is free again")
    func reversed() async throws {
        try await Site.withEngine { engine in
            await open(engine)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 10, "22.50")))
            await engine.submit("B", Site.invoice("B", of: "1", .init("1", 10, "22.50")))
            try await engine.finish()
            #expect(try codes(engine) == [.matchMismatch])
            await engine.submit("C", Site.invoice("A", of: "1", action: .reverse))
            try await engine.finish()
            engine.core.beat()
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3, 5, 4])
        }
    }

    @Test("what has to be the order's own stops where it is another's, or isn't said")
    func same() async throws {
        var flow = Site.invoicing()
        flow.match?.same = ["order-of": "buyer"]
        var catalog = Site.catalog(invoicing: flow)
        catalog.flows[0].fields += ["buyer"]
        for index in catalog.contracts.indices {
            catalog.contracts[index].fields += ["buyer", "order-of"].map { .init(name: $0, kind: .text) }
        }
        try await Site.withEngine(catalog) { engine in
            var order = Site.order("1", .init("1", 10, "22.50"))
            order.fields?.values["buyer"] = .text("north")
            await engine.submit("O", order)
            await engine.submit("R", Site.receipt("R1", of: "1", .init("1", 10)))
            for (id, buyer) in [("A", "north"), ("B", "south"), ("C", nil)] {
                var invoice = Site.invoice(id, of: "1", .init("1", 1, "22.50"))
                invoice.fields?.values["order-of"] = buyer.map(FieldValue.text)
                await engine.submit(id, invoice)
            }
            try await engine.finish()
            #expect(engine.erp.works.count == 1)
            #expect(try engine.open.map(\.fault.code) == [.matchMismatch, .matchMismatch])
            #expect(
                try Set(engine.open.map(\.fault.detail)) == [
                    "order-of isn't the order's buyer.",
                    "it has no order-of, and the order's buyer is held against it.",
                ])
        }
    }

    @Test("who owns the difference lets it through with a reason; then it goes whatever is found later")
    func letThrough() async throws {
        try await Site.withEngine { engine in
            await open(engine, received: 5)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
            let row = try #require(try engine.open.first)
            guard case .refused(.invalid, _) = try await engine.ask(.letThrough([row.id], reason: " ")),
                case .refused(.forbidden, let why) = try await engine.ask(
                    .letThrough([row.id], reason: "a gift"), as: .materials)
            else { return #expect(Bool(false)) }
            #expect(why == "ORDER DIFFERS is let through by finance, supervisor.")
            engine.erp.script(.refuse(Fault(.rejected, detail: "No.")))
            _ = try await engine.ask(.letThrough([row.id], reason: "agreed with the supplier"), as: .finance)
            try await engine.finish()
            let refused = try #require(try engine.open.first)
            #expect(refused.fault.code == .rejected)
            _ = try await engine.ask(.resubmit([refused.id]))
            try await engine.finish()
            #expect(try engine.open.isEmpty && engine.erp.booked.map(\.message) == [3])
            let record = try engine.reader.audit(limit: 20).rows.map(\.record).first { $0.action == "let-through" }
            #expect(record?.detail == "match.mismatch purchase.ordered 1: agreed with the supplier")
            // What went out all the same has used up all there is.
            await engine.submit("B", Site.invoice("B", of: "1", .init("1", 1, "22.50")))
            #expect(try codes(engine) == [.matchMismatch])
        }
    }

    @Test("resubmitting what differs changes nothing, and nothing else can be let through")
    func resubmitted() async throws {
        try await Site.withEngine { engine in
            await open(engine, received: 5)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
            let row = try #require(try engine.open.first)
            _ = try await engine.ask(.resubmit([row.id]))
            #expect(try engine.open.map(\.id) == [row.id])
            await engine.submit("B", Site.event(Site.invoiced, ["number": "B"], []))
            let other = try #require(try engine.open.first { $0.fault.code == .contractViolated })
            guard case .refused(.invalid, _) = try await engine.ask(.letThrough([other.id], reason: "a test")) else {
                return #expect(Bool(false))
            }
        }
    }

    @Test("an order that came in the last moment before a crash lets its invoice go with the next engine")
    func crash() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (clock, erp) = (TestClock(), FakeERP(honoursKeys: true))
        let first = try TestEngine(Site.catalog(), in: folder, clock: clock, erp: erp)
        await first.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
        await open(first)
        await first.close()
        let next = try TestEngine(Site.catalog(), in: folder, clock: TestClock(start: clock.now), erp: erp)
        try await next.finish()
        #expect(Set(erp.booked.map(\.message)) == [1])
        #expect(try next.open.isEmpty)
        await next.close()
    }

    @Test("a second person decides about a difference where the site asks for one")
    func governed() async throws {
        var catalog = Site.catalog()
        catalog.policies = Policies(approvals: [ApprovalRule(requests: [.letThrough], value: Money(cents: 0))])
        try await Site.withEngine(catalog) { engine in
            await open(engine, received: 5)
            await engine.submit("A", Site.invoice("A", of: "1", .init("1", 6, "22.50")))
            let row = try #require(try engine.open.first)
            guard
                case .pending(let id, _) = try await engine.ask(
                    .letThrough([row.id], reason: "agreed"), as: .finance)
            else { return #expect(Bool(false)) }
            let waiting = try #require(try engine.reader.approvals().first { $0.id == id })
            _ = try await engine.ask(.approve([SeenApproval(id, digest: waiting.digest)], reason: "seen"))
            try await engine.finish()
            #expect(engine.erp.booked.map(\.message) == [3])
        }
    }
}
