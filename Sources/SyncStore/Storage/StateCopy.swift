import Foundation
import GRDB
import Glibc
import SyncModel

/// A copy of a state under a temporary name: complete, synced, and put in its place with one rename or not at all.
///
/// The pages come through SQLite's backup interface on a read-only connection, in one read transaction: the engine goes
/// on writing meanwhile. The copy is a single file without a write-ahead log.
struct StateCopy: ~Copyable {
    /// Where the copy is until it is put in its place.
    let path: String
    private let destination: String
    private var isPlaced = false

    /// Copies the state at `source`, to be placed at `destination` later.
    init(of source: String, for destination: String) throws {
        self.destination = destination
        path = "\(destination).partial-\(getpid())"
        unsafe unlink(path)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw Self.unwritable(destination) }
        close(descriptor)
        do {
            try Self.copyPages(from: source, to: path)
        } catch {
            unsafe unlink(path)
            throw Self.problem(error, source: source, destination: destination)
        }
    }

    deinit {
        guard !isPlaced else { return }
        for suffix in ["", "-journal"] { unsafe unlink(path + suffix) }
    }

    /// Changes the copy in one transaction before it is put in its place.
    func change(_ body: (DatabaseQueue) throws -> Void) throws {
        let queue = try DatabaseQueue(path: path)
        try body(queue)
        try queue.close()
    }

    /// What SQLite's own check says of the copy; `nil` where it is whole.
    func damage() throws -> String? {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let finding = try queue.read { try String.fetchOne($0, sql: IntegritySQL.full) }
        try queue.close()
        return finding == "ok" ? nil : String(finding?.finding ?? "no answer")
    }

    /// Syncs the copy and puts it in its place.
    ///
    /// - Parameter replacing: whether a file there gives way; else ``BackupProblem/exists(path:)``.
    consuming func place(replacing: Bool) throws {
        try Self.sync(path)
        if replacing {
            guard unsafe rename(path, destination) == 0 else { throw Self.unwritable(destination) }
        } else {
            // Unlike a rename, a link never takes another file's place.
            guard unsafe link(path, destination) == 0 else {
                throw errno == EEXIST ? BackupProblem.exists(path: destination) : Self.unwritable(destination)
            }
            unsafe unlink(path)
        }
        isPlaced = true
        try Self.sync(URL(fileURLWithPath: destination).deletingLastPathComponent().path)
    }

    private static func copyPages(from source: String, to target: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let from = try DatabaseQueue(path: source, configuration: configuration)
        let to = try DatabaseQueue(path: target)
        try from.backup(to: to)
        try to.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try to.close()
        try from.close()
    }

    private static func sync(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unwritable(path) }
    }

    private static func unwritable(_ path: String) -> BackupProblem {
        .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
    }

    private static func problem(_ error: any Error, source: String, destination: String) -> BackupProblem {
        switch StateFile.problem(error, path: source) {
        // Only the copy is written.
        case .storage(_, .full, let reason), .storage(_, .failing, let reason):
            .unwritable(path: destination, reason: reason)
        case let problem: .state(problem)
        }
    }
}

/// SQLite's own checks.
enum IntegritySQL {
    static let full = "PRAGMA integrity_check(1)"
}
