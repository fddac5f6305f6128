internal import NIOCore

/// Looks after the silence of one connection, on its event loop: asks again whenever it could have lasted too long.
final class SilenceTimer {
    private var watch: ConnectionWatch
    private var timer: (check: Scheduled<Void>, at: NIODeadline)?
    private let eventLoop: any EventLoop
    private let check: () -> Void

    /// - Parameters:
    ///   - frameTimeout: how long a frame or a request, or a TLS `handshake`, may take.
    ///   - check: looks at ``expiry()`` and, where the connection goes on, calls ``schedule()``.
    init(
        frameTimeout: TimeAmount, idleTimeout: TimeAmount, handshake: Bool, eventLoop: any EventLoop,
        check: @escaping () -> Void
    ) {
        self.eventLoop = eventLoop
        self.check = check
        watch = ConnectionWatch(
            frameTimeout: frameTimeout, idleTimeout: idleTimeout, now: eventLoop.now, handshake: handshake)
        schedule()
    }

    /// Bytes came. See ``ConnectionWatch/heard(now:isMidFrame:endedFrame:)``.
    func heard(isMidFrame: Bool, endedFrame: Bool) {
        watch.heard(now: eventLoop.now, isMidFrame: isMidFrame, endedFrame: endedFrame)
        schedule()
    }

    /// What silence there was is ours, or over.
    func restart() { watch.restart(now: eventLoop.now) }

    /// Whether it has lasted too long.
    func expiry() -> ConnectionWatch.Expiry? { watch.expiry(now: eventLoop.now) }

    /// Sees to it that somebody looks in time.
    func schedule() {
        let next = watch.nextCheck
        if let timer, timer.at <= next { return }
        timer?.check.cancel()
        let scheduled = eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.timer = nil
            self.check()
        }
        timer = (scheduled, next)
    }

    /// The connection is gone.
    func cancel() {
        timer?.check.cancel()
        timer = nil
    }
}
