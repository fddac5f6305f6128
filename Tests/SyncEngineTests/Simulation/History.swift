import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore

@testable import SyncEngine

/// One history of a small world: senders, operators, a destination with bad days, and crashes, all from one seed.
///
/// Each step does one thing and waits until nothing moves any more, so that the same seed tells the same story.
final class History {
    /// What is planted to see whether the checker finds it.
    enum Fault: CaseIterable {
        /// A new idempotency key with each attempt.
        case forgetsKeys
        /// Look-ups that never find anything.
        case blindLookUps
        /// The catalog says that the order doesn't matter, though it does.
        case ignoresOrder
        /// Messages are acknowledged that the disk hasn't kept.
        case losesMessages
        /// What came of a delivery isn't kept by the disk.
        case losesSettlements
        /// Retention removes what isn't settled.
        case prunesOpenWork
        /// What waits in a lane has lost its place when an engine starts.
        case forgetsLanes
        /// A step aside that was answered is undone by a crash.
        case forgetsSteps
    }

    let seed: UInt64
    let fault: Fault?
    var chance: SeededChance
    let kind: Endpoint.Kind
    let isOrdered: Bool
    let erp: FakeERP
    let catalog: SiteCatalog
    var folders: [URL] = []
    var engine: TestEngine
    /// What was said to senders: control id to the answer and the lines.
    var acknowledged: [(message: MessageID, events: [CanonicalEvent])] = []
    var sent: [IncomingMessage] = []
    var story: [String] = []
    /// What was last seen of each message that was acknowledged, and what was wrong about those that went.
    var seen: [MessageID: [Seen]] = [:]
    var removed: Set<MessageID> = []
    var wronglyRemoved: [String] = []
    /// The deliveries that stepped aside, as the engine answered.
    var aside: Set<DeliveryID> = []
    /// What they are at the destination, noted while they are there: retention may remove their rows.
    var asideLines: Set<FakeERP.Business> = []
    /// Where things stood after the step before, to see who overtook whom.
    var lookout = LaneLookout()

    init(seed: UInt64, fault: Fault? = nil) throws {
        self.seed = seed
        self.fault = fault
        var chance = SeededChance(seed: seed)
        let kind =
            switch fault {
            case .forgetsKeys: TestSite.rest
            case .blindLookUps: TestSite.oracle
            default: chance.number(in: 0...1) == 0 ? TestSite.rest : TestSite.oracle
            }
        let isCoin = chance.number(in: 0...1) == 0
        let needsOrder: Set<Fault> = [.ignoresOrder, .forgetsLanes, .forgetsSteps]
        let isOrdered = fault.map(needsOrder.contains) == true || isCoin
        let flow = TestSite.flow(
            ordering: isOrdered && fault != .ignoresOrder ? .encounter : .none,
            retry: RetryPolicy(initial: .seconds(1), maximum: .seconds(20), attempts: 6),
            retention: .seconds(120), payloadRetention: .seconds(60), deadLetterRetention: .seconds(600))
        var catalog = TestSite.catalog(flow, kind: kind, concurrency: chance.number(in: 1...4))
        catalog.retention = SiteRetention(records: .seconds(300), audit: .seconds(400))
        let erp = FakeERP(honoursKeys: kind.honoursIdempotencyKey)
        erp.hold()
        let folder = try TestSite.folder()
        engine = try Self.start(
            catalog, in: folder, clock: TestClock(seed: seed), erp: erp, fault: fault)
        folders = [folder]
        (self.chance, self.kind, self.isOrdered, self.catalog, self.erp) = (chance, kind, isOrdered, catalog, erp)
    }

    private static func start(
        _ catalog: SiteCatalog, in folder: URL, clock: TestClock, erp: FakeERP, fault: Fault?
    ) throws -> TestEngine {
        let destination: (any Destination)? =
            switch fault {
            case .forgetsKeys: ForgetfulDestination(erp)
            case .blindLookUps: BlindDestination(erp)
            case .ignoresOrder, .losesMessages, .losesSettlements, .prunesOpenWork, .forgetsLanes, .forgetsSteps, nil:
                nil
            }
        let engine = try TestEngine(catalog, in: folder, clock: clock, erp: erp, destination: destination)
        if fault == .losesMessages { engine.faults.lie(about: .messages) }
        if fault == .losesSettlements { engine.faults.lie(about: .settlements) }
        return engine
    }

    /// Lives through it and says what was wrong at the end; nothing where all is well.
    func live() async throws -> [String] {
        for _ in 0..<chance.number(in: 10...30) {
            try await step()
            await engine.settle()
            try watch()
            try look()
        }
        let isOver = try await calmDown()
        var findings = try HistoryChecker(history: self).findings() + lookout.findings
        if isOver, fault == nil { findings += try await growOld() }
        if !isOver { findings.append("unfinished: work is left though everything works") }
        await engine.close()
        for folder in folders { try FileManager.default.removeItem(at: folder) }
        return findings
    }

    private func step() async throws {
        switch chance.number(in: 0...99) {
        case 0..<30: await submit()
        case 30..<35: if let message = chance.pick(sent) { try await submit(message) }
        case 35..<75: answer()
        case 75..<81: moveTime()
        case 81..<84: try await prune()
        case 84..<92: try await operate()
        case 92..<95: engine.faults.failNext(chance.number(in: 1...3))
        default: try await crash()
        }
    }

    /// Everything works again and people do their work: whether the history comes to an end.
    private func calmDown() async throws -> Bool {
        engine.faults.failNext(0)
        for _ in 0..<400 {
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await mapEverything()
            for cause in try engine.reader.causes() { _ = try await engine.ask(.resubmitCause(cause.cause)) }
            await engine.settle()
            erp.answerAll(.accept)
            await engine.settle()
            try look()
            let books = try engine.reader.verify().total
            let isReplaying = try engine.reader.replays().contains { $0.endedAt == nil }
            if books[.onTheWay] + books[.waitingForPeople] == 0, !isReplaying { return true }
            engine.clock.advanceToNext()
        }
        return false
    }
}

extension History {
    private func submit() async {
        let number = sent.count + 1
        let visit = isOrdered ? chance.pick(["V1", "V2"]) : nil
        let events = (1...chance.number(in: 1...3)).map { line in
            let item = chance.pick(["CATH", "CATH", "CATH", "STAP", "NEW", "NEWER"])
            return TestSite.use(item, 2, "EA", line: line, encounter: visit)
        }
        sent.append(TestSite.message("M\(number)", events))
        story.append("message \(number): \(events.compactMap(\.item?.code)) of \(visit ?? "nobody")")
        await acknowledge(sent[number - 1])
    }

    private func submit(_ message: IncomingMessage) async throws {
        story.append("\(message.controlID) again")
        await acknowledge(message)
    }

    private func acknowledge(_ message: IncomingMessage) async {
        switch await engine.submit(message) {
        case .accepted(let id): acknowledged.append((id, message.events))
        case .duplicate, .refused, .unavailable: break
        }
    }

    private func answer() {
        guard let id = chance.pick(erp.held) else { return }
        let behaviour: FakeERP.Behaviour =
            switch chance.number(in: 0...12) {
            case 0...4: .accept
            case 5, 6: .acceptThenTimeout
            case 7: .timeout
            case 8: .limited(.seconds(chance.number(in: 1...20)))
            case 9: .failing
            case 10: .limited(nil)
            case 11: .refuseAll
            default: .refuse(SyncModel.Fault(.rejected, FaultSubject(other: "period"), detail: "The period is closed."))
            }
        story.append("delivery \(id): \(behaviour)")
        erp.answer(id, behaviour)
    }

    private func moveTime() {
        story.append("time goes on")
        if chance.number(in: 0...1) == 0 { engine.clock.advanceToNext() } else { engine.clock.advance(by: .seconds(3)) }
    }

    private func operate() async throws {
        switch chance.number(in: 0...7) {
        case 0: try await mapEverything()
        case 1:
            story.append("paused")
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "a bad day"), as: .integration)
        case 2:
            story.append("resumed")
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
        case 3, 4: try await replayEverything()
        case 5:
            if let row = chance.pick(try engine.open) {
                story.append("exception \(row.id) dismissed")
                _ = try await engine.ask(.dismiss([row.id], reason: "a bad day"))
            }
        case 6:
            if let row = chance.pick(try engine.open) {
                story.append("exception \(row.id) resubmitted")
                _ = try await engine.ask(.resubmit([row.id]))
            }
        default: try await stepAside()
        }
    }

    private func stepAside() async throws {
        guard let row = chance.pick(try engine.open), let delivery = row.delivery else { return }
        story.append("exception \(row.id) of delivery \(delivery) steps aside")
        guard case .done = try await engine.ask(.stepAside(row.id, reason: "a bad day")) else { return }
        aside.insert(delivery)
        if let line = try engine.reader.delivery(delivery)?.row.line {
            asideLines.insert(FakeERP.Business(row.message.rawValue, line))
        }
    }

    /// Sees who is being sent now, and whom they went past.
    private func look() throws {
        guard isOrdered else { return }
        try lookout.look(engine, lanes: visits, held: Set(erp.held), aside: aside)
    }

    /// The visit of each delivery.
    private var visits: [FakeERP.Business: String] {
        let lines = acknowledged.flatMap { message, events in
            events.map { (FakeERP.Business(message.rawValue, $0.line), $0.encounter ?? "") }
        }
        return Dictionary(lines) { first, _ in first }
    }

    private func mapEverything() async throws {
        for code in ["NEW", "NEWER"] {
            let fix = Fix.mapItem(ItemMapping(source: TestSite.source, code: code, itemNumber: "200"))
            _ = try await engine.ask(.apply(fix, cause: "item.unmapped ehr \(code)"))
        }
        story.append("items mapped")
    }

    /// What a planted fault makes of a state between two engines.
    private var plantedChanges: [String] {
        switch fault {
        case .forgetsLanes: ["UPDATE delivery SET lane = NULL WHERE state = 'queued'"]
        case .forgetsSteps:
            ["delivery", "exception"].map { table in
                "UPDATE \(table) SET lane = 'V1' WHERE lane IS NULL AND endpoint IS NOT NULL"
            }
        default: []
        }
    }

    /// Somebody looks at what a replay of all dead letters would do, and does it.
    private func replayEverything() async throws {
        let all = ReplaySelection.matching(DeadLetterFilter())
        guard case .replayPreview(let preview) = try await engine.ask(.previewReplay(all, edit: nil)) else { return }
        story.append("replay of \(preview.going) of \(preview.considered)")
        _ = try await engine.ask(.replay(all, edit: nil, digest: preview.digest, reason: "a bad day"))
    }

    /// The engine dies; some of what it sent is booked all the same; another takes over what the disk has.
    private func crash() async throws {
        let booked = erp.held.filter { _ in chance.number(in: 0...1) == 0 }
        for id in booked { erp.bookHeld(id) }
        story.append("crash; booked all the same: \(booked)")
        folders.append(try TestSite.folder())
        try TestSite.copyState(from: folders[folders.count - 2], to: folders[folders.count - 1])
        await engine.close()
        for sql in plantedChanges {
            try PlantedChange.write(sql, to: folders[folders.count - 1], now: engine.clock.now)
        }
        lookout.forget()
        erp.hold()
        engine = try Self.start(
            catalog, in: folders[folders.count - 1],
            clock: TestClock(start: engine.clock.now, seed: seed &+ UInt64(folders.count)), erp: erp, fault: fault)
    }
}
