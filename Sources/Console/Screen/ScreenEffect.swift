import Control
import SyncModel
import Terminal

/// What a screen wants done, as a value.
enum ScreenEffect: Sendable {
    /// Says something on the message line.
    case say(String, Style)
    /// Opens a screen in front of this one.
    case open(any Screen)
    /// Puts a screen in the place of this one.
    case replace(any Screen)
    /// Leaves this screen.
    case close
    /// Leaves the uppermost screen where the user is at this place in it.
    case leave(Place)
    /// Leaves all screens on top that are about the subject; where `movesOn`, the one below steps on from it.
    case finish(Subject, movesOn: Bool)
    /// Goes to a root as it was left.
    case go(RootScreen)
    /// Goes to a root and shows this there instead of what was left.
    case show(RootScreen, any Screen)
    /// Does an action where the user is then.
    case perform(ConsoleAction)
    /// Asks the engine for a change; the deed is how people call it. What it releases is followed where `isFollowed`;
    /// what it is about beyond the rows that were `shown` is told.
    case command(Errand, deed: String, isFollowed: Bool, shown: Int? = nil)
    /// Asks the engine what something would do, without doing it. Only the newest question is answered.
    case consult(Request)
    /// Looks for items. Only the newest search is answered.
    case find(ItemSearch)
    /// Notes that the user has mended something, for the coach.
    case noteFix
    /// Turns the coach on or off.
    case toggleCoach
    /// Shows everything in the theme of this name from now on.
    case theme(String)
    /// Shows everything in the theme of this name, to look at it.
    case previewTheme(String)
    /// Opens the list of themes.
    case chooseTheme
    /// Shows the tour from its first card.
    case startTour
    /// Writes the list that is shown to a file of this name.
    case exportList(String)
    /// Writes a list to a file.
    case export(ListExport, ExportFile, replacing: Bool)
    /// Asks the terminal for something.
    case terminal(TerminalEffect)

    /// Says something that is neither good nor bad.
    static func say(_ text: String) -> ScreenEffect { .say(text, .statusInfo) }

    /// Says why something isn't done.
    static func warn(_ text: String) -> ScreenEffect { .say(text, .statusWarning) }

    /// Asks the engine for a change of which nothing has to be followed.
    static func command(_ request: Request, deed: String) -> ScreenEffect {
        .command(.request(request), deed: deed, isFollowed: false)
    }
}

/// The answer to something a screen asked, with the question.
enum Answer: Sendable {
    /// What the engine says something would do.
    case reply(Request, Reply)
    /// What the engine did.
    case done(Errand, Reply)
    /// The items a search found, best first, and how many were looked through.
    case found(ItemSearch, [Candidate], ofItems: Int)
}
