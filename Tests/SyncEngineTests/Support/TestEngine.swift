import Catalog
import Control
import Foundation
import Logging
import SyncModel
import Synchronization
import Testing

@testable import SyncEngine
@testable import SyncStore

/// An engine on a state of its own, with a clock and an ERP that the test is the master of.
final class TestEngine: Sendable {
    let folder: URL
    let clock: TestClock
    let erp: FakeERP
    let store: EngineStore
    let faults: FaultyStore
    let core: EngineCore
    let reader: StateReader

    /// Where the state is.
    var path: String { store.path }

    init(
        _ catalog: SiteCatalog, in folder: URL, clock: TestClock, erp: FakeERP,
        destination: (any Destination)? = nil, notifiers: [String: any Notifier] = [:]
    ) throws {
        self.folder = folder
        self.clock = clock
        self.erp = erp
        let path = folder.appending(path: "state.db").path
        store = try EngineStore(path: path, holder: "test", now: clock.now)
        faults = FaultyStore(store)
        if try StateReader(path: path).items().isEmpty {
            try store.commit(now: clock.now) { try TestSite.fill(&$0) }
        }
        core = try EngineCore(
            store: store, writingTo: faults, catalog: catalog,
            destinations: [TestSite.endpoint: destination ?? erp], notifiers: notifiers, clock: clock.engineClock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        reader = try StateReader(path: path)
        try core.start()
    }

    /// Hands a message in and waits for the answer.
    func submit(_ message: IncomingMessage) async -> IntakeReply {
        await withCheckedContinuation { continuation in
            core.submit(message, mayBlock: false) { continuation.resume(returning: $0) }
        }
    }

    /// Hands in a message of one event.
    @discardableResult
    func submit(_ controlID: String, _ events: CanonicalEvent...) async -> IntakeReply {
        await submit(TestSite.message(controlID, events))
    }

    /// Asks as `user`, who has the role of that name.
    func ask(
        _ request: Request, as user: Role = .supervisor, id: String = UUID().uuidString, note: ProposalNote? = nil
    ) async throws -> Reply {
        try await CommandDesk(core, caller: Caller(user: user.rawValue))
            .perform(Command(id: id, request: request, note: note))
    }

    /// Waits until nothing moves any more: all that is left waits for an answer, for a person or for its time.
    func settle() async {
        var calm = 0
        while calm < 2 {
            // The writing thread answers: an empty transaction waits for whatever is before it.
            _ = try? await core.committer.perform { _ in }
            calm = isQuiet ? calm + 1 : 0
            await Task.yield()
        }
    }

    private var isQuiet: Bool {
        let loads = core.dispatchers.values.map(\.load)
        return core.committer.isIdle && core.crosswalk.isSwept && core.pruning.isStill
            && loads.allSatisfy { $0.writing == 0 && $0.inFlight == erp.held.count }
            && core.timers.count == clock.sleepers
    }

    /// Lets things happen, moving time on, until `isDone`; that it never comes to that is an issue.
    func run(location: SourceLocation = #_sourceLocation, until isDone: () throws -> Bool) async throws {
        for _ in 0..<200 {
            await settle()
            if try isDone() { return }
            clock.advanceToNext()
        }
        Issue.record("it never came to that", sourceLocation: location)
    }

    /// Lets things happen until nothing is on the way.
    func finish(location: SourceLocation = #_sourceLocation) async throws {
        try await run(location: location) { try reader.verify().total[.onTheWay] == 0 }
    }

    /// The only delivery of a message.
    func delivery(_ message: Int64) throws -> DeliveryRow? {
        try reader.deliveries(of: MessageID(rawValue: message)).first
    }

    /// The open exceptions.
    var open: [ExceptionRow] {
        get throws { try reader.exceptions(ExceptionFilter(), limit: 5000) }
    }

    /// Ends it, whatever is under way.
    func close() async {
        clock.close()
        // First of all it sends nothing more: what the ERP books from here on isn't this engine's.
        for dispatcher in core.dispatchers.values { await dispatcher.drain(within: .zero) }
        erp.hold(false)
        erp.answerAll(.failing)
        await core.stop(drainingWithin: .zero)
    }
}

/// Makes commits fail, after their work was done and before it is durable.
final class FaultyStore: GroupStore {
    /// What a disk can say is written though it isn't.
    enum Lie {
        /// Groups with messages.
        case messages
        /// Groups with settlements only.
        case settlements
    }

    private struct LiedAbout: Error {}

    private struct State {
        var lie: Lie?
        var failures = 0
        var fault: StorageFault?
        var commits = 0
        var before: (@Sendable () -> Void)?
    }

    private let store: EngineStore
    private let state = Mutex(State())

    init(_ store: EngineStore) { self.store = store }

    var path: String { store.path }

    /// How many commits were begun.
    var commits: Int { state.withLock { $0.commits } }

    /// From now on every third of these groups isn't written, and nobody is told.
    func lie(about lie: Lie) { state.withLock { $0.lie = lie } }

    /// The next so many commits fail: each for itself, or for a fault of the storage.
    func failNext(_ count: Int, for fault: StorageFault? = nil) {
        state.withLock { state in
            state.failures = count
            state.fault = fault
        }
    }

    /// Runs something on the writing thread before the next commit.
    func beforeNext(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.before = body } }

    func commit(
        now: UTCTime, _ body: (inout EngineTransaction) throws -> [GroupCommitter.Completion]
    ) throws(StateFileProblem) -> [GroupCommitter.Completion] {
        let before = state.withLock { state in
            state.commits += 1
            defer { state.before = nil }
            return state.before
        }
        before?()
        let (lie, isTurn) = state.withLock { ($0.lie, $0.commits.isMultiple(of: 3)) }
        var untrue: [GroupCommitter.Completion] = []
        do throws(StateFileProblem) {
            return try commit(now: now, body) { hasMessages, completions in
                untrue = completions
                return isTurn && (lie == .messages && hasMessages || lie == .settlements && !hasMessages)
            }
        } catch {
            guard case .failed(_, let reason) = error, reason.contains("LiedAbout") else { throw error }
            return untrue
        }
    }

    private func commit(
        now: UTCTime, _ body: (inout EngineTransaction) throws -> [GroupCommitter.Completion],
        isLost: (_ hasMessages: Bool, [GroupCommitter.Completion]) -> Bool
    ) throws(StateFileProblem) -> [GroupCommitter.Completion] {
        try store.commit(now: now) { transaction in
            let first = transaction.book.nextMessage
            let completions = try body(&transaction)
            if isLost(transaction.book.nextMessage > first, completions) { throw LiedAbout() }
            let (fails, fault) = state.withLock { state in
                defer { state.failures = max(0, state.failures - 1) }
                return (state.failures > 0, state.fault)
            }
            if fails, let fault { throw StateFileProblem.storage(path: path, fault, reason: "planted") }
            if fails { throw StateFileProblem.failed(path: path, reason: "a planted fault") }
            return completions
        }
    }
}

extension TestSite {
    /// Writes the site's tables into a new state.
    static func fill(_ transaction: inout EngineTransaction) throws {
        for item in try items { try transaction.write(item, author: "test") }
        for mapping in itemMappings { try transaction.write(.mapItem(mapping), author: "test") }
        for location in locations { try transaction.write(.mapLocation(source: source, location), author: "test") }
    }

    /// A folder of its own, in memory where the system has such a place.
    static func folder() throws -> URL {
        let memory = URL(filePath: "/dev/shm")
        let base =
            FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
        let folder = base.appending(path: "tallyward-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Runs `body` with an engine, and cleans up behind it.
    static func withEngine(
        _ flow: Flow = flow(), kind: Endpoint.Kind = rest, concurrency: Int = 4, limit: Endpoint.Limit? = nil,
        policies: Policies = Policies(), beside others: [Flow] = [], _ body: (TestEngine) async throws -> Void
    ) async throws {
        var catalog = catalog(flow, kind: kind, concurrency: concurrency, limit: limit, policies: policies)
        catalog.flows += others
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(
            catalog, in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: kind.honoursIdempotencyKey))
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }
}
