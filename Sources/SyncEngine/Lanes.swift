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
    }

    private struct Lane {
        var head: DeliveryID
        var followers = Deque<Entry>()
    }

    private var ready = Deque<Entry>()
    private var lanes: [Int: Lane] = [:]

    /// The hash that a lane's name goes by while this process runs.
    static func key(_ name: String?) -> Int? { name?.hashValue }

    /// Whether something could be sent now.
    var hasReady: Bool { !ready.isEmpty }

    /// What ``take()`` would take.
    var next: Entry? { ready.first }

    /// How many could be sent now.
    var readyCount: Int { ready.count }

    /// Adds a delivery at the end of its lane.
    mutating func add(_ entry: Entry) {
        if let lane = entry.lane {
            if lanes[lane] != nil {
                lanes[lane]?.followers.append(entry)
                return
            }
            lanes[lane] = Lane(head: entry.id)
        }
        if !entry.isStopped { ready.append(entry) }
    }

    /// Takes the next delivery to send; its lane stays held until ``finish(_:)``.
    mutating func take() -> Entry? { ready.popFirst() }

    /// Lets a delivery that was taken, or stopped, be sent (again), from its place in its lane.
    mutating func release(_ entry: Entry) {
        var entry = entry
        entry.isStopped = false
        guard let lane = entry.lane, let held = lanes[lane] else { return add(entry) }
        if held.head == entry.id {
            ready.append(entry)
        } else if let index = held.followers.firstIndex(where: { $0.id == entry.id }) {
            lanes[lane]?.followers[index] = entry
        } else {
            lanes[lane]?.followers.append(entry)
        }
    }

    /// Takes a delivery that is done out of its lane; the next one becomes the head.
    mutating func finish(_ entry: Entry) {
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
        if !next.isStopped { ready.append(next) }
    }
}
