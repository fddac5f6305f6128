import Foundation
import Glibc
import SyncModel
import Synchronization

/// A lock beside a state, which the kernel lets go when its holder dies. Who has it is the next engine.
public final class LockFile: Sendable {
    private let path: String
    private let descriptor: Mutex<Int32>

    /// Locks the file beside the state.
    ///
    /// - Parameter expired: where given, a lock that another process holds is passed over: see ``replace()``.
    init(
        state path: String, passingOver expired: Lease.Sighting? = nil, namesHolder: Bool = true
    ) throws(StateFileProblem) {
        self.path = path
        descriptor = Mutex(-1)
        let opened = try Self.locked(path, orElse: LOCK_NB)
        if let opened {
            descriptor.withLock { $0 = opened }
        } else if expired == nil {
            throw .held(path: path, holder: namesHolder ? Self.holder(path) : "another process")
        }
    }

    /// Blocks the calling thread until nobody has the lock on the state at `path`, however long that takes, and takes
    /// it. It is let go with the last reference.
    ///
    /// - Parameter courtesy: for how long whoever comes may have it first: an engine that is started again keeps its
    ///   seat, though others wait for it.
    public init(waitingForState path: String, courtesy: Duration = .zero) throws(StateFileProblem) {
        self.path = path
        var opened = try Self.locked(path, orElse: 0)
        while courtesy > .zero, let free = opened {
            close(free)
            usleep(UInt32(clamping: courtesy.microseconds))
            opened = try Self.locked(path, orElse: LOCK_NB)
            if opened != nil { break }
            // Somebody came: it is waited for anew.
            opened = try Self.locked(path, orElse: 0)
        }
        descriptor = Mutex(opened ?? -1)
    }

    /// Whether this process has the lock.
    var isHeld: Bool { descriptor.withLock { $0 >= 0 } }

    /// Puts a locked file in the place of one that a paused process still holds.
    func replace() throws(StateFileProblem) {
        guard !isHeld else { return }
        let fresh = path + ".lock.\(getpid())"
        let opened = unsafe open(fresh, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard opened >= 0, flock(opened, LOCK_EX | LOCK_NB) == 0, unsafe rename(fresh, path + ".lock") == 0 else {
            if opened >= 0 { close(opened) }
            throw .denied(path: path, reason: unsafe String(cString: strerror(errno)))
        }
        descriptor.withLock { $0 = opened }
    }

    /// Lets the lock go.
    func unlock() { descriptor.withLock { if $0 >= 0 { _ = flock($0, LOCK_UN) } } }

    deinit { descriptor.withLock { if $0 >= 0 { _ = close($0) } } }

    /// A descriptor of its own with the lock; `nil` where another process has it and `patience` is `LOCK_NB`.
    private static func locked(_ path: String, orElse patience: Int32) throws(StateFileProblem) -> Int32? {
        while true {
            let opened = unsafe open(path + ".lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
            guard opened >= 0 else { throw .denied(path: path, reason: unsafe String(cString: strerror(errno))) }
            while flock(opened, LOCK_EX | patience) != 0 {
                let code = errno
                if code == EINTR { continue }
                close(opened)
                if code == EWOULDBLOCK { return nil }
                throw .denied(path: path, reason: unsafe String(cString: strerror(code)))
            }
            // Another process may have put a new file in its place meanwhile: a lock on the old one is worth nothing.
            if isSame(opened, path + ".lock") { return opened }
            close(opened)
        }
    }

    private static func holder(_ path: String) -> String {
        guard let reader = try? StateReader(path: path), let status = try? reader.engineStatus() else {
            return "another process"
        }
        return "process \(status.pid) of \(status.holder)"
    }

    private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
        var mine = stat()
        var there = stat()
        guard unsafe fstat(descriptor, &mine) == 0, unsafe stat(path, &there) == 0 else { return false }
        return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }
}
