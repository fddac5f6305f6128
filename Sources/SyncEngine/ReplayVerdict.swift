import Catalog
import Crypto
import Foundation
import Measures
import SyncModel
import SyncStore

/// What a replay would do with one delivery.
struct ReplayVerdict: Sendable {
    /// The delivery.
    var id: DeliveryID
    /// What was looked at; `nil` where there is no such delivery.
    var candidate: ReplayCandidate?
    /// What becomes of it.
    var fate: Fate

    enum Fate: Sendable {
        /// It goes out.
        case goes(Going)
        /// It stays, and why, in one sentence.
        case stays(ReplayObstacle, FaultCode?, String)
    }

    /// How a delivery goes.
    struct Going: Sendable {
        var resolved: Data?
        var value: Money
        var lane: String?
        var isLookedUpFirst: Bool
        var edited: Data?
        var changes: [String] = []
        var keeping: PlannedRecord?
        var match: PlannedMatch?
    }

    /// The first digits of a hash over where the delivery stands and what becomes of it. Two equal prints are the same
    /// answer to the same question.
    var print: String {
        var parts = [id.description]
        if let candidate {
            let delivery = candidate.delivery
            parts += [
                delivery.state.rawValue, candidate.settledAt.map { "\($0.milliseconds)" } ?? "",
                candidate.exception?.id.description ?? "", delivery.edited ?? "",
            ]
        }
        var hasher = SHA256()
        switch fate {
        case .goes(let going):
            parts += ["goes", going.value.cents.description, going.lane ?? "", "\(going.isLookedUpFirst)"]
            hasher.update(data: going.edited ?? Data())
            hasher.update(data: going.resolved ?? Data())
        case .stays(let obstacle, let code, let sentence):
            parts += ["stays", obstacle.rawValue, code?.rawValue ?? "", sentence]
        }
        hasher.update(data: Data(parts.joined(separator: "|").utf8))
        return Hexadecimal.digits(hasher.finalize().prefix(6))
    }
}

extension EngineCore {
    /// Decides what a replay does with one delivery. Reads nothing but what it is given, the catalog and the crosswalk.
    ///
    /// - Parameter reversals: what was taken back later; empty where that was looked at before.
    func judge(
        _ id: DeliveryID, _ candidate: ReplayCandidate?, edit: EventEdit?,
        reversals: [SentReversal: MessageID] = [:], by crosswalk: CrosswalkSnapshot, now: UTCTime
    ) -> ReplayVerdict {
        var verdict = ReplayVerdict(
            id: id, candidate: candidate, fate: .stays(.unknown, nil, "There is no such delivery."))
        guard let candidate else { return verdict }
        verdict.fate =
            obstacle(candidate, reversals, now: now) ?? obstacle(candidate, to: edit)
            ?? plan(candidate, edit: edit, by: crosswalk)
        return verdict
    }

    /// What keeps a delivery where it is, whatever the crosswalk says.
    private func obstacle(
        _ candidate: ReplayCandidate, _ reversals: [SentReversal: MessageID], now: UTCTime
    ) -> ReplayVerdict.Fate? {
        let delivery = candidate.delivery
        guard !candidate.isRefused else {
            return .stays(.messageRefused, nil, "Its message was refused: the sender has to send it again.")
        }
        switch delivery.state {
        case .delivered: return .stays(.delivered, nil, "The destination has it.")
        case .queued, .sending, .waiting, .inDoubt: return .stays(.onTheWay, nil, "It is on its way.")
        case .faulted where candidate.deadLetter == nil:
            let code = candidate.exception?.fault.code
            return .stays(.inWorkQueue, code, "It is in the work queue: fix what stops it, or resubmit it there.")
        case .faulted, .dead, .dismissed: break
        }
        guard let flow = catalog.flow(delivery.flow) else {
            return .stays(.flowGone, nil, "The catalog has no flow \(delivery.flow) any more.")
        }
        // What is kept goes nowhere, and whether it is the latest of its thing is known as it is kept.
        guard !flow.keeps else { return nil }
        guard let endpoint = catalog.endpoints[delivery.endpoint] else {
            return .stays(.endpointGone, nil, "The catalog has no endpoint \(delivery.endpoint) any more.")
        }
        if isTakenBack(delivery, reversals) {
            return .stays(.correctedLater, nil, "What takes it back was sent later: settle both in the ERP.")
        }
        if !candidate.speaksForSubject, event(of: candidate).flatMap({ isAboutSomething($0, delivery.flow) }) == true {
            return .stays(
                .correctedLater, nil, "Another event is about the same and counts: settle both at the destination.")
        }
        guard let window = endpoint.keyWindow, let last = candidate.attempts.lastAt,
            mayBeBooked(candidate), now.elapsed(since: last) >= window
        else { return nil }
        return .stays(
            .keyForgotten, nil,
            "It may have been booked over \(window.spoken) ago; \(endpoint.name) forgets keys by then: look there."
        )
    }

    private func isAboutSomething(_ event: CanonicalEvent, _ flow: FlowName) -> Bool? {
        catalog.flow(flow).map { EventSubject.key(of: event, by: contract(of: event, in: $0)) != nil }
    }

    private func isTakenBack(_ delivery: OpenDelivery, _ reversals: [SentReversal: MessageID]) -> Bool {
        guard !reversals.isEmpty, let body = delivery.eventBody,
            let event = try? StateJSON.decode(CanonicalEvent.self, from: body), event.action == .record,
            let reference = event.reference,
            let message = reversals[SentReversal(source: delivery.source, reference: reference)]
        else { return false }
        return message > delivery.message
    }

    /// What keeps a person's change from being made.
    private func obstacle(_ candidate: ReplayCandidate, to edit: EventEdit?) -> ReplayVerdict.Fate? {
        guard let edit else { return nil }
        guard let event = event(of: candidate) else {
            return .stays(.wholeMessage, nil, "It is passed on as it came: there is nothing in it to change.")
        }
        guard !mayBeBooked(candidate) else {
            return .stays(
                .maybeBooked, nil,
                "An earlier request may have been booked as it was. Replay it as it is, or look in the ERP first.")
        }
        // The same quantity again is a person's word for it.
        guard edit.quantity != nil || !edit.differences(from: event).isEmpty else {
            return .stays(.unchanged, nil, "It says so already.")
        }
        return nil
    }

    private func event(of candidate: ReplayCandidate) -> CanonicalEvent? {
        candidate.delivery.eventBody.flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
    }

    /// Whether an earlier request may have been booked. Where keys are honoured, giving up hides whether the last
    /// attempt was one without an answer; elsewhere such a delivery is looked up before it is given up.
    private func mayBeBooked(_ candidate: ReplayCandidate) -> Bool {
        let attempts = candidate.attempts
        guard honoursKeys(candidate) else { return attempts.isInDoubt }
        return attempts.isInDoubt || attempts.wasGivenUp
    }

    private func honoursKeys(_ candidate: ReplayCandidate) -> Bool {
        catalog.endpoints[candidate.delivery.endpoint]?.kind.honoursIdempotencyKey ?? false
    }

    /// What the crosswalk makes of it now.
    private func plan(
        _ candidate: ReplayCandidate, edit: EventEdit?, by crosswalk: CrosswalkSnapshot
    ) -> ReplayVerdict.Fate {
        var delivery = candidate.delivery
        var edited: Data?
        var changes: [String] = []
        if let edit, let event = event(of: candidate) {
            let after = edit.applied(to: event)
            changes = edit.differences(from: event)
            if changes.isEmpty { changes = ["quantity \(after.quantity?.description ?? "") confirmed"] }
            guard let body = try? StateJSON.encode(after) else {
                return .stays(.unchanged, nil, "The change can't be written down.")
            }
            edited = body
            delivery.eventBody = body
            if candidate.settledAt != nil, let flow = catalog.flow(delivery.flow) {
                delivery.lane = lane(of: after, in: flow)
            }
        }
        var plan = plan(delivery, by: crosswalk, trustingQuantity: edit?.quantity != nil)
        if edit == nil {
            guard
                let keyed = try? keyed(
                    plan, of: candidate.delivery, after: candidate.attempts, stoppedBy: candidate.exception?.fault.code)
            else {
                return .stays(.unchanged, nil, "What it asks for can't be written down.")
            }
            plan = keyed
        }
        switch plan.decision {
        case .faulted(let fault): return .stays(.stopsAgain, fault.code, "It would stop again. \(fault.detail)")
        case .dismissed(let why): return .stays(.nothingToSend, nil, "There is nothing to send: \(why)")
        case .ready where plan.reconciliation != nil:
            return .stays(
                .stopsAgain, .booksDiffer, "It was held against the books of its day: have it counted and sent again.")
        case .ready(let resolved):
            let attempts = candidate.attempts
            return .goes(
                ReplayVerdict.Going(
                    resolved: resolved, value: plan.value, lane: delivery.lane,
                    // What the destination itself refused isn't there: asking would only bring the refusal back.
                    isLookedUpFirst: !honoursKeys(candidate) && attempts.wasSent && !attempts.wasRefused,
                    edited: edited, changes: changes, keeping: plan.keeping, match: plan.match))
        }
    }
}
