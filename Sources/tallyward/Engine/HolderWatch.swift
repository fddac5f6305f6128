import Dispatch
import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Watches the engine that holds a state, from two threads that sleep: one until the kernel gives it the lock, the
/// other, now and then, until the holder's lease has run out.
final class HolderWatch: Sendable {
    /// What became of the holder.
    enum Event: Sendable {
        /// It has gone; the lock is ours for as long as this is kept.
        case free(LockFile)
        /// It has the lock and shows no heartbeat any more.
        case expired(Lease.Sighting)
        /// The lock or the lease could not be looked at.
        case failed(StateFileProblem)
    }

    /// What happened; without end until the watch stops or the task is cancelled.
    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let statePath: String
    private let interval: Duration
    private let courtesy: Duration
    private let isStopped = Mutex(false)
    private let bell = DispatchSemaphore(value: 0)

    /// A watch that looks at the heartbeat every `interval`, and leaves a seat that has become free to others for
    /// `courtesy`.
    init(statePath: String, interval: Duration, courtesy: Duration = .zero) {
        self.statePath = statePath
        self.interval = interval
        self.courtesy = courtesy
        (events, continuation) = AsyncStream.makeStream()
    }

    /// Starts both threads.
    func start() {
        waitForLock()
        let thread = Thread { [self] in watchLease() }
        thread.name = "tallyward.lease"
        thread.start()
    }

    /// Waits for the lock once more, where the last one was let go again.
    ///
    /// A thread in `flock` can't be called back. One that gets the lock after ``stop()`` lets it go at once, since
    /// nobody keeps the event; a process that ends takes it along.
    func waitForLock() {
        let thread = Thread { [statePath, continuation, courtesy] in
            do throws(StateFileProblem) {
                continuation.yield(.free(try LockFile(waitingForState: statePath, courtesy: courtesy)))
            } catch {
                continuation.yield(.failed(error))
            }
        }
        thread.name = "tallyward.lock"
        thread.start()
    }

    /// Ends the watch; the threads don't hold anything up.
    func stop() {
        isStopped.withLock { $0 = true }
        bell.signal()
        continuation.finish()
    }

    private func watchLease() {
        var patrol = LeasePatrol(statePath: statePath, interval: interval)
        while !isStopped.withLock({ $0 }) {
            let (expired, pause) = patrol.look(at: Self.uptime())
            if let expired { continuation.yield(.expired(expired)) }
            _ = bell.wait(timeout: .now() + .milliseconds(Int(pause.milliseconds)))
        }
    }

    /// By a clock that stops while the machine sleeps.
    private static func uptime() -> Duration { SuspendingClock.now - start }
    private static let start = SuspendingClock.now
}

/// Looks at a holder's heartbeat, and says when to look again.
struct LeasePatrol {
    private let statePath: String
    private let interval: Duration
    private var watch = LeaseWatch()
    private var reader: StateReader?
    private let isStopped: (Int32) -> Bool

    /// - Parameter isStopped: whether a process is stopped by a signal.
    init(
        statePath: String, interval: Duration, isStopped: @escaping (Int32) -> Bool = StoppedProcess.isStopped
    ) {
        self.statePath = statePath
        self.interval = interval
        self.isStopped = isStopped
    }

    /// Looks once.
    ///
    /// - Returns: the heartbeat of a holder whose lease has run out, else `nil`; and the time to the next look.
    mutating func look(at uptime: Duration) -> (expired: Lease.Sighting?, pause: Duration) {
        let status: EngineStatus
        do throws(StateFileProblem) {
            let open: StateReader
            if let reader { open = reader } else { open = try StateReader(path: statePath) }
            reader = open
            status = try open.engineStatus()
        } catch {
            // A state that can't be read has no heartbeat to judge; it is opened anew at the next look.
            reader = nil
            return (nil, interval)
        }
        let isStopped = isStopped(status.pid)
        // Who can't write a heartbeat and says so still works; another engine couldn't write one either.
        if status.trouble != nil, !isStopped { return (nil, interval) }
        let expired = watch.note(status, at: uptime)
        // One that is stopped is looked at again as soon as its lease can have run out.
        let soon = Lease.duration + .milliseconds(200)
        return (expired, isStopped ? min(interval, soon) : interval)
    }
}
