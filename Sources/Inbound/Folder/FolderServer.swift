public import Catalog
internal import Dispatch
public import Logging
public import SyncEngine
public import SyncModel
internal import Synchronization

/// Takes in the files of one source for as long as it runs.
///
/// The folder is looked at every two seconds, or twice in the time that files have to stand still where that is
/// shorter.
/// The work is done on a thread of its own: a file system that hangs holds up this source and nothing else.
public final class FolderServer: Sendable {
    /// What it works with.
    public struct Services: Sendable {
        /// Where rows are handed in.
        public var intake: any Intake
        /// The number of the last message that was stored, whichever source it came from.
        public var lastMessage: @Sendable () throws -> MessageID
        /// Told after each look what is in the way of taking files in; `nil` where nothing is.
        public var tell: @Sendable (SourceName, String?) -> Void
        /// Time.
        public var clock: EngineClock

        /// Joins them.
        public init(
            intake: any Intake, lastMessage: @escaping @Sendable () throws -> MessageID,
            tell: @escaping @Sendable (SourceName, String?) -> Void, clock: EngineClock
        ) {
            self.intake = intake
            self.lastMessage = lastMessage
            self.tell = tell
            self.clock = clock
        }
    }

    private struct State {
        var task: Task<Void, Never>?
        var isStopping = false
    }

    /// The source whose files it takes in.
    public let source: SourceName
    private let make: @Sendable (@escaping () -> Bool) -> FolderDesk
    private let services: Services
    private let rest: Duration
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// A server for a source of files; `nil` of a source of another kind.
    ///
    /// - Throws: the first path of the source's readings that is none.
    public init?(
        source: Source, flows: [Flow], contracts: [EventContract], services: Services, logger: Logger
    ) throws {
        guard let drop = source.folder else { return nil }
        self.source = source.name
        self.services = services
        let decoder = try PieceDecoder(source: source, flows: flows, contracts: contracts)
        make = { goesOn in
            FolderDesk(source, drop, decoder: decoder, services: services, logger: logger, goesOn: goesOn)
        }
        rest = min(.seconds(2), max(.milliseconds(100), (drop.settledAfter ?? .seconds(4)) / 2))
        queue = DispatchQueue(label: "tallyward.folder.\(source.name)")
    }

    /// Begins to look. Once.
    public func start() {
        state.withLock { state in
            guard state.task == nil, !state.isStopping else { return }
            state.task = Task { [self] in await run() }
        }
    }

    /// Takes up nothing more, and returns when the batch that is being handed in has its replies, or `limit` is over: a
    /// file system that hangs can't be waited for. What isn't finished is gone on with at the next start.
    public func drain(within limit: Duration) async {
        let task = state.withLock { state in
            state.isStopping = true
            return state.task
        }
        task?.cancel()
        guard let task else { return }
        await withCheckedContinuation { continuation in
            let first = FirstEnd(continuation)
            Task {
                await task.value
                first.come()
            }
            let bound = DispatchTimeInterval.milliseconds(Int(clamping: limit.components.seconds) * 1000)
            DispatchQueue.global().asyncAfter(deadline: .now() + bound) { first.come() }
        }
    }

    private var isStopping: Bool { state.withLock { $0.isStopping } }

    private func run() async {
        let desk = DeskBox(make { [self] in !isStopping })
        while !isStopping {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    services.tell(source, desk.round())
                    continuation.resume()
                }
            }
            // Cancelled only where it is stopping.
            do { try await services.clock.sleep(rest) } catch { return }
        }
    }
}

/// A desk that only one thread at a time works at.
private final class DeskBox: Sendable {
    private let desk: Mutex<FolderDesk>

    init(_ desk: sending FolderDesk) { self.desk = Mutex(desk) }

    func round() -> String? { desk.withLock { $0.round() } }
}

/// Lets somebody go on when the first of two ends has come.
private final class FirstEnd: Sendable {
    private let waiting: Mutex<CheckedContinuation<Void, Never>?>

    init(_ continuation: CheckedContinuation<Void, Never>) { waiting = Mutex(continuation) }

    func come() { waiting.withLock { $0.take() }?.resume() }
}
