import Control
import Foundation
import Measures
import SyncEngine
import SyncModel
import SyncStore

/// Whoever works beside the user of the demo, so that what takes two people can be seen by one: a supervisor who
/// decides after a while; where the user is the supervisor, somebody who asks.
struct DemoColleagues {
    let world: DemoWorld
    /// What the user may do.
    let roles: Set<Role>

    /// How long a request waits before the colleague decides: long enough to look at it, or to decide elsewhere.
    private static let patience: Duration = .seconds(60)
    /// The most requests that wait at once for a user who is the supervisor.
    private static let most = 12

    /// Works until it is cancelled.
    func run() async throws {
        let reader = try StateReader(path: world.runtime.store.path)
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(2))
            if roles == [.supervisor] { try await ask(reader) } else { try await decide(reader) }
        }
    }

    private func desk(_ user: String, _ role: Role) -> CommandDesk {
        CommandDesk(world.runtime.core, caller: Caller(user: user, demoRoles: [role]))
    }

    /// Approves what has waited long enough, as it is now.
    private func decide(_ reader: StateReader) async throws {
        let due = try reader.pendingApprovals()
            .filter {
                $0.approvers.contains(.supervisor) && UTCTime.systemNow.elapsed(since: $0.askedAt) > Self.patience
            }
        guard !due.isEmpty else { return }
        let seen = due.prefix(20).map { SeenApproval($0.id, digest: $0.digest) }
        _ = try await desk("demo-supervisor", .supervisor)
            .perform(
                Command(
                    id: UUID().uuidString, request: .approve(Array(seen), reason: "the demo's supervisor agrees")))
    }

    /// Asks to correct the next quantity that nobody believes, a hundredth of what was documented.
    private func ask(_ reader: StateReader) async throws {
        let waiting = try reader.pendingApprovals()
        guard waiting.count < Self.most else { return }
        let asked = Set(waiting.compactMap(\.proposal.changes.first?.what))
        let filter = ExceptionFilter(owner: FaultCode.quantityOutOfRange.owner)
        let next = try reader.exceptions(filter, limit: 500)
            .first { $0.fault.code == .quantityOutOfRange && !asked.contains("exception \($0.id)") }
        guard let next, let quantity = ExactDecimal(next.quantity)?.multiplied(by: ExactDecimal("0.01") ?? 1) else {
            return
        }
        _ = try await desk("demo-materials", .materials)
            .perform(
                Command(
                    id: UUID().uuidString,
                    request: .correct(
                        next.id, EventEdit(quantity: quantity), reason: "two zeros too many; the shelf was counted")))
    }
}
