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
    private(set) var preview = FixPreviewState.none
    private var isArmed = false

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
        return ask()
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

    /// Asks what the pack as typed would release.
    private mutating func ask() -> [ScreenEffect] {
        guard let fix else {
            preview = .none
            return []
        }
        let request = Request.preview(fix, cause: "")
        guard preview != .asked(request) else { return [] }
        preview = .asked(request)
        return [.consult(request)]
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        switch answer {
        case .reply(let request, let reply):
            guard preview.adopt(reply, to: request), isArmed else { return [] }
            isArmed = false
            return apply(in: context)
        case .done(.fix(.revise(let revision), _, _), let reply)
        where revision.key.packUnit != nil && revision.key.item == item:
            if case .refused = reply { return [] }
            return [.leave(.packChange)]
        default: return []
        }
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        isArmed = false
        switch key {
        case .escape: return [.close]
        case .enter: return apply(in: context)
        case .function: return nil
        default: return form.press(key) ? ask() : nil
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return ask()
    }

    private mutating func apply(in context: ScreenContext) -> [ScreenEffect] {
        if let refusal = context.refusal(for: .defineUnit) { return [.warn(refusal)] }
        guard let fix else {
            if case .failure(let obstacle) = after { return [.warn(obstacle.sentence)] }
            return [.say("It says that already: change something, or Esc.")]
        }
        switch preview {
        case .none, .asked:
            isArmed = true
            return [.say("Working out what it releases; then it is done. Esc takes it back.")]
        case .refused(let sentence): return [.warn(sentence)]
        case .known:
            let why = form.text("why")
            let note = why.isEmpty ? nil : ProposalNote(why: why)
            return [
                .command(
                    .fix(fix, cause: "", note: note),
                    deed: "Change the \(CrosswalkKey.pack(typedUnit, of: item).words)",
                    isFollowed: true)
            ]
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
        let effect = effectLines
        let (upper, lower) = surface.bounds.splitTop(1).rest.splitBottom(4 + effect.count)
        let (fields, rows) = upper.splitTop(screen.form.fields.count + 1)
        surface.area(fields) { screen.form.draw(into: &$0) }
        surface.area(rows) { area in
            for (y, line) in FixParts.previewRows(screen.preview).prefix(area.height).enumerated() {
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

    private var effectLines: [[Span]] {
        if case .known(let preview) = screen.preview, preview.considered == 0 {
            return [[Span("nothing waits for it just now; it holds for what comes, whoever sends it", .dim)]]
        }
        return FixParts.effectLines(screen.preview, obstacle: "nothing is changed yet")
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
