import Foundation
import GRDB
import Glibc
public import SyncModel

/// What can be seen of a state and its surroundings from outside, without changing anything: facts for a diagnosis.
public struct StateInspection: Sendable {
    /// One of the files of a state.
    public struct File: Sendable, Hashable {
        /// Where it is.
        public var path: String
        /// Its size in bytes.
        public var size: Int
        /// Its permission bits.
        public var mode: Int
    }

    /// What the kernel says of the disk that the state is on.
    public struct Disk: Sendable, Hashable {
        /// What this user may still write, in bytes.
        public var free: Int
        /// Its size in bytes.
        public var size: Int
        /// The kind of file system: `ext4`, `tmpfs`, `nfs4` … Empty where it isn't known.
        public var kind: String
    }

    /// Up to this size, in bytes, a state is checked through.
    public static let checkedSize = 64 << 20

    /// Where the state is.
    public var path: String
    /// The state, its log, its index and its lock, as far as they are there.
    public var files: [File]
    /// The disk; `nil` where the folder isn't there.
    public var disk: Disk?
    /// Why it can't be read; `nil` where it can.
    public var problem: StateFileProblem?
    /// Who runs the engine, or ran it last.
    public var engine: EngineStatus?
    /// Whether the process in the lease is there.
    public var isHolderThere: Bool
    /// What SQLite's check says of its tables; not asked of a state larger than ``checkedSize``.
    public var damage: [String] = []
    /// When the last audit record was written.
    public var lastRecordAt: UTCTime?

    /// Looks at the state at `path`.
    public init(path: String) {
        self.path = path
        files = ["", "-wal", "-shm", ".lock"].compactMap { Self.file(path + $0) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        disk = Self.disk(folder)
        isHolderThere = false
        do throws(StateFileProblem) {
            let reader = try StateReader(path: path)
            let status = try reader.engineStatus()
            engine = status
            isHolderThere = status.pid > 0 && (kill(status.pid, 0) == 0 || errno == EPERM)
            if reader.size <= Self.checkedSize {
                for table in try reader.tables() { damage += try reader.damage(ofTable: table) }
            }
            lastRecordAt = try reader.read { database in
                try Int64.fetchOne(database, sql: InspectionSQL.lastRecord).map(UTCTime.init(milliseconds:))
            }
        } catch { problem = error }
    }

    /// The size of the write-ahead log in bytes.
    public var logSize: Int { files.first { $0.path == path + "-wal" }?.size ?? 0 }

    private static func file(_ path: String) -> File? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return File(path: path, size: Int(status.st_size), mode: Int(status.st_mode) & 0o777)
    }

    private static func disk(_ folder: String) -> Disk? {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else { return nil }
        let block = Int(status.f_frsize)
        return Disk(
            free: Int(status.f_bavail) * block, size: Int(status.f_blocks) * block,
            kind: kind(URL(fileURLWithPath: folder).resolvingSymlinksInPath().path))
    }

    /// The kind of the file system that is mounted nearest above the folder.
    private static func kind(_ folder: String) -> String {
        let mounts = FileManager.default.contents(atPath: "/proc/mounts") ?? Data()
        var nearest = (point: "", kind: "")
        for line in String(decoding: mounts, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2 else { continue }
            let point = String(fields[1])
            let isAbove = point == "/" || folder == point || folder.hasPrefix(point + "/")
            // The last of several on one point is the one that is seen.
            if isAbove, point.count >= nearest.point.count { nearest = (point, String(fields[2])) }
        }
        return nearest.kind
    }
}

/// The SQLite that this program runs with.
public struct SQLiteRelease: Sendable, Hashable, CustomStringConvertible {
    /// As SQLite counts: 3040001 is 3.40.1.
    public var number: Int

    /// A release by its number.
    public init(number: Int) { self.number = number }

    /// The one in use.
    public static var current: SQLiteRelease { SQLiteRelease(number: Int(Database.sqliteLibVersionNumber)) }

    /// The release as people write it.
    public var description: String { "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)" }

    /// Whether it may damage a write-ahead log when two connections write or checkpoint at once: 3.7.0 to 3.51.2,
    /// except 3.44.6 and 3.50.7 and those behind them in their series.
    public var hasWALResetFault: Bool {
        guard (3_007_000..<3_051_003).contains(number) else { return false }
        return !(3_044_006..<3_045_000).contains(number) && !(3_050_007..<3_051_000).contains(number)
    }
}

/// What an inspection reads.
enum InspectionSQL {
    static let lastRecord = "SELECT at FROM audit ORDER BY seq DESC LIMIT 1"
}
