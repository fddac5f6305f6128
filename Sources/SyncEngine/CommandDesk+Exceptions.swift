import Catalog
import Control
import Foundation
import Logging
import SyncModel
import SyncStore

extension CommandDesk {
    /// How many exceptions of a cause are worked on in one transaction.
    static let chunk = 500

    /// A person says that what is stopped is right as it is.
    var resubmission: EngineCore.Occasion { .word(of: user, mandate.words) }

    /// What a request about exceptions does, inside its transaction.
    func apply(_ request: Request, of command: Command, to transaction: inout EngineTransaction) throws -> Effect {
        switch request {
        case .apply(let fix, let cause): try apply(fix, cause: cause, of: command, to: &transaction)
        case .resubmit(let ids): try resubmit(ids, in: &transaction)
        case .letThrough(let ids, let reason): try letThrough(ids, reason: reason, in: &transaction)
        case .dismiss(let ids, let reason): try dismiss(ids, reason: reason, in: &transaction)
        case .confirmDelivered(let id, let document): try confirm(id, document: document, in: &transaction)
        case .confirmAbsent(let id, let reason): try confirmAbsent(id, reason: reason, in: &transaction)
        case .stepAside(let id, let reason): try stepAside(id, reason: reason, in: &transaction)
        case .claim(let ids): try claim(ids, by: user, as: "claim", in: &transaction)
        case .release(let ids): try claim(ids, by: nil, as: "release", in: &transaction)
        case .correct(let id, let edit, let reason): try correct(id, edit, reason: reason, in: &transaction)
        case .unmask(let message, let reason): try unmask(message, reason: reason, in: &transaction)
        case .assign(let ids, let name): try assign(ids, to: name, in: &transaction)
        case .importCrosswalk(let loaded): try load(loaded, of: command, in: &transaction)
        default:
            Effect(reply: .refused(.invalid, "That is not about exceptions."))
        }
    }

    private func resubmit(_ ids: [ExceptionID], in transaction: inout EngineTransaction) throws -> Effect {
        guard ids.count <= Self.mostAtOnce else { return tooMany }
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
                exception, delivery, by: core.snapshot, for: resubmission, in: &transaction, into: &replanned)
        }
        if let kept = replanned.kept.first, replanned.kept.count == rows.count {
            let others = rows.count > 1 ? " So it is with \(rows.count - 1) more of them." : ""
            return Effect(reply: .refused(.invalid, kept.sentence + others))
        }
        let released = replanned.freed.released
        replanned.lanes = try transaction.outlook(of: released)
        replanned.gone = Set(ids).count - rows.count
        let details = ["\(released.count) go out"] + replanned.lanes.words
        try transaction.audit(
            actor: user, action: "resubmit", subject: list(ids), detail: details.joined(separator: "; ") + mandate.words
        )
        return Effect(reply: replanned.reply(), freed: replanned.freed)
    }

    private func dismiss(
        _ ids: [ExceptionID], reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it is dismissed.")) }
        guard ids.count <= Self.mostAtOnce else { return tooMany }
        var effect = Effect(reply: .done(affected: 0, released: 0, summary: ""))
        let rows = try open(ids, in: &transaction)
        guard !rows.isEmpty else { return nothingOpen(ids) }
        for (exception, delivery) in rows {
            try transaction.dismiss(exception, delivery, reason: reason + mandate.words)
            if let delivery { effect.freed.dropped.append(delivery.ready) }
        }
        let freed = try transaction.outlook(of: effect.freed.dropped).following
        let goOn = freed.count > 0 ? "; \(freed.goOn) behind \(rows.count == 1 ? "it" : "them")" : ""
        try transaction.audit(
            actor: user, action: "dismiss", subject: list(ids), detail: reason + mandate.words + goOn)
        effect.reply = .done(
            affected: rows.count, released: 0, summary: "Dismissed \(rows.count)\(goOn)\(gone(ids, but: rows.count)).")
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
            actor: user, action: "confirm", subject: "exception \(id)", detail: "booked as \(document)\(mandate.words)")
        return Effect(
            reply: .done(affected: 1, released: 0, summary: "Settled as \(document)."),
            freed: EngineCore.Freed(dropped: [delivery.ready]))
    }

    /// Gives exceptions to somebody who may work on them.
    private func assign(
        _ ids: [ExceptionID], to name: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let isName = !name.isEmpty && name.utf8.count <= 64 && name.asNote == name
        guard isName, RequestKind.claim.refusal(for: core.catalog.roles(of: name)) == nil else {
            return Effect(
                reply: .refused(.invalid, "The catalog's roles.yaml gives \(isName ? name : "that") no such work."))
        }
        var effect = try claim(ids, by: name, as: "assign", in: &transaction)
        guard case .done(let affected, _, _, _) = effect.reply else { return effect }
        effect.reply = .done(
            affected: affected, released: 0, summary: "Gave \(affected) to \(name)\(gone(ids, but: affected)).")
        return effect
    }

    private func claim(
        _ ids: [ExceptionID], by owner: String?, as action: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard ids.count <= Self.mostAtOnce else { return tooMany }
        let rows = try open(ids, in: &transaction)
        guard !rows.isEmpty else { return nothingOpen(ids) }
        for (exception, _) in rows { try transaction.claim(exception.id, by: owner) }
        try transaction.audit(
            actor: user, action: action, subject: list(rows.map(\.exception.id)),
            detail: owner.map { "to \($0)" } ?? "to nobody")
        let deed = owner == nil ? "Gave \(rows.count) back" : "Took \(rows.count) on"
        return Effect(
            reply: .done(affected: rows.count, released: 0, summary: deed + gone(ids, but: rows.count) + "."))
    }

    /// How many of those that were named aren't open any more, as a sentence's end.
    private func gone(_ ids: [ExceptionID], but open: Int) -> String {
        let gone = Set(ids).count - open
        return gone > 0 ? "; \(gone) \(gone == 1 ? "isn't" : "aren't") open any more" : ""
    }

    /// The most exceptions that one command names, so that intake doesn't wait long for its transaction.
    static let mostAtOnce = 5000

    private var tooMany: Effect {
        Effect(reply: .refused(.invalid, "Name at most \(Self.mostAtOnce.grouped) at once."))
    }

    func open(
        _ ids: [ExceptionID], in transaction: inout EngineTransaction
    ) throws -> [(exception: ExceptionRow, delivery: OpenDelivery?)] {
        var seen: Set<ExceptionID> = []
        return try ids.filter { seen.insert($0).inserted }.compactMap { id in
            guard let found = try transaction.exception(id), found.exception.closedAt == nil else { return nil }
            return found
        }
    }

    func nothingOpen(_ ids: [ExceptionID]) -> Effect {
        Effect(
            reply: .refused(
                .notFound, ids.count == 1 ? "Exception \(ids[0]) isn't open." : "None of them is open any more."))
    }

    private func list(_ ids: [ExceptionID]) -> String {
        let shown = ids.prefix(20).map(\.description).joined(separator: " ")
        return "exceptions \(shown)" + (ids.count > 20 ? " and \(ids.count - 20) more" : "")
    }
}
