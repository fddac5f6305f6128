import Catalog
import Foundation
import Logging
import SyncModel
import SyncStore

extension EngineCore {
    /// Deliveries that a change of the state lets go: to be told to the lanes after its commit.
    struct Freed: Sendable {
        /// They can be sent now.
        var released: [ReadyDelivery] = []
        /// They are done, and leave their lanes.
        var dropped: [ReadyDelivery] = []
        /// Whether what is released is held for a while first, so that the fix can be taken back.
        var lingers = false
    }

    /// Why stopped deliveries are planned again.
    struct Occasion: Sendable {
        /// How the exceptions that it closes are closed.
        var resolution: String
        /// Whether a person says that the deliveries are right as they are.
        var isWord = false
        /// Who asks for just these to be sent again: they don't approve them.
        var person: String?
        /// Who says that the deliveries aren't booked at their destination, having looked there.
        var absentBy: String?
        /// Whether the person has given the quantity: it is believed, however large.
        var isQuantityGiven = false
        /// Whether it is nobody's wish for just these: only what the crosswalk settles is touched.
        var isOnlyForSettled = false
        /// Whether a person lets what differs go out as it is.
        var letsThrough = false
        /// The change of the crosswalk that makes it necessary.
        var fix: ChangeID?
    }

    /// Tells the lanes of deliveries that a committed change let go.
    func free(_ freed: Freed) {
        let window = catalog.policies.undoWindow
        for delivery in freed.released where !freed.lingers || window <= .zero || delivery.isInDoubt {
            dispatchers[delivery.endpoint]?.release(delivery.entry, lastAttemptAt: delivery.lastAttemptAt)
        }
        if freed.lingers, window > .zero {
            // A look-up books nothing, and need not wait.
            let held = freed.released.filter { !$0.isInDoubt }
            for (endpoint, group) in Dictionary(grouping: held, by: \.endpoint) {
                dispatchers[endpoint]?.linger(group.map(\.entry), for: window)
            }
        }
        for delivery in freed.dropped { dispatchers[delivery.endpoint]?.drop(delivery.entry) }
    }

    /// Runs a stopped delivery through the pipeline again, writes what came of it, and counts it in `replanned`.
    func replan(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot, for occasion: Occasion,
        in transaction: inout EngineTransaction, into replanned: inout Replanned
    ) throws {
        guard delivery.state == .faulted else { return }
        var plan = plan(
            delivery, by: crosswalk,
            trustingQuantity: occasion.isQuantityGiven
                || (occasion.isWord && exception.fault.code == .quantityOutOfRange))
        guard !occasion.isOnlyForSettled || settles(plan, exception, delivery) else { return }
        let code = exception.fault.code
        let (attempts, back) = try way(of: exception, delivery, in: transaction)
        var asksFirst = false
        if let person = occasion.absentBy {
            try transaction.noteAbsent(delivery, actor: person)
        } else {
            switch back {
            case .send: break
            case .lookUp: asksFirst = true
            case .word: return replanned.keep(exception, delivery, lastAttemptAt: attempts.lastAt)
            }
        }
        plan = try transaction.stated(plan, after: exception, isTrusted: occasion.letsThrough)
        plan = try transaction.matched(plan, of: delivery, isTrusted: occasion.letsThrough)
        plan = try transaction.reconciled(plan, of: delivery, isTrusted: occasion.letsThrough)
        if let count = plan.count { try transaction.book(count, of: delivery.id) }
        plan = try keyed(
            plan, of: delivery, after: attempts, stoppedBy: code, isKnownAbsent: occasion.absentBy != nil)
        if let person = occasion.person, catalog.flow(delivery.flow)?.approval != nil,
            code != .approvalNeeded || plan.approval?.booking != delivery.resolved
        {
            try transaction.note(person, on: delivery.id)
        }
        let ready = try transaction.replan(
            exception, delivery, plan, resolution: occasion.resolution, by: occasion.fix, asksFirst: asksFirst)
        // A person's word that it is another one holds, too, where somebody has to approve it still.
        if code == .eventRepeated, ready != nil || plan.approval != nil, let subject = plan.subject {
            try transaction.recognize(delivery, as: subject)
        }
        if var ready {
            ready.lastAttemptAt = attempts.lastAt
            uses.count(plan, at: transaction.now)
            return replanned.release(ready)
        }
        switch plan.decision {
        case .faulted(let fault): replanned.stop(fault)
        case .dismissed: replanned.drop(delivery.ready)
        case .ready: if plan.keeping != nil { replanned.keep() }
        }
    }

    /// A plan with what its key follows, at a destination that honours keys. What may be booked there goes as it was.
    ///
    /// - Parameter code: what stopped it. What waits for approval isn't what was sent before.
    func keyed(
        _ plan: DeliveryPlan, of delivery: OpenDelivery, after attempts: AttemptHistory, stoppedBy code: FaultCode?,
        isKnownAbsent: Bool = false
    ) throws -> DeliveryPlan {
        guard catalog.endpoints[delivery.endpoint]?.kind.honoursIdempotencyKey == true else { return plan }
        var plan = plan
        let isAwaited = code == .approvalNeeded
        if attempts.isInDoubt, !isKnownAbsent, !isAwaited, let sent = delivery.resolved {
            let changed: Bool
            switch plan.decision {
            case .ready(let planned): changed = !delivery.asks(for: planned)
            case .faulted: changed = plan.approval != nil
            case .dismissed: changed = false
            }
            guard changed else { return keep(plan, sent) }
            (plan.decision, plan.approval, plan.value) = (.ready(sent), nil, delivery.value)
            return plan
        }
        guard case .ready(let planned?) = plan.decision else { return plan }
        let isRefused = attempts.wasRefused || isKnownAbsent
        plan.decision = .ready(try delivery.stored(planned, isRefused: isRefused, isAwaited: isAwaited))
        return plan
    }

    private func keep(_ plan: DeliveryPlan, _ sent: Data) -> DeliveryPlan {
        guard case .ready(_?) = plan.decision else { return plan }
        var plan = plan
        plan.decision = .ready(sent)
        return plan
    }

    /// What was heard of a stopped delivery, and how it may go again.
    func way(
        of exception: ExceptionRow, _ delivery: OpenDelivery, in transaction: EngineTransaction
    ) throws -> (attempts: AttemptHistory, back: WayBack) {
        let code = exception.fault.code
        // What never left has no history.
        let mayHaveLeft = delivery.attempts > 0 || code == .outcomeUnknown || code == .attemptsExhausted
        let attempts = mayHaveLeft ? try transaction.attempts(of: delivery) : AttemptHistory(wasSent: false)
        let endpoint = catalog.endpoints[delivery.endpoint]
        return (attempts, WayBack.of(code, attempts, endpoint: endpoint, now: transaction.now))
    }

    /// Whether the crosswalk settles what stopped a delivery, so that it goes out or stops for another reason.
    func isSettled(_ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot) -> Bool {
        let code = exception.fault.code
        guard code != .rejected && code != .approvalNeeded || looksUp(delivery.flow) else { return false }
        return delivery.state == .faulted && settles(plan(delivery, by: crosswalk), exception, delivery)
    }

    /// Whether a flow looks codes up, so that a table may change what its deliveries say.
    private func looksUp(_ flow: FlowName) -> Bool { catalog.flow(flow)?.usesTables == true }

    private func settles(_ plan: DeliveryPlan, _ exception: ExceptionRow, _ delivery: OpenDelivery) -> Bool {
        // What is ready, or would be once somebody has approved it.
        var booking = plan.approval?.booking
        if case .ready(let resolved) = plan.decision { booking = resolved }
        switch (exception.fault.code, plan.decision) {
        // The destination refused it, not we: it is asked again only for something else.
        case (.itemRejected, _), (.unitRejected, _): return booking != nil && !delivery.asks(for: booking)
        case (.rejected, _): return looksUp(delivery.flow) && booking != nil && !delivery.asks(for: booking)
        // What somebody is to approve follows what the tables say.
        case (.approvalNeeded, _): return plan.approval?.booking != delivery.resolved
        case (_, .faulted(let fault)): return exception.fault.code.fix != nil && fault != exception.fault
        case (_, .ready), (_, .dismissed): return exception.fault.code.fix != nil
        }
    }

    /// Goes on with the exceptions of a cause behind `after`, a chunk at a time, so that intake goes on in between.
    func replanRest(ofCause cause: String, after: ExceptionID, for occasion: Occasion) {
        committer.enqueue(.lingering) { [self] transaction in
            let rows = try transaction.openExceptions(ofCause: cause, after: after, limit: CommandDesk.chunk)
            var replanned = Replanned()
            for (exception, delivery) in rows {
                guard let delivery else { continue }
                try replan(exception, delivery, by: snapshot, for: occasion, in: &transaction, into: &replanned)
            }
            replanned.lingers(occasion)
            return { [self, freed = replanned.freed] in
                free(freed)
                if rows.count == CommandDesk.chunk, let last = rows.last {
                    replanRest(ofCause: cause, after: last.exception.id, for: occasion)
                } else {
                    sweep()
                }
            }
        } failed: { [self] problem in
            logger.error("a fix could not be carried on", metadata: ["cause": "\(cause)", "reason": "\(problem)"])
            guard !committer.hasEnded else { return }
            timers.after(.seconds(1)) { self.replanRest(ofCause: cause, after: after, for: occasion) }
        }
    }

    /// One line of a preview: the row, its value, and what would still stop it.
    func previewRow(
        _ exception: ExceptionRow, _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot,
        trustingQuantity: Bool = false
    ) throws -> (FixPreview.Row, Money, FaultCode?) {
        let plan = plan(delivery, by: crosswalk, trustingQuantity: trustingQuantity)
        let documented = "\(exception.quantity) \(exception.unit)"
        switch plan.decision {
        case .ready(let body):
            let booking = try body.map { try StateJSON.decode(Booking.self, from: $0) }
            let result =
                booking.map { $0.use?.arithmetic ?? found(in: $0, of: delivery.flow) ?? $0.words } ?? "sent as it is"
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: result, isReleased: true)
            return (row, plan.value, nil)
        case .faulted(let fault):
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: fault.detail, isReleased: false)
            return (row, plan.value, fault.code)
        case .dismissed(let why):
            let row = FixPreview.Row(
                exception: exception.id, documented: documented, result: why, isReleased: false)
            return (row, plan.value, nil)
        }
    }

    /// What a record was given by the tables that its flow looks up in; `nil` where that isn't sent.
    private func found(in booking: Booking, of flow: FlowName) -> String? {
        guard let record = booking.record else { return nil }
        let flow = catalog.flow(flow)
        let put = (flow?.lookUps ?? []).map(\.into) + [flow?.period?.into].compactMap(\.self)
        let words = put.compactMap { into in record[into].map { "\(into) \($0.words)" } }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// What the pipeline makes of a stopped delivery now.
    ///
    /// - Parameter trustingQuantity: whether a person says just now that the quantity is right; what one said before
    ///   is remembered.
    func plan(
        _ delivery: OpenDelivery, by crosswalk: CrosswalkSnapshot, trustingQuantity: Bool = false
    ) -> DeliveryPlan {
        guard let body = delivery.eventBody else { return DeliveryPlan(.ready(nil), value: delivery.value) }
        guard let flow = catalog.flow(delivery.flow) else {
            let fault = Fault(
                .messageUnsupported, FaultSubject(other: delivery.flow.rawValue),
                detail: "The catalog has no flow \(delivery.flow) any more.")
            return DeliveryPlan(.faulted(fault), value: delivery.value)
        }
        let event: CanonicalEvent
        do { event = try StateJSON.decode(CanonicalEvent.self, from: body) } catch {
            let fault = Fault(.messageMalformed, detail: "The stored line can't be read any more: \(type(of: error)).")
            return DeliveryPlan(.faulted(fault), value: delivery.value)
        }
        var planner = Planner(flow: flow, crosswalk: crosswalk, contract: contract(of: event, in: flow))
        planner.trustsQuantity = trustingQuantity || delivery.isQuantityConfirmed
        planner.now = clock.now()
        planner.approved = delivery.approved
        var plan = planner.plan(event, from: delivery.source, receivedAt: delivery.acceptedAt)
        if countedFlows.contains(flow.name) {
            plan.count = event.count(in: flow, plan, receivedAt: delivery.acceptedAt)
        }
        return plan
    }
}

extension OpenDelivery {
    /// The delivery as lanes hold it.
    var ready: ReadyDelivery { ReadyDelivery(id: id, flow: flow, endpoint: endpoint, lane: lane) }

    /// About how many bytes it holds in memory.
    var size: Int { 512 + payload.count + (resolved?.count ?? 0) }
}

extension ReadyDelivery {
    /// The delivery's entry in its endpoint's lanes.
    var entry: Lanes.Entry {
        Lanes.Entry(
            id: id, lane: Lanes.key(lane), isStopped: isStopped, isInDoubt: isInDoubt, flow: Lanes.flowKey(flow))
    }
}
