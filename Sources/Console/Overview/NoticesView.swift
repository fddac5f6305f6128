import SyncModel
import SyncStore
import Terminal

/// What people are told while something is down, above all else: a spreadsheet that was begun is hard to undo.
struct NoticesView: Widget {
    let notices: [SyncModel.Notice]

    /// The most notices that are shown; the others are counted.
    private static let most = 2

    /// The rows it takes at a width; none where nothing is to be said.
    func height(width: Int) -> Int { notices.isEmpty ? 0 : rows(width: width).count }

    func draw(into surface: inout Surface) {
        for (row, span) in rows(width: surface.width).enumerated() where row < surface.height {
            surface.put(span.text, at: Point(0, row), width: surface.width, style: span.style)
        }
    }

    private func rows(width: Int) -> [Span] {
        var rows = notices.prefix(Self.most).flatMap { notice in
            let style: Style = notice.level == .critical ? .statusCritical : .statusWarning
            return Paragraph("\(notice.level.rawValue.uppercased()) \(notice.text)").lines(width: width)
                .map { Span($0, style) }
        }
        if notices.count > Self.most {
            rows.append(Span("and \(notices.count - Self.most) more: tallyward notices", .dim))
        }
        return rows
    }
}
