import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Looks at endpoints, feeds and storage about once a second, and writes what people are told of them.
///
/// What it costs doesn't grow: the books say what waits, a row a flow, and they are read only while an endpoint is in
/// trouble or a notice is open.
final class NoticeDesk: Sendable {
    private struct State {
        var book: NoticeBook
        var lookedAt: Duration?
        var isWriting = false
        var storage: NoticeSighting.Trouble?
    }

    private static let interval: Duration = .seconds(1)
    private static let storage = Notice.Cause(.storage, "state")

    let feeds: FeedWatch
    let courier: NoticeCourier
    private let catalog: SiteCatalog
    private let dispatchers: [EndpointName: EndpointDispatcher]
    private let committer: GroupCommitter
    private let reader: WorkReader
    private let clock: EngineClock
    private let logger: Logger
    private let state: Mutex<State>

    /// A desk for an engine's endpoints; carries on what an earlier engine told people of.
    init(
        catalog: SiteCatalog, dispatchers: [EndpointName: EndpointDispatcher], notifiers: [String: any Notifier],
        committer: GroupCommitter, reader: WorkReader, clock: EngineClock, logger: Logger
    ) throws(StateFileProblem) {
        self.catalog = catalog
        self.dispatchers = dispatchers
        self.committer = committer
        self.reader = reader
        self.clock = clock
        self.logger = logger
        courier = NoticeCourier(
            catalog: catalog, notifiers: notifiers, committer: committer, reader: reader, clock: clock, logger: logger)
        let (now, uptime) = (clock.now(), clock.uptime())
        feeds = FeedWatch(catalog, learned: try reader.rhythms(), now: now, uptime: uptime)
        var book = NoticeBook(wording: NoticeWording(zone: catalog.clocks))
        book.carryOn(try reader.openNotices(), at: uptime, now: now)
        state = Mutex(State(book: book))
    }

    /// What is wrong with the state just now. While it can't be written, nobody can be told of it through the state.
    func storage(_ trouble: NoticeSighting.Trouble?) { state.withLock { $0.storage = trouble } }

    /// Looks at everything, writes what is new, and tells who is to be told. Returns at once.
    func beat() {
        courier.beat()
        let uptime = clock.uptime()
        let isDue = state.withLock { state in
            guard !state.isWriting, state.lookedAt.map({ uptime - $0 >= Self.interval }) ?? true else { return false }
            state.lookedAt = uptime
            return true
        }
        guard isDue else { return }
        do { look(at: uptime, now: clock.now(), try sightings(at: clock.now())) } catch {
            logger.error("what waits for endpoints could not be read", metadata: ["reason": "\(error)"])
            // Of the storage itself people can be told all the same.
            look(at: uptime, now: clock.now(), nil)
        }
    }

    private func look(at uptime: Duration, now: UTCTime, _ sightings: [NoticeSighting]?) {
        let rhythms = feeds.due(at: uptime)
        let (next, news) = state.withLock { state in
            var next = state.book
            let storage = NoticeSighting(Self.storage, state.storage.map { .troubled($0) } ?? .well)
            var news: [NoticeBook.News] = []
            if let sightings {
                news = next.observe(sightings + [storage], at: uptime, now: now)
            } else if let one = next.observe(storage, at: uptime, now: now) {
                news = [one]
            }
            if news.isEmpty { state.book = next }
            state.isWriting = !news.isEmpty || !rhythms.isEmpty
            return (next, news)
        }
        if !news.isEmpty || !rhythms.isEmpty { write(news, next, rhythms, at: uptime) }
    }

    private func sightings(at now: UTCTime) throws(StateFileProblem) -> [NoticeSighting] {
        let endpoints = dispatchers.values.map { ($0.endpoint.name, $0.condition, $0.timeToDrain) }
        let isTroubled = endpoints.contains { $0.1 != .up && $0.1 != .unknown }
        let waiting = isTroubled || state.withLock { $0.book.hasOpen } ? try backlog() : [:]
        return endpoints.map { name, condition, drainsIn in
            NoticeSighting(
                endpoint: name, condition: condition, waiting: waiting[name]?.count ?? 0,
                value: waiting[name]?.value ?? .zero, drainsIn: drainsIn)
        } + feeds.look(now: now)
    }

    /// What is on the way to each endpoint: what is on the way of the flows that lead there.
    private func backlog() throws(StateFileProblem) -> [EndpointName: (count: Int, value: Money)] {
        let flows = try reader.backlog()
        var waiting: [EndpointName: (count: Int, value: Money)] = [:]
        for flow in catalog.flows {
            guard let (count, value) = flows[flow.name] else { continue }
            let before = waiting[flow.endpoint] ?? (0, .zero)
            waiting[flow.endpoint] = (before.count + count, before.value + value)
        }
        return waiting
    }

    private func write(
        _ news: [NoticeBook.News], _ next: NoticeBook, _ rhythms: [SourceName: FeedRhythm], at uptime: Duration
    ) {
        committer.enqueue(.lingering) { [courier] transaction in
            for one in news {
                try transaction.write(one.notice, moment: one.moment, telling: courier.targets(of: one.notice))
            }
            for (source, rhythm) in rhythms { try transaction.write(rhythm, of: source) }
            return { [self] in
                state.withLock { state in
                    if !news.isEmpty { state.book = next }
                    state.isWriting = false
                }
                if !rhythms.isEmpty { feeds.saved(Array(rhythms.keys), at: uptime) }
                if news.contains(where: { $0.moment != nil }) { courier.wake() }
                for one in news { log(one) }
            }
        } failed: { [self] problem in
            logger.error("a notice could not be written", metadata: ["reason": "\(problem)"])
            unwritten(news, next)
        }
    }

    /// What can't be written is found again at the next look; only of the storage itself people are told all the same.
    private func unwritten(_ news: [NoticeBook.News], _ next: NoticeBook) {
        let storage = news.first { $0.notice.cause == Self.storage && $0.moment == .start }
        state.withLock { state in
            state.isWriting = false
            if storage != nil { state.book.adopt(Self.storage, from: next) }
        }
        if let storage { courier.tellDirectly(storage.notice, .start) }
    }

    private func log(_ news: NoticeBook.News) {
        guard let moment = news.moment else { return }
        logger.notice(
            "people are told",
            metadata: [
                "moment": "\(moment.rawValue)", "kind": "\(news.notice.cause.kind.rawValue)",
                "subject": "\(news.notice.cause.subject)", "level": "\(news.notice.level.rawValue)",
                "waiting": "\(news.notice.waiting)",
            ])
    }
}
