import Control
import SyncModel
import SyncStore
import Terminal

/// One answer for several causes that were marked: what it does to each, before any of it is done.
struct FixManyScreen: Screen {
    /// The answer as it holds for one of the causes.
    struct Part: Sendable {
        let target: FixTarget
        /// `nil` where the answer can't hold for it.
        let fix: Fix?
        /// What speaks for it, for whoever approves it.
        var note: ProposalNote?
        var preview = FixPreviewState.none

        var request: Request? { fix.map { .preview($0, cause: target.cause) } }
    }

    private(set) var parts: [Part]
    private var scroll = ScrolledText()

    private init(_ fix: Fix, note: ProposalNote?, for target: FixTarget) {
        let others = target.others.map { Part(target: $0, fix: fix.answering($0.fault)) }
        parts = [Part(target: target, fix: fix, note: note)] + others
    }

    /// Opens it and asks what the answer does to the first cause; the others follow one after the other.
    static func opened(_ fix: Fix, note: ProposalNote?, for target: FixTarget) -> [ScreenEffect] {
        var screen = FixManyScreen(fix, note: note, for: target)
        let question = screen.askNext()
        return [.open(screen)] + question
    }

    var place: Place { .fixMany }
    var subject: Subject? { parts.first.map { .cause($0.target.cause) } }

    func name(in context: ScreenContext) -> String { "\(parts.count) causes" }
    func counts(in context: ScreenContext) -> [Span] { parts.first?.target.counts ?? [] }

    // MARK: What the engine answers

    private mutating func askNext() -> [ScreenEffect] {
        for index in parts.indices {
            guard case .none = parts[index].preview, let request = parts[index].request else { continue }
            parts[index].preview = .asked(request)
            return [.consult(request)]
        }
        return []
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        guard case .reply(let request, let reply) = answer else { return [] }
        for index in parts.indices where parts[index].preview.adopt(reply, to: request) { return askNext() }
        return []
    }

    /// Whether all that is to be known is known.
    private var isKnown: Bool {
        parts.allSatisfy { part in
            switch part.preview {
            case .known, .refused: true
            case .none, .asked: part.fix == nil
            }
        }
    }

    /// What would be done: the fix of each cause, and how many rows it was shown to look at.
    private var going: [(part: Part, fix: Fix, preview: FixPreview)] {
        parts.compactMap { part in
            guard let fix = part.fix, case .known(let preview) = part.preview else { return nil }
            return (part, fix, preview)
        }
    }

    // MARK: Keys

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .apply, let subject else { return [] }
        guard isKnown else { return [.warn("The engine is still working out what it does to each.")] }
        let going = going
        guard !going.isEmpty else { return [.warn("It can be done to none of them.")] }
        let commands = going.map { item -> ScreenEffect in
            .command(
                .fix(item.fix, cause: item.part.target.cause, note: item.part.note), deed: item.fix.summary,
                isFollowed: true,
                shown: item.preview.considered)
        }
        return [.noteFix, .finish(subject, movesOn: true)] + commands
    }

    // MARK: Drawing

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        let going = going
        let released = going.reduce(0) { $0 + $1.preview.released }
        let considered = going.reduce(0) { $0 + $1.preview.considered }
        let value = going.reduce(Money.zero) { $0 + $1.preview.value }
        var lines: [[Span]] = [[Span("One answer for \(parts.count) causes. Nothing is done yet.", .strong)], []]
        for part in parts { lines += self.lines(part) }
        lines.append([])
        guard isKnown else { return lines + [[Span("Asking the engine what it does to each …", .dim)]] }
        lines.append([
            Span("In all", .dim), Span("  releases \(released.grouped) of \(considered.grouped) waiting, worth "),
            Span("\(value)", .money),
        ])
        lines.append([
            Span("Each is a rule: what comes meanwhile with the same cause goes out too, and is told afterwards.", .dim)
        ])
        return lines + [[Span("Enter", .key), Span(" does it to \(Wording.count(going.count, "cause"))")]]
    }

    private func lines(_ part: Part) -> [[Span]] {
        let rule = part.fix?.summary ?? "\(part.target.subject): needs an answer of its own, and stays"
        let head = [Span(part.fix == nil ? "-  " : "   ", .statusWarning), Span(rule, .strong)]
        guard part.fix != nil else { return [head] }
        return [head] + FixParts.effectLines(part.preview).map { [Span("     ")] + $0 }
    }
}

extension Fix {
    /// The same answer for another fault; `nil` where it can't hold for that.
    func answering(_ fault: Fault) -> Fix? {
        guard fault.code.fix == kind, let name = fault.subject.source else { return nil }
        let source = SourceName(rawValue: name)
        switch self {
        case .mapItem(let mapping):
            guard let code = fault.subject.item, !code.isEmpty else { return nil }
            return .mapItem(ItemMapping(source: source, code: code, itemNumber: mapping.itemNumber))
        case .defineUnit(let mapping, nil) where mapping.itemNumber == nil:
            guard let word = fault.subject.unit, word != FaultSubject.absent else { return nil }
            return .defineUnit(
                UnitMapping(source: source, word: word.uppercased(), itemNumber: nil, unit: mapping.unit), factor: nil)
        // How many are in a pack is each item's own.
        case .defineUnit: return nil
        case .mapLocation(_, var entry):
            // A location that is known has a store room of its own, which the answer would change.
            guard fault.code == .locationUnknown, let code = fault.subject.location, code != FaultSubject.absent
            else { return nil }
            entry.code = code
            return .mapLocation(source: source, entry)
        case .mapCode(var mapping):
            guard fault.subject.table == mapping.table.rawValue, let code = fault.subject.code else { return nil }
            (mapping.source, mapping.code) = (source, code)
            return .mapCode(mapping)
        // What an entry says at other times is its own.
        case .revise: return nil
        }
    }
}

extension Place {
    static let fixMany = Place(
        name: "fixMany", title: "One answer for several causes",
        sentence: "What the answer does to each of the marked causes", actions: [.apply, .back])
}
