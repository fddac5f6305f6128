import Control
import SyncModel
import Terminal

/// A screen on which something can be done to an exception or its whole cause.
protocol CauseScreen: Screen {
    /// What an action would be about now; `nil` where nothing is under the cursor.
    var target: FixTarget? { get }
    /// How it stands in its lane, as far as it was read.
    var standing: LaneStanding? { get }
}

extension CauseScreen {
    var standing: LaneStanding? { nil }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? { refusalOnCause(action) }

    /// Of the fixes only the one that fits is shown.
    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        if action == .stepAside { return standing?.holds != nil }
        guard FixDialog.all.contains(where: { $0.action == action }) else { return true }
        return target.flatMap { FixDialog.mending($0.fault.code) }?.action == action
    }

    /// Why an action can't be done to what is under the cursor.
    func refusalOnCause(_ action: ConsoleAction) -> String? {
        guard action.right != nil else { return nil }
        guard let target else { return "There is nothing here to do this with." }
        let code = target.fault.code
        if action == .stepAside {
            return target.exception == nil ? "Open one row of the cause first (o lists them)." : nil
        }
        guard FixDialog.all.contains(where: { $0.action == action }) else { return nil }
        let fitting = FixDialog.mending(code)
        guard fitting?.action != action else { return nil }
        return fitting.map { "\(code.title) is about \($0.object): press \($0.action.keyName)." }
            ?? "\(code.title): \(code.advice)"
    }

    /// Does what can be done to any cause; `nil` for other actions.
    func performOnCause(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect]? {
        guard let target else { return Self.isOnCause(action) ? [.say("Nothing waits here.")] : nil }
        if let dialog = FixDialog.all.first(where: { $0.action == action }) { return [.open(dialog.make(target))] }
        switch action {
        case .others: return [.open(QueueScreen(ofCause: target.cause))]
        case .resubmit, .resubmitAll: return [resubmit(target, all: action == .resubmitAll)]
        case .claim: return [claim(target, as: context.user)]
        case .dismiss: return [.open(DismissScreen(target))]
        case .stepAside: return stepAside(target)
        default: return nil
        }
    }

    private static func isOnCause(_ action: ConsoleAction) -> Bool { action == .others || action.right != nil }

    private func claim(_ target: FixTarget, as user: String) -> ScreenEffect {
        let isMine = target.claimedBy == user
        let deed = "\(isMine ? "Give back" : "Take on") \(target.subject)"
        guard let id = target.exception else {
            return .command(.ofCause(target.cause, .claim), deed: deed, isFollowed: false)
        }
        return .command(isMine ? .release([id]) : .claim([id]), deed: deed)
    }

    private func resubmit(_ target: FixTarget, all: Bool) -> ScreenEffect {
        guard !all, let id = target.exception else {
            return .command(
                .resubmitCause(target.cause), deed: "Resubmit all with \(target.fault.code.title) \(target.subject)",
                isFollowed: true)
        }
        return .command(.resubmit(id), deed: "Resubmit \(target.subject)", isFollowed: true)
    }
}

extension ConsoleAction {
    static let others = ConsoleAction(
        "others", keys: [.character("o")], sentence: "List the rows of this cause", isCommand: true)
    static let resubmit = ConsoleAction(
        "resubmit", keys: [.character("r")], sentence: "Run this row through the pipeline again", isCommand: true,
        right: .resubmit)
    static let resubmitAll = ConsoleAction(
        "resubmit-all", keys: [.character("R")], label: "resubmit all",
        sentence: "Run everything with this cause through again", isCommand: true, right: .resubmit)
    static let claim = ConsoleAction(
        "claim", keys: [.character("c")], sentence: "Say that you work on it, or give it back", isCommand: true,
        right: .claim)
    static let dismiss = ConsoleAction(
        "dismiss", keys: [.character("x")], sentence: "Take it out with a reason", isCommand: true, right: .dismiss)
}
