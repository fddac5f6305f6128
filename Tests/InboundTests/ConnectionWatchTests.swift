import NIOCore
import Testing

@testable import Inbound

@Suite struct ConnectionWatchTests {
    private let start = NIODeadline.uptimeNanoseconds(0)

    private func watch(handshake: Bool = false) -> ConnectionWatch {
        ConnectionWatch(frameTimeout: .seconds(30), idleTimeout: .seconds(600), now: start, handshake: handshake)
    }

    @Test("a silent connection expires after the idle timeout")
    func idle() {
        let watch = watch()
        #expect(watch.nextCheck == start + .seconds(600))
        #expect(watch.expiry(now: start + .seconds(599)) == nil)
        #expect(watch.expiry(now: start + .seconds(600)) == .idle)
    }

    @Test("bytes that trickle in don't stretch the time a frame may take")
    func trickle() {
        var watch = watch()
        for second in stride(from: Int64(0), to: 30, by: 1) {
            watch.heard(now: start + .seconds(second), isMidFrame: true, endedFrame: false)
            #expect(watch.expiry(now: start + .seconds(second)) == nil)
        }
        #expect(watch.expiry(now: start + .seconds(30)) == .frame)
    }

    @Test("a whole frame ends the time of the one before it, also when the next began in the same read")
    func nextFrame() {
        var watch = watch()
        watch.heard(now: start, isMidFrame: true, endedFrame: false)
        watch.heard(now: start + .seconds(20), isMidFrame: true, endedFrame: true)
        #expect(watch.expiry(now: start + .seconds(49)) == nil)
        #expect(watch.expiry(now: start + .seconds(50)) == .frame)
        watch.heard(now: start + .seconds(49), isMidFrame: false, endedFrame: true)
        #expect(watch.expiry(now: start + .seconds(500)) == nil)
    }

    @Test("a TLS handshake has the time of a frame")
    func handshake() {
        var watch = watch(handshake: true)
        #expect(watch.expiry(now: start + .seconds(30)) == .frame)
        watch.heard(now: start + .seconds(1), isMidFrame: false, endedFrame: false)
        #expect(watch.expiry(now: start + .seconds(30)) == nil)
    }

    @Test("silence that was ours is forgiven")
    func restart() {
        var watch = watch()
        watch.heard(now: start, isMidFrame: true, endedFrame: false)
        watch.restart(now: start + .seconds(100))
        #expect(watch.expiry(now: start + .seconds(129)) == nil)
        #expect(watch.expiry(now: start + .seconds(130)) == .frame)
    }
}
