import Measures
import SyncModel
import SyncStore
import Terminal

/// One delivery with all that happened to it.
struct DeliveryScreen: Screen {
    private let id: DeliveryID
    private var detail: Awaited<DeliveryReading>
    private var scroll = ScrolledText()

    init(_ id: DeliveryID) {
        self.id = id
        detail = Awaited(DeliveryReading(id: id))
    }

    var place: Place { .delivery }
    var readings: [any Reading] { [detail.reading] }

    private var known: DeliveryDetail? { detail.value ?? nil }

    func name(in context: ScreenContext) -> String { "delivery \(id)" }

    func counts(in context: ScreenContext) -> [Span] {
        guard let row = known?.row else { return [] }
        return [Span("\(row.state.rawValue), ", .breadcrumb), Span("\(row.value) ", .money)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = detail.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        known == nil && action.right != nil ? "There is no delivery \(id) to replay." : nil
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .replay: ReplayScreen.opened(.deliveries([id]), words: words, in: context)
        case .editReplay: [.open(EditReplayScreen(id))]
        case .message: known.map { [.open(MessageScreen($0.row.message))] } ?? [.say("The message is not read yet.")]
        default: []
        }
    }

    private var words: String {
        guard let event = known?.event else { return "delivery \(id)" }
        return "delivery \(id), \(event.amountWords)"
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let read = detail.value else {
            return [[Span(detail.problem ?? context.stateProblem ?? "Reading delivery \(id) …", .dim)]]
        }
        guard let known = read else { return [[Span("There is no delivery \(id).", .dim)]] }
        return DeliveryLines(known, in: context).lines
    }
}

/// One delivery with all that happened to it, as lines. Nothing of the patient's is in them.
struct DeliveryLines {
    private(set) var lines: [[Span]] = []
    private let context: ScreenContext
    private let width: Int

    init(_ detail: DeliveryDetail, in context: ScreenContext) {
        self.context = context
        width = context.body.width - 3
        facts(detail)
        changes(detail.edits)
        happened(detail.timeline)
    }

    private mutating func facts(_ detail: DeliveryDetail) {
        let row = detail.row
        lines.append([
            Span("Delivery \(row.id) ", .strong), Span(row.state.rawValue, row.state.style),
            Span(", \(row.flow) to \(row.endpoint), \(Wording.count(row.attempts, "attempt")), worth "),
            Span("\(row.value)", .money),
        ])
        let end = row.settledAt.map { ", ended \(context.age($0)) ago" } ?? ""
        let document = row.document.map { ", document \($0)" } ?? ""
        lines.append([
            Span(
                "line \(row.line) of message \(row.message), accepted \(row.acceptedAt.date) "
                    + "\(context.time(row.acceptedAt))\(end)\(document)")
        ])
        put("Why", row.reason ?? detail.exceptions.last.map { "\($0.fault.code.title): \($0.fault.detail)" } ?? "-")
        if let event = detail.event {
            let from = event.location.map { ", at \($0)" } ?? ""
            put("Event", "\(event.type.rawValue): \(event.amountWords) \(event.description ?? "")\(from)")
        }
        if let booking = detail.booking { put("Became", booking.words) }
        put("Trace", row.trace)
    }

    private mutating func put(_ name: String, _ text: String) {
        for (index, line) in Paragraph(text).lines(width: width - 8).enumerated() {
            lines.append([Span((index == 0 ? name : "").padded(8), .dim), Span(line)])
        }
    }

    private mutating func changes(_ edits: [EditRow]) {
        guard !edits.isEmpty else { return }
        lines += [[], [Span("Replays of it", .title)]]
        for edit in edits {
            lines.append([
                Span("  \(edit.at.date) \(context.time(edit.at)) "), Span(edit.actor, .strong),
                Span(": \(edit.reason)"),
            ])
            lines.append([Span("    was \(edit.before.state.rawValue): \(edit.before.why)", .dim)])
            guard let before = edit.before.event, let after = edit.after else {
                lines.append([Span("    went as it was", .dim)])
                continue
            }
            lines += EventDiff(before, after).lines
        }
    }

    private mutating func happened(_ timeline: [TimelineEntry]) {
        lines += [[], [Span("What happened", .title)]]
        var day = ""
        for entry in timeline {
            let date = entry.at.date == day ? "          " : entry.at.date
            day = entry.at.date
            let head = "  \(date) \(context.time(entry.at)) \(entry.kind.padded(9)) "
            let parts = Paragraph(entry.text).lines(width: max(20, width - head.count))
            for (index, part) in parts.enumerated() {
                let lead = index == 0 ? head : String(repeating: " ", count: head.count)
                lines.append([Span(lead, .dim), Span(part)])
            }
        }
    }
}

/// What a change makes of an event: what was on one line, what is on the next.
struct EventDiff {
    let lines: [[Span]]

    init(_ before: CanonicalEvent, _ after: CanonicalEvent) {
        let fields: [(String, String?, String?)] = [
            ("quantity", before.quantity?.description, after.quantity?.description),
            ("unit", before.unit?.rawValue, after.unit?.rawValue),
            ("item", before.item?.code, after.item?.code), ("location", before.location, after.location),
        ]
        let changed = fields.filter { $0.1 != $0.2 }
        lines = changed.flatMap { name, old, new in
            [
                [Span("    - \(name.padded(9)) \(old ?? "(none)")", .diffRemoved)],
                [Span("    + \(name.padded(9)) \(new ?? "(none)")", .diffAdded)],
            ]
        }
    }
}

extension CanonicalEvent {
    /// `12 EA of 4471-B`.
    var amountWords: String {
        "\(quantity?.description ?? "?") \(unit?.rawValue ?? "") of \(item?.code ?? "?")"
    }
}

extension DeliveryState {
    /// What is done, waits or is over.
    fileprivate var style: Style {
        switch line {
        case .delivered: .statusOk
        case .waitingForPeople, .dead: .statusWarning
        default: .strong
        }
    }
}

extension String {
    /// Filled up with blanks to a width.
    func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension ConsoleAction {
    static let message = ConsoleAction(
        "message", keys: [.character("m")], sentence: "Open the message it came with", isCommand: true)
}

extension Place {
    static let delivery = Place(
        name: "delivery", title: "Delivery", sentence: "One delivery and all that happened to it",
        actions: [.replay, .editReplay, .message, .back])
}
