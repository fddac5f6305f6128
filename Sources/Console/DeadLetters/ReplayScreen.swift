import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// What a replay would do; then a reason and the number of deliveries, which sends exactly what was shown.
struct ReplayScreen: Screen {
    /// How far it is.
    enum Step: Hashable, Sendable {
        /// The engine works out what it would do.
        case asked
        /// What it would do.
        case shown(ReplayPreview)
        /// Why it can't be worked out.
        case refused(String)
        /// It was sent.
        case sent(ReplayPreview)
    }

    /// Where the keyboard is.
    enum Field: Hashable, Sendable {
        case reason, count
    }

    let selection: ReplaySelection
    let edit: EventEdit?
    /// The event before the change, for one that is edited.
    let event: CanonicalEvent?
    /// What it is about, in words.
    let words: String
    /// When the list of what it is about was fixed.
    let frozenAt: UTCTime
    private(set) var step = Step.asked
    private(set) var focus = Field.reason
    private(set) var reason = TextInput(limit: 120)
    private(set) var count = TextInput(limit: 8)
    private(set) var scroll = ScrolledText()

    private init(
        _ selection: ReplaySelection, edit: EventEdit?, event: CanonicalEvent?, words: String, at frozenAt: UTCTime
    ) {
        self.selection = selection
        self.edit = edit
        self.event = event
        self.words = words
        self.frozenAt = frozenAt
    }

    /// Opens it and asks what the replay would do.
    static func opened(
        _ selection: ReplaySelection, edit: EventEdit? = nil, event: CanonicalEvent? = nil, words: String,
        in context: ScreenContext
    ) -> [ScreenEffect] {
        let screen = ReplayScreen(selection, edit: edit, event: event, words: words, at: context.now)
        return [.open(screen), .consult(screen.question)]
    }

    var place: Place { .replay }

    private var question: Request { .previewReplay(selection, edit: edit) }

    /// The right that sending it takes.
    private var right: RequestKind { edit == nil ? .replay : .editReplay }

    /// Why the user may only look; `nil` where they may send it.
    func restraint(in context: ScreenContext) -> String? { context.refusal(for: right) }

    /// What is shown, where it is known.
    var preview: ReplayPreview? {
        switch step {
        case .shown(let preview), .sent(let preview): preview
        case .asked, .refused: nil
        }
    }

    func name(in context: ScreenContext) -> String { edit == nil ? "replay" : "change and replay" }

    func counts(in context: ScreenContext) -> [Span] {
        [Span("list frozen at \(context.time(frozenAt)) ", .breadcrumb)]
    }

    // MARK: What the engine answers

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        switch answer {
        case .reply(question, .replayPreview(let preview)): step = .shown(preview)
        case .reply(question, .refused(_, let sentence)): step = .refused(sentence)
        case .done(.request(.replay(selection, edit, let digest, _)), let reply): return sent(digest, reply)
        default: break
        }
        return []
    }

    /// It is under way; or it was refused, most likely because something of it has changed: it is worked out anew.
    private mutating func sent(_ digest: String, _ reply: Reply) -> [ScreenEffect] {
        guard case .sent(let preview) = step, preview.digest == digest else { return [] }
        switch reply {
        case .done: return [.replace(ReplaysScreen())]
        case .refused:
            step = .asked
            (count, focus) = (TextInput(limit: 8), .count)
            return [.consult(question)]
        default: return [.close]
        }
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        if let move = Self.move(key) {
            scroll.apply(
                move, lines: ReplayView.lines(self, in: context).count, height: ReplayView.room(in: context, of: self))
            return []
        }
        guard case .shown(let preview) = step, preview.going > 0, restraint(in: context) == nil else {
            return key == .enter ? unsendable(in: context) : nil
        }
        switch key {
        case .escape: return [.close]
        case .tab, .backTab: focus = focus == .reason ? .count : .reason
        case .enter: return enter(preview)
        case .function: return nil
        default: type(.key(key))
        }
        return []
    }

    /// The keys that scroll: the others are for the fields.
    private static func move(_ key: Key) -> ListMove? {
        switch key {
        case .up, .down, .pageUp, .pageDown: ListMove(key)
        default: nil
        }
    }

    private func unsendable(in context: ScreenContext) -> [ScreenEffect] {
        switch step {
        case .asked: [.say("The engine is still working out what it would do.")]
        case .sent: [.say("It was sent; the engine has not answered yet.")]
        case .refused(let sentence): [.warn(sentence)]
        case .shown(let preview):
            [.warn(preview.going == 0 ? "Nothing of it can be replayed." : restraint(in: context) ?? "")]
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        type(.paste(text))
        return []
    }

    private mutating func type(_ event: InputEvent) {
        switch focus {
        case .reason: _ = reason.handle(event)
        case .count: _ = count.handle(event)
        }
    }

    private mutating func enter(_ preview: ReplayPreview) -> [ScreenEffect] {
        let why = reason.text.split(separator: " ").joined(separator: " ")
        guard why.count >= 3 else {
            focus = .reason
            return [.warn("Say why in a few words: it is kept in the audit.")]
        }
        if focus == .reason, count.isEmpty {
            focus = .count
            return []
        }
        let typed = count.text.filter { !$0.isWhitespace && $0 != "," }
        guard typed == "\(preview.going)" else {
            focus = .count
            let wanted = "Type \(preview.going), the number that would go"
            return [.warn(typed.isEmpty ? "\(wanted)." : "\(wanted); \(typed) is not it. Nothing was sent.")]
        }
        step = .sent(preview)
        let request = Request.replay(selection, edit: edit, digest: preview.digest, reason: why)
        return [.command(request, deed: "Replay \(Wording.count(preview.going, "delivery", "deliveries"))")]
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        // Enter is what press takes; here it comes by the prompt.
        action == .send ? press(.enter, in: context) ?? [] : []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ReplayView(screen: self, context: context))
    }
}

extension ConsoleAction {
    static let send = ConsoleAction(
        "send", keys: [.enter], sentence: "From the reason to the number; with the number, replay just what is shown")
}

extension Place {
    static let replay = Place(
        name: "replay", title: "Replay", sentence: "What a replay would do; nothing is sent before the number is typed",
        actions: [.send, .back],
        hints: [KeyHint("Tab", "The other field"), KeyHint("Up Down", "Scroll what it would do")])
}
