import Foundation
import Glibc
public import SyncModel

/// That the engine can't write its state, for those who only see that nothing changes.
public struct StorageTrouble: Codable, Sendable, Hashable {
    /// What is wrong.
    public var fault: StorageFault
    /// What SQLite says of it. Never data.
    public var reason: String
    /// Since when.
    public var since: UTCTime
    /// How many messages were answered with a request to send them again.
    public var turnedAway: Int
    /// The engine's process.
    public var pid: Int32

    /// Joins what is known of a trouble; `pid` is this process.
    public init(fault: StorageFault, reason: String, since: UTCTime, turnedAway: Int = 0) {
        self.fault = fault
        self.reason = reason
        self.since = since
        self.turnedAway = turnedAway
        pid = getpid()
    }

    /// What it means and what to do, in a line.
    public var sentence: String {
        let told = turnedAway == 0 ? "" : "; \(turnedAway) messages turned away, to be sent again"
        let scope = fault.stopsEverything ? "nothing can be stored" : "some of the state can't be used"
        return "\(scope), \(fault.title)\(told). \(fault.advice)"
    }
}

/// A small file beside the state that says what the state itself can't say while nothing can be written to it.
///
/// It is made when the engine starts and rewritten in place: that needs no room on a full disk. It is never synced; a
/// crash ends the engine and the trouble with it.
public struct TroubleBoard: Sendable {
    /// So many bytes, always: one JSON object filled up with spaces.
    static let size = 1024

    private let path: String

    /// The board of the state at `path`.
    public init(state path: String) { self.path = path + ".trouble" }

    /// Puts a trouble on the board, or wipes it.
    ///
    /// - Returns: whether that worked; where it didn't, the log is all there is.
    @discardableResult
    public func post(_ trouble: StorageTrouble?) -> Bool {
        var short = trouble
        if let reason = trouble?.reason { short?.reason = String(reason.prefix(200)) }
        guard var bytes = short.map({ try? JSONEncoder().encode($0) }) ?? Data() else { return false }
        guard bytes.count <= Self.size else { return false }
        bytes.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: Self.size - bytes.count))
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) } == Self.size
    }

    /// The trouble of the engine that works on the state; `nil` where there is none, or that engine is gone.
    public var trouble: StorageTrouble? {
        guard let bytes = FileManager.default.contents(atPath: path),
            let trouble = try? JSONDecoder().decode(StorageTrouble.self, from: bytes)
        else { return nil }
        return kill(trouble.pid, 0) == 0 || errno == EPERM ? trouble : nil
    }

    /// A number that changes when something else is put on the board.
    var stamp: Int64 {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return 0 }
        return Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)
    }
}
