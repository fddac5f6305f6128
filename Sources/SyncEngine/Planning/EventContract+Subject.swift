import Catalog
import Crypto
import Foundation
import Measures
import SyncModel
import SyncStore

extension EventContract {
    /// What an event is about; `nil` where the contract has no key, or the event doesn't say all of it.
    func subject(of event: CanonicalEvent, in flow: Flow) -> PlannedSubject? {
        guard event.action != .none, let key = subjectKey(of: event), let fields = event.fields,
            let content = try? StateJSON.encode(fields.limited(to: flow.fields))
        else { return nil }
        return PlannedSubject(
            key: key, content: Data(SHA256.hash(data: content).prefix(16)), isReversal: event.action == .reverse,
            repeats: flow.repeats)
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

extension FieldValue {
    /// What it says as a part of a key; `nil` of what can't be one.
    fileprivate var keyWord: String? {
        switch self {
        case .text(let text): text.isEmpty ? nil : text
        case .number(let number): number.description
        case .flag(let flag): flag ? "true" : "false"
        case .time(let time): "\(time.milliseconds)"
        case .record, .list: nil
        }
    }
}
