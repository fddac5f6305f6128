import Catalog
import Control
import SyncModel
import SyncStore

extension CommandDesk {
    /// Lets a stopped delivery give up its place: what is behind it goes on, and it stays open with its fault.
    func stepAside(_ id: ExceptionID, reason: String, in transaction: inout EngineTransaction) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it steps aside.")) }
        guard let (exception, delivery) = try open([id], in: &transaction).first else { return nothingOpen([id]) }
        guard let delivery, delivery.lane != nil else {
            return Effect(
                reply: .refused(.invalid, "Exception \(id) has no place in a lane: nothing waits behind it."))
        }
        let hold = try transaction.hold(of: delivery)
        guard try transaction.stepAside(exception, delivery, actor: user, reason: reason, hold: hold) else {
            return Effect(reply: .refused(.invalid, "Exception \(id) isn't stopped any more."))
        }
        let free = hold?.free ?? LaneFollowers()
        let goOn = free.count > 0 ? free.goOn : "nothing behind it can go on now"
        try transaction.audit(
            actor: user, action: "step-aside", subject: "exception \(id)", detail: "\(goOn): \(reason)")
        return Effect(
            reply: .done(
                affected: 1, released: free.count,
                summary: "Exception \(id) stepped aside: \(goOn). It stays open, and once it is fixed it goes out of "
                    + "order."),
            freed: EngineCore.Freed(dropped: [delivery.ready]))
    }

    /// Sends a delivery in doubt again, since a person says that it isn't booked.
    func confirmAbsent(_ id: ExceptionID, reason: String, in transaction: inout EngineTransaction) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say where you looked, or who did.")) }
        guard let (exception, delivery) = try open([id], in: &transaction).first, let delivery else {
            return nothingOpen([id])
        }
        let way = WayBack.of(
            exception.fault.code, try transaction.attempts(of: delivery),
            endpoint: core.catalog.endpoints[delivery.endpoint], now: transaction.now)
        guard exception.fault.code == .outcomeUnknown || way == .word else {
            return Effect(
                reply: .refused(.invalid, "Only a delivery in doubt is confirmed as absent; resubmit this one."))
        }
        var occasion = resubmission
        occasion.resolution = "confirmed as absent by \(user): \(reason)"
        occasion.absentBy = user
        var replanned = Replanned()
        try core.replan(exception, delivery, by: core.snapshot, for: occasion, in: &transaction, into: &replanned)
        replanned.lanes = try transaction.outlook(of: replanned.freed.released)
        try transaction.audit(
            actor: user, action: "confirm-absent", subject: "exception \(id)", detail: "not booked: \(reason)")
        return Effect(reply: replanned.reply(), freed: replanned.freed)
    }
}
