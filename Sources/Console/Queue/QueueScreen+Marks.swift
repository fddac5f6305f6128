import Control
import SyncModel
import SyncStore
import Terminal

extension QueueScreen {
    // MARK: Marking

    /// Marks the row under the cursor, or all rows of the cause under it as they are now, and goes on.
    mutating func mark(in context: ScreenContext) -> [ScreenEffect] {
        if isGrouped {
            guard let cause = causes.selected else { return [.say("There is nothing to mark.")] }
            marks.toggle(cause: cause.rowID)
        } else {
            guard let row = rows.selected else { return [.say("There is nothing to mark.")] }
            marks.toggle(row)
        }
        return move(.down, in: context) ?? []
    }

    /// Marks all that match now; nothing that comes later joins them.
    mutating func markAll() -> [ScreenEffect] {
        guard marks.isEmpty else {
            marks.clear()
            return [.say("No mark is left.")]
        }
        marks.markAll(isGrouped ? .causes(causes.shown.map(\.rowID)) : .matching(matching))
        return [.say("Looking up all that match …")]
    }

    mutating func takeMarks(_ result: ReadResult) -> [ScreenEffect] {
        let words = isGrouped ? "" : rows.filter.text
        let outcome = marks.take(result) { row in
            words.isEmpty || !SearchableRows([row]).containing(words).isEmpty
        }
        switch outcome {
        case nil: return []
        case .failed(let problem): return [.warn("They could not be marked: \(problem)")]
        case .marked(true):
            return [.warn("Marked \(marks.count.grouped), the most there can be; more match.")]
        case .marked(false):
            return [.say("\(marks.count.grouped) marked, worth \(marks.rows.value), as they are now.")]
        }
    }

    /// What was done or sent isn't marked any more.
    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        guard case .done(let errand, .done) = answer else { return [] }
        switch errand {
        case .resubmit(let ids), .request(.dismiss(let ids, _)): marks.remove(ids)
        case .fix(_, let cause, _), .resubmitCause(let cause, _): marks.remove(cause: cause)
        default: break
        }
        return []
    }

    /// How many that match came after the marks were made, as far as is read.
    var newSinceMarks: Int {
        if isGrouped {
            return causes.rows?.reduce(0) { sum, cause in
                sum + (marks.ofCause[cause.rowID].map { max(0, cause.open - $0) } ?? 0)
            } ?? 0
        }
        guard let newest = marks.rows.newest else { return 0 }
        return rows.shown.count { $0.rowID > newest }
    }

    // MARK: What is done to them

    /// Does an action to what is marked; `nil` where nothing is, or where the action is about the row under the cursor.
    func performOnMarks(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect]? {
        guard !marks.isEmpty else { return nil }
        let (selection, words) = (marks.selection, marks.words)
        switch action {
        case .resubmit, .resubmitAll: return [.open(BulkScreen(.resubmit, selection, words: words))]
        case .dismiss: return [.open(DismissScreen(selection, words: words))]
        case .claim, .release:
            let areMine = marks.rows.rows.values.allSatisfy { $0.row.claimedBy == context.user }
            let deed: BulkDeed = action == .release || areMine ? .release : .claim
            // Of one row that nobody else has there is nothing to ask.
            if let row = marks.rows.rows.values.first?.row, marks.count == 1, row.claimedBy == nil || areMine {
                return [deed.command([row.id], row.item)]
            }
            return [.open(BulkScreen(deed, selection, words: words))]
        case .assign:
            return [
                .open(
                    AssignScreen(words) { [.open(BulkScreen(.assign(to: $0), selection, words: words))] })
            ]
        default:
            guard let dialog = FixDialog.all.first(where: { $0.action == action }), let target = markedTarget
            else { return nil }
            return [.open(dialog.make(target))]
        }
    }

    /// Why an action can't be done to what is marked.
    func refusalOnMarks(_ action: ConsoleAction, in context: ScreenContext) -> String? {
        guard let dialog = FixDialog.all.first(where: { $0.action == action }) else {
            return action == .stepAside || action == .others ? refusalOnCause(action, in: context) : nil
        }
        let codes = Set(marks.rows.rows.values.map(\.fault.code))
        guard codes.allSatisfy(dialog.mends) else {
            let needed = Set(codes.compactMap { FixDialog.mending($0)?.action.keyName }).sorted()
            let kinds = codes.map(\.title).sorted().joined(separator: ", ")
            return needed.count == 1
                ? "What is marked (\(kinds)) takes another fix: press \(needed[0])."
                : "What is marked needs several kinds of fix: \(kinds). Mark one kind."
        }
        guard marks.ofCause.count > 1 else { return nil }
        return codes.allSatisfy { $0.fix != nil }
            ? nil : "Only one cause at a time can be mended so; r resubmits all that is marked."
    }

    /// The dearest of the marked causes, with the others.
    private var markedTarget: FixTarget? {
        var targets = marks.causes.compactMap { cause -> FixTarget? in
            if let known = causes.rows?.first(where: { $0.rowID == cause }) { return FixTarget(known.row) }
            return marks.example(ofCause: cause).map { row in
                var target = FixTarget(row.row, open: marks.ofCause[cause] ?? 1)
                target.exception = nil
                return target
            }
        }
        guard var first = targets.first else { return nil }
        targets.removeFirst()
        first.others = targets
        return first
    }
}
