import Foundation
import Logging
import Synchronization

/// A log in a file, for a program whose terminal is a screen. One line a record; never patient data.
struct FileLog: LogHandler {
    private final class Output: Sendable {
        private let handle: Mutex<FileHandle>

        init(_ handle: FileHandle) { self.handle = Mutex(handle) }

        func write(_ line: String) {
            // A log that can't be written must not stop what it tells of.
            handle.withLock { try? $0.write(contentsOf: Data(line.utf8)) }
        }
    }

    private let output: Output
    private let label: String
    var logLevel: Logger.Level = .notice
    var metadata: Logger.Metadata = [:]

    /// A logger that appends to the file at `path`.
    static func logger(path: String) throws -> Logger {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o640])
        }
        guard let handle = FileHandle(forWritingAtPath: path) else {
            throw Failure("The log \(path) can't be written. Check the folder's owner and mode.", code: .noPermission)
        }
        try handle.seekToEnd()
        let output = Output(handle)
        return Logger(label: "tallyward", factory: { FileLog(output: output, label: $0) })
    }

    private init(output: Output, label: String) {
        self.output = output
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }
            .map { " \($0.key)=\($0.value)" }
            .joined()
        output.write("\(Date().ISO8601Format()) \(event.level) \(event.message)\(details)".printable + "\n")
    }
}
