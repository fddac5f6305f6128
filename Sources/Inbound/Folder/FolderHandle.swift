internal import Foundation
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Something is wrong around a file, not in it: what it was doing has to be done again later.
struct FolderTrouble: Error, Hashable, Sendable {
    /// What can't be done, and why.
    var sentence: String

    init(_ sentence: String) { self.sentence = sentence }

    /// With what the system says: its number is taken before the words are made, which could change it.
    init(system what: @autoclosure () -> String, _ code: Int32 = errno) {
        self.init("\(what()): \(unsafe String(cString: strerror(code))).")
    }
}

/// What the system says of a file, whatever it is: nothing is followed.
struct FileFacts: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    /// When it was last written, in nanoseconds.
    let writtenAt: Int64
    let kind: Kind

    enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    fileprivate init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int(facts.st_size)
        writtenAt = Int64(facts.st_mtim.tv_sec) * 1_000_000_000 + Int64(facts.st_mtim.tv_nsec)
        switch facts.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link
        default: kind = .other
        }
    }
}

/// An open folder: names within it are looked up in it and nowhere else, whatever happens to its path meanwhile.
final class FolderHandle: Sendable {
    private let descriptor: Int32
    /// For sentences.
    let name: String

    /// Opens the folder at a path.
    init(path: String) throws(FolderTrouble) {
        name = path
        descriptor = unsafe openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FolderTrouble(system: "The folder \(path) can't be opened") }
    }

    /// Opens a folder within another, and makes it first where it isn't there. A link in its place is not followed.
    init(_ name: String, in parent: FolderHandle) throws(FolderTrouble) {
        self.name = "\(parent.name)/\(name)"
        if unsafe mkdirat(parent.descriptor, name, 0o750) != 0, errno != EEXIST {
            throw FolderTrouble(system: "The folder \(parent.name)/\(name) can't be made")
        }
        descriptor = unsafe openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FolderTrouble(system: "The folder \(parent.name)/\(name) can't be opened") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The names in it, in no order: the first `limit` of those that are wanted.
    func names(limit: Int, where isWanted: (String) -> Bool) throws(FolderTrouble) -> [String] {
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            throw FolderTrouble(system: "The folder \(name) can't be read")
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        errno = 0
        while names.count < limit, let entry = unsafe readdir(stream) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(validatingCString: $0) }
            }
            if let found, found != ".", found != "..", isWanted(found) { names.append(found) }
            errno = 0
        }
        guard errno == 0 else { throw FolderTrouble(system: "The folder \(name) can't be read") }
        return names
    }

    /// What the system says of a name; `nil` where there is no such file.
    func facts(of file: String) throws(FolderTrouble) -> FileFacts? {
        var facts = stat()
        guard unsafe fstatat(descriptor, file, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw FolderTrouble(system: "\(name)/\(file) can't be looked at")
        }
        return FileFacts(facts)
    }

    /// Opens a file to read it. Nothing else than a file is opened, and no link is followed.
    func open(_ file: String) throws(FolderTrouble) -> FileReading {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let opened = unsafe openat(descriptor, file, flags)
        guard opened >= 0 else { throw FolderTrouble(system: "\(name)/\(file) can't be opened") }
        return FileReading(opened, name: "\(name)/\(file)")
    }

    /// Moves a file to a folder of the same file system. Where the new name is taken, nothing is moved.
    ///
    /// - Returns: whether it was moved.
    func move(_ file: String, to folder: FolderHandle, as new: String) throws(FolderTrouble) -> Bool {
        if try folder.facts(of: new) != nil { return false }
        guard unsafe renameat(descriptor, file, folder.descriptor, new) == 0 else {
            throw FolderTrouble(system: "\(name)/\(file) can't be moved to \(folder.name)")
        }
        return true
    }

    /// Writes a file whole or not at all, over one of the same name.
    ///
    /// - Parameters:
    ///   - isDurable: whether it has to be on the disk when this returns.
    ///   - write: hands over what stands in it, part by part.
    func write(
        _ file: String, isDurable: Bool = true, _ write: ((ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        let draft = ".\(file).part"
        let opened = unsafe openat(
            descriptor, draft, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard opened >= 0 else { throw FolderTrouble(system: "\(name)/\(file) can't be written") }
        do {
            defer { close(opened) }
            var offset = 0
            try write { part in
                try Self.append(part, to: opened, at: offset, "\(name)/\(file)")
                offset += part.count
            }
            if isDurable, fsync(opened) != 0 { throw FolderTrouble(system: "\(name)/\(file) can't be written") }
        } catch {
            remove(draft)
            throw error
        }
        guard unsafe renameat(descriptor, draft, descriptor, file) == 0 else {
            throw FolderTrouble(system: "\(name)/\(file) can't be written")
        }
        if isDurable { try sync() }
    }

    /// Writes behind what stands in a file, from a place on; what was behind it is cut off.
    func append(_ bytes: [UInt8], to file: String, at offset: Int) throws(FolderTrouble) {
        let opened = unsafe openat(descriptor, file, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard opened >= 0 else { throw FolderTrouble(system: "\(name)/\(file) can't be written") }
        defer { close(opened) }
        guard ftruncate(opened, off_t(offset)) == 0 else {
            throw FolderTrouble(system: "\(name)/\(file) can't be written")
        }
        try Self.append(bytes[...], to: opened, at: offset, "\(name)/\(file)")
    }

    /// Hands over the first bytes of a file; none of one that isn't there.
    func copy(_ file: String, upTo length: Int, _ write: (ArraySlice<UInt8>) throws -> Void) throws {
        guard length > 0 else { return }
        let reading = try open(file)
        var offset = 0
        while offset < length {
            let chunk = try reading.bytes(at: offset, count: min(FileReading.chunk, length - offset))
            guard !chunk.isEmpty else { return }
            try write(chunk[...])
            offset += chunk.count
        }
    }

    /// Takes a file away, where it is there.
    func remove(_ file: String) { _ = unsafe unlinkat(descriptor, file, 0) }

    /// Makes what was written and moved here outlast a loss of power.
    func sync() throws(FolderTrouble) {
        guard fsync(descriptor) == 0 else { throw FolderTrouble(system: "\(name) can't be written") }
    }

    private static func append(
        _ bytes: ArraySlice<UInt8>, to opened: Int32, at start: Int, _ name: String
    ) throws(FolderTrouble) {
        var rest = bytes
        while !rest.isEmpty {
            let offset = off_t(start + bytes.count - rest.count)
            let count = unsafe rest.withUnsafeBytes { unsafe pwrite(opened, $0.baseAddress, $0.count, offset) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FolderTrouble(system: "\(name) can't be written") }
            rest = rest.dropFirst(count)
        }
    }
}

/// A file that is open to be read.
final class FileReading {
    /// So much is read at a time.
    static let chunk = 64 << 10

    private let descriptor: Int32
    private let name: String

    fileprivate init(_ descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    deinit { close(descriptor) }

    /// What the system says of it now.
    func facts() throws(FolderTrouble) -> FileFacts {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw FolderTrouble(system: "\(name) can't be looked at") }
        return FileFacts(facts)
    }

    /// The bytes from a place on: as many as were asked for, fewer only at the end.
    func bytes(at offset: Int, count: Int = chunk) throws -> [UInt8] {
        try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = unsafe pread(
                    descriptor, buffer.baseAddress.map { unsafe $0 + filled }, count - filled, off_t(offset + filled))
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw FolderTrouble(system: "\(name) can't be read") }
                if read == 0 { return }
                filled += read
            }
        }
    }
}
