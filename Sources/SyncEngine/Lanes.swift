import DequeModule
import SyncModel

/// The deliveries of one endpoint that may be sent, in order within each lane.
///
/// A lane has one delivery at its head: being sent, waiting for another attempt, or stopped for a person. Those behind
/// it wait; other lanes, and deliveries without one, never do. Small, since a million may be queued: a lane is a hash,
/// and two lanes that share one are merely sent one after the other.
struct Lanes: Sendable {
    /// One delivery as a lane holds it.
    struct Entry: Sendable, Hashable {
        var id: DeliveryID
        /// The hash of the lane's name; `nil` where nothing has to be in order.
        var lane: Int?
        /// Whether it waits for a person: it keeps its place, but isn't sent.
        var isStopped = false
        /// Whether it isn't known if an earlier request was booked.
        var isInDoubt = false
        /// Whether a replay brought it back: what is live goes first.
        var isReplayed = false
        /// The hash of its flow's name.
        var flow: UInt32 = 0
    }

    private struct Lane {
        var head: DeliveryID
        var followers = Deque<Entry>()
    }

    /// Of so many turns, one is a replay's even where live deliveries wait: those behind it in its lane wait with it.
    private static let replayTurn = 8

    private var ready = Deque<Entry>()
    private var readyReplays = Deque<Entry>()
    private var turn = 0
    private var replaysInFlight = 0
    /// Replays that aren't done yet: waiting, being sent, or due again.
    private var replays: Set<DeliveryID> = []
    private var lanes: [Int: Lane] = [:]

    /// The hash that a lane's name goes by while this process runs.
    static func key(_ name: String?) -> Int? { name?.hashValue }

    /// The hash that a flow's name goes by while this process runs.
    static func flowKey(_ name: FlowName) -> UInt32 { UInt32(truncatingIfNeeded: name.rawValue.hashValue) }

    /// Whether something could be sent now.
    var hasReady: Bool { !ready.isEmpty || !readyReplays.isEmpty }

    /// Whether something could be sent now that isn't a replay's.
    var hasLive: Bool { !ready.isEmpty }

    /// What ``take(replayShare:)`` would take.
    func next(replayShare: Int = .max) -> Entry? {
        isReplaysTurn(replayShare) ? readyReplays.first : ready.first
    }

    private func isReplaysTurn(_ share: Int) -> Bool {
        guard replaysInFlight < share, !readyReplays.isEmpty else { return false }
        return turn == Self.replayTurn - 1 || ready.isEmpty
    }

    /// How many could be sent now.
    var readyCount: Int { ready.count + readyReplays.count }

    /// How many replays aren't done yet.
    var replayCount: Int { replays.count }

    /// Adds a delivery at the end of its lane.
    mutating func add(_ entry: Entry) {
        if entry.isReplayed { replays.insert(entry.id) }
        if let lane = entry.lane {
            if lanes[lane] != nil {
                lanes[lane]?.followers.append(entry)
                return
            }
            lanes[lane] = Lane(head: entry.id)
        }
        if !entry.isStopped { makeReady(entry) }
    }

    private mutating func makeReady(_ entry: Entry) {
        if entry.isReplayed { readyReplays.append(entry) } else { ready.append(entry) }
    }

    /// Takes the next delivery to send; its lane stays held until ``finish(_:)``. What is live goes first.
    ///
    /// - Parameter replayShare: how many replays may be in flight at once.
    mutating func take(replayShare: Int = .max) -> Entry? {
        let isReplaysTurn = isReplaysTurn(replayShare)
        turn = (turn + 1) % Self.replayTurn
        guard isReplaysTurn else { return ready.popFirst() }
        replaysInFlight += 1
        return readyReplays.popFirst()
    }

    /// A delivery that was taken isn't in flight any more, whatever came of it.
    mutating func land(_ entry: Entry) {
        if entry.isReplayed { replaysInFlight -= 1 }
    }

    /// A replay is done, though it may keep its place in its lane.
    mutating func forgetReplay(_ entry: Entry) { replays.remove(entry.id) }

    /// Lets a delivery that was taken, or stopped, be sent (again), from its place in its lane.
    mutating func release(_ entry: Entry) {
        var entry = entry
        entry.isStopped = false
        if entry.isReplayed { replays.insert(entry.id) }
        guard let lane = entry.lane, let held = lanes[lane] else { return add(entry) }
        if held.head == entry.id {
            makeReady(entry)
        } else if let index = held.followers.firstIndex(where: { $0.id == entry.id }) {
            lanes[lane]?.followers[index] = entry
        } else {
            lanes[lane]?.followers.append(entry)
        }
    }

    /// Takes a delivery that is done out of its lane; the next one becomes the head.
    mutating func finish(_ entry: Entry) {
        replays.remove(entry.id)
        guard let lane = entry.lane, let held = lanes[lane] else { return }
        guard held.head == entry.id else {
            lanes[lane]?.followers.removeAll { $0.id == entry.id }
            return
        }
        guard let next = lanes[lane]?.followers.popFirst() else {
            lanes[lane] = nil
            return
        }
        lanes[lane]?.head = next.id
        if !next.isStopped { makeReady(next) }
    }

    /// Stops deliveries that are ready, or would be once those before them are done: all of them, or none where one of
    /// them is being sent.
    mutating func holdBack(_ entries: [Entry]) -> Bool {
        guard !entries.isEmpty else { return true }
        let ids = Set(entries.map(\.id))
        var found = Set(ready.lazy.map(\.id).filter(ids.contains))
        for entry in entries {
            guard let lane = entry.lane, let held = lanes[lane] else { continue }
            if held.followers.contains(where: { $0.id == entry.id && !$0.isStopped }) { found.insert(entry.id) }
        }
        guard found.count == ids.count else { return false }
        ready.removeAll { ids.contains($0.id) }
        for entry in entries {
            guard let lane = entry.lane,
                let index = lanes[lane]?.followers.firstIndex(where: { $0.id == entry.id })
            else { continue }
            lanes[lane]?.followers[index].isStopped = true
        }
        return true
    }
}
