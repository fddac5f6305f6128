import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Saying how many an item's pack holds, or that there is no such pack, with what that releases before it is done.
struct PackChangeScreen: Screen {
    let item: String
    /// The pack as it was opened; `nil` for a new one.
    let unit: UnitCode?
    private(set) var file: Awaited<PackReading>
    private(set) var form: FieldForm
    /// Whether the fields were filled from what was read.
    private(set) var isFilled = false
    private(set) var change = TypedChange()

    init(_ item: String, _ unit: UnitCode?) {
        self.item = item
        self.unit = unit
        file = Awaited(PackReading(item: item))
        form = FieldForm([
            FieldForm.Field("pack", hint: "its unit, such as BX", text: unit?.rawValue ?? ""),
            FieldForm.Field("holds", hint: unit == nil ? "how many are in one" : "how many; empty for no such pack"),
            FieldForm.Field("of", hint: "the ERP's own unit, or a smaller pack"),
            FieldForm.Field("why", hint: "for whoever approves it, and for the history"),
        ])
        form.moveFocus(to: unit == nil ? "pack" : "holds")
    }

    var place: Place { .packChange }
    var readings: [any Reading] { [file.reading] }

    func name(in context: ScreenContext) -> String { "pack \(unit?.rawValue ?? "") of \(item)" }

    func barrier(in context: ScreenContext) -> String? { context.refusal(for: .defineUnit) }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        // What was typed stays; the engine says where what it was typed for has changed.
        guard file.take(result), !isFilled, let master = file.value?.item else { return [] }
        isFilled = true
        let now = master.packs.first { $0.unit == unit }
        form.fill("holds", now?.contains.description ?? "")
        form.fill("of", now?.inner.rawValue ?? master.unit.rawValue)
        return change.ask(fix)
    }

    // MARK: What is typed

    /// Why there is no change yet.
    struct Obstacle: Error, Hashable, Sendable {
        var sentence: String
    }

    /// The pack's unit as typed.
    private var typedUnit: UnitCode { UnitCode(rawValue: form.text("pack").uppercased()) }

    /// What the item master says of the typed pack now.
    var before: PackFactor? { file.value?.item?.packs.first { $0.unit == typedUnit } }

    /// What it would say: `nil` within for no such pack.
    var after: Result<PackFactor?, Obstacle> {
        guard file.value?.item != nil else { return .failure(Obstacle(sentence: "Reading the item …")) }
        guard !typedUnit.isEmpty else { return .failure(Obstacle(sentence: "Still to enter: the pack's unit.")) }
        let holds = form.text("holds")
        guard !holds.isEmpty else {
            return before == nil
                ? .failure(Obstacle(sentence: "Still to enter: how many it holds.")) : .success(nil)
        }
        guard let number = ExactDecimal(holds) else {
            return .failure(Obstacle(sentence: "\(holds) is no number."))
        }
        do throws(PackFactorRefusal) {
            let inner = UnitCode(rawValue: form.text("of").uppercased())
            return .success(try PackFactor(unit: typedUnit, contains: number, of: inner))
        } catch { return .failure(Obstacle(sentence: error.sentence)) }
    }

    private var fix: Fix? {
        guard case .success(let after) = after, after != before else { return nil }
        return .revise(
            CrosswalkRevision(
                .pack(typedUnit, of: item), before: CrosswalkContent(factor: before),
                after: CrosswalkContent(factor: after)))
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        switch answer {
        case .reply(let request, let reply):
            return change.adopt(reply, to: request) ? apply(in: context) : []
        case .done(.fix(.revise(let revision), _, _), let reply)
        where revision.key.packUnit != nil && revision.key.item == item:
            if case .refused = reply { return [] }
            return [.leave(.packChange)]
        default: return []
        }
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        change.disarm()
        switch key {
        case .escape: return [.close]
        case .enter: return apply(in: context)
        case .function: return nil
        default: return form.press(key) ? change.ask(fix) : nil
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return change.ask(fix)
    }

    private mutating func apply(in context: ScreenContext) -> [ScreenEffect] {
        if let refusal = context.refusal(for: .defineUnit) { return [.warn(refusal)] }
        let why = form.text("why")
        let deed = "Change the \(CrosswalkKey.pack(typedUnit, of: item).words)"
        return change.apply(fix, obstacle: after.failure?.sentence) { fix in
            .command(
                .fix(fix, cause: "", note: why.isEmpty ? nil : ProposalNote(why: why)), deed: deed, isFollowed: true)
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(PackChangeView(screen: self, context: context))
    }
}

/// The fields, what the pack holds before and after, and what that releases.
private struct PackChangeView: Widget {
    let screen: PackChangeScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        guard let file = screen.file.value, let master = file.item else {
            let gone = "The item master has no item \(screen.item)."
            let sentence =
                context.stateProblem ?? screen.file.problem ?? (screen.file.value == nil ? "Reading the item …" : gone)
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        surface.put(
            [Span(master.number, .strong), Span("  \(master.description), kept in \(master.unit)")],
            at: Point(1, 0), limit: surface.width - 2)
        let effect = screen.change.effect(
            idle: "nothing waits for it just now; it holds for what comes, whoever sends it")
        let (upper, lower) = surface.bounds.splitTop(1).rest.splitBottom(4 + effect.count)
        let (fields, rows) = upper.splitTop(screen.form.fields.count + 1)
        surface.area(fields) { screen.form.draw(into: &$0) }
        surface.area(rows) { area in
            for (y, line) in FixParts.previewRows(screen.change.preview).prefix(area.height).enumerated() {
                area.put(line, at: Point(2, y), limit: area.width - 3)
            }
        }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            FixParts.put("Now", [Span(screen.before?.description ?? "no such pack")], at: 0, into: &area)
            FixParts.put("Then", [after], at: 1, into: &area)
            for (index, line) in effect.enumerated() {
                FixParts.put(index == 0 ? "Effect" : "", line, at: 2 + index, into: &area)
            }
            FixParts.put("Who", FixParts.who(context, action: .unit), at: 2 + effect.count, into: &area)
        }
    }

    private var after: Span {
        switch screen.after {
        case .success(let factor):
            factor == screen.before
                ? Span("the same", .dim) : Span(factor?.description ?? "no such pack", .strong)
        case .failure(let obstacle): Span(obstacle.sentence, .statusWarning)
        }
    }
}

extension Place {
    static let packChange = Place(
        name: "packChange", title: "Change a pack", sentence: "How many an item's pack holds, whoever sends it",
        actions: [.apply, .back],
        hints: [
            KeyHint("Tab", "The next field"), KeyHint("holds", "Empty where the item has no such pack any more"),
        ])
}
