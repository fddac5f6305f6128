import Foundation
public import SyncModel

/// Backups of a state while its engine works on it.
public enum StateBackup {
    /// Copies the state at `path` to `destination`, checks the copy, and puts it in its place with one rename.
    ///
    /// Kept even where ``Verification/findings`` isn't empty: the copy is then as good as the state it was made of.
    ///
    /// - Parameter replacing: whether a file there gives way.
    public static func make(
        of path: String, to destination: String, replacing: Bool
    ) throws(BackupProblem) -> BackupReport {
        guard replacing || !FileManager.default.fileExists(atPath: destination) else {
            throw .exists(path: destination)
        }
        do {
            // Tells a missing, foreign, older or newer state from one that can be copied.
            _ = try StateReader(path: path)
            let copy = try StateCopy(of: path, for: destination)
            if let finding = try copy.damage() { throw BackupProblem.damaged(path: path, finding: finding) }
            let report = try BackupReport(of: copy.path, named: destination)
            try copy.place(replacing: replacing)
            return report
        } catch let problem as BackupProblem {
            throw problem
        } catch { throw .state(StateFile.problem(error, path: path)) }
    }
}

/// What is in a backup.
public struct BackupReport: Sendable, Codable {
    /// Where it is.
    public var path: String
    /// How large it is.
    public var bytes: Int
    /// When the last message in it was received; what came later is not in it.
    public var newestMessageAt: UTCTime?
    /// What `verify` says of it.
    public var verification: Verification

    /// Reads the state at `path` through.
    init(of path: String, named name: String) throws {
        let reader = try StateReader(path: path)
        self.path = name
        bytes = (try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber)?.intValue ?? 0
        newestMessageAt = try reader.messages(limit: 1).first?.receivedAt
        verification = try reader.verify()
    }
}
