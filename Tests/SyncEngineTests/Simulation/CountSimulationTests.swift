import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Counts and shared things under everything that happens")
struct CountSimulationTests {
    @Test(
        "the books have all that was used, and nothing is booked by both ways, whatever comes, fails and crashes",
        arguments: 1...8)
    func counts(seed: UInt64) async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var world = CountWorld(seed: seed, folder: folder)
        var engine = try world.engine(at: TestClock(seed: seed))
        for step in 1...100 {
            if world.chance.number(in: 1...20) == 1 {
                let now = engine.clock.now
                await engine.close()
                engine = try world.engine(at: TestClock(start: now, seed: seed &+ UInt64(step)))
            }
            try await world.step(step, engine)
            #expect(world.findings == [], "seed \(seed), step \(step)")
        }
        try await world.calmDown(engine)
        try await world.count("end", engine)
        #expect(world.findings == [] && world.wronglyBooked == [], "seed \(seed)")
        let books = try engine.reader.verify()
        #expect(books.findings.isEmpty && books.total[.onTheWay] == 0 && books.total[.delivered] > 0)
        await engine.close()
    }

    @Test("a world that forgets a use is told from one that doesn't")
    func notices() async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        var world = CountWorld(seed: 1, folder: folder)
        let engine = try world.engine(at: TestClock(seed: 1))
        world.forget()
        try await world.count("forgetful", engine)
        #expect(world.findings != [])
        await engine.close()
    }
}

/// Charges of stock that come as they happen and again in the night, are taken back by either way, and are counted, at
/// a destination that fails as it likes.
private struct CountWorld {
    private static let night: SourceName = "nightly"

    /// Where a charge stands by what has been said of it.
    private enum Standing { case unknown, recorded, reversed, awaited }

    var chance: SeededChance
    let folder: URL
    private let erp = FakeERP(honoursKeys: true)
    private var standings: [Int: Standing] = [:]
    /// What was used in all, also what was taken back since.
    private var used = 0
    private var charges: [Int64: (number: Int, isReversal: Bool)] = [:]
    private(set) var findings: [String] = []

    init(seed: UInt64, folder: URL) {
        chance = SeededChance(seed: seed)
        self.folder = folder
    }

    private static var catalog: SiteCatalog {
        var (live, nightly) = (ChargeSite.flow(), ChargeSite.flow(name: "charges-nightly"))
        nightly.source = night
        (live.subjects, nightly.subjects) = ("charges", "charges")
        var catalog = TestSite.catalog(live)
        catalog.flows += [nightly, CountSite.flow(against: [live.name, nightly.name])]
        catalog.contracts = [ChargeSite.contract, CountSite.contract]
        return catalog
    }

    func engine(at clock: TestClock) throws -> TestEngine {
        try TestEngine(Self.catalog, in: folder, clock: clock, erp: erp)
    }

    mutating func forget() { used += 1 }

    mutating func step(_ step: Int, _ engine: TestEngine) async throws {
        switch chance.number(in: 1...20) {
        case 1...10: await charge(step, engine)
        case 11...13: try await count("C\(step)", engine)
        case 14: engine.faults.failNext(chance.number(in: 1...2))
        case 15...16:
            erp.script(
                [.timeout, .acceptThenTimeout, .failing, .refuse(Fault(.rejected, detail: "No."))][
                    chance.number(in: 0...3)])
        case 17:
            if let row = chance.pick(try engine.open.filter { $0.fault.code == .rejected }) {
                _ = try await engine.ask(.resubmit([row.id]))
            }
        case 18: engine.core.beat()
        default: erp.always([nil, .failing, .unreachable][chance.number(in: 0...2)])
        }
        await engine.settle()
        if chance.number(in: 1...3) == 1 { engine.clock.advanceToNext() }
        await engine.settle()
    }

    private static func quantity(_ number: Int) -> Int { number % 4 + 1 }

    private mutating func charge(_ step: Int, _ engine: TestEngine) async {
        let number = chance.number(in: 1...5)
        let isReversal = chance.number(in: 1...3) == 1
        var event = ChargeSite.charge("\(number)", action: isReversal ? .reverse : .record)
        event.item = CodedValue(code: "CATH")
        (event.quantity, event.unit) = (ExactDecimal(Self.quantity(number)), "EA")
        (event.location, event.occurredAt) = ("ICU", CountSite.noon)
        var message = TestSite.message("M\(step)", [event])
        if chance.number(in: 1...2) == 1 { message.source = Self.night }
        guard case .accepted(let id) = await engine.submit(message) else { return }
        charges[id.rawValue] = (number, isReversal)
        let (standing, isUse) = Self.next(standings[number] ?? .unknown, isReversal: isReversal)
        standings[number] = standing
        if isUse { used += Self.quantity(number) }
    }

    /// Where a charge stands next, and whether something more was used.
    private static func next(_ standing: Standing, isReversal: Bool) -> (Standing, isUse: Bool) {
        switch (standing, isReversal) {
        case (.unknown, false), (.reversed, false): (.recorded, true)
        case (.recorded, false): (.recorded, false)
        case (.awaited, false): (.reversed, true)
        case (.unknown, true), (.awaited, true): (.awaited, false)
        case (.recorded, true), (.reversed, true): (.reversed, false)
        }
    }

    /// Hands in two counts: the right one has to agree, one that is one more has to differ by one.
    mutating func count(_ name: String, _ engine: TestEngine) async throws {
        for surplus in [0, 1] {
            let event = CountSite.count(ExactDecimal(used + surplus))
            guard case .accepted(let id) = await engine.submit("\(name)+\(surplus)", event) else { continue }
            await engine.settle()
            let row = try engine.open.first { $0.message == id }
            switch (surplus, row) {
            case (0, nil): break
            case (0, let row?): findings.append("\(name): \(used) were used; \(row.fault.detail)")
            case (_, nil): findings.append("\(name): \(used + surplus) is too much, and nobody says so")
            case (_, let row?):
                if !row.fault.detail.hasSuffix(": 1 EA missing here.") { findings.append(row.fault.detail) }
                // Nobody has to look at what was wrong on purpose.
                _ = try await engine.ask(.dismiss([row.id], reason: "a test"))
            }
        }
    }

    /// Everything works again, and what was given up is sent again.
    func calmDown(_ engine: TestEngine) async throws {
        engine.faults.failNext(0)
        erp.always(nil)
        for _ in 0..<200 {
            await engine.settle()
            let left = try engine.open.filter { ![.reversalUnmatched, .booksDiffer].contains($0.fault.code) }
            if !left.isEmpty { _ = try await engine.ask(.resubmit(left.map(\.id))) }
            await engine.settle()
            if left.isEmpty, try engine.reader.verify().total[.onTheWay] == 0 { return }
            engine.clock.advanceToNext()
        }
    }

    /// The charges that are booked, less what was taken back, otherwise than they stand.
    var wronglyBooked: [String] {
        var net: [Int: Int] = [:]
        var sent: Set<Int64> = []
        for business in erp.booked where sent.insert(business.message).inserted {
            guard let charge = charges[business.message] else { continue }
            net[charge.number, default: 0] += charge.isReversal ? -1 : 1
        }
        return (1...5).compactMap { number in
            let expected = standings[number] == .recorded ? 1 : 0
            let booked = net[number] ?? 0
            return booked == expected ? nil : "charge \(number) is booked \(booked) times instead of \(expected)"
        }
    }
}
