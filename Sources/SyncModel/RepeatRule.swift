/// What becomes of an event that is about the same thing as one before it, which still stands, and says something else.
///
/// One that says the same is a repeat whatever the rule is: it is dismissed.
public enum RepeatRule: String, CaseIterable, Sendable, Hashable {
    /// A person looks at it: charges and refunds are owed once.
    case stop
    /// It is sent too: the destination keeps the latest, as an order that was amended.
    case send
    /// It is dismissed: the first one counts, as where a file of the night repeats what came during the day.
    case dismiss
}
