import Crypto
import Foundation
import SyncModel
import SyncStore

/// A dry run as it grows: what is shown, and what would be carried out.
struct ReplayDraft: Sendable {
    /// So many rows are shown.
    private static let shown = 20

    /// What is shown. Its digest is set at the end.
    private(set) var preview = ReplayPreview()
    /// The deliveries that go, with their prints.
    private(set) var items: [OpenReplay.Item] = []
    private var groups: [GroupKey: ReplayPreview.Group] = [:]
    private var hasher = SHA256()

    private struct GroupKey: Hashable {
        var state: DeadLetterState?
        var reason: String
    }

    /// A draft for one selection and change, both of which the digest covers.
    init(edit: EventEdit?) throws {
        if let edit { hasher.update(data: try StateJSON.encode(edit)) }
    }

    /// Counts one delivery.
    mutating func add(_ verdict: ReplayVerdict) throws {
        let print = verdict.print
        hasher.update(data: Data("\(verdict.id):\(print)\n".utf8))
        preview.considered += 1
        let state = verdict.candidate?.deadLetter
        let reason = verdict.candidate?.reasonOfGroup ?? "unknown"
        let key = GroupKey(state: state, reason: reason)
        var group = groups[key] ?? ReplayPreview.Group(state: state, reason: reason)
        group.count += 1
        switch verdict.fate {
        case .goes(let going):
            items.append(OpenReplay.Item(id: verdict.id, print: print))
            preview.going += 1
            preview.value = preview.value + going.value
            if going.isLookedUpFirst { preview.lookedUpFirst += 1 }
            group.going += 1
            group.value = group.value + going.value
        case .stays(let obstacle, let code, let sentence):
            if let index = group.staying.firstIndex(where: { $0.obstacle == obstacle && $0.code == code }) {
                group.staying[index].count += 1
            } else {
                group.staying.append(ReplayPreview.Staying(obstacle, code: code, sentence: sentence, count: 1))
            }
        }
        groups[key] = group
        if preview.rows.count < Self.shown { preview.rows.append(try row(verdict)) }
    }

    /// Closes the draft: sets the digest, and the groups in their order.
    mutating func finish() {
        preview.digest = Hexadecimal.digits(hasher.finalize().prefix(8))
        preview.groups = groups.values.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }

    private func row(_ verdict: ReplayVerdict) throws -> ReplayPreview.Row {
        let event = verdict.candidate?.delivery.eventBody
            .flatMap { try? StateJSON.decode(CanonicalEvent.self, from: $0) }
        let summary = event.map(EventSummary.init) ?? EventSummary()
        let documented = [summary.quantity, summary.unit, summary.item].filter { !$0.isEmpty }.joined(separator: " ")
        switch verdict.fate {
        case .stays(_, _, let sentence):
            return ReplayPreview.Row(delivery: verdict.id, documented: documented, result: sentence, goes: false)
        case .goes(let going):
            let booking = try going.resolved.map { try StateJSON.decode(Booking.self, from: $0) }
            var result = booking?.words ?? "sent as it is"
            if !going.changes.isEmpty { result += " (\(going.changes.joined(separator: ", ")))" }
            if going.isLookedUpFirst { result += ", looked up first" }
            return ReplayPreview.Row(delivery: verdict.id, documented: documented, result: result, goes: true)
        }
    }
}

extension ReplayCandidate {
    /// What deliveries of one group share. A fault's own sentence tells of one delivery; its cause is shared.
    fileprivate var reasonOfGroup: String {
        switch delivery.state {
        case .dead, .dismissed: reason ?? ""
        case .faulted: exception.map { "\($0.fault.code.title) \($0.fault.subject.other ?? "")" } ?? "stopped"
        case .queued, .sending, .waiting, .inDoubt, .delivered: delivery.state.line.title
        }
    }
}
