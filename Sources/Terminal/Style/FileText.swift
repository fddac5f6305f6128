import CNCurses
import Glibc

/// Small text files and directory listings, without more than the C library.
enum FileText {
    /// The most bytes a theme file may have.
    static let limit = 1 << 20

    /// The text of a file; nil when there is none at the path.
    static func read(_ path: String) throws(ThemeError) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return nil }
            throw unreadable(path, code)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while bytes.count <= limit {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw unreadable(path, errno) }
            bytes += chunk[..<count]
        }
        throw ThemeError(fault: .unreadable, file: path, sentence: "a theme has at most 1 MiB; is this one?")
    }

    /// The state of a file; nil when there is none at the path.
    static func stamp(_ path: String) -> ThemeStore.Stamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return ThemeStore.Stamp(numbers: [
            Int64(status.st_dev), Int64(bitPattern: UInt64(status.st_ino)), Int64(status.st_size),
            Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
        ])
    }

    /// The names of what is in a directory; empty when it can't be read.
    static func entries(of directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            names.append(name)
        }
        return names
    }

    private static func unreadable(_ path: String, _ code: Int32) -> ThemeError {
        ThemeError(
            fault: .unreadable, file: path,
            sentence: "can't be read (error \(code)); make it readable for this user or choose another theme")
    }
}

/// Where a symbolic link leads; nil when it is none.
func readLink(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return 0 }
        return unsafe readlink(path, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
}
