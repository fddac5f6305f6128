import SyncModel

/// What people are told, and when. A pure state: told what is seen of each cause, it says what to write.
///
/// One notice a cause: a blip starts none, it gets worse by level or by doubling and not often, and it is over once all
/// has been well for a while. Durations run on the uptime, which nobody sets; texts name the wall clock.
struct NoticeBook: Sendable {
    /// What is to be written of a notice.
    struct News: Sendable, Hashable {
        /// What people are told of; `nil` where only the figures changed.
        var moment: Notice.Moment?
        var notice: Notice
    }

    private struct Watch {
        var trouble: NoticeSighting.Trouble
        /// Since when it is troubled; a short good spell doesn't end it.
        var since: (uptime: Duration, time: UTCTime)
        var wellSince: Duration?
        var open: Open?
    }

    private struct Open {
        var notice: Notice
        /// When people were last told, and what.
        var toldAt: Duration
        var told: (waiting: Int, value: Money)
        var writtenAt: Duration
        var most: Int
    }

    /// Figures of an open notice are written no more often.
    static let refresh: Duration = .seconds(10)
    /// That it got worse is told no more often, unless it becomes critical.
    static let patience: Duration = .seconds(15 * 60)
    /// Fewer don't count as worse, however often they doubled.
    static let leastGrowth = 20

    private let wording: NoticeWording
    private var watches: [Notice.Cause: Watch] = [:]

    /// An empty book.
    init(wording: NoticeWording = NoticeWording()) { self.wording = wording }

    /// Whether a notice is open.
    var hasOpen: Bool { watches.values.contains { $0.open != nil } }

    /// Takes over what another book knows of one cause.
    mutating func adopt(_ cause: Notice.Cause, from other: NoticeBook) { watches[cause] = other.watches[cause] }

    /// Carries on what an earlier engine told people of: not told again.
    mutating func carryOn(_ notices: [Notice], at uptime: Duration, now: UTCTime) {
        for notice in notices {
            // It may have begun before this engine's own time.
            let began = uptime - max(.zero, now.elapsed(since: notice.startedAt))
            let told = uptime - max(.zero, now.elapsed(since: notice.changedAt))
            watches[notice.cause] = Watch(
                trouble: Self.usualTrouble(of: notice), since: (began, notice.startedAt),
                open: Open(
                    notice: notice, toldAt: told, told: (notice.waiting, notice.value), writtenAt: told,
                    most: notice.waiting))
        }
    }

    /// Takes note of what is seen, and says what to write. A cause that isn't seen any more is over.
    mutating func observe(_ sightings: [NoticeSighting], at uptime: Duration, now: UTCTime) -> [News] {
        var news: [News] = []
        for sighting in sightings {
            if let one = observe(sighting, at: uptime, now: now) { news.append(one) }
        }
        let seen = Set(sightings.map(\.cause))
        for cause in watches.keys.sorted() where !seen.contains(cause) {
            guard let open = watches.removeValue(forKey: cause)?.open else { continue }
            news.append(over(.gone, open, at: now))
        }
        return news
    }

    /// The same for one cause.
    mutating func observe(_ sighting: NoticeSighting, at uptime: Duration, now: UTCTime) -> News? {
        var watch = watches[sighting.cause]
        if case .troubled(let trouble) = sighting.finding {
            watch = watch ?? Self.begun(trouble, at: uptime, now: now)
            watch?.trouble = trouble
            watch?.wellSince = nil
        }
        guard var watch else { return nil }
        let isTroubled = sighting.finding.isTroubled
        let policy = NoticePolicy.of(sighting.cause.kind)
        let isIdle = policy.needsWork && sighting.waiting == 0
        if isIdle, watch.open == nil {
            // Nobody is told of what nothing waits for; it begins when something does.
            watches[sighting.cause] = nil
            return nil
        }
        if sighting.finding == .well || sighting.finding == .unclear && isIdle {
            watch.wellSince = watch.wellSince ?? uptime
        }
        let hasRecovered = watch.wellSince.map { uptime - $0 >= policy.endsAfter } ?? false
        var news: News?
        if let open = watch.open {
            var open = open
            if hasRecovered, isDrained(sighting, open) {
                open.notice = Self.updated(open.notice, by: sighting, now: now)
                watches[sighting.cause] = nil
                return over(watch.trouble, open, at: now)
            }
            news = carry(&open, sighting, watch, at: uptime, now: now)
            watch.open = open
        } else if hasRecovered {
            watches[sighting.cause] = nil
            return nil
        } else if isTroubled, uptime - watch.since.uptime >= policy.startsAfter {
            news = begin(&watch, sighting, at: uptime, now: now)
        }
        watches[sighting.cause] = watch
        return news
    }

    /// A first notice of a cause.
    private func begin(
        _ watch: inout Watch, _ sighting: NoticeSighting, at uptime: Duration, now: UTCTime
    ) -> News {
        var notice = Notice(
            cause: sighting.cause, level: level(sighting, watch, at: uptime), text: "", startedAt: watch.since.time,
            changedAt: now)
        notice = Self.updated(notice, by: sighting, now: now)
        notice.text = wording.text(watch.trouble, notice, isMending: false, now: now)
        watch.open = Open(
            notice: notice, toldAt: uptime, told: (notice.waiting, notice.value), writtenAt: uptime,
            most: notice.waiting)
        return News(moment: .start, notice: notice)
    }

    /// An open notice goes on: worse, with new figures, or as it was.
    private func carry(
        _ open: inout Open, _ sighting: NoticeSighting, _ watch: Watch, at uptime: Duration, now: UTCTime
    ) -> News? {
        var notice = Self.updated(open.notice, by: sighting, now: now)
        notice.level = max(notice.level, level(sighting, watch, at: uptime))
        notice.text = wording.text(
            watch.trouble, notice, isMending: !sighting.finding.isTroubled && sighting.finding != .unclear, now: now)
        open.most = max(open.most, notice.waiting)
        let isWorse =
            sighting.finding.isTroubled
            && (notice.level > open.notice.level || hasDoubled(notice, open) && uptime - open.toldAt >= Self.patience)
        if isWorse {
            open.toldAt = uptime
            open.told = (notice.waiting, notice.value)
        } else {
            let isSame =
                notice.text == open.notice.text && notice.waiting == open.notice.waiting
                && notice.value == open.notice.value
            guard !isSame, uptime - open.writtenAt >= Self.refresh else { return nil }
        }
        open.writtenAt = uptime
        open.notice = notice
        return News(moment: isWorse ? .worse : nil, notice: notice)
    }

    private func over(_ trouble: NoticeSighting.Trouble, _ open: Open, at now: UTCTime) -> News {
        var notice = open.notice
        notice.text = wording.ending(trouble, notice, most: open.most, now: now)
        notice.backAt = nil
        notice.changedAt = now
        notice.endedAt = now
        return News(moment: .end, notice: notice)
    }

    // MARK: Judging

    /// Nothing, or next to nothing, waits any more; or what can go out will have in a minute. (What stands behind a
    /// delivery that a person has to mend waits for that person, not for the endpoint.)
    private func isDrained(_ sighting: NoticeSighting, _ open: Open) -> Bool {
        sighting.waiting <= max(10, open.most / 10) || sighting.backIn.map { $0 <= .seconds(60) } ?? false
    }

    private func hasDoubled(_ notice: Notice, _ open: Open) -> Bool {
        let count = notice.waiting >= 2 * open.told.waiting && notice.waiting >= open.told.waiting + Self.leastGrowth
        let told = open.told.value.cents.magnitude
        let value = notice.value.cents.magnitude / 2 >= max(told, 1) && notice.value.cents.magnitude >= 100_000
        return count || value
    }

    private func level(_ sighting: NoticeSighting, _ watch: Watch, at uptime: Duration) -> Notice.Level {
        guard sighting.finding.isTroubled else { return .warning }
        let policy = NoticePolicy.of(sighting.cause.kind)
        let lasts = policy.criticalAfter.map { uptime - watch.since.uptime >= $0 } ?? false
        let isMuch = sighting.waiting >= policy.criticalCount || sighting.value >= policy.criticalValue
        return lasts && (sighting.waiting > 0 || !policy.needsWork) || isMuch ? .critical : .warning
    }

    /// A silence began before it was seen to be one.
    private static func begun(_ trouble: NoticeSighting.Trouble, at uptime: Duration, now: UTCTime) -> Watch {
        guard case .silent(let since, _) = trouble else { return Watch(trouble: trouble, since: (uptime, now)) }
        return Watch(trouble: trouble, since: (uptime - max(.zero, now.elapsed(since: since)), since))
    }

    private static func updated(_ notice: Notice, by sighting: NoticeSighting, now: UTCTime) -> Notice {
        var notice = notice
        notice.waiting = sighting.waiting
        notice.value = sighting.value
        notice.changedAt = now
        // To the minute: an estimate that moves by seconds is no news.
        notice.backAt = sighting.backIn.map { now.advanced(by: $0).nextMinute }
        return notice
    }

    private static func usualTrouble(of notice: Notice) -> NoticeSighting.Trouble {
        switch notice.cause.kind {
        case .endpoint: .down
        case .feedSilent: .silent(since: notice.startedAt, missing: 0)
        case .feedFlood: .flooding(count: 0, usual: 0)
        case .storage: .unwritable
        }
    }
}

/// When a kind of cause is told of.
struct NoticePolicy: Sendable {
    /// It has to last so long.
    var startsAfter: Duration
    /// All has to be well for so long before it is over.
    var endsAfter: Duration
    /// From so long on it is critical.
    var criticalAfter: Duration?
    /// Whether it matters only while something waits.
    var needsWork = false
    /// From so many waiting on it is critical.
    var criticalCount = Int.max
    /// From so much waiting on it is critical.
    var criticalValue = Money(cents: .max)

    /// The policy for a kind.
    static func of(_ kind: Notice.Kind) -> NoticePolicy {
        switch kind {
        case .endpoint:
            NoticePolicy(
                startsAfter: .seconds(30), endsAfter: .seconds(30), criticalAfter: .seconds(15 * 60), needsWork: true,
                criticalCount: 1000, criticalValue: Money(cents: 5_000_000))
        // The rhythm itself is patient.
        case .feedSilent: NoticePolicy(startsAfter: .zero, endsAfter: .seconds(60), criticalAfter: .seconds(3600))
        case .feedFlood: NoticePolicy(startsAfter: .seconds(60), endsAfter: .seconds(300), criticalAfter: nil)
        // Nothing can be taken in: there is no less of it.
        case .storage: NoticePolicy(startsAfter: .seconds(10), endsAfter: .seconds(10), criticalAfter: .zero)
        }
    }
}

extension NoticeSighting.Finding {
    fileprivate var isTroubled: Bool {
        if case .troubled = self { return true }
        return false
    }
}

extension UTCTime {
    /// The next full minute, or this one where it is full.
    fileprivate var nextMinute: UTCTime { UTCTime(milliseconds: (milliseconds + 59_999) / 60_000 * 60_000) }
}
