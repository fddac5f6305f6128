import Control
import SyncModel
import Terminal

/// What a replay would do, in full, and below it what sends it.
struct ReplayView: Widget {
    let screen: ReplayScreen
    let context: ScreenContext

    func draw(into surface: inout Surface) {
        let foot = Self.foot(screen, in: context)
        let (upper, lower) = surface.bounds.splitBottom(foot.height)
        surface.area(upper) { $0.draw(ScrolledLines(Self.lines(screen, in: context), offset: screen.scroll.offset)) }
        surface.area(lower) { foot.draw(into: &$0) }
    }

    /// The rows there are for what it would do.
    static func room(in context: ScreenContext, of screen: ReplayScreen) -> Int {
        max(1, context.body.height - foot(screen, in: context).height)
    }

    // MARK: What it would do

    static func lines(_ screen: ReplayScreen, in context: ScreenContext) -> [[Span]] {
        var lines: [[Span]] = [[Span(headline(screen), .strong)], []]
        lines.append(named("About", [Span(screen.words)]))
        if let event = screen.event, let edit = screen.edit { lines += EventDiff(event, edit.applied(to: event)).lines }
        switch screen.step {
        case .asked: lines.append(named("Would", [Span("asking the engine what would happen …", .dim)]))
        case .refused(let sentence): lines += wrapped("Would", sentence, .statusWarning, in: context)
        case .shown(let preview), .sent(let preview): lines += facts(preview, in: context)
        }
        return lines
    }

    private static func headline(_ screen: ReplayScreen) -> String {
        switch screen.step {
        case .asked: return "A dry run first. Nothing is sent."
        case .refused: return "This can't be replayed. Nothing was sent."
        case .sent(let preview): return "Sending \(Wording.count(preview.going, "delivery", "deliveries")) again …"
        case .shown(let preview):
            guard preview.going > 0 else { return "Nothing of this can be replayed. Nothing was sent." }
            let what = Wording.count(preview.going, "delivery", "deliveries")
            return "You are about to send \(what) again. Nothing is sent yet."
        }
    }

    private static func facts(_ preview: ReplayPreview, in context: ScreenContext) -> [[Span]] {
        let staying = preview.considered - preview.going
        var lines = [
            named(
                "Goes",
                [
                    Span("\(preview.going.grouped) of \(preview.considered.grouped)", .strong), Span(", worth "),
                    Span("\(preview.value)", .money),
                    Span(staying > 0 ? "; \(staying.grouped) stay (why: below)" : ""),
                ])
        ]
        if preview.lookedUpFirst > 0 {
            let text =
                "\(preview.lookedUpFirst.grouped) are looked up at the destination first: "
                + "what it has already is not sent again"
            lines += wrapped("First", text, .text, in: context)
        }
        if preview.going > 0 {
            let consent = "  sent only if nothing of this has changed"
            lines.append(named("Order", [Span("in the order they arrived; nothing overtakes in its lane")]))
            lines.append(named("Digest", [Span(preview.digest), Span(consent, .dim)]))
        }
        lines += [[]] + preview.groups.flatMap { group($0, in: context) }
        lines += [[], [Span("One by one", .title)]] + preview.rows.map(row)
        if preview.considered > preview.rows.count {
            lines.append([Span("  … and \((preview.considered - preview.rows.count).grouped) more", .dim)])
        }
        return lines
    }

    private static func group(_ group: ReplayPreview.Group, in context: ScreenContext) -> [[Span]] {
        let state = group.state.map { "\($0.title): " } ?? ""
        var lines: [[Span]] = [
            [
                Span("\(group.going.grouped) of \(group.count.grouped) go".padded(16), .strong),
                Span("\(group.value)".padded(12), .money), Span(state, .title), Span(group.reason),
            ]
        ]
        for staying in group.staying {
            let code = staying.code.map { "\($0.title): " } ?? ""
            let one = staying.count > 1 ? "for instance: " : ""
            let text = "\(staying.count.grouped) stay: \(code)\(one)\(staying.sentence)"
            for (index, line) in Paragraph(text).lines(width: max(20, context.body.width - 9)).enumerated() {
                lines.append([Span(index == 0 ? "    " : "      "), Span(line, .statusWarning)])
            }
        }
        return lines
    }

    private static func row(_ row: ReplayPreview.Row) -> [Span] {
        [
            Span(row.goes ? "  goes  " : "  stays ", row.goes ? .statusOk : .statusWarning),
            Span("\(row.delivery.description.padded(8)) ", .dim), Span(row.documented.padded(24), .strong),
            Span(" \(row.result)"),
        ]
    }

    private static func named(_ name: String, _ spans: [Span]) -> [Span] { [Span(name.padded(8), .dim)] + spans }

    private static func wrapped(
        _ name: String, _ text: String, _ style: Style, in context: ScreenContext
    ) -> [[Span]] {
        Paragraph(text).lines(width: max(20, context.body.width - 11)).enumerated().map { index, line in
            named(index == 0 ? name : "", [Span(line, style)])
        }
    }

    // MARK: What sends it

    private static func foot(_ screen: ReplayScreen, in context: ScreenContext) -> ReplayFoot {
        guard let preview = screen.preview, preview.going > 0 else { return ReplayFoot(kind: .nothing) }
        if let restraint = screen.restraint(in: context) {
            return ReplayFoot(
                kind: .restrained(
                    Paragraph(
                        "\(restraint) The digest \(preview.digest) names what is shown here: somebody who may can send "
                            + "just that."), context.body.width))
        }
        if case .sent = screen.step { return ReplayFoot(kind: .nothing) }
        return ReplayFoot(kind: .fields(screen, preview))
    }
}

/// The lower part: the two fields, or why there are none.
private struct ReplayFoot {
    enum Kind {
        case nothing
        case restrained(Paragraph, Int)
        case fields(ReplayScreen, ReplayPreview)
    }

    let kind: Kind

    var height: Int {
        switch kind {
        case .nothing: 0
        case .restrained(let text, let width): 1 + text.lines(width: width - 2).count
        case .fields: 4
        }
    }

    func draw(into surface: inout Surface) {
        guard height > 0 else { return }
        surface.horizontalLine(at: Point(0, 0), length: surface.width)
        let body = surface.bounds.splitTop(1).rest
        switch kind {
        case .nothing: break
        case .restrained(var text, _):
            text.style = .statusWarning
            surface.draw(text, in: body.inset(columns: 1, rows: 0))
        case .fields(let screen, let preview):
            let what = Wording.count(preview.going, "delivery", "deliveries")
            surface.put(
                [Span("To send \(what) again, worth "), Span("\(preview.value)", .money), Span(":")], at: Point(1, 1),
                limit: surface.width - 2)
            field("reason", screen.reason, "why, in a few words", screen.focus == .reason, at: 2, into: &surface)
            field(
                "how many", screen.count, "type \(preview.going), then Enter", screen.focus == .count, at: 3,
                into: &surface)
        }
    }

    private func field(
        _ label: String, _ input: TextInput, _ hint: String, _ isFocused: Bool, at y: Int, into surface: inout Surface
    ) {
        if isFocused { surface.put(surface.glyphs.pointer, at: Point(0, y), style: .strong) }
        surface.draw(
            TextField(input, label: label.padded(8), placeholder: hint, isFocused: isFocused),
            in: Rect(x: 2, y: y, width: surface.width - 3, height: 1))
    }
}
