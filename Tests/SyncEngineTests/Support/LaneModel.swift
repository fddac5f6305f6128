import SyncModel

@testable import SyncEngine

/// What lanes should do, as simply as it can be said: one list by number. A delivery may be sent when it isn't stopped
/// or in flight, nothing of its lane is in flight, and nothing before it in the list shares its lane. One that was done
/// with may come back: it stands where its number says.
struct LaneModel {
    enum Move: CaseIterable {
        case addFirst, addSecond, addStopped, addFree, take, finish, putBack, wait, stop, letGo, dropStopped, comeBack
    }

    private struct Item {
        var entry: Lanes.Entry
        var isInFlight = false
    }

    private var items: [Item] = []
    /// Those that were dropped.
    private var gone: [Lanes.Entry] = []
    /// Deliveries that were sent though they may not have been.
    private(set) var wrong: [DeliveryID] = []

    /// Those that may be sent now.
    var ready: [DeliveryID] {
        items.indices.filter { index in
            let item = items[index]
            guard !item.entry.isStopped, !item.isInFlight else { return false }
            guard let lane = item.entry.lane else { return true }
            return !items[..<index].contains { $0.entry.lane == lane }
                && !items.contains { $0.entry.lane == lane && $0.isInFlight }
        }.map { items[$0].entry.id }
    }

    /// How many are in a lane, but for one of each.
    var followerCount: Int {
        Dictionary(grouping: items.compactMap(\.entry.lane)) { $0 }.values.reduce(0) { $0 + $1.count - 1 }
    }

    private var inFlight: [Lanes.Entry] { items.filter(\.isInFlight).map(\.entry) }
    private var stopped: [Lanes.Entry] { items.filter(\.entry.isStopped).map(\.entry) }

    /// Does something that chance picks, to both.
    mutating func act(_ lanes: inout Lanes, step: Int, by chance: inout SeededChance) {
        let lane = chance.pick([1, 2, 3, nil])
        switch chance.number(in: 0...9) {
        case 0...3: add(lane ?? nil, stopped: chance.number(in: 0...4) == 0, id: step, to: &lanes)
        case 4...6: take(&lanes)
        case 7: if let entry = chance.pick(inFlight) { finish(entry, in: &lanes) }
        case 8:
            if let entry = chance.pick(inFlight) {
                switch chance.number(in: 0...2) {
                case 0: putBack(entry, in: &lanes)
                case 1: wait(entry, in: &lanes)
                default: stop(entry, in: &lanes)
                }
            }
        default:
            if chance.number(in: 0...3) == 0 { return comeBack(to: &lanes) }
            if let entry = chance.pick(stopped) {
                chance.number(in: 0...2) > 0 ? letGo(entry, in: &lanes) : finish(entry, in: &lanes)
            }
        }
    }

    /// Does one of the moves to both; false where there is nothing to do it to.
    mutating func apply(_ move: Move, to lanes: inout Lanes, id: Int) -> Bool {
        switch move {
        case .addFirst: add(1, stopped: false, id: id, to: &lanes)
        case .addSecond: add(2, stopped: false, id: id, to: &lanes)
        case .addStopped: add(1, stopped: true, id: id, to: &lanes)
        case .addFree: add(nil, stopped: false, id: id, to: &lanes)
        case .take: take(&lanes)
        case .finish: return perform(on: inFlight.first) { $0.finish($1, in: &lanes) }
        case .putBack: return perform(on: inFlight.first) { $0.putBack($1, in: &lanes) }
        case .wait: return perform(on: inFlight.first) { $0.wait($1, in: &lanes) }
        case .comeBack:
            guard !gone.isEmpty else { return false }
            comeBack(to: &lanes)
        case .stop: return perform(on: inFlight.last) { $0.stop($1, in: &lanes) }
        case .letGo: return perform(on: stopped.last) { $0.letGo($1, in: &lanes) }
        case .dropStopped: return perform(on: stopped.last) { $0.finish($1, in: &lanes) }
        }
        return true
    }

    /// Sends and finishes until nothing is left that may go; returns what should have gone and didn't.
    mutating func drain(_ lanes: inout Lanes) -> [DeliveryID] {
        for entry in stopped { letGo(entry, in: &lanes) }
        for entry in inFlight { finish(entry, in: &lanes) }
        while let entry = take(&lanes) { finish(entry, in: &lanes) }
        return items.map(\.entry.id)
    }

    private mutating func perform(on entry: Lanes.Entry?, _ body: (inout LaneModel, Lanes.Entry) -> Void) -> Bool {
        guard let entry else { return false }
        body(&self, entry)
        return true
    }

    private mutating func add(_ lane: Int?, stopped: Bool, id: Int, to lanes: inout Lanes) {
        let entry = Lanes.Entry(id: DeliveryID(rawValue: Int64(id)), lane: lane, isStopped: stopped)
        lanes.add(entry)
        items.append(Item(entry: entry))
    }

    @discardableResult
    private mutating func take(_ lanes: inout Lanes) -> Lanes.Entry? {
        guard let entry = lanes.take() else { return nil }
        if !ready.contains(entry.id) { wrong.append(entry.id) }
        change(entry) { $0.isInFlight = true }
        return entry
    }

    private mutating func finish(_ entry: Lanes.Entry, in lanes: inout Lanes) {
        lanes.finish(entry)
        items.removeAll { $0.entry.id == entry.id }
        gone.append(entry)
    }

    /// A replay brings back what was done with first.
    private mutating func comeBack(to lanes: inout Lanes) {
        guard !gone.isEmpty else { return }
        var entry = gone.removeFirst()
        entry.isStopped = false
        lanes.release(entry)
        let place = items.firstIndex { entry.id < $0.entry.id } ?? items.endIndex
        items.insert(Item(entry: entry), at: place)
    }

    /// It waits for its time: it stays where it is until it is let go.
    private mutating func wait(_ entry: Lanes.Entry, in lanes: inout Lanes) {
        lanes.rest(entry)
        change(entry) {
            $0.isInFlight = false
            $0.entry.isStopped = true
        }
    }

    private mutating func putBack(_ entry: Lanes.Entry, in lanes: inout Lanes) {
        lanes.release(entry)
        change(entry) { $0.isInFlight = false }
    }

    /// It faulted: it stays where it is, or leaves where it holds no lane.
    private mutating func stop(_ entry: Lanes.Entry, in lanes: inout Lanes) {
        if entry.lane == nil { lanes.finish(entry) } else { lanes.rest(entry) }
        change(entry) {
            $0.isInFlight = false
            $0.entry.isStopped = true
        }
    }

    private mutating func letGo(_ entry: Lanes.Entry, in lanes: inout Lanes) {
        lanes.release(entry)
        change(entry) { $0.entry.isStopped = false }
    }

    private mutating func change(_ entry: Lanes.Entry, _ body: (inout Item) -> Void) {
        guard let index = items.firstIndex(where: { $0.entry.id == entry.id }) else { return }
        body(&items[index])
    }
}
