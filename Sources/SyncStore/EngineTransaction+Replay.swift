public import Foundation
import GRDB
public import SyncModel

extension EngineTransaction {
    /// Writes down a replay that begins: from here on it is carried out, whoever dies.
    public mutating func begin(_ replay: OpenReplay) throws {
        let selection = String(decoding: try StateJSON.encode(replay.order), as: UTF8.self)
        try database.cachedStatement(sql: ReplaySQL.insert).execute(arguments: [
            replay.id, now.milliseconds, replay.actor, replay.reason, selection, replay.items.count,
        ])
    }

    /// How far a replay is; `nil` where it has ended.
    public func position(ofReplay id: String) throws -> Int? {
        try Int.fetchOne(database.cachedStatement(sql: ReplaySQL.position), arguments: [id])
    }

    /// Writes how far a replay is now, and its end where it is there.
    public func advance(_ replay: OpenReplay, to position: Int, replayed: Int, skipped: Int) throws {
        try database.cachedStatement(sql: ReplaySQL.advance)
            .execute(arguments: [position, replayed, skipped, replay.id])
        if position >= replay.items.count { try end(replay: replay.id) }
    }

    /// Ends a replay where it is.
    ///
    /// - Returns: whether it was under way.
    @discardableResult
    public func end(replay id: String) throws -> Bool {
        try database.cachedStatement(sql: ReplaySQL.end).execute(arguments: [now.milliseconds, id])
        return database.changesCount > 0
    }

    /// A delivery that a replay asks for, as it stands now.
    public func replayCandidate(_ id: DeliveryID) throws -> ReplayCandidate? {
        try ReplayCandidate.load(id, database)
    }

    /// Lets a dead letter go again: its books move, it has all its attempts and its time anew, and what it was is kept.
    ///
    /// - Returns: the delivery, as lanes hold it.
    public mutating func replay(_ candidate: ReplayCandidate, _ replaying: Replaying) throws -> ReadyDelivery {
        var delivery = candidate.delivery
        let from = delivery.state.line
        if let exception = candidate.exception {
            try close(exception, resolution: "replayed by \(replaying.actor): \(replaying.reason)")
        }
        count(delivery.flow, from, -1, value: delivery.value)
        revalue(&delivery, replaying.value.bookable)
        count(delivery.flow, .onTheWay, 1, value: delivery.value)
        delivery.lane = replaying.lane
        let state: DeliveryState = replaying.isLookedUpFirst ? .inDoubt : .queued
        try database.cachedStatement(sql: ReplaySQL.requeue).execute(arguments: [
            state.rawValue, delivery.lane, replaying.resolved.map(Seal.seal), delivery.value.cents,
            delivery.id.rawValue,
        ])
        try keep(candidate, replaying)
        var ready = ReadyDelivery(
            id: delivery.id, flow: delivery.flow, endpoint: delivery.endpoint, lane: delivery.lane)
        ready.isInDoubt = replaying.isLookedUpFirst
        ready.lastAttemptAt = candidate.attempts.lastAt
        return ready
    }

    private func keep(_ candidate: ReplayCandidate, _ replaying: Replaying) throws {
        let id = candidate.delivery.id.rawValue
        var note = ReplayNote(
            replay: replaying.replay, state: candidate.delivery.state, why: candidate.why, changes: replaying.changes,
            event: nil)
        var after = ""
        if let edited = replaying.edited {
            note.event = try candidate.delivery.eventBody.map { try StateJSON.decode(CanonicalEvent.self, from: $0) }
            after = String(decoding: edited, as: UTF8.self)
            try database.cachedStatement(sql: ReplaySQL.body).execute(arguments: [edited, id])
        }
        let before = String(decoding: try StateJSON.encode(note), as: UTF8.self)
        try database.cachedStatement(sql: ReplaySQL.keep)
            .execute(arguments: [id, now.milliseconds, replaying.actor, replaying.reason, before, after])
    }
}

/// How a dead letter goes again.
public struct Replaying: Sendable {
    /// The replay.
    public var replay: String
    /// Who asked for it.
    public var actor: String
    /// Why.
    public var reason: String
    /// What is sent. The JSON of a ``SyncModel/ResolvedUse``; `nil` for a whole message.
    public var resolved: Data?
    /// What it is worth now.
    public var value: Money
    /// The lane it joins.
    public var lane: String?
    /// Whether the destination is asked first whether it has it.
    public var isLookedUpFirst: Bool
    /// The JSON of its event after a person's change; `nil` where it goes as it was.
    public var edited: Data?
    /// What the change is, each as `quantity 2 → 3`.
    public var changes: [String]

    /// Joins how it goes.
    public init(
        replay: String, actor: String, reason: String, resolved: Data?, value: Money, lane: String?,
        isLookedUpFirst: Bool, edited: Data? = nil, changes: [String] = []
    ) {
        self.replay = replay
        self.actor = actor
        self.reason = reason
        self.resolved = resolved
        self.value = value
        self.lane = lane
        self.isLookedUpFirst = isLookedUpFirst
        self.edited = edited
        self.changes = changes
    }
}
