import Control
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore

/// What a person changes of a stopped delivery before it goes out, and what they look at.
extension CommandDesk {
    /// Why an exception can't be corrected; `nil` where it can.
    private func obstacle(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, _ edit: EventEdit, _ event: CanonicalEvent
    ) -> Reply? {
        guard exception.fault.code.isSafeToCorrect || edit.isEmpty else {
            return .refused(
                .invalid,
                "\(exception.fault.code.title): an earlier request may have been booked as it was. Look in the ERP "
                    + "first."
            )
        }
        guard edit.isEmpty || edit.quantity != nil || !edit.differences(from: event).isEmpty else {
            return .refused(.invalid, "It says so already.")
        }
        if let quantity = edit.quantity, quantity.isNegative || quantity.isZero {
            return .refused(.invalid, "The quantity is \(quantity), not above zero. Dismiss the line to book nothing.")
        }
        return nil
    }

    private static func event(of delivery: OpenDelivery) -> CanonicalEvent? {
        delivery.eventBody.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
    }

    private static let wholeMessage = Reply.refused(
        .invalid, "It is passed on as it came: there is nothing in it to change. Resubmit it, or dismiss it.")

    private static func gone(_ id: ExceptionID) -> Reply { .refused(.notFound, "Exception \(id) isn't open.") }

    /// What becomes of a stopped delivery after a change, without doing it.
    func previewCorrection(_ id: ExceptionID, _ edit: EventEdit) -> Reply {
        do {
            guard let (exception, stopped) = try core.reader.openException(id), var delivery = stopped else {
                return Self.gone(id)
            }
            guard let event = Self.event(of: delivery) else {
                return edit.isEmpty ? try preview(exception, delivery, edit) : Self.wholeMessage
            }
            if let refusal = obstacle(exception, delivery, edit, event) { return refusal }
            delivery.eventBody = try StateJSON.encode(edit.applied(to: event))
            return try preview(exception, delivery, edit)
        } catch {
            core.logger.error("a preview could not be read", metadata: ["reason": "\(error)"])
            return .refused(.unavailable, "The state can't be read just now; try again shortly.")
        }
    }

    private func preview(_ exception: ExceptionRow, _ delivery: OpenDelivery, _ edit: EventEdit) throws -> Reply {
        let isTrusted = edit.quantity != nil || exception.fault.code == .quantityOutOfRange
        var preview = FixPreview()
        var going: [ReadyDelivery] = []
        let line = try core.previewRow(exception, delivery, by: core.snapshot, trustingQuantity: isTrusted)
        preview.add(line, delivery, &going)
        preview.lanes = try core.reader.outlook(of: going)
        return .preview(preview)
    }

    /// Changes the event of a stopped delivery and plans it again; what it was is kept.
    func correct(
        _ id: ExceptionID, _ edit: EventEdit, reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        guard !reason.isEmpty else { return Effect(reply: .refused(.invalid, "Say why it is corrected.")) }
        guard !edit.isEmpty else {
            return Effect(reply: .refused(.invalid, "Nothing is changed: resubmit it as it is."))
        }
        guard let (exception, stopped) = try transaction.exception(id), exception.closedAt == nil,
            var delivery = stopped
        else { return Effect(reply: Self.gone(id)) }
        guard let event = Self.event(of: delivery) else { return Effect(reply: Self.wholeMessage) }
        if let refusal = obstacle(exception, delivery, edit, event) { return Effect(reply: refusal) }
        var changes = edit.differences(from: event)
        if changes.isEmpty { changes = ["quantity \(event.quantity?.description ?? "") confirmed"] }
        let body = try StateJSON.encode(edit.applied(to: event))
        try transaction.correct(delivery, from: event, to: body, changes: changes, by: user, reason: reason)
        delivery.eventBody = body
        var occasion = EngineCore.Occasion(
            resolution: "corrected by \(user): \(changes.joined(separator: ", "))", isWord: true)
        occasion.isQuantityGiven = edit.quantity != nil
        occasion.person = user
        var replanned = Replanned()
        try core.replan(
            exception, delivery, by: core.snapshot, for: occasion, in: &transaction, into: &replanned)
        try transaction.audit(
            actor: user, action: "correct", subject: "exception \(id)",
            detail: "\(changes.joined(separator: ", ")): \(reason)\(mandate.words)")
        return Effect(reply: replanned.reply(), freed: replanned.freed)
    }

    /// What an approver is shown of a correction: the change, and what it is worth before or after, whichever is more.
    func assess(
        _ request: Request, _ kind: GovernedRequest, _ id: ExceptionID, _ edit: EventEdit
    ) throws -> Assessment {
        guard let (exception, stopped) = try core.reader.openException(id), let delivery = stopped else {
            throw NoAssessment(Self.gone(id))
        }
        guard let event = Self.event(of: delivery) else { throw NoAssessment(Self.wholeMessage) }
        if let refusal = obstacle(exception, delivery, edit, event) { throw NoAssessment(refusal) }
        var corrected = delivery
        corrected.eventBody = try StateJSON.encode(edit.applied(to: event))
        let isTrusted = edit.quantity != nil || exception.fault.code == .quantityOutOfRange
        let (row, value, _) = try core.previewRow(
            exception, corrected, by: core.snapshot, trustingQuantity: isTrusted)
        let differences = edit.differences(from: event).joined(separator: ", ")
        let impact = ApprovalImpact(
            rows: 1, released: row.isReleased ? 1 : 0,
            value: Money(cents: max(value.cents, exception.value.cents)), flows: [exception.flow])
        let what = exception.item.isEmpty ? "exception \(id)" : exception.item
        let change = ChangeLine(
            "exception \(id)", before: "\(row.documented), \(exception.value)", after: "\(row.result), \(value)")
        return Assessment(
            proposal: Proposal(
                kind: kind, title: "correct \(what): \(differences)", cause: exception.cause, changes: [change],
                impact: impact, print: try Self.print(exception, event)),
            request: request)
    }

    /// Stands for what a correction was looked at against.
    static func print(_ exception: ExceptionRow, _ event: CanonicalEvent) throws -> String {
        let body = String(decoding: try StateJSON.encode(event), as: UTF8.self)
        return fingerprint(of: ["\(exception.id) \(exception.cause) \(exception.value.cents)", body])
    }

    /// Whether a correction still changes what was looked at.
    func isCurrent(
        _ id: ExceptionID, _ print: String, in transaction: inout EngineTransaction
    ) throws -> Bool {
        guard let (exception, delivery) = try transaction.exception(id), exception.closedAt == nil,
            let event = delivery.flatMap(Self.event)
        else { return false }
        return try Self.print(exception, event) == print
    }

    /// Puts on record who looks at the patient fields of a message, and why.
    func unmask(_ message: MessageID, reason: String, in transaction: inout EngineTransaction) throws -> Effect {
        guard !reason.isEmpty else {
            return Effect(reply: .refused(.invalid, "Say why the patient fields are looked at."))
        }
        guard try transaction.holds(message) else {
            return Effect(reply: .refused(.notFound, "There is no message \(message)."))
        }
        try transaction.audit(actor: user, action: "unmask", subject: "message \(message)", detail: reason)
        return Effect(reply: .done(affected: 1, released: 0, summary: "Recorded: you look at message \(message)."))
    }
}
