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

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        refusalOnCause(action, in: context)
    }

    /// Of the fixes only the one that fits is shown.
    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        if action == .stepAside { return standing?.holds != nil }
        guard FixDialog.all.contains(where: { $0.action == action }) else { return true }
        return target.flatMap { target in dialog(for: action).map { $0.fits(target, context) } } ?? false
    }

    /// Why an action can't be done to what is under the cursor.
    func refusalOnCause(_ action: ConsoleAction, in context: ScreenContext) -> String? {
        guard action.right != nil || action == .others else { return nil }
        guard let target else { return "There is nothing here to do this with." }
        let code = target.fault.code
        if action == .stepAside {
            return target.exception == nil ? "Open one row of the cause first (o lists them)." : nil
        }
        guard let dialog = dialog(for: action), !dialog.fits(target, context) else { return nil }
        let fitting = FixDialog.mending(code)
        return fitting.map { "\(code.title) is about \($0.object): press \(context.key(of: $0.action))." }
            ?? "\(code.title): \(code.advice)"
    }

    private func dialog(for action: ConsoleAction) -> FixDialog? { FixDialog.all.first { $0.action == action } }

    /// Does what can be done to any cause; `nil` for other actions.
    func performOnCause(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect]? {
        guard let target else { return Self.isOnCause(action) ? [.say("Nothing waits here.")] : nil }
        if let dialog = dialog(for: action) { return [.open(dialog.make(target))] }
        switch action {
        case .others: return [.open(QueueScreen(ofCause: target.cause))]
        case .resubmit, .resubmitAll: return resubmit(target, all: action == .resubmitAll)
        case .claim, .release: return claim(target, isGivenBack: action == .release, as: context.user)
        case .assign: return [.open(assigning(target))]
        case .comment:
            let subject = target.exception.map(CommentSubject.exception) ?? .cause(target.cause)
            return [subject.commenting(target.name)]
        case .commentAll: return [CommentSubject.cause(target.cause).commenting("all of \(target.subject)")]
        case .dismiss: return [.open(DismissScreen(target))]
        case .stepAside: return stepAside(target)
        default: return nil
        }
    }

    private static func isOnCause(_ action: ConsoleAction) -> Bool { action == .others || action.right != nil }

    /// One row that nobody else has is taken on, or given back, at once; what others have or many are is shown first.
    private func claim(_ target: FixTarget, isGivenBack: Bool, as user: String) -> [ScreenEffect] {
        let deed: BulkDeed = isGivenBack || target.claimedBy == user ? .release : .claim
        guard let id = target.exception ?? target.only, target.claimedBy == nil || target.claimedBy == user else {
            return [.open(BulkScreen(deed, target.selection, words: target.subject))]
        }
        return [deed.command([id], target.subject)]
    }

    private func assigning(_ target: FixTarget) -> AssignScreen {
        AssignScreen(target.name) { name in
            guard let id = target.exception else {
                return [.open(BulkScreen(.assign(to: name), target.selection, words: target.subject))]
            }
            return [BulkDeed.assign(to: name).command([id], target.subject)]
        }
    }

    /// One row goes at once; of a whole cause it is shown first what goes.
    private func resubmit(_ target: FixTarget, all: Bool) -> [ScreenEffect] {
        guard !all, let id = target.exception else {
            let words = "all with \(target.fault.code.title) \(target.subject)"
            return [.open(BulkScreen(.resubmit, .causes([target.cause]), words: words))]
        }
        return [BulkDeed.resubmit.command([id], target.subject)]
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
    static let dismiss = ConsoleAction(
        "dismiss", keys: [.character("x")], sentence: "Take it out with a reason", isCommand: true, right: .dismiss)
}
