import Catalog
import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

extension TestEngine {
    /// A dry run.
    func dryRun(
        _ selection: ReplaySelection = .matching(DeadLetterFilter()), edit: EventEdit? = nil
    ) async throws -> ReplayPreview {
        let reply = try await ask(.previewReplay(selection, edit: edit))
        guard case .replayPreview(let preview) = reply else { throw NotPreviewed(reply: reply) }
        return preview
    }

    /// A dry run, and what it showed is done.
    @discardableResult
    func replay(
        _ selection: ReplaySelection = .matching(DeadLetterFilter()), edit: EventEdit? = nil,
        id: String = UUID().uuidString
    ) async throws -> Reply {
        let digest = try await dryRun(selection, edit: edit).digest
        return try await ask(.replay(selection, edit: edit, digest: digest, reason: "a test"), id: id)
    }

    /// Replays, and waits until all of it was let go and has come to its end.
    func replayToTheEnd(
        _ selection: ReplaySelection = .matching(DeadLetterFilter()), edit: EventEdit? = nil
    ) async throws {
        let reply = try await replay(selection, edit: edit)
        guard case .done = reply else { throw NotPreviewed(reply: reply) }
        try await finishReplays()
    }

    /// Waits until no replay is under way and nothing is on the way.
    func finishReplays(location: SourceLocation = #_sourceLocation) async throws {
        try await run(location: location) { try reader.replays().allSatisfy { $0.endedAt != nil } }
        try await finish(location: location)
    }

    /// Hands in uses of an item that nobody has mapped, one message each, and dismisses them all.
    func dismissed(_ count: Int, item: String = "NEW", encounter: String? = nil) async throws {
        for _ in 0..<count {
            let id = (try reader.messages(limit: 1).first?.id.rawValue ?? 0) + 1
            await submit("M\(id)", TestSite.use(item, encounter: encounter))
        }
        let unmapped = try open.filter { $0.fault.code == .itemUnmapped }.map(\.id)
        _ = try await ask(.dismiss(unmapped, reason: "wrong visit"))
    }

    /// Maps the item, so that it can be sent.
    func map(_ code: String = "NEW", to item: String = "100") async throws {
        let mapping = ItemMapping(source: TestSite.source, code: code, itemNumber: item)
        _ = try await ask(.apply(.mapItem(mapping), cause: "item.unmapped ehr \(code)"))
    }

    /// The dead letters.
    var dead: [DeadLetterRow] {
        get throws { try reader.deadLetters(limit: 5000).rows }
    }

    /// The findings of a verification: none where the books balance.
    var findings: [String] {
        get throws { try reader.verify().findings }
    }
}

/// The engine answered something else.
struct NotPreviewed: Error {
    var reply: Reply
}

extension TestSite {
    /// Tried three times, shortly one after the other.
    static let quick = flow(retry: RetryPolicy(initial: .seconds(1), maximum: .seconds(2), attempts: 3))
}
