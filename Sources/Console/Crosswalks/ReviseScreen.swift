import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Saying what a code means from now or a day on, until a day, with what that releases, before it is done.
struct ReviseScreen: Screen {
    /// What it is opened for.
    enum Aim: Hashable, Sendable {
        case change, end
    }

    let key: CrosswalkKey
    let aim: Aim
    private(set) var file: Awaited<CrosswalkEntryReading>
    private(set) var form: FieldForm
    /// What the entry said when the form was filled: what is sent is refused where that has changed.
    private(set) var before: CrosswalkContent?
    /// Items that the words in the first field find.
    private(set) var found: [Candidate] = []
    private(set) var choice = 0
    private var search: ItemSearch?
    private(set) var change = TypedChange()

    init(_ key: CrosswalkKey, _ aim: Aim) {
        self.key = key
        self.aim = aim
        file = Awaited(CrosswalkEntryReading(key: key))
        form = ReviseForm.form(key, nil, in: nil)
    }

    var place: Place { .revise }
    var subject: Subject? { .other("entry \(key.words)") }
    var readings: [any Reading] { [file.reading] }

    func name(in context: ScreenContext) -> String { aim == .end ? "end \(key.words)" : "change \(key.words)" }

    func barrier(in context: ScreenContext) -> String? { key.refusal(in: context) }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        // What was typed stays, and what it was typed for: the engine says where that has changed.
        guard file.take(result), before == nil, let read = file.value else { return [] }
        before = read.row?.content ?? .nothing
        form = ReviseForm.form(key, before, in: context)
        form.moveFocus(to: aim == .end ? "until" : ReviseForm.first(key.kind))
        return change.ask(fix(in: context))
    }

    // MARK: What is typed

    /// The entry as the form makes it, or why it makes none.
    func after(in context: ScreenContext) -> Result<CrosswalkContent, ReviseForm.Obstacle> {
        guard let before else { return .failure(ReviseForm.Obstacle(sentence: "Reading the entry …")) }
        return ReviseForm.content(form, key, before, in: context)
    }

    private func fix(in context: ScreenContext) -> Fix? {
        guard case .success(let after) = after(in: context), var before else { return nil }
        before.factor = nil
        var plain = after
        plain.factor = nil
        guard plain != before else { return nil }
        return .revise(CrosswalkRevision(key, before: before, after: plain))
    }

    /// The words that items are looked for with; `nil` where the keyboard is elsewhere.
    private var words: String? {
        guard key.kind == .item, form.focus == 0 else { return nil }
        let words = form.text("item")
        return words.isEmpty ? nil : words
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        switch answer {
        case .found(search, let candidates, _):
            (found, choice) = (candidates, 0)
            return []
        case .reply(let request, let reply):
            return change.adopt(reply, to: request) ? apply(in: context) : []
        case .done(.request(.apply(.revise(let revision), _)), let reply) where revision.key == key:
            if case .refused = reply { return [] }
            return [.leave(.revise)]
        default: return []
        }
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        change.disarm()
        switch key {
        case .escape: return [.close]
        case .enter: return enter(in: context)
        case .up where !found.isEmpty && words != nil: choice = max(0, choice - 1)
        case .down where !found.isEmpty && words != nil: choice = min(found.count - 1, choice + 1)
        case .function: return nil
        default:
            guard form.press(key) else { return nil }
            return look() + change.ask(fix(in: context))
        }
        return []
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return look() + change.ask(fix(in: context))
    }

    private mutating func look() -> [ScreenEffect] {
        guard let words else {
            found = []
            return []
        }
        let search = ItemSearch.words(words)
        guard search != self.search else { return [] }
        self.search = search
        return [.find(search)]
    }

    /// Takes the item under the cursor first, then does what is shown.
    private mutating func enter(in context: ScreenContext) -> [ScreenEffect] {
        if words != nil, found.indices.contains(choice), found[choice].item.number != form.text("item") {
            form.fill("item", found[choice].item.number)
            (found, search) = ([], .words(form.text("item")))
            form.moveFocus(to: "from")
            return change.ask(fix(in: context))
        }
        return apply(in: context)
    }

    private mutating func apply(in context: ScreenContext) -> [ScreenEffect] {
        if let refusal = key.refusal(in: context) { return [.warn(refusal)] }
        let deed = aim == .end ? "End \(key.words)" : "Change \(key.words)"
        return change.apply(fix(in: context), obstacle: after(in: context).failure?.sentence) { fix in
            .command(.apply(fix, cause: ""), deed: deed)
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ReviseView(screen: self, context: context))
    }
}

/// The fields in which a code's meaning is typed.
enum ReviseForm {
    /// Why what is typed makes no entry yet.
    struct Obstacle: Error, Hashable, Sendable {
        var sentence: String
    }

    static func first(_ kind: CrosswalkKey.Kind) -> String {
        switch kind {
        case .item: "item"
        case .unit: "unit"
        case .location: "organization"
        case .table: "value"
        }
    }

    /// The fields, with what the entry says now.
    static func form(_ key: CrosswalkKey, _ content: CrosswalkContent?, in context: ScreenContext?) -> FieldForm {
        let said = context.flatMap { content?.mapping(at: $0.now) } ?? content?.mapping
        var fields: [FieldForm.Field] = []
        func add(_ label: String, _ hint: String, _ text: String? = nil) {
            fields.append(FieldForm.Field(label, hint: hint, text: text ?? ""))
        }
        switch key.kind {
        case .item:
            var mapping: ItemMapping?
            if case .mapItem(let found)? = said { mapping = found }
            add("item", "its number, or words to find it by", mapping?.itemNumber)
            add("unit", "the unit where the sender names none, such as EA", mapping?.defaultUnit?.rawValue)
        case .unit:
            var unit: UnitCode?
            if case .defineUnit(let found, _)? = said { unit = found.unit }
            add("unit", "what the word means, such as BX", unit?.rawValue)
        case .location:
            var entry: LocationEntry?
            if case .mapLocation(_, let found)? = said { entry = found }
            add("organization", "the ERP's inventory organisation", entry?.organization)
            add("store room", "where the stock leaves from", entry?.subinventory)
            add("cost center", "what usage there is charged to", entry?.costCenter)
            add("account", "the account combination, where it has its own", entry?.account)
        case .table(let name):
            var value: String?
            if case .mapCode(let mapping)? = said { value = mapping.value }
            let table = context?.site.catalog?.table(name)
            add("value", table.map { "the \($0.valueWord): \($0.likeness)" } ?? "what the code means", value)
        }
        add("from", "from now on; or the first day, such as 2026-07-01")
        let end = context.flatMap { context in
            content?.steps.first { $0.from > context.now && $0.mapping == nil }.map { context.day($0.from) }
        }
        add("until", "for good; or the first day on which it doesn't hold", end)
        return FieldForm(fields)
    }

    /// The entry as the fields make it.
    static func content(
        _ form: FieldForm, _ key: CrosswalkKey, _ before: CrosswalkContent, in context: ScreenContext
    ) -> Result<CrosswalkContent, Obstacle> {
        func day(_ label: String) throws(Obstacle) -> UTCTime? {
            let words = form.text(label)
            guard !words.isEmpty else { return nil }
            guard let day = context.day(words) else {
                throw Obstacle(sentence: "\(label): write a day such as 2026-07-01, today, or now.")
            }
            return day
        }
        do throws(Obstacle) {
            let (from, until) = (try day("from"), try day("until"))
            let mapping = try mapping(form, key)
            if let until, until <= from ?? .distantPast { throw Obstacle(sentence: "until comes after from.") }
            // What ends now or ended says nothing from then on; what it said before stays on record.
            if let until, from == nil, until <= context.now {
                var content = before
                content.steps.removeAll { $0.from >= until }
                content.steps.append(CrosswalkStep(from: until, mapping: nil))
                return .success(content.simplified)
            }
            return .success(before.saying(mapping, from: from, until: until, at: context.now))
        } catch { return .failure(error) }
    }

    private static func mapping(_ form: FieldForm, _ key: CrosswalkKey) throws(Obstacle) -> Fix {
        func needed(_ label: String) throws(Obstacle) -> String {
            let text = form.text(label)
            guard !text.isEmpty else { throw Obstacle(sentence: "Still to enter: \(label).") }
            return text
        }
        func given(_ label: String) -> String? {
            let text = form.text(label)
            return text.isEmpty ? nil : text
        }
        switch key.kind {
        case .item:
            return .mapItem(
                ItemMapping(
                    source: key.source, code: key.code, itemNumber: try needed("item"),
                    defaultUnit: given("unit").map { UnitCode(rawValue: $0.uppercased()) }))
        case .unit:
            return .defineUnit(
                UnitMapping(
                    source: key.source, word: key.code, itemNumber: key.item.isEmpty ? nil : key.item,
                    unit: UnitCode(rawValue: try needed("unit").uppercased())), factor: nil)
        case .location:
            return .mapLocation(
                source: key.source,
                LocationEntry(
                    code: key.code, organization: try needed("organization"), subinventory: try needed("store room"),
                    costCenter: given("cost center"), account: given("account")))
        case .table(let table):
            return .mapCode(
                CodeMapping(table: table, source: key.source, code: key.code, value: try needed("value")))
        }
    }
}

extension UTCTime {
    fileprivate static let distantPast = UTCTime(milliseconds: .min)
}

/// The fields, what the entry says before and after, and what that releases.
struct ReviseView: Widget {
    let screen: ReviseScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        guard let before = screen.before else {
            let sentence = context.stateProblem ?? screen.file.problem ?? "Reading the entry …"
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        surface.put(screen.key.words, at: Point(1, 0), style: .strong, limit: surface.width - 2)
        let effect = screen.change.effect(
            idle: "nothing waits for it just now; it holds for what comes, by the time of use")
        let (upper, lower) = surface.bounds.splitTop(1).rest.splitBottom(5 + effect.count)
        let fields = upper.splitTop(screen.form.fields.count + 1)
        surface.area(fields.top) { screen.form.draw(into: &$0) }
        drawFound(in: fields.rest, into: &surface)
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            FixParts.put("Now", [Span(before.words(day: context.day) ?? "nothing")], at: 0, into: &area)
            FixParts.put("Then", [after], at: 1, into: &area)
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Effect" : "", line, at: 2 + index, into: &area)
            }
            FixParts.put("Used", use, at: 2 + effect.count, into: &area)
            FixParts.put("Who", who, at: 3 + effect.count, into: &area)
        }
    }

    private func drawFound(in rect: Rect, into surface: inout Surface) {
        guard !screen.found.isEmpty, rect.height > 0 else { return }
        let items = screen.found.prefix(50).map { candidate -> [Span] in
            let item = candidate.item
            return [Span(item.number.padded(11), .strong), Span(item.description), Span("  \(item.unit)", .dim)]
        }
        let offset = max(0, screen.choice - rect.height + 1)
        surface.draw(
            ListPicker(Array(items), offset: offset, selection: screen.choice, placeholder: ""), in: rect)
    }

    private var after: Span {
        switch screen.after(in: context) {
        case .success(let content):
            content == screen.before
                ? Span("the same", .dim) : Span(content.words(day: context.day) ?? "nothing at any time", .strong)
        case .failure(let obstacle): Span(obstacle.sentence, .statusWarning)
        }
    }

    private var use: [Span] {
        guard let file = screen.file.value, let row = file.row else { return [Span("it is new", .dim)] }
        return EntryLines.use(row, since: file.countedSince, in: context)
            + [Span("; what is booked already stays", .dim)]
    }

    private var who: [Span] {
        if let refusal = screen.key.refusal(in: context) { return [Span(refusal, .statusWarning)] }
        return [
            Span(context.key(of: .apply), .key), Span(" applies it as \(context.user)"),
            Span("; it is recorded in the audit", .dim),
        ]
    }
}

extension Place {
    static let revise = Place(
        name: "revise", title: "Change an entry", sentence: "What the code means, from when, and until when",
        actions: [.apply, .back],
        hints: [
            KeyHint("Tab", "The next field"), KeyHint("Up Down", "Choose an item that was found"),
            KeyHint("from, until", "A day (2026-07-01), today, or now; empty for always"),
        ])
}
