import SyncModel
import SyncStore
import Terminal

/// The route of a flow as boxes and arrows: where it comes from, what it is, where it goes.
struct RoutePicture: Widget {
    let route: FlowRoute
    let figures: MetricWindow?
    var isSelected = false
    var hold: String?

    /// The rows it takes: its head, and boxes with a line each endpoint but at least three.
    static func height(_ route: FlowRoute) -> Int { 1 + 2 + max(3, route.profile.endpoints.count) }

    func draw(into surface: inout Surface) {
        drawHead(into: &surface)
        let boxes = surface.bounds.splitTop(1).rest.inset(columns: 2, rows: 0)
        let arrow = boxes.width >= 110 ? 12 : 8
        // Sources have short names; endpoints say how they do beside theirs.
        let room = boxes.width - 2 * arrow
        let widths = [room * 7 / 30, room * 11 / 30, room - room * 7 / 30 - room * 11 / 30]
        guard widths[0] >= 8 else { return }
        let starts = [0, widths[0] + arrow, widths[0] + widths[1] + 2 * arrow]
        let places = (0..<3).map {
            Rect(x: boxes.x + starts[$0], y: boxes.y, width: widths[$0], height: boxes.height)
        }
        drawBox(places[0], route.profile.source.rawValue, source, into: &surface)
        drawBox(places[1], route.profile.name.rawValue, middle, into: &surface)
        drawBox(places[2], "to", targets, into: &surface)
        drawArrow(from: places[0], to: places[1], Wording.rate(figures?.acceptedPerSecond ?? 0), into: &surface)
        drawArrow(from: places[1], to: places[2], Wording.rate(figures?.deliveredPerSecond ?? 0), into: &surface)
        if isSelected { surface.placeCursor(at: Point(0, 0)) }
    }

    private func drawHead(into surface: inout Surface) {
        let profile = route.profile
        if isSelected { surface.put(surface.glyphs.pointer, at: Point(0, 0), style: .strong) }
        let total = route.backlog + route.waiting
        let worth: [Span] =
            total.count == 0
            ? [Span("nothing waits", .dim)]
            : [Span("\(total.count.grouped) wait, ", .statusWarning), Span("\(total.value)", .money)]
        let held = [Span(hold.map { "  \($0)" } ?? "", .statusHeld)]
        let room = surface.width - 3 - ([Span("\(profile.name)   ")] + worth + held).reduce(0) { $0 + $1.width }
        surface.put(
            [Span("\(profile.name) ", .strong), Span(about(in: room), .dim)] + worth + held,
            at: Point(2, 0), limit: surface.width - 3)
        if isSelected { surface.overlay(.selection, in: surface.bounds.row(0)) }
    }

    /// What it is about: as much as there is room for, in whole words.
    private func about(in room: Int) -> String {
        let profile = route.profile
        var parts = [profile.criticality.rawValue, "\(profile.sensitivity) data", profile.owner.title]
        while parts.count > 1, parts.joined(separator: ", ").count > room { parts.removeLast() }
        return parts.joined(separator: ", ") + "  "
    }

    private var source: [Span] { [Span(route.profile.messages.joined(separator: " "))] }

    private var middle: [Span] {
        let profile = route.profile
        let waits: Style = route.waiting.count > 0 ? .statusWarning : .dim
        return [
            Span("\(profile.event.rawValue) v\(profile.payloadVersion)"),
            Span("\(route.backlog.count.grouped) on the way", route.backlog.count > 0 ? .text : .dim),
            Span("\(route.waiting.count.grouped) stopped", waits),
        ]
    }

    private var targets: [Span] {
        route.profile.endpoints.map { name in
            guard let status = route.endpoints.first(where: { $0.endpoint == name }) else {
                return Span("\(name) not tried", .dim)
            }
            return Span("\(name) \(EndpointWords.word(status.condition))", EndpointWords.style(status.condition))
        }
    }

    private func drawBox(_ rect: Rect, _ title: String, _ lines: [Span], into surface: inout Surface) {
        surface.box(rect)
        let room = rect.inset(columns: 2, rows: 1)
        surface.put(
            [Span(title, .borderTitle)], at: Point(rect.x + 2, rect.y), limit: max(0, rect.width - 4))
        for (y, line) in lines.enumerated() where y < room.height {
            surface.put([line], at: Point(room.x, room.y + y), limit: room.width)
        }
    }

    /// An arrow from the middle of a box to the next, with what goes along it in a second.
    private func drawArrow(from left: Rect, to right: Rect, _ rate: String, into surface: inout Surface) {
        let row = left.y + 1
        let length = right.x - left.maxX
        surface.put("\(rate)/s", at: Point(left.maxX, row - 1), width: length, align: .center, style: .dim)
        surface.horizontalLine(at: Point(left.maxX, row), length: length - 1, style: .link)
        surface.put(surface.glyphs.pointer, at: Point(right.x - 1, row), style: .link)
    }
}
