import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Claims under everything that happens")
struct MatchSimulationTests {
    @Test("no more is invoiced of a line than was received of it, whatever comes, goes and crashes", arguments: 1...6)
    func claims(seed: UInt64) async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var world = MatchWorld(seed: seed, folder: folder)
        var engine = try world.engine(at: TestClock())
        for step in 1...120 {
            if world.chance.number(in: 1...25) == 1 {
                let now = engine.clock.now
                world.erp.always(nil)
                await engine.close()
                engine = try world.engine(at: TestClock(start: now))
            }
            try await world.step(step, engine)
            #expect(world.excess == [], "seed \(seed), step \(step)")
        }
        world.erp.always(nil)
        engine.core.beat()
        try await engine.finish()
        #expect(world.excess == [], "seed \(seed)")
        let books = try engine.reader.verify()
        #expect(books.findings.isEmpty && books.total[.delivered] > 0)
        // What is left over for people can't be had by anybody: whatever fits has gone by itself.
        let open = try engine.open
        for row in open where row.fault.code == .matchMismatch || row.fault.code == .matchWaiting {
            _ = try await engine.ask(.resubmit([row.id]))
        }
        try await engine.finish()
        #expect(world.excess == [], "seed \(seed)")
        await engine.close()
    }
}

/// Orders, receipts and invoices of two lines, in any order, with an ERP that fails as it likes.
private struct MatchWorld {
    var chance: SeededChance
    let folder: URL
    let erp = FakeERP(honoursKeys: true)
    /// What was received of each line so far.
    private var received: [String: Int] = [:]
    /// The quantities of each invoice by its message, and its number.
    private var invoices: [Int64: (number: String, lines: [String: Int])] = [:]
    /// The original that a message takes back, by number.
    private var reversals: [Int64: String] = [:]

    init(seed: UInt64, folder: URL) {
        chance = SeededChance(seed: seed)
        self.folder = folder
    }

    func engine(at clock: TestClock) throws -> TestEngine {
        try TestEngine(PurchaseSite.catalog(), in: folder, clock: clock, erp: erp)
    }

    mutating func step(_ step: Int, _ engine: TestEngine) async throws {
        let order = "\(chance.number(in: 1...3))"
        switch chance.number(in: 1...20) {
        case 1...2:
            await engine.submit("O\(step)", PurchaseSite.order(order, .init("1", 100, "2"), .init("2", 100, "3")))
        case 3...7:
            let (one, two) = (chance.number(in: 0...4), chance.number(in: 0...4))
            await engine.submit(
                "R\(step)", PurchaseSite.receipt("R\(step)", of: order, .init("1", one), .init("2", two)))
            received["\(order).1", default: 0] += one
            received["\(order).2", default: 0] += two
        case 8...13: await invoice(step, order, engine)
        case 14: await takeBack(step, engine)
        case 15...16: try await dismissOne(engine)
        case 17: try await resubmitOne(engine)
        case 18:
            erp.script(
                [.timeout, .acceptThenTimeout, .failing, .refuse(Fault(.rejected, detail: "No."))][
                    chance.number(in: 0...3)])
        case 19: engine.core.beat()
        default: erp.always([nil, .failing, .unreachable][chance.number(in: 0...2)])
        }
        await engine.settle()
        if chance.number(in: 1...3) == 1 { engine.clock.advanceToNext() }
        await engine.settle()
    }

    private mutating func invoice(_ step: Int, _ order: String, _ engine: TestEngine) async {
        let (one, two) = (chance.number(in: 0...6), chance.number(in: 0...6))
        let number = "I\(step)"
        let reply = await engine.submit(
            number, PurchaseSite.invoice(number, of: order, .init("1", one, "2"), .init("2", two, "3")))
        guard case .accepted(let id) = reply else { return }
        invoices[id.rawValue] = (number, ["\(order).1": one, "\(order).2": two])
    }

    private mutating func takeBack(_ step: Int, _ engine: TestEngine) async {
        guard let number = chance.pick(invoices.values.map(\.number).sorted()) else { return }
        let reply = await engine.submit("T\(step)", PurchaseSite.invoice(number, of: "1", action: .reverse))
        if case .accepted(let id) = reply { reversals[id.rawValue] = number }
    }

    private mutating func dismissOne(_ engine: TestEngine) async throws {
        // Whoever takes out what is booked has to settle it there.
        let booked = Set(erp.booked.map(\.message))
        guard let row = chance.pick(try engine.open.filter { !booked.contains($0.message.rawValue) }) else { return }
        _ = try await engine.ask(.dismiss([row.id], reason: "a test"))
    }

    private mutating func resubmitOne(_ engine: TestEngine) async throws {
        guard let row = chance.pick(try engine.open) else { return }
        _ = try await engine.ask(.resubmit([row.id]))
    }

    /// The lines of which more was booked, less what was taken back, than ever came.
    var excess: [String] {
        var booked: [String: Int] = [:]
        var sent: Set<Int64> = []
        for business in erp.booked where sent.insert(business.message).inserted {
            if let invoice = invoices[business.message] {
                for (line, count) in invoice.lines { booked[line, default: 0] += count }
            } else if let number = reversals[business.message],
                let invoice = invoices.values.first(where: { $0.number == number })
            {
                for (line, count) in invoice.lines { booked[line, default: 0] -= count }
            }
        }
        return booked.filter { $0.value > received[$0.key, default: 0] }.keys.sorted()
    }
}
