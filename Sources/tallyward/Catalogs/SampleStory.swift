import Catalog
import Control
import Foundation
import Logging
import Outbound
import SyncEngine
import SyncModel
import SyncStore
import Synchronization

/// An engine of a story's own, on a state that is gone afterwards: samples are taken in one after the other, every
/// destination books at once, and whatever waits for an approval gets it.
final class SampleStory: Sendable {
    /// When everything in it happens: always the same moment, so that what becomes of samples is too.
    static let moment = UTCTime(year: 2026, month: 1, day: 1)

    private let core: EngineCore
    private let reader: StateReader
    private let destinations: [EndpointName: PreviewDestination]
    private let places = Places()
    private let gate = PreviewDestination.Gate()
    private let ground: SampleGround
    /// What each delivery had come to when it was told of last.
    private let told = Mutex<[DeliveryID: Told]>([:])

    private struct Told: Equatable {
        var state: DeliveryState
        var fault: Fault?
    }

    /// Where a message comes from: what is made of it is called by that.
    struct Place: Sendable, Hashable {
        var sample: String
        /// Which of its file's; `nil` where the file is one message.
        var number: Int?

        func words(line: Int) -> String { sample + (number.map { " message \($0)" } ?? " line \(line)") }
    }

    /// What became of a delivery.
    struct Outcome {
        var delivery: DeliveryRow
        var place: Place
        /// Whether it came with what was taken in just now.
        var isNew: Bool
        /// Why it is stopped, or was until somebody approved it.
        var fault: Fault?
        var request: RequestPreview?
        /// What stands before it in its lane, and is stopped.
        var behind: String?
    }

    /// Starts an engine on a state of its own.
    init(_ catalog: SiteCatalog, on ground: SampleGround) throws {
        self.ground = ground
        var catalog = catalog
        // Nobody waits for a second person, for an undo, or for a destination's sake.
        catalog.policies = Policies()
        catalog.policies.undoWindow = .zero
        for name in catalog.endpoints.keys { catalog.endpoints[name]?.limit = nil }
        let (flows, moment, places, gate) = (catalog.flows, Self.moment, places, gate)
        destinations = catalog.endpoints.mapValues { endpoint in
            PreviewDestination(endpoint, flows: flows, now: moment, gate: gate) { places.words($0) }
        }
        var clock = EngineClock.system
        clock.now = { Self.moment }
        let store = try EngineStore(path: try ground.copy(), holder: "samples", now: Self.moment)
        core = try EngineCore(
            store: store, catalog: catalog, destinations: destinations, clock: clock,
            logger: Logger(label: "samples") { _ in SwiftLogNoOpLogHandler() })
        reader = try StateReader(path: store.path)
        try core.start()
    }

    /// Ends the engine.
    func end() async {
        while gate.letOne() {}
        await core.stop(drainingWithin: .zero)
    }

    /// Hands a message in.
    func take(_ message: IncomingMessage, from place: Place) async -> IntakeReply {
        await withCheckedContinuation { continuation in
            core.submit(message, mayBlock: false) { [places] reply in
                if case .accepted(let id) = reply { places.note(id, place) }
                continuation.resume(returning: reply)
            }
        }
    }

    /// What has become of every delivery that wasn't told of as it is now, the oldest first.
    func outcomes(since first: MessageID) async throws -> [Outcome] {
        var approved: [DeliveryID: Fault] = [:]
        try await rest()
        while try await approve(&approved) { try await rest() }
        var outcomes: [Outcome] = []
        for (id, place) in places.all {
            let faults = try reader.exceptions(of: id)
            for delivery in try reader.deliveries(of: id) {
                let open = faults.first { $0.delivery == delivery.id && $0.closedAt == nil }?.fault
                let now = Told(state: delivery.state, fault: open)
                guard told.withLock({ $0.updateValue(now, forKey: delivery.id) }) != now else { continue }
                outcomes.append(
                    Outcome(
                        delivery: delivery, place: place, isNew: id >= first, fault: open ?? approved[delivery.id],
                        request: destinations[delivery.endpoint]?.request(of: delivery.id),
                        behind: try delivery.standing?.behind.flatMap { try words($0.delivery, of: $0.message) }))
            }
        }
        return outcomes
    }

    /// Lets one after the other be booked, until nothing is left to be sent.
    private func rest() async throws {
        repeat { try await core.rest { gate.count } } while gate.letOne()
    }

    /// The number that the next message gets.
    var nextMessage: MessageID { places.next }

    /// Approves what waits for it, as somebody who saw exactly that. Whether there was anything.
    private func approve(_ approved: inout [DeliveryID: Fault]) async throws -> Bool {
        let waiting = try reader.pendingApprovals()
        guard !waiting.isEmpty else { return false }
        for id in places.all.map(\.0) {
            for row in try reader.exceptions(of: id) where row.closedAt == nil && row.fault.code == .approvalNeeded {
                if let delivery = row.delivery { approved[delivery] = row.fault }
            }
        }
        let desk = CommandDesk(core, caller: Caller(user: "approver", demoRoles: Set(Role.allCases)))
        let seen = waiting.map { SeenApproval($0.id, digest: $0.digest) }
        let reply = try await desk.perform(
            Command(id: UUID().uuidString, request: .approve(seen, reason: "The samples go on.")))
        guard case .decided(let verdicts) = reply, verdicts.count == waiting.count else {
            throw Failure("What the samples ask approval for could not be approved: \(reply).", code: .failed)
        }
        return true
    }

    private func words(_ delivery: DeliveryID, of message: MessageID) throws -> String? {
        let line = try reader.deliveries(of: message).first { $0.id == delivery }?.line
        return line.flatMap { places[message]?.words(line: $0) }
    }
}

/// Which message came from where.
private final class Places: Sendable {
    private let known = Mutex<[MessageID: SampleStory.Place]>([:])

    func note(_ id: MessageID, _ place: SampleStory.Place) { known.withLock { $0[id] = place } }

    subscript(id: MessageID) -> SampleStory.Place? { known.withLock { $0[id] } }

    /// All of them, the oldest first.
    var all: [(MessageID, SampleStory.Place)] {
        known.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }

    var next: MessageID { MessageID(rawValue: (known.withLock { $0.keys.max() }?.rawValue ?? 0) + 1) }

    /// What a delivery is booked as.
    func words(_ work: DeliveryWork) -> String { self[work.message]?.words(line: work.line) ?? "\(work.message)" }
}
