import SyncModel
import SyncStore
import Terminal

/// The second line: where the user is, what narrows the list, and how many there are.
struct TrailContent {
    private let model: ConsoleModel

    init(_ model: ConsoleModel) { self.model = model }

    /// The trail on the left and the counts on the right.
    func line(separator: String) -> (trail: [Span], counts: [Span]) {
        let names = [rootName] + model.layers.map(name)
        var spans: [Span] = [Span(" ", .breadcrumb)]
        for (index, name) in names.enumerated() {
            if index > 0 { spans.append(Span(" \(separator) ", .dim)) }
            spans.append(Span(name, .breadcrumb))
        }
        return (spans + chips, counts)
    }

    private var rootName: String {
        switch model.root {
        case .overview: "Overview of \(model.site.name)"
        case .queue: "Queue"
        case .messages: "Messages"
        case .endpoints: "Endpoints"
        }
    }

    private func name(_ layer: ConsoleModel.Layer) -> String {
        switch layer {
        case .exception(let screen): screen.key.exception.map { "exception \($0)" } ?? screen.target.fault.code.title
        case .mapItem(let screen): "map \(screen.target.subject)"
        case .fixUnit(let screen): "fix \(screen.target.subject)"
        case .mapLocation(let screen): "map \(screen.target.subject)"
        case .message(let screen): "message \(screen.id)"
        }
    }

    /// What narrows the queue.
    private var chips: [Span] {
        guard model.root == .queue, model.layers.isEmpty else { return [] }
        let queue = model.queueScreen
        var spans = [
            Span("  \(queue.isGrouped ? "by cause" : "row by row")", .dim),
            Span("  \(queue.owner?.title ?? "all roles")", .strong),
        ]
        if let cause = queue.cause, !queue.isGrouped { spans.append(Span("  cause=\(cause)", .match)) }
        if !queue.filter.isEmpty { spans.append(Span("  filter=\(queue.filter.text)", .match)) }
        return spans
    }

    private var counts: [Span] {
        guard model.layers.isEmpty else { return targetCounts }
        switch model.root {
        case .overview: return []
        case .queue: return queueCounts
        case .messages:
            guard model.messagesScreen.rows != nil else { return [] }
            return [Span("\(model.messagesScreen.shown.count.grouped) newest ", .breadcrumb)]
        case .endpoints:
            return [Span("\(Wording.count(model.endpointsScreen.cursor.ids.count, "endpoint")) ", .breadcrumb)]
        }
    }

    private var targetCounts: [Span] {
        guard let target = model.target else { return [] }
        return [
            Span("\(target.open.grouped) with this cause, ", .breadcrumb), Span("\(target.value) ", .money),
        ]
    }

    private var queueCounts: [Span] {
        let queue = model.queueScreen
        var spans: [Span] = []
        if queue.freshCount > 0 {
            spans.append(Span("\(queue.freshCount.grouped) new (.)  ", .statusInfo))
        }
        if queue.isGrouped {
            guard queue.causes != nil else { return spans }
            let open = queue.shownCauses.reduce(0) { $0 + $1.open }
            let value = queue.shownCauses.reduce(Money.zero) { $0 + $1.value }
            let causes = Wording.count(queue.shownCauses.count, "cause")
            spans += [Span("\(open.grouped) open, \(causes), ", .breadcrumb), Span("\(value) ", .money)]
            if let oldest = queue.shownCauses.map(\.oldest).min() {
                spans.append(Span(" oldest \(Wording.age(oldest, at: model.now)) ", .breadcrumb))
            }
        } else if let rows = queue.rows {
            let value = queue.shownRows.reduce(Money.zero) { $0 + $1.value }
            let more = rows.count >= queue.limit ? "first " : ""
            spans += [
                Span("\(more)\(Wording.count(queue.shownRows.count, "row")), ", .breadcrumb), Span("\(value) ", .money),
            ]
        }
        return spans
    }
}
