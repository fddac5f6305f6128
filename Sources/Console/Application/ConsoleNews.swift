import Control
import SyncModel
import SyncStore
import Terminal

/// What other threads tell the console.
enum ConsoleNews: Sendable {
    /// The state as of now.
    case overview(Overview)
    case causes(SearchableRows<CauseRow>, QueueInterest)
    case rows(SearchableRows<ExceptionRow>, QueueInterest)
    case caseFile(CaseFile)
    case messages(SearchableRows<MessageRow>)
    case message(MessageID, MessageFile?)
    /// Why the state can't be read; `nil` once it can.
    case stateProblem(String?)
    /// What the item master has for a sender's item or a person's words.
    case found(token: Int, [Candidate], ofItems: Int)
    case preview(token: Int, Reply)
    case previewUnavailable(token: Int, String)
    case reply(token: Int, Reply)
    case unavailable(token: Int, String)
    case progress(ReleaseProgress)
    case theme(Theme)
    case themeProblem(String)
}
