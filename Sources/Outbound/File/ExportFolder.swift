import Glibc

/// Why a row isn't written, or a file not closed: what can't be done, why, and what helps.
struct ExportTrouble: Error, Hashable, Sendable {
    /// From a closed set: `disk-full`, `folder`, `file`, `locked`.
    var code: String
    /// One sentence for an operator.
    var sentence: String

    init(_ code: String, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// With what the system says: its number is taken before the words are made, which could change it.
    init(system what: @autoclosure () -> String, _ number: Int32 = errno) {
        let advice: String
        switch number {
        case ENOSPC, EDQUOT: (code, advice) = ("disk-full", " Free some space there.")
        case ENOENT, ENOTDIR:
            (code, advice) = ("folder", " Make the folder or mount it, or mend 'folder' in the catalog.")
        case EACCES, EPERM, EROFS:
            (code, advice) = ("folder", " Give the user that runs the engine the right to write there.")
        default: (code, advice) = ("file", "")
        }
        sentence = "\(what()): \(unsafe String(cString: strerror(number))).\(advice)"
    }
}

/// Asked before each change of the disk how many of so many bytes may be written: all of them. A test stops a process
/// between any two changes, or in the middle of one.
typealias DiskGate = @Sendable (_ bytes: Int) -> Int

/// An open folder: names within it are looked up in it and nowhere else, whatever happens to its path meanwhile.
final class ExportFolder {
    /// Where it is, for sentences.
    let path: String
    fileprivate let descriptor: Int32
    fileprivate let gate: DiskGate

    /// Opens the folder at a path.
    init(path: String, gate: @escaping DiskGate) throws(ExportTrouble) {
        self.path = path
        self.gate = gate
        descriptor = unsafe openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ExportTrouble(system: "The folder \(path) can't be opened") }
    }

    /// Opens a folder within another, and makes it first where it isn't there. A link in its place is not followed.
    init(_ name: String, in parent: ExportFolder) throws(ExportTrouble) {
        path = "\(parent.path)/\(name)"
        gate = parent.gate
        if unsafe mkdirat(parent.descriptor, name, 0o750) != 0, errno != EEXIST {
            throw ExportTrouble(system: "The folder \(parent.path)/\(name) can't be made")
        }
        descriptor = unsafe openat(parent.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw ExportTrouble(system: "The folder \(parent.path)/\(name) can't be opened") }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Whether the path still leads here.
    var isInPlace: Bool {
        var (mine, there) = (stat(), stat())
        guard unsafe fstat(descriptor, &mine) == 0, unsafe stat(path, &there) == 0 else { return false }
        return mine.st_ino == there.st_ino && mine.st_dev == there.st_dev
    }

    /// The names in it that end so, in order.
    func names(endingIn suffix: String) throws(ExportTrouble) -> [String] {
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            throw ExportTrouble(system: "The folder \(path) can't be read")
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = unsafe readdir(stream) {
            let found = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(validatingCString: $0) }
            }
            if let found, found.hasSuffix(suffix) { names.append(found) }
            errno = 0
        }
        guard errno == 0 else { throw ExportTrouble(system: "The folder \(path) can't be read") }
        return names.sorted()
    }

    /// Whether something has that name.
    func holds(_ name: String) throws(ExportTrouble) -> Bool {
        var facts = stat()
        if unsafe fstatat(descriptor, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 { return true }
        if errno == ENOENT { return false }
        throw ExportTrouble(system: "\(path)/\(name) can't be looked at")
    }

    /// Whether an open file still has that name.
    func holds(_ file: ExportFile, as name: String) -> Bool {
        var (opened, named) = (stat(), stat())
        guard unsafe fstat(file.descriptor, &opened) == 0,
            unsafe fstatat(descriptor, name, &named, AT_SYMLINK_NOFOLLOW) == 0
        else { return false }
        return opened.st_ino == named.st_ino
    }

    /// Opens a file to write and read it, and makes it first where it isn't there. No link is followed.
    func open(_ name: String) throws(ExportTrouble) -> ExportFile {
        try pass("\(path)/\(name) can't be made")
        let opened = unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard opened >= 0 else { throw ExportTrouble(system: "\(path)/\(name) can't be opened") }
        return ExportFile(opened, "\(path)/\(name)", gate)
    }

    /// Moves a file to another folder. Where the new name is taken, nothing is moved.
    func move(_ name: String, to folder: ExportFolder, as new: String) throws(ExportTrouble) {
        if try folder.holds(new) {
            throw ExportTrouble("file", "\(folder.path)/\(new) is in the way of the file that is closed: move it away.")
        }
        try pass("\(path)/\(name) can't be moved")
        guard unsafe renameat(descriptor, name, folder.descriptor, new) == 0 else {
            throw ExportTrouble(system: "\(path)/\(name) can't be moved to \(folder.path)/\(new)")
        }
    }

    /// Takes a file away, where it is there.
    func remove(_ name: String) throws(ExportTrouble) {
        try pass("\(path)/\(name) can't be removed")
        guard unsafe unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            throw ExportTrouble(system: "\(path)/\(name) can't be removed")
        }
    }

    /// Makes what was made and moved here outlast a loss of power.
    func sync() throws(ExportTrouble) {
        try pass("\(path) can't be written")
        guard fsync(descriptor) == 0 else { throw ExportTrouble(system: "\(path) can't be written") }
    }

    private func pass(_ what: String) throws(ExportTrouble) {
        if gate(1) < 1 { throw ExportTrouble("file", what) }
    }
}

/// A file that is open to be written and read.
final class ExportFile {
    fileprivate let descriptor: Int32
    private let path: String
    private let gate: DiskGate

    fileprivate init(_ descriptor: Int32, _ path: String, _ gate: @escaping DiskGate) {
        self.descriptor = descriptor
        self.path = path
        self.gate = gate
    }

    deinit { close(descriptor) }

    /// Locks it for this process, as long as it is open; `false` where another has the lock.
    func lock() throws(ExportTrouble) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        if errno == EWOULDBLOCK { return false }
        throw ExportTrouble(system: "\(path) can't be locked")
    }

    /// How long it is.
    func size() throws(ExportTrouble) -> Int {
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else { throw ExportTrouble(system: "\(path) can't be looked at") }
        return Int(facts.st_size)
    }

    /// All that stands in it.
    func bytes() throws(ExportTrouble) -> [UInt8] {
        let size = try size()
        var bytes: [UInt8] = []
        while bytes.count < size {
            var chunk = [UInt8](repeating: 0, count: min(1 << 20, size - bytes.count))
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(bytes.count))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ExportTrouble(system: "\(path) can't be read") }
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    /// Cuts off what stands behind a place, and writes there.
    func write(_ bytes: [UInt8], at offset: Int) throws(ExportTrouble) {
        guard gate(1) == 1, ftruncate(descriptor, off_t(offset)) == 0 else {
            throw ExportTrouble(system: "\(path) can't be written")
        }
        let allowed = gate(bytes.count)
        var rest = bytes.prefix(allowed)
        while !rest.isEmpty {
            let place = off_t(offset + rest.startIndex)
            let count = unsafe rest.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, place) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ExportTrouble(system: "\(path) can't be written") }
            rest = rest.dropFirst(count)
        }
        if allowed < bytes.count { throw ExportTrouble("file", "\(path) can't be written") }
    }

    /// Makes what was written outlast a loss of power.
    func sync() throws(ExportTrouble) {
        guard gate(1) == 1, fsync(descriptor) == 0 else { throw ExportTrouble(system: "\(path) can't be written") }
    }
}
