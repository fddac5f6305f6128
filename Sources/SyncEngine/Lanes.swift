import DequeModule
import SyncModel

/// The deliveries of one endpoint that may be sent, in order within each lane.
///
/// A lane has one delivery at its head: being sent, waiting for another attempt, or stopped for a person. Those behind
/// it wait; other lanes, and deliveries without one, never do. Within a lane deliveries stand by their numbers, so that
/// an engine that reads them from the state finds each where it stood; what comes back to a lane stands before all that
/// arrived later, unless that is being sent just then. Small, since a million may be queued: a lane is a hash, and two
/// lanes that share one are merely sent one after the other.
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
        /// By number.
        var followers = Deque<Entry>()

        /// Where a delivery stands among the followers, or would stand.
        func place(of id: DeliveryID) -> Int {
            var (low, high) = (0, followers.count)
            while low < high {
                let middle = (low + high) / 2
                if followers[middle].id < id { low = middle + 1 } else { high = middle }
            }
            return low
        }

        /// Puts a follower in its place; one that is there already is replaced. Whether there is one more now.
        mutating func insert(_ entry: Entry) -> Bool {
            // What arrives comes last.
            guard let last = followers.last, entry.id <= last.id else {
                followers.append(entry)
                return true
            }
            let place = place(of: entry.id)
            let isThere = followers[place].id == entry.id
            if isThere { followers[place] = entry } else { followers.insert(entry, at: place) }
            return !isThere
        }

        /// Takes a follower out. Whether it was there.
        mutating func remove(_ id: DeliveryID) -> Bool {
            let place = place(of: id)
            guard place < followers.count, followers[place].id == id else { return false }
            followers.remove(at: place)
            return true
        }
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
    /// The heads that are being sent: nothing goes past them, whatever its number.
    private var taken: Set<DeliveryID> = []
    /// How many wait behind the heads of their lanes.
    private(set) var followerCount = 0

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

    /// Adds a delivery to its lane, at its place by number: behind what arrived before it, before what arrived later.
    mutating func add(_ entry: Entry) {
        if entry.isReplayed { replays.insert(entry.id) }
        guard let lane = entry.lane else {
            if !entry.isStopped { makeReady(entry) }
            return
        }
        guard let head = lanes[lane]?.head else {
            lanes[lane] = Lane(head: entry.id)
            if !entry.isStopped { makeReady(entry) }
            return
        }
        insert(entry, into: lane)
        if entry.id < head { reorder(lane) }
    }

    private mutating func insert(_ entry: Entry, into lane: Int) {
        if lanes[lane]?.insert(entry) ?? false { followerCount += 1 }
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
        if isReplaysTurn { replaysInFlight += 1 }
        let entry = isReplaysTurn ? readyReplays.popFirst() : ready.popFirst()
        if let entry, entry.lane != nil { taken.insert(entry.id) }
        return entry
    }

    /// A delivery that was taken isn't in flight any more, whatever came of it.
    mutating func land(_ entry: Entry) {
        if entry.isReplayed { replaysInFlight -= 1 }
    }

    /// A replay is done, though it may keep its place in its lane.
    mutating func forgetReplay(_ entry: Entry) { replays.remove(entry.id) }

    /// A delivery that was taken waits in its place: for another attempt, or for a person. What came back to the lane
    /// meanwhile and stands before it goes first.
    mutating func rest(_ entry: Entry) {
        taken.remove(entry.id)
        if let lane = entry.lane { reorder(lane) }
    }

    /// Lets a delivery that was taken, or stopped, be sent (again), from its place in its lane.
    mutating func release(_ entry: Entry) {
        var entry = entry
        entry.isStopped = false
        taken.remove(entry.id)
        guard let lane = entry.lane, lanes[lane]?.head == entry.id else { return add(entry) }
        if entry.isReplayed { replays.insert(entry.id) }
        if let first = lanes[lane]?.followers.first?.id, first < entry.id {
            insert(entry, into: lane)
            advance(lane)
        } else {
            makeReady(entry)
        }
    }

    /// Takes a delivery that is done out of its lane; the next one becomes the head.
    mutating func finish(_ entry: Entry) {
        replays.remove(entry.id)
        taken.remove(entry.id)
        guard let lane = entry.lane else { return }
        if lanes[lane]?.head == entry.id {
            advance(lane)
        } else if lanes[lane]?.remove(entry.id) ?? false {
            followerCount -= 1
        }
    }

    /// The first of the followers becomes the head.
    private mutating func advance(_ lane: Int) {
        guard let next = lanes[lane]?.followers.popFirst() else {
            lanes[lane] = nil
            return
        }
        followerCount -= 1
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

    /// Puts the follower that stands before the head in the head's place, unless the head is being sent.
    private mutating func reorder(_ lane: Int) {
        guard let head = lanes[lane]?.head, !taken.contains(head), let first = lanes[lane]?.followers.first?.id,
            first < head
        else { return }
        // A head that isn't ready waits for its time or for a person, and is told of again when that comes.
        let entry = withdraw(head) ?? Entry(id: head, lane: lane, isStopped: true)
        insert(entry, into: lane)
        advance(lane)
    }

    private mutating func withdraw(_ id: DeliveryID) -> Entry? {
        if let index = ready.firstIndex(where: { $0.id == id }) { return ready.remove(at: index) }
        return readyReplays.firstIndex { $0.id == id }.map { readyReplays.remove(at: $0) }
    }
}
