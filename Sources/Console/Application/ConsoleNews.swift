import Control
import SyncModel
import SyncStore
import Terminal

/// What other threads tell the console.
enum ConsoleNews: Sendable {
    /// What the feed has read.
    case read(ReadResult)
    /// What was read together, in the order it was read.
    case several([ReadResult])
    /// Why the state can't be read.
    case stateProblem(String)
    /// What the item master has for a sender's item or a person's words.
    case found(ItemSearch, [Candidate], ofItems: Int)
    /// What the engine says something would do.
    case answer(Request, Reply)
    /// Who else looks at something; at anything, where that is `nil`.
    case present([Presence], at: String?)
    /// What the engine did; the command's id is what a fix is taken back by.
    case reply(token: Int, Reply, command: String = "")
    /// Why the engine couldn't be asked.
    case unavailable(token: Int, String)
    /// How far what was released has come.
    case progress(ReleaseProgress)
    /// Another theme, and whether it came from a file that may change.
    case theme(Theme, isFile: Bool)
    case themeProblem(String)
    /// What came of writing a list to a file.
    case exported(ListExport, ExportFile, ExportFile.Outcome)
    /// Something to say that nobody asked for.
    case trouble(String)
}
