import Foundation

/// What every section needs: how long to measure and where to put state files.
struct Bench: Sendable {
    /// How long each thing is measured.
    let seconds: Double
    /// Whether a look is enough, and states may be small.
    let isQuick: Bool
    /// How many connections senders have.
    let connections: [Int]
    /// A folder of this run's own.
    let directory: String

    /// Makes the folder, beneath `parent` or the system's temporary folder.
    init(seconds: Double, isQuick: Bool, connections: [Int], parent: String?) throws {
        self.seconds = isQuick ? min(seconds, 0.5) : seconds
        self.isQuick = isQuick
        self.connections = connections
        let parent = parent.map { URL(fileURLWithPath: $0) } ?? FileManager.default.temporaryDirectory
        let own = parent.appendingPathComponent("tallyward-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        directory = own.path
    }

    /// Removes the folder with all that is in it.
    func remove() {
        do { try FileManager.default.removeItem(atPath: directory) } catch {
            FileHandle.standardError.write(Data("\(directory) could not be removed.\n".utf8))
        }
    }

    /// A path for a new state file.
    func statePath(_ name: String) -> String { "\(directory)/\(name)-\(UUID().uuidString.prefix(8)).db" }

    /// Removes a state with its log and lock.
    func removeState(_ path: String) throws {
        for suffix in ["", "-wal", "-shm", ".lock"] where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// The bytes that a file holds; 0 where there is none.
    func size(of path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.size] as? NSNumber)?.intValue ?? 0
    }
}

/// A measurement that can't be trusted, so that none is given.
struct Untrustworthy: Error, CustomStringConvertible {
    /// What went wrong.
    let description: String

    init(_ description: String) { self.description = description }
}
