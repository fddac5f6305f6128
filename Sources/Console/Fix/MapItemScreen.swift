import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing the ERP item that a sender's item is.
struct MapItemScreen: FixScreen {
    var work: FixWork
    /// The words to search for; the ranked candidates are shown while it is empty.
    private(set) var find = TextInput(limit: 60)
    /// Whether digits are text rather than choices.
    private(set) var isFinding = false
    /// What was found, best first; `nil` while nothing has come yet.
    private(set) var candidates: [Candidate]?
    /// How many items were looked through.
    private(set) var ofItems = 0
    private(set) var selection = 0
    /// The search whose answer is awaited or shown.
    private var search: ItemSearch?

    /// A score that may be taken unseen, by an Enter typed ahead.
    static let clearScore = 75

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .mapItem }

    func name(in context: ScreenContext) -> String { "map \(work.target.subject)" }

    var selected: Candidate? {
        guard let candidates, candidates.indices.contains(selection) else { return nil }
        return candidates[selection]
    }

    /// What is known of the sender's item.
    static func query(_ file: CaseFile, _ target: FixTarget) -> CandidateQuery {
        let event = file.detail?.event
        let row = file.detail?.row
        let texts = [event?.description, event?.item?.text, row?.description, target.description]
        return CandidateQuery(
            code: code(file, target), description: texts.compactMap(\.self).first { !$0.isEmpty } ?? "",
            alternateCodes: event?.alternateCodes.map(\.code) ?? [])
    }

    /// The sender's code that is to be mapped.
    static func code(_ file: CaseFile, _ target: FixTarget) -> String {
        let codes = [file.detail?.row.item, file.detail?.event?.item?.code, target.fault.subject.item, target.item]
        return codes.compactMap(\.self).first { !$0.isEmpty } ?? ""
    }

    func fix(_ file: CaseFile) -> Fix? {
        guard let selected, let source = file.source(work.target) else { return nil }
        let code = Self.code(file, work.target)
        guard !code.isEmpty else { return nil }
        return .mapItem(ItemMapping(source: source, code: code, itemNumber: selected.item.number))
    }

    /// Why the item was ranked where it is.
    var note: ProposalNote? { selected.map { ProposalNote(evidence: $0.reasons, score: $0.score) } }

    func obstacle(_ file: CaseFile) -> String? {
        selected == nil ? "No item is chosen. Type words to search for." : nil
    }

    // MARK: What comes

    mutating func begin(with file: CaseFile) -> [ScreenEffect] { search == nil ? look() : [] }

    /// Looks for items: those the sender's item may be, or those the find line asks for.
    private mutating func look() -> [ScreenEffect] {
        guard let file = work.openFile else { return [] }
        let words = find.text.split(separator: " ").joined(separator: " ")
        let search = words.isEmpty ? ItemSearch.candidates(Self.query(file, work.target)) : .words(words)
        self.search = search
        return [.find(search)]
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        guard case .found(search, let found, let count) = answer else { return takePreview(answer) }
        candidates = found
        ofItems = count
        selection = 0
        work.preview = .none
        let isUnclear = (found.first?.score ?? 0) < Self.clearScore
        guard work.isArmed, isUnclear else { return askPreview() }
        work.isArmed = false
        return [.warn("Look first: no item fits clearly. \(ConsoleAction.apply.mark) maps the one under the cursor.")]
            + askPreview()
    }

    mutating func explain() -> [ScreenEffect] {
        guard candidates != nil else {
            work.isArmed = true
            return [.say("Looking for the item; a clear match is taken. \(ConsoleAction.back.mark) takes it back.")]
        }
        return [.warn("No item is chosen. Type words to search for.")]
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        // Any other key than Enter takes an Enter back that still waits.
        work.isArmed = false
        switch key {
        case .enter: return apply()
        case .escape:
            guard !find.isEmpty else { return [.close] }
            find = TextInput(limit: 60)
            isFinding = false
            return look()
        case .tab:
            isFinding.toggle()
            return []
        case .up, .down, .pageUp, .pageDown: return choose(selection + (ListMove(key)?.step(page: 9) ?? 0))
        case .character(let character):
            if !isFinding, let digit = character.wholeNumberValue, character.isASCII {
                return digit > 0 ? choose(digit - 1, exactly: true) : []
            }
            guard isFinding || character.isLetter else { return nil }
            return type(.key(key))
        default:
            guard isFinding else { return nil }
            let wasEmpty = find.isEmpty
            let effects = type(.key(key))
            if find.isEmpty, !wasEmpty { isFinding = false }
            return effects
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] { type(.paste(text)) }

    private mutating func type(_ event: InputEvent) -> [ScreenEffect] {
        guard find.handle(event) else { return [] }
        isFinding = true
        return look()
    }

    private mutating func choose(_ number: Int, exactly: Bool = false) -> [ScreenEffect] {
        guard let count = candidates?.count, count > 0 else { return [] }
        guard !exactly || number < count else { return FixParts.refuseChoice(number, of: count) }
        selection = max(0, min(number, count - 1))
        return askPreview()
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(MapItemView(context: context, screen: self))
    }
}

extension CaseFile {
    /// Whose codes the fault speaks in.
    func source(_ target: FixTarget) -> SourceName? {
        target.fault.subject.source.map(SourceName.init(rawValue:)) ?? detail?.message.source
    }
}

extension ConsoleAction {
    static let map = ConsoleAction(
        "map", keys: [.character("m")], sentence: "Say which ERP item the sender's item is", isCommand: true,
        right: .mapItem)
    static let find = ConsoleAction("find", keys: [.tab], sentence: "Go to the find line and back")
}

extension FixDialog {
    static let mapItem = FixDialog(
        action: .map, object: "an item", deed: "maps the item",
        place: Place(
            name: "mapItem", title: "Map the item",
            sentence: "Which ERP item is it? Everything that waits for the answer goes out",
            actions: [.apply, .choose, .find, .back],
            hints: [KeyHint("a-z", "Search the item master for what you type")], coach: .fix),
        mends: { $0.fix == .mapItem }, make: { MapItemScreen($0) })
}

extension Place {
    static let mapItem = FixDialog.mapItem.place
}
