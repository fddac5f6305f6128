import Control
import SyncModel
import SyncStore
import Terminal

/// Pausing, draining and resuming a flow: each with a reason, which the audit keeps.
enum FlowSteering {
    /// The flow's hold as the overview knows it; `nil` where it runs.
    static func hold(_ flow: FlowName, in context: ScreenContext) -> FlowHold? {
        context.overview?.heldFlows.first { $0.flow == flow }
    }

    /// `PAUSED 12m ago by mara: the ERP closes its period`; `nil` where the flow runs.
    static func words(_ flow: FlowName, in context: ScreenContext) -> String? {
        guard let hold = hold(flow, in: context) else { return nil }
        let word = hold.isDrained ? "drained" : hold.condition.rawValue
        return "= \(word.uppercased()) \(context.age(hold.changedAt)) ago by \(hold.actor): \(hold.reason)"
    }

    /// Asks for the reason, and does it: a flow that runs is paused, any other runs again.
    static func pause(_ flow: FlowName, in context: ScreenContext) -> [ScreenEffect] {
        guard hold(flow, in: context) == nil else {
            return [
                .open(
                    EntryScreen(
                        "Resume \(flow)", label: "reason", explanation: "All that waits of it is sent again."
                    ) { [.command(.resumeFlow(flow, reason: $0), deed: "Resume \(flow)")] })
            ]
        }
        return [
            .open(
                EntryScreen(
                    "Pause \(flow)", label: "reason",
                    explanation: "Intake goes on; nothing of this flow is sent until it is resumed."
                ) { [.command(.pauseFlow(flow, reason: $0), deed: "Pause \(flow)")] })
        ]
    }

    /// Asks for the reason, and has the flow send what it has and then stop.
    static func drain(_ flow: FlowName) -> [ScreenEffect] {
        [
            .open(
                EntryScreen(
                    "Drain \(flow)", label: "reason",
                    explanation: "What was accepted so far is sent; what comes later waits until it is resumed."
                ) { [.command(.drainFlow(flow, reason: $0), deed: "Drain \(flow)")] })
        ]
    }
}

extension ConsoleAction {
    static let pauseFlow = ConsoleAction(
        "pause-flow", keys: [.character("p")], label: "pause/resume",
        sentence: "Stop sending what is of this flow with a reason, or go on", isCommand: true, right: .steerFlow)
    static let drainFlow = ConsoleAction(
        "drain", keys: [.character("D")], sentence: "Send what this flow has accepted so far, then stop",
        isCommand: true, right: .steerFlow)
}
