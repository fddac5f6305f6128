import SyncModel
import Terminal

/// Whatever the user looks at: a root, a detail, or a dialog in front of either.
///
/// A value that nothing else knows. It never does anything itself: its functions change it and return what is to be
/// done outside. None of them may wait, and only ``take(_:in:)`` is called without a key.
protocol Screen: Sendable {
    /// Where the user is in it: what the help, the footer and the keys go by.
    var place: Place { get }
    /// Whether it stands in front of the screen below, which stays in sight.
    var isDialog: Bool { get }
    /// What it is about, where closing that closes it too.
    var subject: Subject? { get }
    /// What others are told that the user looks at.
    var sight: Sight { get }
    /// What it needs read from the state, as long as it is in sight.
    var readings: [any Reading] { get }
    /// What the coach suggests for what is there now, with keys as their marks; `nil` where it has nothing to say.
    var suggestion: String? { get }
    /// The line of text being entered in it, for the message line; `nil` while keys are keys.
    var entry: LineEntry? { get }

    /// What it is called in the trail.
    func name(in context: ScreenContext) -> String
    /// What narrows it, behind the trail.
    func narrowing(in context: ScreenContext) -> [Span]
    /// How much there is, at the right of the trail.
    func counts(in context: ScreenContext) -> [Span]

    /// Why it shows nothing to this user, in one sentence; `nil` where it does. Nothing is read for it then.
    func barrier(in context: ScreenContext) -> String?

    /// Takes what was read for it.
    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect]
    /// Takes the answer to something it may have asked; it compares the question.
    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect]
    /// Takes it that the user is now known to be somebody, or may do something else than before.
    mutating func adapt(to context: ScreenContext)

    /// Takes a key before it means what it means everywhere; `nil` for keys it has no use for.
    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]?
    /// Takes text that was pasted.
    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect]
    /// Puts the cursor on the row of a number, as the mouse does; says whether it was there already.
    mutating func point(to row: Int, in context: ScreenContext) -> Bool
    /// Moves in it; `nil` where there is nothing to move in.
    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]?
    /// Brings the cursor into sight after anything that may have moved it.
    mutating func reveal(in context: ScreenContext)

    /// Why an action of its place can't be done now, in one sentence; `nil` where it can. Rights are looked at before.
    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String?
    /// Whether the footer shows an action.
    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool
    /// Does an action of its place.
    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect]
    /// Takes one step back within itself; `nil` where it is to be left.
    mutating func back(in context: ScreenContext) -> [ScreenEffect]?
    /// Steps on: something was done that ends what stands for the subject in it.
    mutating func moveOn(from subject: Subject)

    /// What of it is kept for the next console: its sorting, its span of time.
    var keptView: [String: String] { get }
    /// Takes what was kept.
    mutating func restore(_ view: [String: String])
    /// What stands for the thing under the cursor, to be copied; `nil` where there is none. Never patient data.
    func copied(in context: ScreenContext) -> String?
    /// The list it shows, for a file; `nil` where it shows none.
    func exported(in context: ScreenContext) -> ListExport?

    /// Masks what it shows unmasked: the console is locked.
    mutating func cover()

    /// Draws itself: into its body; a dialog into the whole frame.
    func draw(into surface: inout Surface, in context: ScreenContext)
}

extension Screen {
    var isDialog: Bool { false }
    var subject: Subject? { nil }
    var readings: [any Reading] { [] }
    /// Whoever is on a cause, its page or its fix, is seen there.
    var sight: Sight {
        if case .cause(let cause) = subject { .place(Presence.place(ofCause: cause)) } else { .nothing }
    }
    var entry: LineEntry? { nil }
    var suggestion: String? { nil }

    func narrowing(in context: ScreenContext) -> [Span] { [] }
    func counts(in context: ScreenContext) -> [Span] { [] }
    func barrier(in context: ScreenContext) -> String? { nil }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] { [] }
    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] { [] }
    mutating func adapt(to context: ScreenContext) {}

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? { nil }
    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] { [] }
    mutating func point(to row: Int, in context: ScreenContext) -> Bool { false }
    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? { nil }
    mutating func reveal(in context: ScreenContext) {}

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? { nil }
    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool { true }
    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] { [] }
    mutating func back(in context: ScreenContext) -> [ScreenEffect]? { nil }
    mutating func moveOn(from subject: Subject) {}
    mutating func cover() {}
    var keptView: [String: String] { [:] }
    mutating func restore(_ view: [String: String]) {}
    func copied(in context: ScreenContext) -> String? { nil }
    func exported(in context: ScreenContext) -> ListExport? { nil }
}

/// What several screens of a stack can be about, so that they close together.
enum Subject: Hashable, Sendable {
    /// A cause of exceptions, or any row of it.
    case cause(String)
    /// Anything else, by kind and name: `approval 12`.
    case other(String)
}

/// A line of text being entered, as the message line shows it.
struct LineEntry: Hashable, Sendable {
    var input: TextInput
    var label: String
    var placeholder: String
}
