import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore

/// Waits until no other engine works on a state, and then runs one.
///
/// A clean exit and a kill free the kernel's lock at once. A process that is stopped (SIGSTOP) keeps its lock, its
/// listening ports and perhaps a transaction: once its lease has run out it is ended, where this user may do that. One
/// that merely shows no heartbeat has the lease taken from it, and ends by itself as soon as it notices.
struct Takeover {
    let statePath: String
    let catalog: SiteCatalog
    let logger: Logger

    /// How often it looks whether the holder still shows itself. That the holder has gone needs no look: the kernel
    /// says so. A console that merely might take over looks more rarely, since each look wakes the machine.
    var interval: Duration = .seconds(1)

    /// How long a seat that has become free is left to others: an engine that is restarted keeps it, however many
    /// consoles wait.
    var courtesy: Duration = .zero

    /// How long it waits after an engine could not be started, with nobody in the way.
    private static let pause: Duration = .milliseconds(500)

    /// Starts an engine where none works on the state.
    ///
    /// - Returns: `nil` where another does.
    func tryOnce(takingFrom expired: Lease.Sighting? = nil, with lock: LockFile? = nil) async throws -> EngineRuntime? {
        do {
            return try await EngineRuntime.start(
                statePath: statePath, catalog: catalog, logger: logger, takingFrom: expired, with: lock,
                namesHolder: false)
        } catch is EngineHeld {
            return nil
        }
    }

    /// Waits for the lease; throws only when cancelled.
    func wait() async throws -> EngineRuntime {
        let watch = HolderWatch(statePath: statePath, interval: interval, courtesy: courtesy)
        watch.start()
        defer { watch.stop() }
        var problem = ""
        for await event in watch.events {
            do {
                switch event {
                case .free(let lock): if let runtime = try await tryOnce(with: lock) { return runtime }
                case .expired(let sighting): if let runtime = try await take(from: sighting) { return runtime }
                case .failed(let error): throw error
                }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // Said once a cause: the port of a process that is ending is free in a moment.
                if problem != "\(error)" {
                    problem = "\(error)"
                    logger.error("the engine could not be taken over yet", metadata: ["reason": "\(error)"])
                }
            }
            if case .expired = event { continue }
            try await Task.sleep(for: Self.pause)
            watch.waitForLock()
        }
        throw CancellationError()
    }

    private func take(from expired: Lease.Sighting) async throws -> EngineRuntime? {
        // A number may have gone to another process: only one that has the lock open is the holder.
        let isHolder = StoppedProcess.hasOpen(statePath + ".lock", expired.pid)
        guard StoppedProcess.isStopped(expired.pid), isHolder else {
            logger.warning(
                "the engine's lease has run out; taking it over", metadata: ["process": "\(expired.pid)"])
            return try await tryOnce(takingFrom: expired)
        }
        guard kill(expired.pid, SIGKILL) == 0 else {
            throw Failure(
                "The engine (process \(expired.pid)) is stopped and belongs to another user: let it go on with "
                    + "`kill -CONT \(expired.pid)`, or end it.", code: .unavailable)
        }
        logger.warning(
            "the engine was stopped for longer than its lease lasts: ended it, to take over",
            metadata: ["process": "\(expired.pid)"])
        return nil
    }
}

/// What the kernel says of a process (proc(5)).
enum StoppedProcess {
    /// Whether it is there and stopped by a signal or a tracer.
    static func isStopped(_ pid: Int32) -> Bool {
        guard pid > 1, let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let name = status.lastIndex(of: ")")
        else { return false }
        let state = status[status.index(after: name)...].first { $0 != " " }
        return state == "T" || state == "t"
    }

    /// Whether a process has a file open; taken for granted of another user's process, whose files nobody sees.
    static func hasOpen(_ path: String, _ pid: Int32) -> Bool {
        let folder = "/proc/\(pid)/fd"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return true }
        let wanted = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return names.contains { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")) == wanted
        }
    }
}
