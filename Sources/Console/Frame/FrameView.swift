import Catalog
import SyncModel
import SyncStore
import Terminal

/// Everything: the frame, the screen in it, and what stands in front.
struct FrameView: Widget {
    let model: ConsoleModel

    func draw(into surface: inout Surface) {
        let layout = FrameLayout(surface.size, hasCoach: model.coachLine != nil)
        let verdict = Verdict(model.overview, problem: model.stateProblem, roles: model.roles, at: model.now)
        guard !layout.isTooSmall else {
            let spans = [Span(verdict.word, verdict.style.bold), Span(" " + verdict.text)]
            surface.draw(TooSmall(needed: FrameLayout.least, verdict: spans))
            return
        }
        surface.title = "Tallyward \(model.site.name)"
        drawTop(verdict, in: layout.top, into: &surface)
        drawTrail(in: layout.trail, into: &surface)
        drawBody(in: layout.body, into: &surface)
        if let line = model.coachLine {
            surface.fill(layout.coach, style: .statusInfo)
            let used = surface.put(" \(line)", at: layout.coach.origin, style: .statusInfo)
            let hint = "  :coach hides this"
            if used + hint.count < surface.width { surface.put(hint, at: Point(used, layout.coach.y), style: .dim) }
        }
        drawMessage(in: layout.message, into: &surface)
        surface.draw(KeyHints(hints), in: layout.keys)
        OverlayView(model: model, layout: layout).draw(into: &surface)
    }

    private func drawTop(_ verdict: Verdict, in rect: Rect, into surface: inout Surface) {
        let (word, chrome): (String, Style) =
            switch model.site.environment {
            case .production: ("PROD", .chromeProd)
            case .test: ("TEST", .chromeTest)
            case .demo: ("DEMO", .chromeDemo)
            }
        let role = model.roles.count == 1 ? model.roles.first?.rawValue : nil
        let who = role.map { "\($0) \(model.user)" } ?? model.user
        var trailing: [Span] = []
        if model.isLinkSlow { trailing.append(Span("link slow  ", .statusWarning)) }
        if let overview = model.overview {
            let age = model.now.elapsed(since: overview.readAt)
            trailing.append(Span("data \(age.spoken)  ", age > .seconds(5) ? .statusWarning : .dim))
        }
        trailing.append(Span(Wording.time(model.now, offset: model.utcOffset) + " ", .title))
        let leading = [
            Span(" \(word) ", chrome), Span(" \(who)  ", .title), Span(verdict.word, verdict.style.bold),
            Span(" \(verdict.text)", verdict.style),
        ]
        surface.draw(StatusLine(leading, trailing: trailing, style: .title), in: rect)
    }

    private func drawTrail(in rect: Rect, into surface: inout Surface) {
        let (trail, counts) = TrailContent(model).line(separator: surface.glyphs.separator)
        surface.draw(StatusLine(trail, trailing: counts, style: .breadcrumb), in: rect)
    }

    private func drawBody(in rect: Rect, into surface: inout Surface) {
        switch model.layers.last {
        case .exception(let screen): surface.draw(ExceptionView(model: model, screen: screen), in: rect)
        case .mapItem(let screen): surface.draw(MapItemView(model: model, screen: screen), in: rect)
        case .fixUnit(let screen): surface.draw(FixUnitView(model: model, screen: screen), in: rect)
        case .mapLocation(let screen): surface.draw(MapLocationView(model: model, screen: screen), in: rect)
        case .message(let screen): surface.draw(MessageView(model: model, screen: screen), in: rect)
        case nil:
            switch model.root {
            case .overview: surface.draw(OverviewView(model: model), in: rect)
            case .queue: surface.draw(QueueView(model: model), in: rect)
            case .messages: surface.draw(MessagesView(model: model), in: rect)
            case .endpoints: surface.draw(EndpointsView(model: model), in: rect)
            }
        }
    }

    private func drawMessage(in rect: Rect, into surface: inout Surface) {
        surface.area(rect) { line in
            let isFiltering = model.layers.isEmpty && model.overlay == nil
            if isFiltering, model.root == .queue, model.queueScreen.isFiltering {
                line.draw(TextField(model.queueScreen.filter, label: " /", placeholder: "text to look for"))
            } else if isFiltering, model.root == .messages, model.messagesScreen.isFiltering {
                line.draw(TextField(model.messagesScreen.filter, label: " /", placeholder: "text to look for"))
            } else if let notice = model.notice {
                line.put([Span(" \(notice.text)", notice.style)], at: Point(0, 0), limit: line.width)
            } else {
                line.put(" ready", at: Point(0, 0), style: .dim)
            }
        }
    }

    /// The keys that work here, those that can't be used now among them.
    private var hints: [KeyHint] {
        var actions = model.place.actions
        if !actions.contains(.back), model.place != .overview { actions.append(.back) }
        return (actions + [.prompt, .quit, .help]).filter { isWorthShowing($0) }.map { action in
            KeyHint(action.keyName, action.label, isEnabled: model.refusal(for: action) == nil)
        }
    }

    /// Of the three fixes only the one that fits is shown.
    private func isWorthShowing(_ action: ConsoleAction) -> Bool {
        if action == .previous { return false }
        guard [.map, .unit, .location, .confirm].contains(action) else { return true }
        guard let fix = model.target?.fault.code.fix else { return false }
        switch action {
        case .map: return fix == .mapItem
        case .unit: return fix == .defineUnit
        case .location: return fix == .mapLocation
        default: return model.refusal(for: action) == nil
        }
    }
}
