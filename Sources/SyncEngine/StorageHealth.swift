import Logging
import SyncModel
import SyncStore
import Synchronization

/// Watches whether the state can be written, and says so where the state itself can't: once in the log, and on the
/// board beside the state, where consoles and commands read it.
final class StorageHealth: Sendable {
    private let board: TroubleBoard
    private let clock: EngineClock
    private let logger: Logger
    private let checkpointFault: @Sendable () -> StorageFault?
    private let condition = Mutex(StorageCondition())

    /// - Parameter checkpointFault: what keeps checkpoints from their end, while commits still work.
    init(
        board: TroubleBoard, clock: EngineClock, logger: Logger,
        checkpointFault: @escaping @Sendable () -> StorageFault?
    ) {
        self.board = board
        self.clock = clock
        self.logger = logger
        self.checkpointFault = checkpointFault
    }

    /// What is wrong at the moment.
    var trouble: StorageTrouble? { condition.withLock { $0.trouble } }

    /// What a check of the state found, for as long as this engine runs.
    var damage: String? { condition.withLock { $0.damage } }

    /// Wipes the board that an earlier engine left; from here on it can be rewritten without room on the disk.
    func start() { board.post(nil) }

    /// Hears of a commit: why it failed, or that it didn't.
    func committed(_ problem: StateFileProblem?) {
        if case .storage(_, let fault, let reason) = problem {
            return tell { $0.failed(fault, reason, at: $1, uptime: $2) }
        }
        if let fault = checkpointFault() {
            return tell { $0.failed(fault, "the log can't be moved into the state", at: $1, uptime: $2) }
        }
        guard problem == nil, !condition.withLock({ $0.isSound }) else { return }
        tell { condition, _, uptime in condition.succeeded(uptime: uptime) }
    }

    /// Counts a message that was answered with a request to send it again.
    func turnedAway() { condition.withLock { $0.turnAway() } }

    /// A check of the state found damage.
    func found(_ damage: String) { tell { $0.found(damage, at: $1, uptime: $2) } }

    /// Logs what failed.
    func log(_ problem: StateFileProblem, _ what: Logger.Message) { logger.tell(what, problem) }

    private func tell(_ judge: (inout StorageCondition, UTCTime, Duration) -> StorageCondition.Change) {
        let (now, uptime) = (clock.now(), clock.uptime())
        // Under the lock, so that the last one posted is the latest.
        condition.withLock { condition in
            switch judge(&condition, now, uptime) {
            case .none: break
            case .began(let trouble):
                logger.error("\(trouble.sentence)", metadata: ["reason": "\(trouble.reason)"])
                board.post(trouble)
            case .goesOn(let trouble): board.post(trouble)
            case .ended(let trouble, let after):
                logger.notice(
                    "the state can be written again",
                    metadata: ["after": "\(after.spoken)", "turned-away": "\(trouble.turnedAway)"])
                board.post(nil)
            }
        }
    }
}

extension Logger {
    /// Logs what failed. What fails for the storage is told of once for all, by ``StorageHealth``; damage is told of
    /// with the delivery that met it.
    func tell(_ what: Message, _ problem: StateFileProblem, of delivery: DeliveryID? = nil) {
        var metadata: Metadata = ["reason": "\(problem)"]
        if let delivery { metadata["delivery"] = "\(delivery)" }
        log(level: problem.storageFault?.stopsEverything == true ? .debug : .error, what, metadata: metadata)
    }
}
