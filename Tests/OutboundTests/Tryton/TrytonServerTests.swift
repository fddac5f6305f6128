import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// Bookings in a real Tryton. One after the other: they count the same stock.
@Suite("A real Tryton", .serialized, .enabled(if: TrytonServer.current != nil, TrytonServer.advice))
struct TrytonServerTests {
    private let server: TrytonServer

    init() throws { server = try #require(TrytonServer.current) }

    @Test("a use lowers the stock and is posted to the accounts at its cost; a repeat books nothing more")
    func use() async throws {
        let before = try await server.onHand("CATH-20G", in: "ICU")
        let work = TrytonServer.work("CATH-20G", 2)
        try await server.with { destination in
            let first = await destination.send(work)
            #expect(first.gist.hasPrefix("delivered "))
            #expect(await destination.send(work) == first)
            guard case .delivered(let document) = first else { return }
            #expect(await destination.lookUp(work) == .found(document: document))
        }
        #expect(try await server.onHand("CATH-20G", in: "ICU") == before.adding(-2))
        #expect(try await server.states(work.idempotencyKey) == ["done"])
        let lines = try await server.accounts(work.idempotencyKey)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.state == "posted" })
        #expect(lines.compactMap { ExactDecimal($0.debit) }.max() == ExactDecimal("3.70"))
        #expect(lines.compactMap { ExactDecimal($0.credit) }.max() == ExactDecimal("3.70"))
    }

    @Test("a reversal brings the stock back, and a box is taken as what is in it")
    func reversal() async throws {
        let before = try await server.onHand("SYR-10", in: "OR")
        try await server.with { destination in
            let use = TrytonServer.work("SYR-10", 2, "BX", from: "OR")
            #expect(await destination.send(use).gist.hasPrefix("delivered "))
            let left = try await server.onHand("SYR-10", in: "OR")
            #expect(left == before.adding(-100))
            let back = TrytonServer.work("SYR-10", -2, "BX", from: "OR")
            #expect(await destination.send(back).gist.hasPrefix("delivered "))
        }
        #expect(try await server.onHand("SYR-10", in: "OR") == before)
    }

    @Test(
        "what can't be booked is a fault for whom it concerns, and nothing of it is left open",
        arguments: [
            ("NO-SUCH", ExactDecimal(1), UnitCode(rawValue: "EA"), "ICU", "permanent erp.item-rejected NO-SUCH"),
            ("GAUZE", 1, "KG", "ICU", "permanent erp.unit-rejected GAUZE KG"),
            ("GAUZE", 1, "DZ", "ICU", "permanent erp.unit-rejected GAUZE DZ"),
            ("GAUZE", ExactDecimal("1.5") ?? 1, "EA", "ICU", "permanent erp.unit-rejected GAUZE EA"),
            ("GAUZE", 1, "EA", "ATTIC", "permanent erp.rejected location-ATTIC"),
            ("SCREW-35", 1, "EA", "ICU", "permanent erp.item-rejected SCREW-35"),
            ("GAUZE", 5000, "EA", "ICU", "permanent erp.stock-short GAUZE ICU"),
        ])
    func faults(item: String, quantity: ExactDecimal, unit: UnitCode, room: String, gist: String) async throws {
        let before = try await server.onHand("GAUZE", in: "ICU")
        let work = TrytonServer.work(item, quantity, unit, from: room)
        try await server.with { destination in
            let outcome = await destination.send(work)
            #expect(outcome.gist == gist, "\(outcome.sentence)")
        }
        #expect(try await server.states(work.idempotencyKey).allSatisfy { $0 == "cancelled" })
        #expect(try await server.onHand("GAUZE", in: "ICU") == before)
    }

    @Test("what was refused for want of stock is booked with another shipment once it is sent again")
    func again() async throws {
        let work = TrytonServer.work("GAUZE", 5000)
        try await server.with { destination in
            #expect(await destination.send(work).gist == "permanent erp.stock-short GAUZE ICU")
            #expect(await destination.lookUp(work).gist == "refused erp.rejected cancelled")
            let less = TrytonServer.work("GAUZE", 3, key: work.idempotencyKey)
            #expect(await destination.send(less).gist.hasPrefix("delivered "))
        }
        #expect(try await server.states(work.idempotencyKey).sorted() == ["cancelled", "done"])
    }

    @Test("a day without an open period isn't booked, though Tryton itself would move the stock")
    func periods() async throws {
        let before = try await server.onHand("GAUZE", in: "OR")
        let old = TrytonServer.work("GAUZE", 1, from: "OR", at: UTCTime(year: 2020, month: 5, day: 3))
        #expect(try await server.send(old)?.gist == "permanent erp.period-closed 2020-05")
        let current = TrytonServer.work("GAUZE", 1, from: "OR")
        try await server.turnPeriod(Self.month, isOpen: false)
        let closed = try await server.send(current)
        try await server.turnPeriod(Self.month, isOpen: true)
        #expect(closed?.gist == "permanent erp.period-closed \(Self.month)")
        #expect(try await server.onHand("GAUZE", in: "OR") == before)
        #expect(try await server.send(current)?.gist.hasPrefix("delivered ") == true)
    }

    @Test("a session that Tryton ended is begun again, and the line booked once")
    func expiredSession() async throws {
        let (first, second) = (TrytonServer.work("CATH-20G", 1), TrytonServer.work("CATH-20G", 1))
        try await server.with { destination in
            #expect(await destination.send(first).gist.hasPrefix("delivered "))
            try await server.endSessions()
            #expect(await destination.send(second).gist.hasPrefix("delivered "))
        }
        #expect(try await server.states(second.idempotencyKey) == ["done"])
    }

    @Test("a wrong password, a login without rights, and a database or a company that isn't there concern us all")
    func refusals() async throws {
        try await server.with(login: "VISITOR", password: "WRONG") { destination in
            #expect(await destination.send(TrytonServer.work("GAUZE", 1)).gist == "endpoint-refuses sign-in")
        }
        try await server.with(login: "VISITOR", password: "VISITOR_PASSWORD") { destination in
            #expect(await destination.send(TrytonServer.work("GAUZE", 1)).gist == "endpoint-refuses tryton-rights")
        }
        try await server.with(database: "nowhere") { destination in
            #expect(await destination.send(TrytonServer.work("GAUZE", 1)).gist == "endpoint-refuses sign-in")
        }
        try await server.with(company: 77) { destination in
            guard case .failure(let failure) = await destination.probe() else {
                Issue.record("a company that isn't there was found")
                return
            }
            #expect(failure.code == "tryton-company")
        }
        try await server.with { destination in
            guard case .success = await destination.probe() else {
                Issue.record("the probe failed")
                return
            }
        }
    }

    /// Accounting periods are named for their months.
    private static var month: String { String(UTCTime.systemNow.date.prefix(7)) }
}
