import Foundation
import Glibc

/// Where an export goes, and how: whole or not at all, and over nothing unless that was asked.
struct ExportFile: Hashable, Sendable {
    /// As the user wrote it.
    let name: String
    private let isJSON: Bool

    /// A file of a name; `nil` where its ending says neither CSV nor JSON.
    init?(_ name: String) {
        let lower = name.lowercased()
        guard lower.hasSuffix(".csv") || lower.hasSuffix(".json"), lower.count > 5 || lower.hasSuffix(".csv") else {
            return nil
        }
        self.name = name
        isJSON = lower.hasSuffix(".json")
    }

    /// What came of writing.
    enum Outcome: Hashable, Sendable {
        case written
        /// There is such a file already.
        case exists
        /// It can't be written; why, in a few words.
        case failed(String)
    }

    /// Writes it, readable for this user alone. May block.
    func write(_ export: ListExport, replacing: Bool) -> Outcome {
        let path = name.hasPrefix("~/") ? NSHomeDirectory() + name.dropFirst() : name
        let bytes = Array((isJSON ? export.json : export.csv).utf8)
        // What is replaced is there until the new one is whole.
        let target = replacing ? "\(path).\(getpid()).part" : path
        let descriptor = unsafe open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            return errno == EEXIST && !replacing ? .exists : .failed(Self.words(errno))
        }
        let failure = Self.write(bytes, to: descriptor)
        close(descriptor)
        if let failure {
            unsafe unlink(target)
            return .failed(Self.words(failure))
        }
        guard replacing, unsafe rename(target, path) != 0 else { return .written }
        let code = errno
        unsafe unlink(target)
        return .failed(Self.words(code))
    }

    /// Writes all; gives the error's number where that fails.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0 ? nil : errno
    }

    private static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
