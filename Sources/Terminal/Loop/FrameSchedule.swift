/// When to draw and when to tick: pure bookkeeping over a clock that the driver provides.
struct FrameSchedule: Hashable, Sendable {
    private let interval: Duration
    private var tick: Duration?
    private var nextTick: Duration?
    private var lastTick: Duration?
    /// When a frame was drawn last that no key asked for.
    private var lastCalmFrame: Duration?
    private var lastFrame: Duration?
    /// Since when something is to be drawn.
    private var dirtySince: Duration?
    private var isDirty = true
    private var isUrgent = true
    /// Since when a due frame could not be written.
    private var blockedSince: Duration?
    private var isSlow = false
    private var fluentSince: Duration?

    /// What comes so soon after one another is drawn together.
    static let settling = Duration.milliseconds(15)
    /// Where nothing was drawn for so long, nothing more is expected to come at once either.
    static let calm = Duration.milliseconds(500)
    /// A frame held back for this long means that the link is slow.
    static let slowAfter = Duration.milliseconds(500)
    /// After so long without a frame held back, the link is well again.
    static let wellAfter = Duration.seconds(5)

    init(interval: Duration, tick: Duration?) {
        self.interval = interval
        self.tick = tick
    }

    /// Whether a frame waits for the terminal to take output.
    var isBlocked: Bool { blockedSince != nil }

    mutating func start(at now: Duration) {
        lastTick = now
        nextTick = tick.map { now + $0 }
    }

    mutating func setTick(_ interval: Duration?, at now: Duration) {
        guard interval != tick else { return }
        tick = interval
        lastTick = now
        nextTick = interval.map { now + $0 }
    }

    mutating func needFrameNow() {
        isDirty = true
        isUrgent = true
    }

    mutating func needFrameSoon(at now: Duration) {
        isDirty = true
        dirtySince = dirtySince ?? now
    }

    /// When a frame that no key asked for is drawn: soon after what it shows came, and no more often than the interval
    /// allows. A frame for a key before it doesn't count: what the key led to is not to wait for its data.
    private func calmMoment(_ now: Duration) -> Duration {
        let since = dirtySince ?? now
        let isCalm = lastFrame.map { since - $0 >= Self.calm } ?? false
        let settled = isCalm ? since : since + min(Self.settling, interval)
        return max(settled, lastCalmFrame.map { $0 + interval } ?? settled)
    }

    /// Whether a frame is to be drawn now.
    func isDue(at now: Duration) -> Bool {
        guard isDirty else { return false }
        return isUrgent || now >= calmMoment(now)
    }

    /// How long nothing happens by itself; nil for ever.
    func timeout(at now: Duration) -> Duration? {
        var moments: [Duration] = []
        if let nextTick { moments.append(nextTick) }
        if isBlocked {
            // The terminal itself says when to go on; only the verdict on the link has a time of its own.
            if !isSlow, let blockedSince { moments.append(blockedSince + FrameSchedule.slowAfter) }
        } else if isDirty {
            moments.append(isUrgent ? now : calmMoment(now))
        }
        return moments.min().map { max(.zero, $0 - now) }
    }

    /// Whether the tick's time has come. Ticks missed meanwhile are not made up for.
    mutating func takeTick(at now: Duration) -> Bool {
        guard let tick, let due = nextTick, now >= due else { return false }
        nextTick = due + tick > now ? due + tick : now + tick
        lastTick = now
        return true
    }

    /// Whether a tick comes along with news, so that news once a tick and the tick wake and draw once together. The
    /// next one is put off a little, to come with the next news.
    mutating func takeTickWithNews(at now: Duration) -> Bool {
        guard let tick, let lastTick, let due = nextTick else { return false }
        let slack = tick / 4
        guard now - lastTick >= tick / 2 else {
            nextTick = max(due, min(now + tick + slack, lastTick + tick * 2))
            return false
        }
        nextTick = now + tick + slack
        self.lastTick = now
        return true
    }

    /// Notes that a due frame could not be written; true when that makes the link slow.
    mutating func block(at now: Duration) -> Bool {
        fluentSince = nil
        guard let since = blockedSince else {
            blockedSince = now
            return false
        }
        guard !isSlow, now - since >= FrameSchedule.slowAfter else { return false }
        isSlow = true
        return true
    }

    /// Notes that a frame can be written; true when that makes a slow link well.
    mutating func unblock(at now: Duration) -> Bool {
        blockedSince = nil
        guard isSlow else { return false }
        guard let since = fluentSince else {
            fluentSince = now
            return false
        }
        guard now - since >= FrameSchedule.wellAfter else { return false }
        isSlow = false
        fluentSince = nil
        return true
    }

    mutating func drawn(at now: Duration) {
        if !isUrgent { lastCalmFrame = now }
        lastFrame = now
        isDirty = false
        isUrgent = false
        dirtySince = nil
    }
}
