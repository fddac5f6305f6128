import Catalog
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Takes what is written of notices to the catalog's targets. Whoever can't be told is tried again, ever more rarely,
/// for a day; deliveries and intake never wait for it.
final class NoticeCourier: Sendable {
    private struct State {
        /// Whether the state may hold something that is still to be told.
        var mayHaveOpen = true
        /// What is being told just now.
        var underWay: Set<Int64> = []
        /// What came of it and couldn't be written yet.
        var unwritten: [Int64: NotificationSettlement] = [:]
        /// When the last ones were told, in uptime.
        var recent: [Duration] = []
    }

    /// How many are told in a minute, at most, over all targets.
    static let perMinute = 30
    /// How long a target is tried.
    static let longest: Duration = .seconds(86_400)
    /// What no delay between two attempts exceeds.
    static let longestDelay: Duration = .seconds(900)
    /// How many open ones are looked at.
    private static let window = 1000

    private let catalog: SiteCatalog
    private let notifiers: [String: any Notifier]
    private let committer: GroupCommitter
    private let reader: WorkReader
    private let clock: EngineClock
    private let logger: Logger
    private let state = Mutex(State())

    init(
        catalog: SiteCatalog, notifiers: [String: any Notifier], committer: GroupCommitter, reader: WorkReader,
        clock: EngineClock, logger: Logger
    ) {
        self.catalog = catalog
        self.notifiers = notifiers
        self.committer = committer
        self.reader = reader
        self.clock = clock
        self.logger = logger
    }

    /// Who is to be told of a notice, by name.
    func targets(of notice: Notice) -> [String] { catalog.notifications.filter { $0.wants(notice) }.map(\.name) }

    /// Whether nothing is being told just now.
    var isIdle: Bool { state.withLock { state in state.underWay.allSatisfy { state.unwritten[$0] != nil } } }

    /// Something was written.
    func wake() { state.withLock { $0.mayHaveOpen = true } }

    /// Tells what is due. Returns at once.
    func beat() {
        let uptime = clock.uptime()
        let (isNeeded, unwritten) = state.withLock { state in
            defer { state.unwritten = [:] }
            return (state.mayHaveOpen, state.unwritten)
        }
        for (id, settlement) in unwritten { write(id, settlement) }
        guard isNeeded else { return }
        do {
            let open = try reader.openNotifications(limit: Self.window)
            for notification in take(open, at: uptime, now: clock.now()) { start(notification) }
        } catch {
            logger.error("what is to be told could not be read", metadata: ["reason": "\(error)"])
        }
    }

    /// Tells every target at once, without a note in the state: for when the state can't be written.
    func tellDirectly(_ notice: Notice, _ moment: Notice.Moment) {
        for target in targets(of: notice) {
            guard let notifier = notifiers[target] else { continue }
            let announcement = announcement(
                "direct-\(clock.now().milliseconds)", moment: moment, text: notice.text, at: clock.now(), notice)
            Task { [logger] in
                if case .failure(let failure) = await notifier.notify(announcement) {
                    logger.error(
                        "a target could not be told", metadata: ["target": "\(target)", "reason": "\(failure.detail)"])
                }
            }
        }
    }

    /// Those to tell now: each notice's moments go to a target in their order.
    private func take(_ open: [OpenNotification], at uptime: Duration, now: UTCTime) -> [OpenNotification] {
        state.withLock { state in
            if open.isEmpty, state.underWay.isEmpty { state.mayHaveOpen = false }
            state.recent.removeAll { uptime - $0 >= .seconds(60) }
            var before: Set<String> = []
            return open.filter { one in
                guard before.insert("\(one.notice.id) \(one.target)").inserted, !state.underWay.contains(one.id),
                    one.isDue(at: now), state.recent.count < Self.perMinute
                else { return false }
                state.underWay.insert(one.id)
                state.recent.append(uptime)
                return true
            }
        }
    }

    private func start(_ notification: OpenNotification) {
        guard let notifier = notifiers[notification.target] else {
            return write(notification.id, .givenUp(problem: "The catalog doesn't name this target any more."))
        }
        let announcement = announcement(
            "\(notification.id)", moment: notification.moment, text: notification.text, at: notification.at,
            notification.notice)
        Task {
            let result = await notifier.notify(announcement)
            write(notification.id, settlement(of: notification, result))
        }
    }

    private func announcement(
        _ id: String, moment: Notice.Moment, text: String, at: UTCTime, _ notice: Notice
    ) -> Announcement {
        Announcement(
            id: "tallyward-\(String(reader.identity, radix: 16))-\(id)", site: catalog.site,
            environment: catalog.environment.rawValue, moment: moment, text: text, at: at, notice: notice)
    }

    private func settlement(
        of notification: OpenNotification, _ result: Result<Void, AttemptFailure>
    ) -> NotificationSettlement {
        guard case .failure(let failure) = result else { return .taken }
        let now = clock.now()
        let delay = Self.delay(afterAttempt: notification.attempts + 1, random: clock.random())
        let due = now.advanced(by: delay)
        if due.elapsed(since: notification.at) > Self.longest {
            logger.error(
                "a target could not be told for a day, and isn't tried any more",
                metadata: ["target": "\(notification.target)", "reason": "\(failure.detail)"])
            return .givenUp(problem: failure.detail)
        }
        if notification.attempts == 0 {
            logger.warning(
                "a target could not be told; it is tried again for a day",
                metadata: ["target": "\(notification.target)", "reason": "\(failure.detail)"])
        }
        return .retry(due: due, problem: failure.detail)
    }

    /// How long it waits after an attempt that failed: 5 s, doubling to a quarter of an hour, the last half at random.
    static func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        let longest = min(.seconds(5) * (1 << min(max(attempt, 1) - 1, 10)), longestDelay)
        return longest * (0.5 + random / 2)
    }

    private func write(_ id: Int64, _ settlement: NotificationSettlement) {
        committer.enqueue(.lingering) { transaction in
            try transaction.settle(notification: id, settlement)
            return { [self] in state.withLock { _ = $0.underWay.remove(id) } }
        } failed: { [self] problem in
            logger.error("what a target was told could not be written", metadata: ["reason": "\(problem)"])
            // Told once is enough: it stays under way until that is written.
            state.withLock { $0.unwritten[id] = settlement }
        }
    }
}

extension OpenNotification {
    /// Whether its time has come; a time that no delay leads to was written before the clock was set back.
    fileprivate func isDue(at now: UTCTime) -> Bool {
        guard let dueAt else { return true }
        return dueAt <= now || dueAt.elapsed(since: now) > NoticeCourier.longestDelay
    }
}
