import CNCurses
import Glibc

/// Signals as bytes in a pipe, and the promise that the terminal is given back however the program ends.
///
/// The handlers are those of the C shim. One relay at a time can be installed in a process.
struct SignalRelay {
    /// Where signals and wakes can be read from.
    let reading: Int32
    private let writing: Int32

    /// The byte that only wakes.
    private static let wakeByte: UInt8 = 0

    /// Takes over the signals.
    @inline(never)
    init() throws(TerminalError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw .system(call: "pipe", code: errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reading, writing) = (ends[0], ends[1])
        nc_use_signal_stack()
        nc_rescue_install(writing)
    }

    /// Takes the signals again from a library that has put its own handlers in place.
    @inline(never)
    func reinstall() {
        nc_rescue_install(writing)
    }

    /// From now on a crash writes `bytes` to `terminal` and sets `modes`.
    @inline(never)
    func arm(terminal: Int32, modes: termios, bytes: [UInt8]) {
        var modes = modes
        unsafe bytes.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return }
            unsafe nc_rescue_arm(terminal, &modes, start.assumingMemoryBound(to: CChar.self), raw.count)
        }
    }

    /// The terminal has been given back.
    @inline(never)
    func disarm() {
        nc_rescue_disarm()
    }

    /// Wakes whoever waits for ``reading``, from any thread.
    var waker: @Sendable () -> Void {
        let writing = writing
        return {
            var byte = SignalRelay.wakeByte
            _ = unsafe write(writing, &byte, 1)
        }
    }

    /// The signals that arrived, in order, and whether there was a wake.
    @inline(never)
    func take() -> (signals: [Int32], isWoken: Bool) {
        var signals: [Int32] = []
        var isWoken = false
        var bytes = [UInt8](repeating: 0, count: 64)
        while true {
            let count = unsafe read(reading, &bytes, bytes.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in bytes[..<count] {
                if byte == SignalRelay.wakeByte { isWoken = true } else { signals.append(Int32(byte)) }
            }
        }
        if !signals.isEmpty { nc_rescue_taken() }
        return (signals, isWoken)
    }

    /// Stops the program until it is continued.
    @inline(never)
    func stopProgram() {
        SignalRelay.letStop { nc_stop_self() }
    }

    /// Does something while this thread takes the signal that stops the program. Threads that were made by a dispatch
    /// queue have it blocked: a stop raised there would wait for ever, and the program go on as if continued.
    static func letStop(_ body: () -> Void) {
        var stop = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&stop)
        unsafe sigaddset(&stop, SIGTSTP)
        unsafe pthread_sigmask(SIG_UNBLOCK, &stop, &before)
        body()
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Gives the signals to whoever had them before. The pipe stays open: wakers may still be about.
    ///
    /// - Parameter isGone: whether the terminal is gone; hang-ups are ignored from then on.
    @inline(never)
    func remove(isGone: Bool = false) {
        if isGone { nc_ignore_hangup() }
        nc_rescue_remove()
    }
}
