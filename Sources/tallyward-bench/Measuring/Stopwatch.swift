import Glibc

/// Clocks, in nanoseconds.
enum Stopwatch {
    /// The time by a clock that nobody sets.
    static var now: Int64 { read(CLOCK_MONOTONIC) }

    /// The processor time of the whole process, all threads.
    static var processCPU: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }

    /// The processor time of the calling thread.
    static var threadCPU: Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

    /// Runs `body` over and over for so many seconds; gives how often, and how long it took, in seconds.
    static func run(for seconds: Double, _ body: () throws -> Void) rethrows -> (rounds: Int, seconds: Double) {
        let start = now
        let end = start + Int64(seconds * 1e9)
        var rounds = 0
        while now < end || rounds == 0 {
            try body()
            rounds += 1
        }
        return (rounds, Double(now - start) / 1e9)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
