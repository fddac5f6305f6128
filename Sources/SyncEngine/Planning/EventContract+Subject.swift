import Catalog
import Crypto
import Foundation
import Measures
import SyncModel
import SyncStore

/// What events are about: which of them speak of one thing.
enum EventSubject {
    /// The same for all events about one thing; `nil` where an event doesn't say what it is about.
    static func key(of event: CanonicalEvent, by contract: EventContract?) -> Data? {
        if let contract { return contract.subjectKey(of: event) }
        guard let identity = event.identity else { return nil }
        return Data(SHA256.hash(data: Data("\(event.type)|\(identity)".utf8)).prefix(16))
    }
}

extension CanonicalEvent {
    /// What stock that was used or given is about: the resource that says so, which may say it again.
    func useSubject(in flow: Flow) -> PlannedSubject? {
        guard action != .none, let key = EventSubject.key(of: self, by: nil),
            let content = try? StateJSON.encode(
                UseContent(
                    item: item?.code, quantity: quantity, unit: unit, location: location, lot: lot,
                    occurredAt: occurredAt))
        else { return nil }
        return PlannedSubject(
            key: key, content: Data(SHA256.hash(data: content).prefix(16)), isReversal: action == .reverse,
            repeats: flow.repeats, space: flow.subjectSpace)
    }
}

/// What makes two statements about one use the same.
private struct UseContent: Encodable {
    var item: String?
    var quantity: ExactDecimal?
    var unit: UnitCode?
    var location: String?
    var lot: String?
    var occurredAt: UTCTime?
}

extension EventContract {
    /// What an event is about; `nil` where the contract has no key, or the event doesn't say all of it.
    func subject(of event: CanonicalEvent, in flow: Flow) -> PlannedSubject? {
        guard event.action != .none, let key = subjectKey(of: event), let fields = event.fields,
            let content = try? StateJSON.encode(fields.limited(to: flow.fields))
        else { return nil }
        return PlannedSubject(
            key: key, content: Data(SHA256.hash(data: content).prefix(16)), isReversal: event.action == .reverse,
            repeats: flow.repeats, space: flow.subjectSpace)
    }

    /// The same for all events about one thing; `nil` where there is none.
    func subjectKey(of event: CanonicalEvent) -> Data? {
        guard !key.isEmpty, let fields = event.fields else { return nil }
        var hasher = SHA256()
        hasher.update(data: Data(type.rawValue.utf8))
        for path in key {
            guard let word = fields[path]?.keyWord else { return nil }
            // A length before each: no two keys are written alike.
            hasher.update(data: Data("|\(word.utf8.count):\(word)".utf8))
        }
        return Data(hasher.finalize().prefix(16))
    }
}
