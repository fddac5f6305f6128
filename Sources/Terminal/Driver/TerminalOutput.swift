import CNCurses
import Glibc

/// Sends bytes to a terminal without ever waiting for it: what it doesn't take is kept and sent later.
struct TerminalOutput {
    /// Where the bytes go: a description of the terminal of our own, so that no other program sees it as non-blocking.
    let descriptor: Int32
    /// Whether the terminal is gone.
    private(set) var isGone = false
    private var pending: ArraySlice<UInt8> = []

    /// Output to the terminal behind `standard`.
    init(standard: Int32) throws(TerminalError) {
        let name = unsafe ttyname(standard)
        let flags = O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK
        var opened: Int32 = -1
        if let name = unsafe name { opened = unsafe open(name, flags) }
        // Who changed identity (su, sudo -u) may not open the terminal by its name, but anybody may open the one that
        // controls the session; only that one has a foreground group to tell.
        if opened < 0, tcgetpgrp(standard) >= 0 { opened = unsafe open("/dev/tty", flags) }
        // The last resort shares the shell's description, and writes to it can wait.
        if opened < 0 { opened = fcntl(standard, F_DUPFD_CLOEXEC, 3) }
        guard opened >= 0 else { throw .system(call: "open", code: errno) }
        self.init(descriptor: opened)
    }

    /// Output to a descriptor, which the value owns from now on.
    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Whether nothing waits to be sent and the terminal takes more.
    var isReady: Bool { pending.isEmpty && canWrite(within: 0) }

    /// Whether something waits to be sent.
    var hasPending: Bool { !pending.isEmpty }

    /// Sends bytes after those that wait.
    mutating func send(_ bytes: [UInt8]) {
        pending += bytes
        flush()
    }

    /// Sends as much as the terminal takes.
    mutating func flush() {
        while !pending.isEmpty, !isGone {
            let count = unsafe pending.withUnsafeBytes { bytes in
                unsafe write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count >= 0 {
                pending = pending.dropFirst(count)
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                return
            } else if errno != EINTR {
                isGone = true
            }
        }
        if pending.isEmpty { pending = [] }
    }

    /// Sends all that waits, for at most so many milliseconds; false when the terminal did not take it.
    mutating func drain(within milliseconds: Int32) -> Bool {
        flush()
        while hasPending, !isGone {
            guard canWrite(within: milliseconds) else { return false }
            flush()
        }
        return !isGone
    }

    private func canWrite(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0 && entry.revents & Int16(POLLOUT) != 0
    }

    /// Closes the description.
    func close() {
        Glibc.close(descriptor)
    }
}
