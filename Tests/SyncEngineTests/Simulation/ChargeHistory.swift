import Catalog
import Control
import Foundation
import SyncModel

@testable import SyncEngine
@testable import SyncStore

/// One history of charges that are recorded, repeated and taken back, at a destination with bad days and through
/// crashes, all from one seed.
final class ChargeHistory {
    private static let numbers = ["1", "2", "3"]

    private var chance: SeededChance
    private let seed: UInt64
    private let kind: Endpoint.Kind
    private let isBlind: Bool
    private let catalog: SiteCatalog
    private let erp: FakeERP
    private var engine: TestEngine
    private var folders: [URL]
    private var accepted: [MessageID: CanonicalEvent] = [:]
    /// What a person took out.
    private var decided: [MessageID] = []
    private(set) var story: [String] = []

    /// - Parameter isBlind: whether the state forgets what takes back what; the checker has to find that.
    init(seed: UInt64, isBlind: Bool = false) throws {
        var chance = SeededChance(seed: seed)
        kind = chance.number(in: 0...1) == 0 ? TestSite.rest : TestSite.oracle
        var flow = ChargeSite.flow(chance.pick(RepeatRule.allCases.filter { $0 != .send }) ?? .stop)
        flow.retry = RetryPolicy(initial: .seconds(1), maximum: .seconds(20), attempts: 6)
        catalog = ChargeSite.catalog(flow, kind: kind)
        erp = FakeERP(honoursKeys: kind.honoursIdempotencyKey)
        erp.hold()
        let folder = try TestSite.folder()
        engine = try TestEngine(catalog, in: folder, clock: TestClock(seed: seed), erp: erp)
        (self.seed, self.isBlind, self.chance, folders) = (seed, isBlind, chance, [folder])
    }

    /// Lives through it and says what was wrong at the end; nothing where all is well.
    func live() async throws -> [String] {
        for _ in 0..<chance.number(in: 10...40) {
            try await step()
            await engine.settle()
        }
        var findings = try await calmDown() ? [] : ["unfinished: \(try unfinished())"]
        for number in Self.numbers { findings += try check(number) }
        findings += try engine.reader.verify().findings
        await engine.close()
        for folder in folders { try FileManager.default.removeItem(at: folder) }
        return findings
    }

    private func step() async throws {
        switch chance.number(in: 0...99) {
        case 0..<45: await submit()
        case 45..<80: answer()
        case 80..<88:
            story.append("time goes on")
            engine.clock.advanceToNext()
        case 88..<92: engine.faults.failNext(chance.number(in: 1...2))
        default: try await crash()
        }
    }

    private func submit() async {
        let number = chance.pick(Self.numbers) ?? "1"
        let isReversal = chance.number(in: 0...2) == 0
        let isWrong = chance.number(in: 0...9) == 0
        let event = ChargeSite.charge(
            number, code: isWrong ? nil : "99213", action: isReversal ? .reverse : .record)
        let reply = await engine.submit("M\(story.count)", event)
        story.append("\(isReversal ? "back" : "charge") \(number)\(isWrong ? ", without a code" : ""): \(reply)")
        if case .accepted(let id) = reply { accepted[id] = event }
        guard isBlind else { return }
        engine.core.committer.enqueue(.urgent) { transaction in
            try transaction.forgetOriginals()
            return {}
        } failed: { _ in
        }
    }

    private func answer() {
        guard let id = chance.pick(erp.held) else { return }
        let behaviour: FakeERP.Behaviour =
            switch chance.number(in: 0...9) {
            case 0...4: .accept
            case 5, 6: .acceptThenTimeout
            case 7: .timeout
            case 8: .failing
            default: .refuseAll
            }
        story.append("delivery \(id): \(behaviour)")
        erp.answer(id, behaviour)
    }

    private func crash() async throws {
        let booked = erp.held.filter { _ in chance.number(in: 0...1) == 0 }
        for id in booked { erp.bookHeld(id) }
        story.append("crash; booked all the same: \(booked)")
        folders.append(try TestSite.folder())
        try TestSite.copyState(from: folders[folders.count - 2], to: folders[folders.count - 1])
        await engine.close()
        erp.hold()
        engine = try TestEngine(
            catalog, in: folders[folders.count - 1],
            clock: TestClock(start: engine.clock.now, seed: seed &+ UInt64(folders.count)), erp: erp)
    }

    /// What is left though everything works.
    private func unfinished() throws -> [String] {
        try accepted.keys.sorted().compactMap { id in
            try engine.delivery(id.rawValue).map { "\(id) \($0.state) \($0.reason ?? "")" }
        } + (try engine.open.map { "\($0.message) \($0.fault)" })
    }

    /// Everything works again, and what gave up is sent again: whether the history comes to an end.
    private func calmDown() async throws -> Bool {
        engine.faults.failNext(0)
        erp.hold(false)
        for _ in 0..<200 {
            erp.answerAll(.accept)
            for cause in try engine.reader.causes() {
                switch cause.fault.code {
                case .attemptsExhausted, .outcomeUnknown, .unauthorized:
                    _ = try await engine.ask(.resubmitCause(cause.cause))
                case .contractViolated, .eventRepeated:
                    let rows = try engine.open.filter { $0.cause == cause.cause }
                    decided += rows.map(\.message)
                    _ = try await engine.ask(.dismiss(rows.map(\.id), reason: "it can't be read"))
                default: break
                }
            }
            await engine.settle()
            if try engine.reader.verify().total[.onTheWay] == 0 { return true }
            engine.clock.advanceToNext()
        }
        return false
    }

    /// Holds what the destination has booked for a charge against what was said of it, in the order it was accepted.
    private func check(_ number: String) throws -> [String] {
        var findings: [String] = []
        var standing: String?
        for (index, work) in erp.works.enumerated() where work.record?.values["number"] == .text(number) {
            let isReversal = work.record?.values["action"] == .text("reverse")
            if isReversal, standing == nil { findings.append("order: \(number) is taken back before it is booked") }
            if isReversal, work.takenBack?.document != standing {
                findings.append("wrong: \(number) takes back another")
            }
            if !isReversal, standing != nil { findings.append("twice: \(number) is booked twice") }
            standing = isReversal ? nil : "D\(index + 1)"
        }
        // What a person has yet to look at can still change it.
        let open = try engine.open.map(\.message) + decided
        let isOpen = open.contains { accepted[$0]?.fields?.values["number"] == .text(number) }
        guard !isOpen else { return findings }
        if (standing != nil) != expects(number) { findings.append("lost: \(number) stands by one of both") }
        return findings
    }

    /// Whether a charge stands in the end, by the messages alone.
    private func expects(_ number: String) -> Bool {
        enum Standing { case unknown, recorded, reversed, awaited }
        var standing = Standing.unknown
        for (_, event) in accepted.sorted(by: { $0.key < $1.key })
        where event.fields?.values["number"] == .text(number) {
            standing =
                switch (event.action, standing) {
                case (.reverse, .unknown), (.reverse, .awaited): .awaited
                case (.reverse, _), (_, .awaited): .reversed
                default: .recorded
                }
        }
        return standing == .recorded
    }
}

extension EngineTransaction {
    /// What a state would do that doesn't keep what takes back what.
    fileprivate func forgetOriginals() throws {
        let statement = try DirectStatement(database, "UPDATE delivery SET takes_back = NULL")
        try statement.run()
    }
}
