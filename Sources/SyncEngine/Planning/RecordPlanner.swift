import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore

/// What an event that a contract describes becomes at one destination: its fields, as far as the flow lets it see them.
struct RecordPlanner: Sendable {
    let flow: Flow
    /// What its fields have to be; `nil` where the catalog has no such contract any more.
    let contract: EventContract?
    let crosswalk: CrosswalkSnapshot
    /// When it is planned, where that isn't when it was received: what is open then is open for it.
    var now: UTCTime?
    /// The digest of the booking that somebody approved; `nil` where nobody did.
    var approved: Data?

    /// - Parameter receivedAt: stands in where the event doesn't say when it happened.
    func plan(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> DeliveryPlan {
        var plan = routed(event, from: source, receivedAt: receivedAt)
        let isForIt = event.fields.map { fields in flow.refusal { fields[$0] } == nil } ?? true
        if isForIt, !plan.violatesContract {
            plan.ownership = stated(event, from: source)
            plan.match = matched(event, from: source, receivedAt: receivedAt)
            plan.reconciliation = counted(event, from: source)
        }
        return flow.keeps ? kept(plan, event, from: source) : plan
    }

    /// What becomes of an event where it is for this delivery; else why it isn't.
    private func routed(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> DeliveryPlan {
        let subject = flow.keeps ? nil : contract?.subject(of: event, in: flow)
        let value = event.fields.flatMap { fields in contract?.worth(fields) } ?? .zero
        guard event.action != .none else {
            return DeliveryPlan(.dismissed(event.note ?? "nothing to account for"), value: .zero)
        }
        let said: Fields
        do throws(Fault) { said = try checked(event, from: source) } catch {
            var plan = DeliveryPlan(.faulted(error), value: value)
            plan.subject = subject
            return plan
        }
        let isNotFor = flow.refusal { said[$0] }
        var plan: DeliveryPlan
        switch (isNotFor, subject) {
        case (let why?, nil): return DeliveryPlan(.dismissed(why), value: .zero)
        case (let why?, _?) where event.action == .record: plan = DeliveryPlan(.dismissed(why), value: value)
        // What was sent there is taken back there, whatever a reversal says beside that: the state knows.
        default: plan = decided(event, said, worth: value, from: source, receivedAt: receivedAt)
        }
        plan.subject = subject
        plan.subject?.isNotFor = isNotFor
        return plan
    }

    /// What becomes of an event that keeps to its contract and is for this delivery.
    private func decided(
        _ event: CanonicalEvent, _ said: Fields, worth value: Money, from source: SourceName, receivedAt: UTCTime
    ) -> DeliveryPlan {
        do throws(Fault) {
            let stage = LookUpStage(
                flow: flow, crosswalk: crosswalk, source: source, moment: event.occurredAt ?? receivedAt)
            var (filled, entries) = try stage.filled(said)
            if let period = flow.period {
                let stage = PeriodStage(
                    flow: flow, step: period, contract: contract, crosswalk: crosswalk, source: source,
                    now: now ?? receivedAt)
                entries += try stage.fill(&filled)
            }
            if let split = flow.split {
                try SplitStage(flow: flow, step: split, crosswalk: crosswalk, source: source).fill(&filled)
            }
            var fields = filled.limited(to: flow.fields)
            fields.values["action"] = .text(event.action.rawValue)
            guard let data = try? StateJSON.encode(Booking.record(fields)) else {
                throw Fault(.messageMalformed, detail: "The event can't be written down.")
            }
            var plan = DeliveryPlan(.ready(data), value: value)
            plan.entries = entries
            try ApprovalStage(flow: flow, source: source, approved: approved).hold(&plan, of: event) { filled[$0] }
            return plan
        } catch {
            return DeliveryPlan(.faulted(error), value: value)
        }
    }

    /// The event's fields, if they keep to the contract.
    private func checked(_ event: CanonicalEvent, from source: SourceName) throws(Fault) -> Fields {
        let name = "\(event.type) version \(event.version ?? flow.payloadVersion)"
        guard let contract, event.version == nil || event.version == contract.version else {
            throw Fault(
                .contractViolated, FaultSubject(source: source.rawValue, other: name),
                detail: "\(flow.name) takes version \(flow.payloadVersion), and this is \(name).")
        }
        let unread = event.problems ?? []
        let problems =
            unread
            + contract.missing(in: event.fields ?? Fields()).filter { gap in
                !unread.contains { $0.fields.contains(gap.field) }
            }
        guard let first = problems.first else { return event.fields ?? Fields() }
        let others = problems.dropFirst().reduce(0) { $0 + $1.fields.count }
        let more =
            others == 0 ? "" : others == 1 ? " Another field is wrong too." : " \(others) more fields are wrong too."
        throw Fault(
            .contractViolated, FaultSubject(source: source.rawValue, other: "\(event.type) \(first.field)"),
            detail: "\(first.sentence)\(more)")
    }
}

extension DeliveryPlan {
    /// Whether the event isn't sound.
    fileprivate var violatesContract: Bool {
        guard case .faulted(let fault) = decision else { return false }
        return fault.code == .contractViolated
    }
}

extension EventContract {
    /// Which required fields aren't there.
    fileprivate func missing(in event: Fields) -> [FieldProblem] { Self.missing(fields, in: event, below: "") }

    private static func missing(_ definitions: [FieldDefinition], in event: Fields, below: String) -> [FieldProblem] {
        definitions.flatMap { definition -> [FieldProblem] in
            let path = below + definition.name
            guard let value = event.values[definition.name] else {
                return definition.isRequired ? [FieldProblem(field: path, sentence: "'\(path)' is missing.")] : []
            }
            switch value {
            case .record(let inner): return missing(definition.fields, in: inner, below: path + ".")
            case .list(let values):
                if values.isEmpty, definition.isRequired {
                    return [FieldProblem(field: path, sentence: "'\(path)' has no lines.")]
                }
                return (value.records ?? []).flatMap { missing(definition.fields, in: $0, below: path + ".") }
            case .text, .number, .flag, .time: return []
            }
        }
    }

    /// What an event is worth, by the field that lists show as its value; an amount below zero counts as much as one
    /// above.
    func worth(_ fields: Fields) -> Money? {
        guard let amount = shows[.value].flatMap({ fields[$0]?.number }) else { return nil }
        return Money(cents: 100).times(amount.isNegative ? amount.negated : amount)
    }
}
