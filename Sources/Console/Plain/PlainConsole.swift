import Control
import SyncModel
import SyncStore
import Terminal

/// The console as lines of text, for screen readers and terminals that can't be painted on: commands by name go in,
/// and what has changed comes out, a line at a time. The screens, actions and commands are those of the painted one.
struct PlainConsole: Sendable {
    private(set) var model: ConsoleModel
    /// What was printed of the screen last, without the mark of the cursor.
    private var printed: [String] = []
    /// Where that was.
    private var printedPlace = ""
    /// The row under the cursor as it was printed last.
    private var printedRow = ""
    private var printedVerdict = ""
    private var printedNotice: Notice?
    /// What was asked outside and has no answer yet.
    private var openCommands = 0
    private var isConsulting = false
    private var isFinding = false
    /// Whether something was done and the state not read since.
    private var isStale = false

    /// The screen it is drawn on: narrow enough for one column of tables, high enough for long ones.
    static let size = Size(width: 100, height: 60)

    init(_ model: ConsoleModel) {
        self.model = model
    }

    // MARK: What happens

    /// Begins: takes the place of a terminal.
    mutating func start(_ time: WallTime) -> [ConsoleEffect] {
        let capabilities = TerminalCapabilities(name: "plain", depth: .mono, isUnicode: false)
        return note(model.update(.started(Self.size, capabilities), now: time.now, utcOffset: time.utcOffset))
    }

    /// Takes what another thread tells.
    mutating func take(_ news: ConsoleNews, _ time: WallTime) -> [ConsoleEffect] {
        switch news {
        case .reply, .unavailable:
            openCommands = max(0, openCommands - 1)
            isStale = isStale || openCommands == 0 && hasActed
        case .answer: isConsulting = false
        case .found: isFinding = false
        case .read(let result): if result.reading.is(OverviewReading()) { isStale = false }
        case .several(let results): if results.contains(where: { $0.reading.is(OverviewReading()) }) { isStale = false }
        default: break
        }
        return note(model.update(.message(news), now: time.now, utcOffset: time.utcOffset))
    }

    /// A second has passed.
    mutating func tick(_ time: WallTime) -> [ConsoleEffect] {
        note(model.update(.tick, now: time.now, utcOffset: time.utcOffset))
    }

    private var hasActed = false

    private mutating func note(_ effects: [ConsoleEffect]) -> [ConsoleEffect] {
        for effect in effects {
            switch effect {
            case .command(_, let errand):
                openCommands += 1
                hasActed = hasActed || errand != .request(.whoAmI)
            case .consult: isConsulting = true
            case .find: isFinding = true
            default: break
            }
        }
        return effects
    }

    /// Whether all that was asked is answered, so that the screen can be printed.
    var isSettled: Bool {
        guard model.locked == nil else { return true }
        guard openCommands == 0, !isConsulting, !isFinding, !isStale else { return false }
        return model.stateProblem != nil || model.interest.allSatisfy { model.results[$0] != nil }
    }

    /// Takes a line that was typed, and gives what is to be done outside and said at once.
    mutating func enter(_ line: String, _ time: WallTime) -> (effects: [ConsoleEffect], reply: [String]) {
        hasActed = false
        model.lastInputAt = time.now
        let request = PlainRequest(line, in: model)
        var effects: [ConsoleEffect] = []
        var reply: [String] = []
        switch request {
        case .show: printed = []
        case .help: reply = help
        case .say(let sentence): reply = [sentence]
        case .copy: reply = [model.stack[model.baseIndex].copied(in: model.context) ?? "There is nothing to copy."]
        case .keys(let keys):
            for key in keys { effects += update(.input(.key(key)), time) }
        case .text(let text):
            for character in text { effects += update(.input(.key(.character(character))), time) }
        case .action(let action):
            // Whoever names the screen they are on wants to have it read out.
            if RootScreen.led(by: action) == model.root { printed = [] }
            effects = step(time) { $0.perform(action) }
        case .words(let command, let words):
            effects = step(time) { $0.carry(command.run(words, $0.context)) }
        }
        if case .keys(let keys) = request, keys.contains(where: { ListMove($0) != nil }) { hasOnlyMoved = true }
        return (note(effects), reply)
    }

    /// Whether the last line only moved the cursor: then the row under it is all that is worth saying.
    private var hasOnlyMoved = false

    private mutating func update(_ event: TerminalEvent<ConsoleNews>, _ time: WallTime) -> [ConsoleEffect] {
        model.update(event, now: time.now, utcOffset: time.utcOffset)
    }

    private mutating func step(
        _ time: WallTime, _ body: (inout ConsoleModel) -> [ConsoleEffect]
    ) -> [ConsoleEffect] {
        model.step(now: time.now, utcOffset: time.utcOffset, body)
    }

    // MARK: What is said

    /// What has changed since it was last asked: the verdict, the screen, the message line.
    mutating func report() -> [String] {
        var lines = news()
        if model.locked != nil {
            if printedPlace != "locked" { lines += Self.lines(of: FrameView(model: model)) }
            (printedPlace, printed) = ("locked", [])
            return lines
        }
        let screen = screen
        let place = model.stack.map { $0.name(in: model.context) }.joined(separator: " > ")
        let isElsewhere = place != printedPlace || printed.isEmpty
        if isElsewhere {
            lines += [place] + screen
            if let base = model.place, model.baseIndex == model.stack.count - 1 {
                lines.append("Commands: \(names(of: base)). help says what they do.")
            }
        } else {
            var known = printed.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            for line in screen {
                let bare = Self.bare(line)
                let isKnown = (known[bare] ?? 0) > 0
                known[bare]? -= 1
                let isUnderCursor = line != bare
                if isUnderCursor ? hasOnlyMoved || line != printedRow : !isKnown && !hasOnlyMoved { lines.append(line) }
            }
        }
        hasOnlyMoved = false
        printedPlace = place
        printed = screen.map(Self.bare)
        printedRow = screen.first { $0 != Self.bare($0) } ?? ""
        return lines
    }

    /// What has come up by itself: another verdict, or something on the message line.
    mutating func news() -> [String] {
        var lines: [String] = []
        let verdict = Verdict(model.overview, problem: model.stateProblem, roles: model.roles, at: model.now)
        if verdict.word != printedVerdict, model.locked == nil {
            printedVerdict = verdict.word
            let mode = model.isReadOnly ? " READ-ONLY" : ""
            lines.append("\(model.site.chrome.word)\(mode) \(model.user): \(verdict.sentence)")
        }
        if let notice = model.notice, notice != printedNotice, model.locked == nil {
            printedNotice = notice
            lines.append(notice.text)
        }
        return lines.map(PlainStatus.visible)
    }

    /// The uppermost screen, or the dialog in front of it, as lines; the trail's counts first.
    private var screen: [String] {
        let context = model.context
        let top = model.stack[model.stack.count - 1]
        guard !top.isDialog else { return Self.lines { top.draw(into: &$0, in: context) } }
        let about = (top.narrowing(in: context) + [" "] + top.counts(in: context)).map(\.text).joined()
        let head = about.split(separator: " ").joined(separator: " ")
        let body =
            top.barrier(in: context).map { [$0] }
            ?? Self.lines { surface in surface.area(context.body) { top.draw(into: &$0, in: context) } }
        return (head.isEmpty ? [] : [head]) + body
    }

    private static func lines(of widget: some Widget) -> [String] { lines { $0.draw(widget) } }

    /// What is drawn, as lines that say something.
    private static func lines(_ draw: (inout Surface) -> Void) -> [String] {
        var surface = Surface(size: size, glyphs: .plain)
        draw(&surface)
        return surface.rows.compactMap { row in
            var row = Substring(row)
            while row.last == " " { row.removeLast() }
            return row.isEmpty ? nil : String(row)
        }
    }

    /// A line without the mark of the cursor.
    private static func bare(_ line: String) -> String {
        let blanks = line.prefix { $0 == " " }
        let rest = line.dropFirst(blanks.count)
        return rest.hasPrefix("> ") ? "\(blanks) \(rest.dropFirst())" : line
    }

    private func names(of place: Place) -> String {
        place.actions.filter { model.refusal(for: $0) == nil }.map(\.name).joined(separator: ", ")
    }

    /// What can be done here, by name, and what everywhere.
    private var help: [String] {
        let base = model.place
        let here = (base?.actions ?? []).map { action in
            let refusal = model.refusal(for: action).map { " (\($0))" } ?? ""
            return "\(action.name): \(action.sentence)\(refusal)"
        }
        let everywhere = ConsoleAction.everywhere.filter { $0.isCommand && !PlainRequest.painted.contains($0.name) }
            .map { "\($0.name): \($0.sentence)" }
        let commands = CommandPrompt.commands.filter { !PlainRequest.painted.contains($0.name) }
            .map { "\($0.name)\($0.takesWords ? " WORDS" : ""): \($0.sentence)" }
        return [base.map { "\($0.title): \($0.sentence)" } ?? ""] + here + ["Everywhere:"] + everywhere + commands
            + PlainRequest.commands
    }
}
