import Control
import Foundation
import Measures
import SyncModel
import SyncStore

extension CommandDesk {
    /// The most entries that one undo takes back, and the most deliveries: it is one transaction.
    static let largestUndo = 5000

    /// Takes the fix of a command back, or all of an import's entries, where nothing that it let go has left.
    ///
    /// What waits for the network is held first, so that nothing leaves between the look and the commit.
    func undo(_ id: String, _ command: Command) async -> Reply {
        let changes: [CrosswalkChange]
        let queued: [ReadyDelivery]
        do { (changes, queued) = try core.reader.changes(ofCommand: id, limit: Self.largestUndo + 1) } catch {
            return .refused(.unavailable, "The state can't be read just now; try again shortly.")
        }
        guard !changes.isEmpty else {
            return await write(command) { _ in
                Effect(reply: .refused(.notFound, "No fix was made by the command \(id)."))
            }
        }
        guard max(changes.count, queued.count) <= Self.largestUndo else { return Self.tooLarge(changes, queued) }
        let held = Dictionary(grouping: queued, by: \.endpoint)
            .mapValues { $0.map(\.entry) }
            .filter { endpoint, entries in core.dispatchers[endpoint]?.holdBack(entries) ?? false }
        let ids = Set(held.values.flatMap { $0.map(\.id) })
        let reply = await write(command) { try takeBack(changes, of: id, held: ids, in: &$0) }
        // A refusal has changed nothing: what was held goes on. What was answered from memory was held by nobody.
        if case .refused = reply { for (endpoint, entries) in held { core.dispatchers[endpoint]?.putForward(entries) } }
        return reply
    }

    private static func tooLarge(_ changes: [CrosswalkChange], _ queued: [ReadyDelivery]) -> Reply {
        let what = changes.count > largestUndo ? "changed more than \(largestUndo.grouped) entries" : "let go too many"
        return .refused(.invalid, "It \(what): that is too much to take back at once. Change them again instead.")
    }

    private func takeBack(
        _ changes: [CrosswalkChange], of command: String, held: Set<DeliveryID>,
        in transaction: inout EngineTransaction
    ) throws -> Effect {
        let own = Set(changes.map(\.id))
        for change in changes {
            guard let refusal = try refusal(of: change, among: own, in: &transaction) else { continue }
            return Effect(reply: .refused(.invalid, refusal))
        }
        let touched = try transaction.touched(byCommand: command, limit: Self.largestUndo + 1)
        guard touched.count <= Self.largestUndo else { return Effect(reply: Self.tooLarge(changes, [])) }
        let gone = touched.filter { !isHere($0.delivery, held) }
        if let first = gone.first {
            let state = first.delivery.state == .queued ? "being sent" : first.delivery.state.rawValue
            return Effect(
                reply: .refused(
                    .invalid,
                    "\(gone.count) of \(touched.count) have left, the first to \(first.delivery.endpoint) "
                        + "(delivery \(first.delivery.id), \(state)): correct them there, and fix the entry anew."))
        }
        var crosswalk = core.snapshot
        for change in changes.reversed() {
            let occasion = ChangeOccasion(
                author: user, command: nil, why: "takes change \(change.id) of \(change.author) back",
                undoes: change.id)
            let undoing = try transaction.restore(change, occasion)
            crosswalk.restore(change.before, of: change.key, factorUnit: change.factorUnit, as: undoing)
        }
        var stopped = 0
        // Each delivery once, by the exception that the fix closed last.
        var seen: Set<DeliveryID> = []
        for (exception, delivery) in touched.reversed() where seen.insert(delivery.id).inserted {
            stopped += try stopAgain(exception, delivery, by: crosswalk, in: &transaction) ? 1 : 0
        }
        let words = Self.words(changes)
        try transaction.audit(
            actor: user, action: "undo", subject: words.subject,
            detail: "\(words.changes); \(stopped) deliveries wait again")
        return Effect(
            reply: .done(
                affected: stopped, released: 0, summary: "Took it back: \(words.now); \(stopped) wait again."),
            crosswalk: crosswalk, steering: { [core] in core.forget(held) })
    }

    /// What is taken back, which changes that were, and what holds then.
    private static func words(_ changes: [CrosswalkChange]) -> (subject: String, changes: String, now: String) {
        let authors = Set(changes.map(\.author)).sorted().joined(separator: ", ")
        let numbers = changes.map(\.id).map(\.description)
        guard changes.count == 1, let change = changes.first else {
            return (
                "crosswalk", "\(changes.count) changes, \(numbers.first ?? "") to \(numbers.last ?? ""), of \(authors)",
                "\(changes.count.grouped) entries say again what they said before, loaded items stay"
            )
        }
        let now = change.before.words.map { "says \($0) again" } ?? "is gone again"
        return (change.key.words, "change \(change.id) of \(authors)", "\(change.key.words) \(now)")
    }

    /// Why a change can't be taken back, whatever became of what it let go.
    private func refusal(
        of change: CrosswalkChange, among changes: Set<ChangeID>, in transaction: inout EngineTransaction
    ) throws -> String? {
        if change.undoes != nil { return "That took a fix back; make the fix again instead." }
        guard change.author == user || !roles.isDisjoint(with: [.supervisor, .administrator]) else {
            return "\(change.author) made that fix: only they or a supervisor take it back."
        }
        guard let last = try transaction.lastChange(of: change.key), !changes.contains(last.id) else { return nil }
        return last.undoes == change.id
            ? "It was taken back already, by \(last.author)."
            : "\(change.key.words) has been changed since by \(last.author): change it again instead."
    }

    /// Whether a delivery that a fix let go hasn't left.
    private func isHere(_ delivery: OpenDelivery, _ held: Set<DeliveryID>) -> Bool {
        switch delivery.state {
        case .queued: delivery.attempts == 0 && held.contains(delivery.id)
        case .faulted: true
        default: false
        }
    }

    /// Stops a delivery again for what had stopped it before.
    private func stopAgain(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot,
        in transaction: inout EngineTransaction
    ) throws -> Bool {
        let plan = core.plan(delivery, by: crosswalk)
        if delivery.state == .faulted {
            guard let open = try transaction.openException(of: delivery.id), case .faulted = plan.decision else {
                return false
            }
            let resolution = "its fix was taken back by \(user)"
            return try transaction.replan(open, delivery, plan, resolution: resolution) == nil
        }
        switch plan.decision {
        case .faulted(let fault):
            try transaction.stopAgain(
                delivery, fault, refused: nil, approval: plan.approval, entries: plan.entries)
        // The destination had refused it, not we.
        case .ready(let resolved):
            // Its key goes back with it.
            let before = StoredBooking.key(of: delivery.resolved).flatMap(\.before)
            let refused = try resolved.map {
                try StoredBooking.stored($0, key: before.map { StoredBooking.KeyContent(content: $0) })
            }
            try transaction.stopAgain(delivery, exception.fault, refused: refused)
        case .dismissed: try transaction.stopAgain(delivery, exception.fault, refused: nil)
        }
        return true
    }
}

extension EngineCore {
    /// What was held for an undo stays where it is: stopped.
    func forget(_ held: Set<DeliveryID>) {
        for dispatcher in dispatchers.values { dispatcher.forget(held) }
    }
}
