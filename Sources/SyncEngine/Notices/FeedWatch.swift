import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore
import Synchronization

/// Learns each source's rhythm from what arrives, and sees when one falls silent or floods.
final class FeedWatch: Sendable {
    fileprivate struct Feed {
        var rhythm: FeedRhythm
        /// What came since the last look.
        var arrived = 0
        /// Whether anything came since this engine started.
        var hasSpoken = false
        var isChanged = false
        /// Whether it comes in files: then much comes at once, and nobody has to know.
        var comesInFiles = false
        /// What is in the way of taking its files in.
        var obstacle: (sentence: String, since: UTCTime)?
    }

    private struct State {
        var feeds: [SourceName: Feed] = [:]
        var savedAt: Duration = .zero
    }

    /// How often the rhythms are written, at most.
    static let interval: Duration = .seconds(60)
    /// How long something has to be in the way of a source's files before people are told.
    fileprivate static let patience: Duration = .seconds(30)

    private let state: Mutex<State>

    /// Knows what was `learned` before; what can't be read is learned anew.
    init(_ catalog: SiteCatalog, learned: [SourceName: Data], now: UTCTime, uptime: Duration) {
        var state = State()
        state.savedAt = uptime
        for source in catalog.sources.values {
            let kept = learned[source.name].flatMap { try? JSONDecoder().decode(FeedRhythm.self, from: $0) }
            let rhythm = kept.flatMap { $0.moved(to: source.zone) }
            var feed = Feed(rhythm: rhythm ?? FeedRhythm(from: now, zone: source.zone))
            feed.comesInFiles = source.folder != nil
            state.feeds[source.name] = feed
        }
        self.state = Mutex(state)
    }

    /// A message came, whatever becomes of it.
    func arrived(from source: SourceName) {
        state.withLock { $0.feeds[source]?.arrived += 1 }
    }

    /// Something is in the way of taking a source's files in, or is no more.
    func note(_ obstacle: String?, of source: SourceName, at now: UTCTime) {
        state.withLock { state in
            let since = state.feeds[source]?.obstacle?.since ?? now
            state.feeds[source]?.obstacle = obstacle.map { ($0, since) }
        }
    }

    /// How each source does.
    func look(now: UTCTime) -> [NoticeSighting] {
        state.withLock { state in
            state.feeds.keys.sorted().flatMap { name in
                let verdict = state.feeds[name]?.look(now: now) ?? .learning
                return state.feeds[name]?.sightings(name, verdict, now: now) ?? []
            }
        }
    }

    /// What is to be written, at most once a minute; taken only where it was.
    func due(at uptime: Duration) -> [SourceName: FeedRhythm] {
        state.withLock { state in
            guard uptime - state.savedAt >= Self.interval else { return [:] }
            return state.feeds.filter { $0.value.isChanged }.mapValues(\.rhythm)
        }
    }

    /// The rhythms were written.
    func saved(_ names: [SourceName], at uptime: Duration) {
        state.withLock { state in
            state.savedAt = uptime
            for name in names { state.feeds[name]?.isChanged = false }
        }
    }
}

extension FeedWatch.Feed {
    fileprivate mutating func look(now: UTCTime) -> FeedRhythm.Verdict {
        if arrived > 0 {
            rhythm.record(arrived, at: now)
            arrived = 0
            hasSpoken = true
        }
        isChanged = true
        return rhythm.judge(at: now)
    }

    fileprivate func sightings(
        _ name: SourceName, _ verdict: FeedRhythm.Verdict, now: UTCTime
    ) -> [NoticeSighting] {
        // A silence that an earlier engine told of is over only when something came; of a folder, when it can be read.
        var silence: NoticeSighting.Finding = hasSpoken || comesInFiles ? .well : .unclear
        var flood: NoticeSighting.Finding = .well
        switch verdict {
        case .learning, .usual: break
        case .silent(let since, let missing): silence = .troubled(.silent(since: since, missing: missing))
        case .flooding(let count, let usual):
            if !comesInFiles { flood = .troubled(.flooding(count: count, usual: usual)) }
        }
        // What is over in a moment troubles nobody.
        if let obstacle, now.elapsed(since: obstacle.since) >= FeedWatch.patience {
            silence = .troubled(.blocked(obstacle.sentence))
        }
        return [
            NoticeSighting(Notice.Cause(.feedSilent, name.rawValue), silence),
            NoticeSighting(Notice.Cause(.feedFlood, name.rawValue), flood),
        ]
    }
}

extension EngineTransaction {
    /// Keeps the rhythm of a source.
    func write(_ rhythm: FeedRhythm, of source: SourceName) throws {
        try write(rhythm: try JSONEncoder().encode(rhythm), of: source, lastAt: rhythm.lastAt)
    }
}
