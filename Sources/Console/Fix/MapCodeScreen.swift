import Catalog
import Control
import SyncModel
import SyncStore
import Terminal

/// Saying what a sender's code means in a table of the catalog: for a code that the table misses, or for one that the
/// destination refused the value of.
struct MapCodeScreen: FixScreen {
    /// An entry that the row was looked up by, or that it misses.
    struct Entry: Hashable, Sendable {
        let key: CrosswalkKey
        /// The value that was sent with it, as far as that is known.
        var sent: String?
    }

    var work: FixWork
    /// The words to search the table's values for, or a value that it doesn't have yet.
    private(set) var find = TextInput(limit: 120)
    /// The entries that it may be about: one that is missing, or all that a refused row was looked up by.
    private(set) var entries: [Entry] = []
    private(set) var number = 0
    /// What the table knows of the entry.
    private(set) var evidence: Awaited<CodeReading>?
    /// The table as the catalog has it.
    private(set) var table: CodeTable?
    private(set) var selection = 0

    /// A score that may be taken unseen, by an Enter typed ahead.
    static let clearScore = 75

    init(_ target: FixTarget) {
        work = FixWork(target)
        let subject = target.fault.subject
        guard let name = subject.table, let code = subject.code, let source = subject.source else { return }
        let key = CrosswalkKey(
            .table(CodeTableName(rawValue: name)), source: SourceName(rawValue: source), code: code)
        entries = [Entry(key: key)]
        evidence = Awaited(CodeReading(key: key))
    }

    var place: Place { .mapCode }
    var readings: [any Reading] { [work.file.reading] + (evidence.map { [$0.reading as any Reading] } ?? []) }

    func name(in context: ScreenContext) -> String {
        entry.map { "map \($0.key.code)" } ?? "map \(work.target.subject)"
    }

    /// The entry that is being said.
    var entry: Entry? { entries.indices.contains(number) ? entries[number] : nil }

    /// What the entry says now; `nil` where it says nothing.
    var current: String? {
        guard let evidence, evidence.valueOf?.key == entry?.key, case .mapCode(let mapping)? = evidence.value?.says
        else { return nil }
        return mapping.value
    }

    /// The words typed, without blanks around them.
    var text: String { find.text.split(separator: " ").joined(separator: " ") }

    /// What may be chosen: what is typed first, where it can be a value of the table; then what the table has.
    var choices: [CodeCandidate]? {
        guard let entry, let evidence, evidence.valueOf?.key == entry.key, let file = evidence.value else { return nil }
        let found = file.evidence.candidates(for: entry.key.code, text: text, pattern: table?.pattern)
            .filter { $0.value != current }
        guard !text.isEmpty, !found.contains(where: { $0.value == text }), text != current else { return found }
        let typed = CodeCandidate(value: text, score: 0, reasons: ["as typed: no code has it yet"])
        guard table?.refusal(of: text) == nil else { return found }
        return [typed] + found
    }

    var selected: CodeCandidate? {
        guard let choices, choices.indices.contains(selection) else { return nil }
        return choices[selection]
    }

    func fix(_ file: CaseFile) -> Fix? {
        guard let selected, let entry, let name = entry.key.kind.table else { return nil }
        return .mapCode(
            CodeMapping(table: name, source: entry.key.source, code: entry.key.code, value: selected.value))
    }

    /// What speaks for the value.
    var note: ProposalNote? { selected.map { ProposalNote(evidence: $0.reasons, score: $0.score) } }

    func obstacle(_ file: CaseFile) -> String? {
        guard entry != nil else { return "Nothing of it was looked up in a table: the fault is another." }
        guard selected == nil else { return nil }
        guard choices != nil else { return "The table is still being read." }
        if let table, !text.isEmpty, let refusal = table.refusal(of: text) { return refusal }
        if !text.isEmpty, text == current { return "It means \(text) already." }
        return "Nothing is chosen. Type the \(table?.valueWord ?? "value")\(likeness)."
    }

    private var likeness: String { table?.example.map { ", such as \($0)" } ?? "" }

    // MARK: What comes

    mutating func begin(with file: CaseFile) -> [ScreenEffect] { askPreview() }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        if work.file.take(result), let file = work.openFile {
            if entries.isEmpty { find(in: file, context) }
            learn(context)
            return begin(with: file)
        }
        guard evidence?.take(result) == true else { return [] }
        learn(context)
        selection = min(selection, max(0, (choices?.count ?? 1) - 1))
        let isUnclear = text.isEmpty && (choices?.first?.score ?? 0) < Self.clearScore
        guard work.isArmed, isUnclear else { return askPreview() }
        work.isArmed = false
        return [.warn("Look first: no value fits clearly. \(ConsoleAction.apply.mark) takes the one under the cursor.")]
            + askPreview()
    }

    private mutating func learn(_ context: ScreenContext) {
        table = entry?.key.kind.table.flatMap { context.site.catalog?.table($0) }
    }

    /// The entries that a row was looked up by; the one whose value the destination names comes first.
    private mutating func find(in file: CaseFile, _ context: ScreenContext) {
        guard let detail = file.detail, let fields = detail.event?.fields,
            let flow = context.site.catalog?.flow(detail.row.flow)
        else { return }
        let found = flow.lookUpCodes(in: fields).map { step, code in
            let sender = detail.message.source
            let source = context.site.catalog?.table(step.table)?.source(of: sender) ?? sender
            return Entry(
                key: CrosswalkKey(.table(step.table), source: source, code: code),
                sent: detail.booking?.record?[step.into]?.words)
        }
        let told = detail.row.fault.detail
        let isNamed = { (entry: Entry) in entry.sent.map { !$0.isEmpty && told.contains($0) } ?? false }
        entries = found.filter(isNamed) + found.filter { !isNamed($0) }
        show(0)
    }

    private mutating func show(_ place: Int) {
        number = place
        (find, selection) = (TextInput(limit: 120), 0)
        evidence = entry.map { Awaited(CodeReading(key: $0.key)) }
    }

    mutating func explain() -> [ScreenEffect] {
        guard let file = work.openFile, entry == nil || choices != nil else {
            work.isArmed = true
            return [.say("Reading the table; a clear match is taken. \(ConsoleAction.back.mark) takes it back.")]
        }
        return [.warn(obstacle(file) ?? "Nothing is chosen.")]
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        // Any other key than Enter takes an Enter back that still waits.
        work.isArmed = false
        switch key {
        case .enter:
            if let refusal = table?.refusal(for: context.roles) { return [.warn(refusal)] }
            return apply()
        case .escape:
            guard !find.isEmpty else { return [.close] }
            find = TextInput(limit: 120)
            return look()
        case .tab: return step(by: 1, in: context)
        case .backTab: return step(by: -1, in: context)
        case .up, .down, .pageUp, .pageDown: return choose(selection + (ListMove(key)?.step(page: 9) ?? 0))
        case .function: return nil
        default: return type(.key(key))
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] { type(.paste(text)) }

    private mutating func type(_ event: InputEvent) -> [ScreenEffect] {
        find.handle(event) ? look() : []
    }

    /// Asks the table for values with what is typed; what is known of it stays until then.
    private mutating func look() -> [ScreenEffect] {
        selection = 0
        let words = text
        evidence?.reading.text = words
        return askPreview()
    }

    /// To another entry that the row was looked up by.
    private mutating func step(by step: Int, in context: ScreenContext) -> [ScreenEffect] {
        guard entries.count > 1 else { return [.say("It was looked up by this code alone.")] }
        show((number + step + entries.count) % entries.count)
        learn(context)
        return askPreview()
    }

    private mutating func choose(_ number: Int) -> [ScreenEffect] {
        guard let count = choices?.count, count > 0 else { return [] }
        selection = max(0, min(number, count - 1))
        return askPreview()
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(MapCodeView(context: context, screen: self))
    }
}

extension ConsoleAction {
    static let mapCode = ConsoleAction(
        "map-code", keys: [.character("m")], label: "map", sentence: "Say what the code means in its table",
        isCommand: true, right: .mapCode)
    static let nextCode = ConsoleAction(
        "next-code", keys: [.tab], label: "code", sentence: "Go to the next code that the row was looked up by")
}

extension FixDialog {
    static let mapCode = FixDialog(
        action: .mapCode, object: "a code", deed: "says what the code means",
        place: Place(
            name: "mapCode", title: "Map the code",
            sentence: "What does the code mean? Everything that waits for the answer goes out",
            actions: [.apply, .nextCode, .back],
            hints: [
                KeyHint("0-9 a-z", "Search the table's values, or type another"), KeyHint("Up Down", "Choose a value"),
            ], coach: .fix),
        mends: { $0.fix == .mapCode },
        helps: { target, context in
            guard target.fault.code == .rejected, let catalog = context.site.catalog else { return false }
            if let flow = target.flow { return catalog.flow(flow)?.lookUps.isEmpty == false }
            return catalog.flows.contains { !$0.lookUps.isEmpty }
        }, make: { MapCodeScreen($0) })
}

extension Place {
    static let mapCode = FixDialog.mapCode.place
}
