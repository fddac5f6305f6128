import SyncModel

/// The sentences of notices: plain words for hospital staff, the site's own time of day, never patient data.
struct NoticeWording: Sendable {
    /// Where the site's clocks are.
    var zone = ClockZone.utc

    /// What stands in the console and goes out while it lasts.
    func text(_ trouble: NoticeSighting.Trouble, _ notice: Notice, isMending: Bool, now: UTCTime) -> String {
        let subject = notice.cause.subject
        let since = time(notice.startedAt, now: now)
        switch trouble {
        case .down, .limited, .paused:
            let how = isMending ? "takes entries again" : Self.how(trouble)
            return "Do not re-key: \(subject) \(how). \(queue(notice, since: since)) "
                + outlook(trouble, notice, isMending: isMending, now: now)
        case .silent(let start, let missing):
            let expected = missing > 0 ? ", where about \(Self.count(missing, "message")) should have come" : ""
            return "Nothing has come from \(subject) since \(time(start, now: now))\(expected). Do not re-key: go on "
                + "documenting; what it sends later is taken in as usual. Have the interface looked at."
        case .blocked(let why):
            return
                "The files of \(subject) can't be taken in since \(since): \(why) Nothing is lost: they are taken in "
                + "when that is mended."
        case .flooding(let count, let usual):
            return "\(subject) sent \(Self.count(count, "message")) in five minutes, where \(usual.grouped) is the "
                + "most it usually sends. All of it is taken in and kept in order; have the interface looked at."
        case .unwritable:
            return "Do not re-key: since \(since) new messages can't be stored here, and their senders keep them and "
                + "send them again. The disk has to be looked at now."
        case .damaged(let what):
            return
                "A part of the state can't be used since \(since): \(what) Everything else goes on. Have whoever runs "
                + "the engine look at it with `tallyward doctor` now."
        case .gone:
            return "\(subject) is watched no more: the catalog doesn't have it."
        }
    }

    /// What is said when it is over.
    ///
    /// - Parameter most: how many deliveries waited at most.
    func ending(_ trouble: NoticeSighting.Trouble, _ notice: Notice, most: Int, now: UTCTime) -> String {
        let subject = notice.cause.subject
        let since = time(notice.startedAt, now: now)
        switch trouble {
        case .down, .limited, .paused:
            let done =
                notice.waiting == 0
                ? "has been worked off"
                : "is being worked off, \(notice.waiting.grouped) of it still on the way"
            return "\(subject) works again. What was queued since \(since) (up to "
                + "\(Self.count(max(most, notice.waiting), "entry", "entries"))) \(done); nothing has to be re-keyed."
        case .silent: return "\(subject) sends again, after it was silent since \(since)."
        case .blocked: return "The files of \(subject) are taken in again; it began at \(since)."
        case .flooding: return "\(subject) sends as much as usual again; the flood began at \(since)."
        case .unwritable:
            return "New messages are stored again since \(time(now, now: now)); what senders kept comes in now."
        case .damaged: return "The state that was damaged at \(since) is whole again."
        case .gone: return text(.gone, notice, isMending: true, now: now)
        }
    }

    private static func how(_ trouble: NoticeSighting.Trouble) -> String {
        switch trouble {
        case .limited: "takes less than it is sent"
        case .paused: "was stopped by a person"
        default: "can't be reached or takes nothing"
        }
    }

    private func queue(_ notice: Notice, since: String) -> String {
        guard notice.waiting > 0 else { return "Nothing is queued; it began at \(since)." }
        let verb = notice.waiting == 1 ? "is" : "are"
        return "\(Self.count(notice.waiting, "entry", "entries")) \(verb) queued since \(since), in order, worth "
            + "\(notice.value)."
    }

    private func outlook(
        _ trouble: NoticeSighting.Trouble, _ notice: Notice, isMending: Bool, now: UTCTime
    ) -> String {
        if let backAt = notice.backAt { return "Back by about \(time(backAt, now: now)), by itself." }
        if isMending { return "They go out by themselves." }
        return trouble == .paused
            ? "They go out when it is resumed." : "They go out by themselves; when it is back isn't known yet."
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number.grouped) \(number == 1 ? one : many ?? one + "s")"
    }

    /// `14:02`, with the date where that isn't today.
    func time(_ moment: UTCTime, now: UTCTime) -> String {
        let local = zone.wall(at: moment)
        let clock = String(local.time.prefix(5))
        return local.date == zone.day(of: now) ? clock : "\(local.date) \(clock)"
    }
}
