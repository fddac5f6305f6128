internal import NIOCore

/// When a connection has been silent, or stuck inside a frame, for too long. Times are the event loop's.
struct ConnectionWatch {
    /// Why a connection is closed.
    enum Expiry: Hashable {
        /// A frame, or a TLS handshake, began and didn't end in time.
        case frame
        /// Nothing came.
        case idle
    }

    private let frameTimeout: TimeAmount
    private let idleTimeout: TimeAmount
    private var lastHeard: NIODeadline
    private var began: NIODeadline?

    /// A connection opened `now`; with `handshake`, its first deadline is that of a frame.
    init(frameTimeout: TimeAmount, idleTimeout: TimeAmount, now: NIODeadline, handshake: Bool) {
        self.frameTimeout = frameTimeout
        self.idleTimeout = idleTimeout
        lastHeard = now
        began = handshake ? now : nil
    }

    /// Bytes came. The clock of an open frame runs on unless a whole frame ended in between.
    mutating func heard(now: NIODeadline, isMidFrame: Bool, endedFrame: Bool) {
        lastHeard = now
        if !isMidFrame {
            began = nil
        } else if endedFrame || began == nil {
            began = now
        }
    }

    /// Whatever silence there was is ours (reading was stopped) or over: both clocks start again.
    mutating func restart(now: NIODeadline) {
        lastHeard = now
        if began != nil { began = now }
    }

    /// When to look again.
    var nextCheck: NIODeadline {
        let idle = lastHeard + idleTimeout
        guard let began else { return idle }
        return min(idle, began + frameTimeout)
    }

    /// Whether it is too late now, and for what.
    func expiry(now: NIODeadline) -> Expiry? {
        if let began, now >= began + frameTimeout { return .frame }
        return now >= lastHeard + idleTimeout ? .idle : nil
    }
}
