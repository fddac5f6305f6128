import Terminal

/// Where the user is, as far as keys and help are concerned.
struct Place: Hashable, Sendable {
    /// What the program calls it.
    let name: String
    /// The heading of its help.
    let title: String
    /// What it is for, in one sentence.
    let sentence: String
    /// What can be done here, most important first.
    let actions: [ConsoleAction]
    /// Keys that are no actions, for the help.
    var hints: [KeyHint] = []
    /// Which of the coach's lines belongs here.
    var coach: ConsoleCoach.Place?
}
