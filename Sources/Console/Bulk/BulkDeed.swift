import Control
import SyncModel
import SyncStore

/// What can be done to many exceptions at once.
enum BulkDeed: Hashable, Sendable {
    case resubmit
    case claim
    case release
    case assign(to: String)
    case dismiss(reason: String)

    /// From so many on, their number is typed: whoever types it has read it.
    static let typedAbove = 50

    /// The heading of its dialog.
    var title: String {
        switch self {
        case .resubmit: "Resubmit"
        case .claim: "Take on"
        case .release: "Give back"
        case .assign(let name): "Give to \(name)"
        case .dismiss: "Dismiss"
        }
    }

    /// What happens to them, in one sentence.
    var sentence: String {
        switch self {
        case .resubmit: "They run through the pipeline again as they are. What is still wrong stops them again."
        case .claim: "Others see that you work on them; nothing is booked or sent."
        case .release: "Others see that nobody works on them; nothing is booked or sent."
        case .assign(let name): "Others see that \(name) works on them; nothing is booked or sent."
        case .dismiss(let reason): "Nothing is booked for them. The reason is kept in the audit: \(reason)"
        }
    }

    /// What Enter does, in a word or two.
    var verb: String {
        switch self {
        case .resubmit: "resubmit"
        case .claim: "take on"
        case .release: "give back"
        case .assign: "give"
        case .dismiss: "take out"
        }
    }

    /// Whether it changes more than who works on them.
    var isWeighty: Bool {
        switch self {
        case .resubmit, .dismiss: true
        case .claim, .release, .assign: false
        }
    }

    /// Those of these exceptions that it can be done to.
    func fitting(_ rows: [ExceptionRow]) -> [ExceptionRow] {
        // A whole message that couldn't be taken has nothing that could run again.
        self == .resubmit ? rows.filter { $0.delivery != nil } : rows
    }

    /// Why it isn't done to the others.
    var misfit: String {
        self == .resubmit ? "about a whole message: the sender has to send it again" : "can't be done"
    }

    /// What the engine is asked.
    func command(_ ids: [ExceptionID], _ words: String) -> ScreenEffect {
        let deed = "\(title) \(words)"
        return switch self {
        case .resubmit: .command(.resubmit(ids), deed: deed, isFollowed: true)
        case .claim: .command(.claim(ids), deed: deed)
        case .release: .command(.release(ids), deed: deed)
        case .assign(let name): .command(.assign(ids, to: name), deed: deed)
        case .dismiss(let reason): .command(.dismiss(ids, reason: reason), deed: deed)
        }
    }
}
