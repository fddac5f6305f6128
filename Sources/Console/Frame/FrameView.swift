import Catalog
import SyncModel
import SyncStore
import Terminal

/// Everything: the frame, the screen in it, and what stands in front.
struct FrameView: Widget {
    let model: ConsoleModel

    func draw(into surface: inout Surface) {
        if let locked = model.locked {
            surface.title = "Tallyward \(model.site.name)"
            surface.draw(
                LockView(note: locked, site: model.site, user: model.user, utcOffset: model.utcOffset, keys: model.keys)
            )
            return
        }
        let layout = FrameLayout(surface.size, hasCoach: model.coachLine != nil)
        let verdict = Verdict(
            model.overview, problem: model.stateProblem, roles: model.roles, at: model.now, user: model.user)
        guard !layout.isTooSmall else {
            let spans = [Span(verdict.word, verdict.style.bold), Span(" " + verdict.text)]
            surface.draw(TooSmall(needed: FrameLayout.least, verdict: spans))
            return
        }
        surface.title = "Tallyward \(model.site.name)"
        drawTop(verdict, in: layout.top, into: &surface)
        drawTrail(in: layout.trail, into: &surface)
        drawBody(in: layout.body, into: &surface)
        if let tour = model.tour, surface.height >= TourView.least {
            let card = layout.body.splitBottom(TourView.height).bottom
            surface.area(card) { $0.draw(TourView(tour: tour, keys: model.keys)) }
        }
        if let line = model.coachLine {
            surface.fill(layout.coach, style: .statusInfo)
            let used = surface.put(" \(line)", at: layout.coach.origin, style: .statusInfo)
            let hint = "  :coach hides this"
            if used + hint.count < surface.width { surface.put(hint, at: Point(used, layout.coach.y), style: .dim) }
        }
        drawMessage(in: layout.message, into: &surface)
        surface.draw(KeyHints(hints), in: layout.keys)
        if model.stack.count > model.baseIndex + 1 { surface.coverTargets() }
        for dialog in model.stack[(model.baseIndex + 1)...] { dialog.draw(into: &surface, in: model.context) }
    }

    private func drawTop(_ verdict: Verdict, in rect: Rect, into surface: inout Surface) {
        let (word, chrome) = model.site.chrome
        let role = model.roles.count == 1 ? model.roles.first?.rawValue : nil
        // A name that says the role needs it only once: the verdict behind it needs the room.
        let who = role.map { model.user.contains($0) ? model.user : "\($0) \(model.user)" } ?? model.user
        var trailing: [Span] = []
        if model.isLinkSlow { trailing.append(Span("link slow  ", .statusWarning)) }
        if let overview = model.overview {
            let age = model.now.elapsed(since: overview.readAt)
            trailing.append(Span("data \(age.spoken)  ", age > .seconds(10) ? .statusWarning : .dim))
        }
        trailing.append(Span(Wording.time(model.now, offset: model.utcOffset) + " ", .strong))
        var leading = [
            Span(" \(word) ", chrome), Span(model.isReadOnly ? " READ-ONLY " : "", .chrome),
            Span(" \(who)  ", .strong), Span(verdict.word, verdict.style.bold),
        ]
        let room = rect.width - leading.width - trailing.width - 2
        leading.append(Span(" \(verdict.text(within: room))", verdict.style))
        surface.draw(StatusLine(leading, trailing: trailing, style: .text), in: rect)
    }

    /// Where the user is, what narrows the list, and how many there are.
    private func drawTrail(in rect: Rect, into surface: inout Surface) {
        var spans: [Span] = [Span(" ", .breadcrumb)]
        for (index, screen) in model.stack[...model.baseIndex].enumerated() {
            if index > 0 { spans.append(Span(" \(surface.glyphs.separator) ", .dim)) }
            spans.append(Span(screen.name(in: model.context), .breadcrumb))
        }
        spans += base.narrowing(in: model.context)
        if case .place(let place) = base.sight {
            let watchers = model.context.watchers(of: place)
            if !watchers.isEmpty {
                spans.append(Span("  also here: \(watchers.joined(separator: ", "))", .statusInfo))
            }
        }
        let counts = base.counts(in: model.context)
        surface.draw(StatusLine(spans, trailing: counts, style: .breadcrumb), in: rect)
    }

    /// The screen that fills the body.
    private var base: any Screen { model.stack[model.baseIndex] }

    private func drawBody(in rect: Rect, into surface: inout Surface) {
        let context = model.context
        if let barrier = base.barrier(in: context) {
            surface.draw(Paragraph(barrier, style: .dim), in: rect.inset(columns: 2, rows: 1))
        } else {
            surface.area(rect) { base.draw(into: &$0, in: context) }
        }
    }

    private func drawMessage(in rect: Rect, into surface: inout Surface) {
        surface.area(rect) { line in
            if let entry = base.entry, model.baseIndex == model.stack.count - 1 {
                line.draw(TextField(entry.input, label: entry.label, placeholder: entry.placeholder))
            } else if let notice = model.notice {
                let hint = notice.hint.map { [Span($0.keys, .key), Span(" \($0.label) ")] } ?? []
                line.draw(StatusLine([Span(" \(notice.text)", notice.style)], trailing: hint))
            } else {
                line.put(" ready", at: Point(0, 0), style: .dim)
            }
        }
    }

    /// The keys that work here, those that can't be used now among them.
    private var hints: [KeyHint] {
        var actions = base.place.actions
        if model.stack[0].place == base.place, model.root == model.home {
            actions += RootScreen.all.filter { $0 != model.home && $0.key != nil }.map(\.action)
        } else if !actions.contains(.back) {
            actions.append(.back)
        }
        let context = model.context
        return (actions + [.prompt, .quit, .help])
            .filter { $0 != .previous && $0 != .reverse && base.isWorthShowing($0, in: context) }
            .map { action in
                KeyHint(
                    model.keys.footerName(of: action), action.label, isEnabled: model.refusal(for: action) == nil,
                    key: model.keys.keys(of: action).first)
            }
    }
}
