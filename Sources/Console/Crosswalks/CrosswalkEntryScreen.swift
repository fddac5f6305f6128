import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// One entry: what it says when, how it is used, what else leads to its item, and who changed it.
struct CrosswalkEntryScreen: Screen {
    private let key: CrosswalkKey
    private var file: Awaited<CrosswalkEntryReading>
    private var scroll = ScrolledText()

    init(_ key: CrosswalkKey) {
        self.key = key
        file = Awaited(CrosswalkEntryReading(key: key))
    }

    var place: Place { .crosswalkEntry }
    var readings: [any Reading] { [file.reading] }

    func name(in context: ScreenContext) -> String { key.words }

    func counts(in context: ScreenContext) -> [Span] {
        guard let count = file.value?.changes.count else { return [] }
        let more = count >= CrosswalkEntryReading.mostChanges ? "last " : ""
        return [Span("\(more)\(Wording.count(count, "change")) ", .breadcrumb)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = file.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    /// The last change, where it was made by a command that can be taken back.
    private var undoable: String? {
        guard let last = file.value?.changes.first, last.undoes == nil else { return nil }
        return last.command
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        switch action {
        case .revise: key.refusal(in: context)
        case .endEntry:
            file.value.map { $0.row == nil } == true
                ? "It says nothing: there is nothing to end." : key.refusal(in: context)
        case .undoChange where undoable == nil:
            "There is no change that could be taken back: the last took one back, or no command made it."
        default: nil
        }
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        action != .undoChange || undoable != nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .revise: return [.open(ReviseScreen(key, .change))]
        case .endEntry: return [.open(ReviseScreen(key, .end))]
        case .undoChange:
            return undoable.map { [.command(.undo(command: $0), deed: "Take the last change of \(key.words) back")] }
                ?? []
        default: return []
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let file = file.value else {
            return [[Span(context.stateProblem ?? file.problem ?? "Reading \(key.words) …", .dim)]]
        }
        var lines: [[Span]] = [[Span(key.words, .strong)]]
        if let row = file.row {
            lines += meaning(row, in: context)
            lines.append([Span("Used    ", .dim)] + EntryLines.use(row, since: file.countedSince, in: context))
        } else {
            let sentence = file.changes.isEmpty ? "The crosswalk doesn't know it." : "It says nothing any more."
            lines.append([Span("Now     ", .dim), Span(sentence, .statusHeld)])
        }
        if let item = file.item {
            let packs = item.packs.map(\.description).joined(separator: ", ")
            lines.append([
                Span("Item    ", .dim), Span(item.number, .strong), Span(" \(item.description), \(item.unit) at "),
                Span("\(item.unitCost)", .money), Span(packs.isEmpty ? "" : ", \(packs)"),
            ])
        }
        if !file.others.isEmpty {
            let codes = file.others.map { "\($0.key.code) of \($0.key.source)" }.joined(separator: ", ")
            for (index, line) in Paragraph("Also \(codes)").lines(width: max(20, context.body.width - 12)).enumerated()
            {
                lines.append([Span(index == 0 ? "Codes   " : "        ", .dim), Span(line)])
            }
        }
        lines += [[], [Span("History, latest first", .title)]]
        if file.changes.isEmpty {
            lines.append([Span("No change is on record: it was loaded before changes were kept.", .dim)])
        }
        for change in file.changes { lines += ChangeLines.of(change, in: context) }
        return lines
    }

    /// What it says at each time, with the present marked.
    private func meaning(_ row: CrosswalkRow, in context: ScreenContext) -> [[Span]] {
        let content = row.content
        var times: [(from: UTCTime?, mapping: Fix?)] = [(nil, content.mapping)]
        times += content.steps.map { ($0.from, $0.mapping) }
        if times.count > 1, times[0].mapping == nil { times.removeFirst() }
        var lines = times.enumerated().map { place, time -> [Span] in
            let next = place + 1 < times.count ? times[place + 1].from : nil
            let isNow = (time.from.map { $0 <= context.now } ?? true) && (next.map { $0 > context.now } ?? true)
            let when = [time.from.map { "from \(context.day($0))" }, next.map { "until \(context.day($0))" }]
                .compactMap(\.self).joined(separator: " ")
            return [
                Span(isNow ? "Now     " : "        ", .dim),
                Span(time.mapping?.meaning ?? "nothing", time.mapping == nil ? .statusHeld : isNow ? .strong : .text),
                Span(when.isEmpty ? "   always" : "   \(when)", .dim),
            ]
        }
        if let factor = content.factor { lines.append([Span("Pack    ", .dim), Span(factor.description)]) }
        if !row.description.isEmpty, row.key.kind == .unit {
            lines.append([Span("For     ", .dim), Span("\(row.key.item) \(row.description)")])
        }
        return lines
    }
}

/// One ERP item with its packs and the codes that lead to it.
struct PackScreen: Screen {
    private let item: String
    private var file: Awaited<PackReading>
    private var scroll = ScrolledText()

    init(_ item: String) {
        self.item = item
        file = Awaited(PackReading(item: item))
    }

    var place: Place { .pack }
    var readings: [any Reading] { [file.reading] }

    func name(in context: ScreenContext) -> String { "item \(item)" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = file.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    func copied(in context: ScreenContext) -> String? { item }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        action == .undoChange && undoable == nil
            ? "No change of its packs is on record that could be taken back." : nil
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        action != .undoChange || undoable != nil
    }

    /// The last change, where it was made by a command that can be taken back.
    private var undoable: String? {
        guard let last = file.value?.changes.first, last.undoes == nil else { return nil }
        return last.command
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .changePack: return [.open(PackChangeScreen(item, nil))]
        case .undoChange:
            return undoable.map { [.command(.undo(command: $0), deed: "Take the last change of its packs back")] } ?? []
        default: return []
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let read = file.value else {
            return [[Span(context.stateProblem ?? file.problem ?? "Reading item \(item) …", .dim)]]
        }
        guard let master = read.item else { return [[Span("The item master has no item \(item).", .dim)]] }
        var lines: [[Span]] = [
            [Span(master.number, .strong), Span("  \(master.description)")],
            [Span("Kept in ", .dim), Span("\(master.unit) at "), Span("\(master.unitCost)", .money)],
        ]
        for pack in master.packs { lines.append([Span("Pack    ", .dim), Span(pack.description)]) }
        if master.packs.isEmpty {
            lines.append([Span("Pack    ", .dim), Span("none: \(context.key(of: .changePack)) enters one")])
        }
        let maker = [master.manufacturer, master.manufacturerNumber].compactMap(\.self).joined(separator: " ")
        if !maker.isEmpty { lines.append([Span("Maker   ", .dim), Span(maker)]) }
        if let gtin = master.gtin { lines.append([Span("GTIN    ", .dim), Span(gtin)]) }
        lines += [[], [Span("Codes that lead to it", .title)]]
        if read.codes.isEmpty { lines.append([Span("None: no sender's code is mapped to it.", .dim)]) }
        lines += read.codes.map { row in
            [Span(row.key.code, .strong), Span(" of \(row.key.source)   "), row.dates(in: context)]
        }
        lines += [[], [Span("Changes of its packs, latest first", .title)]]
        if read.changes.isEmpty {
            lines.append([
                Span("None by itself: what came with the item master or with a unit isn't listed here.", .dim)
            ])
        }
        for change in read.changes { lines += ChangeLines.of(change, in: context) }
        return lines
    }
}

/// An ERP item with the codes that lead to it.
struct PackReading: Reading {
    typealias Store = any CrosswalkStore

    var item: String

    /// What is read.
    struct File: Sendable, Hashable {
        var item: MasterItem?
        var codes: [CrosswalkRow]
        /// Changes of its packs, latest first.
        var changes: [CrosswalkChange] = []
    }

    /// The most changes that are shown.
    private static let mostChanges = 50

    var staleness: Staleness { .change }

    func read(from store: any CrosswalkStore, at now: UTCTime) throws(StateFileProblem) -> File {
        var file = File(item: try store.item(item), codes: try store.crosswalkEntries(ofItem: item, limit: 100))
        // A pack that was taken away isn't among the item's any more: the usual units are asked for too.
        let units = Set((file.item?.packs.map(\.unit) ?? []) + KnownUnits.all.map(\.code))
        for unit in units.sorted() {
            file.changes += try store.history(of: .pack(unit, of: item), before: nil, limit: Self.mostChanges)
        }
        file.changes = Array(file.changes.sorted { $0.id > $1.id }.prefix(Self.mostChanges))
        return file
    }
}

extension ConsoleAction {
    static let changePack = ConsoleAction(
        "change-pack", keys: [.character("m")], label: "change a pack",
        sentence: "Say how many one of its packs holds, or enter another", right: .defineUnit)
    static let undoChange = ConsoleAction(
        "undo-change", keys: [.character("u")], label: "undo",
        sentence: "Take the last change back, with all that its command changed, where nothing has left", right: .undo)
}

extension Place {
    static let crosswalkEntry = Place(
        name: "crosswalkEntry", title: "Crosswalk entry", sentence: "What a code means, since when, and who said so",
        actions: [.revise, .endEntry, .undoChange, .back])
    static let pack = Place(
        name: "pack", title: "Item", sentence: "An ERP item, its packs, and the codes that lead to it",
        actions: [.changePack, .undoChange, .back]
    )
}
