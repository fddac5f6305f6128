import Catalog
import Foundation
import SyncModel
import SyncStore

extension RecordPlanner {
    /// What a flow that keeps makes of an event that is sound: a record, by the contract's key.
    func kept(_ plan: DeliveryPlan, _ event: CanonicalEvent, from source: SourceName) -> DeliveryPlan {
        guard case .ready = plan.decision, let contract, let fields = event.fields else { return plan }
        var plan = plan
        do throws(Fault) {
            plan.keeping = PlannedRecord(
                type: contract.type, key: try contract.recordKey(of: fields, from: source), at: event.occurredAt,
                fields: event.action == .reverse ? nil : try Self.written(fields.limited(to: flow.fields)))
        } catch {
            plan.decision = .faulted(error)
        }
        return plan
    }

    private static func written(_ fields: Fields) throws(Fault) -> Data {
        do { return try StateJSON.encode(fields) } catch {
            throw Fault(.messageMalformed, detail: "The event can't be written down: \(type(of: error)).")
        }
    }
}

extension EventContract {
    /// What tells the thing that an event is about from others; each of the contract's key fields has to be there.
    func recordKey(of fields: Fields, from source: SourceName) throws(Fault) -> RecordKey {
        var parts: [String] = []
        for path in key {
            guard let word = fields[path]?.keyWord else {
                throw Fault(
                    .contractViolated, FaultSubject(source: source.rawValue, other: "\(type) \(path)"),
                    detail: "'\(path)' is missing, and what is kept is found by it.")
            }
            parts.append(word)
        }
        return RecordKey(parts)
    }
}
