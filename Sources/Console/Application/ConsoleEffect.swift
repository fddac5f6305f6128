import Control
import SyncModel
import Terminal

/// What the console wants done outside of itself, as a value.
enum ConsoleEffect: Hashable, Sendable {
    case terminal(TerminalEffect)
    /// Read this from now on, whenever it is old.
    case watch([AnyReading])
    /// Look for items; only the newest search matters.
    case find(token: Int, ItemSearch)
    /// Ask the engine what something would do; only the newest question matters.
    case consult(token: Int, Request)
    /// Say what the user looks at, nothing where `nil`, and ask who else does.
    case look(at: String?)
    /// Ask the engine for a change.
    case command(token: Int, Errand)
    /// Show everything in the theme of this name.
    case theme(String)
    /// Look whether the file of the theme has changed.
    case lookAtTheme
    /// Keep how the user likes to see things.
    case keep(ViewState)
    /// Write a list to a file.
    case export(ListExport, ExportFile, replacing: Bool)
}

/// What to look for in the item master.
enum ItemSearch: Hashable, Sendable {
    /// The items that a sender's item may be.
    case candidates(CandidateQuery)
    /// The items that a person's words find.
    case words(String)
}

/// A change to ask the engine for.
enum Errand: Hashable, Sendable {
    /// As it stands.
    case request(Request)
    /// Apply a fix and follow what it releases; the note is what speaks for it, for whoever approves it.
    case fix(Fix, cause: String, note: ProposalNote? = nil)
    /// Resubmit these exceptions and follow them.
    case resubmit([ExceptionID])
    /// Resubmit a cause, up to the last of it that was seen, and follow what that releases.
    case resubmitCause(String, through: ExceptionID?)
    /// Write the crosswalk to a new file. The engine isn't asked: nothing of the state changes.
    case exportCrosswalk(path: String, utcOffset: Int)
}

extension Errand {
    /// The right it takes.
    var kind: RequestKind {
        switch self {
        case .request(let request): request.kind
        case .fix(let fix, let cause, _): Request.apply(fix, cause: cause).kind
        case .resubmit, .resubmitCause: .resubmit
        // Who may look may keep what they see.
        case .exportCrosswalk: .whoAmI
        }
    }
}

/// Does what the console wants done, elsewhere and later.
protocol ConsolePerformer: Sendable {
    func perform(_ effect: ConsoleEffect)
}
