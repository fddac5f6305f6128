import Catalog
import Control
import SyncModel
import SyncStore
import Synchronization

/// Which flows a person holds, as the engine knows it.
final class FlowBook: Sendable {
    private let holds = Mutex<[FlowName: FlowHold]>([:])

    /// Whether a flow's deliveries are sent.
    func condition(of flow: FlowName) -> FlowCondition { holds.withLock { $0[flow]?.condition ?? .running } }

    /// Takes over what was committed.
    func keep(_ hold: FlowHold) { holds.withLock { $0[hold.flow] = hold } }
}

extension EngineCore {
    /// Holds a flow, or lets it go, as was committed.
    func keep(_ hold: FlowHold) {
        flows.keep(hold)
        let through = hold.condition == .running ? nil : hold.through
        for dispatcher in dispatchers.values { dispatcher.hold(hold.flow, through: through) }
    }
}

extension CommandDesk {
    /// Pauses, drains or resumes a flow.
    func steer(
        _ flow: FlowName, to condition: FlowCondition, _ reason: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let reason = String(reason.asNote.prefix(Self.longestReason))
        guard let catalogued = core.catalog.flow(flow) else {
            return Effect(reply: .refused(.notFound, "The catalog has no flow \(flow)."))
        }
        guard !catalogued.keeps else {
            return Effect(
                reply: .refused(.invalid, "\(flow) keeps what comes as it comes: it sends nothing that could wait."))
        }
        guard !reason.isEmpty || condition == .running else {
            return Effect(reply: .refused(.invalid, "Say why the flow is held."))
        }
        let (action, summary) =
            switch condition {
            case .running: ("flow-resume", "Sending \(flow) again.")
            case .draining: ("flow-drain", "\(flow) sends what it has; what comes from now on waits.")
            case .paused: ("flow-pause", "Paused \(flow); intake goes on.")
            }
        let through = condition == .paused ? DeliveryID(rawValue: 0) : transaction.lastDelivery
        let hold = FlowHold(
            flow: flow, condition: condition, through: through, reason: reason, actor: user,
            changedAt: transaction.now)
        try transaction.write(hold)
        try transaction.audit(actor: user, action: action, subject: "flow \(flow)", detail: reason + mandate.words)
        return Effect(
            reply: .done(affected: 1, released: 0, summary: summary), steering: { [core] in core.keep(hold) })
    }
}
