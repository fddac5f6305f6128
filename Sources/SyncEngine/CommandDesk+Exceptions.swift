import Control
import Foundation
import Logging
import SyncModel
import SyncStore

extension CommandDesk {
    /// How many exceptions of a cause are worked on in one transaction.
    static let chunk = 500

    /// What a request about exceptions does, inside its transaction.
    func apply(_ request: Request, to transaction: inout EngineTransaction) throws -> Effect {
        switch request {
        case .apply(let fix, let cause): try apply(fix, cause: cause, to: &transaction)
        case .resubmit(let ids): try resubmit(ids, in: &transaction)
        case .dismiss(let ids, let reason): try dismiss(ids, reason: reason, in: &transaction)
        case .confirmDelivered(let id, let document): try confirm(id, document: document, in: &transaction)
        case .claim(let ids): try claim(ids, by: user, in: &transaction)
        case .release(let ids): try claim(ids, by: nil, in: &transaction)
        case .importCrosswalk(let loaded): try load(loaded, in: &transaction)
        case .whoAmI, .preview, .pause, .resume, .previewReplay, .replay, .stopReplay, .resubmitCause:
            Effect(reply: .refused(.invalid, "That is not about exceptions."))
        }
    }

    private func resubmit(_ ids: [ExceptionID], in transaction: inout EngineTransaction) throws -> Effect {
        let rows = try open(ids, in: &transaction)
        guard !rows.isEmpty else { return nothingOpen(ids) }
        // Refused before anything is written: a refusal leaves the state as it was.
        if let whole = rows.first(where: { $0.delivery == nil }) {
            return Effect(
                reply: .refused(
                    .invalid,
                    "Exception \(whole.exception.id) is about a whole message: ask the sender to send it again."))
        }
        var replanned = Replanned()
        for (exception, delivery) in rows {
            guard let delivery else { continue }
            try core.replan(
                exception, delivery, by: core.snapshot, for: .word(of: user), in: &transaction, into: &replanned)
        }
        let released = replanned.freed.released.count
        try transaction.audit(actor: user, action: "resubmit", subject: list(ids), detail: "\(released) go out")
        return Effect(reply: replanned.reply(), freed: replanned.freed)
    }

    private func dismiss(
        _ ids: [ExceptionID], reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it is dismissed.")) }
        var effect = Effect(reply: .done(affected: 0, released: 0, summary: ""))
        let rows = try open(ids, in: &transaction)
        for (exception, delivery) in rows {
            try transaction.dismiss(exception, delivery, reason: reason)
            if let delivery { effect.freed.dropped.append(delivery.ready) }
        }
        guard !rows.isEmpty else { return nothingOpen(ids) }
        try transaction.audit(actor: user, action: "dismiss", subject: list(ids), detail: reason)
        effect.reply = .done(affected: rows.count, released: 0, summary: "Dismissed \(rows.count).")
        return effect
    }

    private func confirm(
        _ id: ExceptionID, document: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard let (exception, delivery) = try open([id], in: &transaction).first, let delivery else {
            return nothingOpen([id])
        }
        guard exception.fault.code == .outcomeUnknown, !document.isEmpty else {
            return Effect(
                reply: .refused(.invalid, "Only a delivery in doubt is confirmed, with the ERP's document number."))
        }
        try transaction.confirm(exception, delivery, document: document)
        try transaction.audit(
            actor: user, action: "confirm", subject: "exception \(id)", detail: "booked as \(document)")
        return Effect(
            reply: .done(affected: 1, released: 0, summary: "Settled as \(document)."),
            freed: EngineCore.Freed(dropped: [delivery.ready]))
    }

    private func claim(
        _ ids: [ExceptionID], by owner: String?, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let rows = try open(ids, in: &transaction)
        guard !rows.isEmpty else { return nothingOpen(ids) }
        for (exception, _) in rows { try transaction.claim(exception.id, by: owner) }
        return Effect(
            reply: .done(
                affected: rows.count, released: 0,
                summary: owner == nil ? "Gave \(rows.count) back." : "Took \(rows.count) on."))
    }

    private func open(
        _ ids: [ExceptionID], in transaction: inout EngineTransaction
    ) throws -> [(exception: ExceptionRow, delivery: OpenDelivery?)] {
        var seen: Set<ExceptionID> = []
        return try ids.filter { seen.insert($0).inserted }.compactMap { id in
            guard let found = try transaction.exception(id), found.exception.closedAt == nil else { return nil }
            return found
        }
    }

    private func nothingOpen(_ ids: [ExceptionID]) -> Effect {
        Effect(
            reply: .refused(
                .notFound, ids.count == 1 ? "Exception \(ids[0]) isn't open." : "None of them is open any more."))
    }

    private func list(_ ids: [ExceptionID]) -> String {
        let shown = ids.prefix(20).map(\.description).joined(separator: " ")
        return "exceptions \(shown)" + (ids.count > 20 ? " and \(ids.count - 20) more" : "")
    }
}
