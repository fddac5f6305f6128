import Foundation
import GRDB
import SyncModel

/// The copy of an older state that is made before this program migrates it: migrations only go forward.
enum MigrationBackup {
    /// So many are kept of a state; older ones are removed.
    static let kept = 3

    /// Copies the state at `path` where it is older than this program.
    ///
    /// - Throws: where the copy can't be made; then nothing is migrated.
    static func make(_ path: String, now: UTCTime = .systemNow) throws(StateFileProblem) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            let version = try version(of: path)
            guard version > 0, version < Schema.version else { return }
            let destination = "\(path).version-\(version)-\(now.fileStamp).backup"
            let copy = try StateCopy(of: path, for: destination)
            if let finding = try copy.damage() {
                throw StateFileProblem.storage(path: path, .damaged, reason: finding)
            }
            try copy.place(replacing: true)
            try prune(path)
        } catch let problem as BackupProblem {
            throw .failed(path: path, reason: "it can't be backed up before it is migrated: \(problem)")
        } catch { throw StateFile.problem(error, path: path) }
    }

    private static func version(of path: String) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let version = try queue.read { try Schema.migrator.appliedIdentifiers($0).count }
        try queue.close()
        return version
    }

    /// Removes all but the last few copies.
    private static func prune(_ path: String) throws {
        let state = URL(fileURLWithPath: path)
        let folder = state.deletingLastPathComponent()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasPrefix(state.lastPathComponent + ".version-") && $0.hasSuffix(".backup") }
        let oldest = names.sorted { stamp($0) < stamp($1) }.dropLast(kept)
        for name in oldest { try FileManager.default.removeItem(at: folder.appendingPathComponent(name)) }
    }

    /// The time in a copy's name.
    private static func stamp(_ name: String) -> Substring {
        name.dropLast(".backup".count).suffix(while: { $0 != "-" })
    }
}

extension StringProtocol {
    /// The end of the text, back to the last character that isn't like this.
    fileprivate func suffix(while isLike: (Character) -> Bool) -> SubSequence {
        guard let last = lastIndex(where: { !isLike($0) }) else { return self[...] }
        return self[index(after: last)...]
    }
}
