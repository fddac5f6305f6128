import Foundation
import Glibc

/// A pseudo-terminal of the kernel, and the program that it controls.
///
/// Calls wait, for at most as long as they say: they belong on a thread of their own.
struct PseudoTerminal: ~Copyable {
    /// How a program ended.
    enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(Int32)
    }

    /// How it ended, and the seconds of processor time that it has used.
    struct Report: Sendable {
        var ending: Ending
        var processorSeconds: Double
    }

    let process: pid_t
    private(set) var master: Int32
    /// The end of a socket whose other end the program and all that it starts have open: it hangs up once the
    /// last of them is gone.
    private let lifeline: Int32
    private(set) var report: Report?
    /// The terminal's modes before the program was started.
    let firstModes: TerminalModes

    /// Starts a program as leader of a session of its own, controlled by a new terminal.
    init(_ arguments: [String], environment: [String: String], width: Int, height: Int) throws {
        let master = try Self.newTerminal()
        Self.setExtent(master.descriptor, width, height)
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SystemFailure("socketpair") }
        defer { Glibc.close(ends[1]) }
        let modes = TerminalModes(of: master.descriptor)
        let process = try Self.spawn(arguments, environment, terminal: master.name, lifeline: ends[1])
        (self.master, lifeline, firstModes, self.process) = (master.descriptor, ends[0], modes, process)
    }

    private static func newTerminal() throws -> (descriptor: Int32, name: String) {
        let descriptor = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open of /dev/ptmx") }
        var (isLocked, number): (Int32, Int32) = (0, 0)
        guard unsafe ioctl(descriptor, setLock, &isLocked) == 0, unsafe ioctl(descriptor, getNumber, &number) == 0
        else { throw SystemFailure("ioctl of /dev/ptmx") }
        return (descriptor, "/dev/pts/\(number)")
    }

    /// `TIOCSPTLCK`, `TIOCGPTN` and `POSIX_SPAWN_SETSID` as Linux has them; Swift imports none of them.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let inNewSession: Int32 = 0x80

    private static func spawn(
        _ arguments: [String], _ environment: [String: String], terminal: String, lifeline: Int32
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // The leader of a session that has no terminal gets the first that it opens.
        unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        unsafe posix_spawn_file_actions_adddup2(&actions, lifeline, 9)
        // Other tests' sockets would stay open in the program: what they have closed would go on listening.
        for descriptor in 3..<Int32(clamping: min(4096, sysconf(Int32(_SC_OPEN_MAX)))) where descriptor != 9 {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        let flags = inNewSession | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) }
        unsafe words.append(nil)
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map { unsafe strdup("\($0)=\($1)") }
        unsafe variables.append(nil)
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, arguments[0], &actions, &attributes, words, variables)
        guard code == 0 else { throw SystemFailure("posix_spawn of \(arguments[0])", code: code) }
        return process
    }

    // MARK: The terminal

    /// The window gets another extent; the kernel tells the program.
    func resize(width: Int, height: Int) { Self.setExtent(master, width, height) }

    private static func setExtent(_ master: Int32, _ width: Int, _ height: Int) {
        var extent = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &extent)
    }

    /// The terminal's modes as they are now.
    var modes: TerminalModes { TerminalModes(of: master) }

    /// What a user types.
    func write(_ bytes: [UInt8]) {
        var rest = ArraySlice(bytes)
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(master, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// What was written to the terminal, after waiting for it for at most so long; `nil` where nothing came, and an
    /// empty array where nothing will come any more.
    func read(within milliseconds: Int32) -> [UInt8]? {
        // Whoever is gone without having opened the terminal never hangs it up.
        var entries = [
            pollfd(fd: master, events: Int16(POLLIN), revents: 0), pollfd(fd: lifeline, events: 0, revents: 0),
        ]
        guard unsafe poll(&entries, 2, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 65536)
        // Whoever was gone only after the terminal had been looked at may have written before that.
        if entries[1].revents != 0 { unsafe poll(&entries, 1, 0) }
        let isReadable = entries[0].revents & Int16(POLLIN) != 0
        let count = isReadable ? unsafe Glibc.read(master, &bytes, bytes.count) : 0
        if count < 0, errno == EINTR { return nil }
        return Array(bytes.prefix(max(0, count)))
    }

    /// The terminal goes away, as a window does that is closed.
    mutating func hangUp() {
        guard master >= 0 else { return }
        Glibc.close(master)
        master = -1
    }

    // MARK: The program

    /// Sends the program a signal.
    func send(signal: Int32) {
        guard report == nil else { return }
        kill(process, signal)
    }

    /// Waits until the program and all that it has started are gone.
    ///
    /// - Returns: how it ended; `nil` where it still runs.
    mutating func ending(within milliseconds: Int32) -> Report? {
        if let report { return report }
        var entry = pollfd(fd: lifeline, events: 0, revents: 0)
        guard unsafe poll(&entry, 1, milliseconds) > 0 else { return nil }
        return reap()
    }

    private mutating func reap() -> Report? {
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) < 0 { guard errno == EINTR else { return nil } }
        let signal = status & 0x7F
        let seconds = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        report = Report(
            ending: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal),
            processorSeconds: seconds.reduce(0, +))
        return report
    }

    /// Ends whatever still runs, and gives everything back.
    mutating func close() {
        hangUp()
        if report == nil {
            kill(process, SIGKILL)
            _ = reap()
        }
        // What it has started hears of the hang-up from the kernel.
        var entry = pollfd(fd: lifeline, events: 0, revents: 0)
        unsafe poll(&entry, 1, 10_000)
        Glibc.close(lifeline)
    }
}

/// The modes of a terminal: `termios`, to be compared.
struct TerminalModes: Hashable, Sendable {
    private let flags: [UInt32]
    private let characters: [UInt8]

    init(of descriptor: Int32) {
        var modes = termios()
        unsafe tcgetattr(descriptor, &modes)
        flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
        characters = unsafe withUnsafeBytes(of: modes.c_cc) { unsafe Array($0) }
    }
}

/// A system call that failed.
struct SystemFailure: Error, CustomStringConvertible {
    let description: String

    init(_ call: String, code: Int32 = errno) {
        description = "\(call) failed with error \(code)"
    }
}
