import Foundation
import SyncModel

/// A table's file.
public enum SheetFile {
    /// Why a file can't be read or written, in one sentence.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong and what to do.
        public var description: String
    }

    /// Reads a file of moderate size. Never waits for a pipe or a device.
    public static func read(_ path: String) throws(Problem) -> [UInt8] {
        let kind: FileAttributeType?
        let size: Int
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: resolved(path))
            kind = attributes[.type] as? FileAttributeType
            size = attributes[.size] as? Int ?? 0
        } catch { throw Problem(description: "\(path) can't be read. Check its name and mode.") }
        guard kind == .typeRegular else { throw Problem(description: "\(path) is no file.") }
        guard size <= CrosswalkSheet.largestFile else {
            throw Problem(description: "\(path) is larger than \(CrosswalkSheet.largestFile >> 20) MiB; split it.")
        }
        guard let data = FileManager.default.contents(atPath: resolved(path)) else {
            throw Problem(description: "\(path) can't be read. Check its name and mode.")
        }
        return Array(data)
    }

    /// Writes a new file; one that is there already is left alone.
    public static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Problem(description: "\(path) is there already; choose another name.")
        }
        do { try Data(bytes).write(to: URL(filePath: path), options: .withoutOverwriting) } catch {
            throw Problem(description: "\(path) can't be written. Check the folder, its mode and its room.")
        }
    }

    /// Where a link leads to.
    private static func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
}
