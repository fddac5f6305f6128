import CNCurses
import Glibc

extension TerminalLoop where Application: SendableMetatype {
    /// Runs a loop on a thread of its own, which owns the terminal for as long, and returns why it ended.
    ///
    /// The loop is made on that thread, so application and driver need not be safe to share. Everything goes in through
    /// the mailbox. Nothing of the caller's task is held up.
    ///
    /// - Throws: ``TerminalError`` when the terminal can't be opened or the thread can't be started.
    public static func runOnOwnThread(
        _ make: @escaping @Sendable () -> TerminalLoop
    ) async throws(TerminalError) -> ExitReason {
        let result: Result<ExitReason, TerminalError> = await withCheckedContinuation { continuation in
            let work = ThreadWork {
                var loop = make()
                do throws(TerminalError) {
                    continuation.resume(returning: .success(try loop.run()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            let code = work.start()
            if code != 0 { continuation.resume(returning: .failure(.system(call: "pthread_create", code: code))) }
        }
        return try result.get()
    }
}

/// What a new thread does first and only.
private final class ThreadWork: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    /// Starts the thread. Returns 0, or the error's number when there is no thread.
    func start() -> Int32 {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, 8 << 20)
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { unsafe pthread_attr_destroy(&attributes) }
        let held = unsafe Unmanaged.passRetained(self)
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, &attributes,
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                unsafe Unmanaged<ThreadWork>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            }, held.toOpaque())
        if code != 0 { unsafe held.release() }
        return code
    }
}
