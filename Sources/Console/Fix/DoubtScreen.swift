import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Settling a delivery in doubt: somebody has looked in the ERP, and it was booked there or it wasn't.
struct DoubtScreen: Screen {
    /// What was found in the ERP.
    enum Finding: Int, CaseIterable, Hashable, Sendable {
        case booked, absent
    }

    /// The usual ways to know that it isn't there.
    static let reasons = [
        "looked in the ERP by item, place and time: it isn't there",
        "the ERP's staff say it isn't there",
        "the ERP was down all that time",
    ]

    private(set) var work: FixWork
    private(set) var finding = Finding.booked
    /// The ERP's number for it.
    private(set) var document = TextInput(limit: 60)

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .doubt }
    var subject: Subject? { .cause(work.target.cause) }
    var readings: [any Reading] { [work.file.reading] }

    func name(in context: ScreenContext) -> String { "settle \(work.target.subject)" }
    func counts(in context: ScreenContext) -> [Span] { work.target.counts }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = work.file.take(result)
        return []
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .enter: return settle()
        case .escape: return [.close]
        case .tab, .backTab, .up, .down: finding = finding == .booked ? .absent : .booked
        case .function: return nil
        default:
            guard finding == .booked else { return nil }
            _ = document.handle(.key(key))
        }
        return []
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        if finding == .booked { _ = document.handle(.paste(text)) }
        return []
    }

    private func settle() -> [ScreenEffect] {
        guard let id = work.openFile?.detail?.row.id else { return [.warn("The exception is still being read.")] }
        let subject = work.target.subject
        guard finding == .absent else {
            let number = document.text.split(separator: " ").joined(separator: " ")
            guard !number.isEmpty else {
                return [.warn("Enter the ERP's document number. Tab, where it isn't in the ERP.")]
            }
            return [
                .noteFix, .close, .leave(.exception),
                .command(.confirmDelivered(id, document: number), deed: "Settle \(subject) as \(number)"),
            ]
        }
        return [
            .open(
                ReasonScreen(
                    "How do you know that it wasn't booked?", of: "it is sent again with the same key",
                    explanation: "If it was booked after all, it may be booked twice.", reasons: Self.reasons,
                    verb: "send it again"
                ) { reason in
                    [
                        .noteFix, .close, .leave(.exception),
                        .command(.confirmAbsent(id, reason: reason), deed: "Send \(subject) again"),
                    ]
                })
        ]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(DoubtView(context: context, screen: self))
    }
}

/// Settling a delivery in doubt: both facts, and the two answers there are.
struct DoubtView: Widget {
    let context: ScreenContext
    let screen: DoubtScreen

    func draw(into surface: inout Surface) {
        guard let detail = screen.work.openFile?.detail else {
            FixParts.drawUnread(screen.work, in: context, into: &surface)
            return
        }
        FixFrame(context: context, work: screen.work).draw(into: &surface, detail) { side in
            [side.said, side.happened, side.arrived(in: side.height / 2)]
        } _: { area, _ in
            drawMain(detail, into: &area)
        }
    }

    private func drawMain(_ detail: ExceptionDetail, into surface: inout Surface) {
        let facts = facts(detail, width: surface.width - 9)
        let (upper, lower) = surface.bounds.splitBottom(3)
        surface.area(upper) { area in
            for (y, line) in facts.enumerated() { FixParts.put(line.0, line.1, at: y, into: &area) }
            area.horizontalLine(at: Point(0, facts.count), length: area.width)
            area.put(" what did you find in the ERP? ", at: Point(2, facts.count), style: .borderTitle)
            drawChoices(in: area.bounds.splitTop(facts.count + 1).rest, into: &area)
        }
        surface.horizontalLine(at: lower.origin, length: lower.width)
        surface.area(lower.splitTop(1).rest) { area in
            let isBooked = screen.finding == .booked
            let then =
                isBooked ? "it counts as delivered and is never sent again" : "it is sent again with the same key"
            FixParts.put("Then", [Span(then, .strong)], at: 0, into: &area)
            FixParts.put("Who", FixParts.who(context, action: .confirm), at: 1, into: &area)
        }
    }

    private func facts(_ detail: ExceptionDetail, width: Int) -> [(String, [Span])] {
        func lines(_ name: String, _ spans: [Span]) -> [(String, [Span])] {
            SpanLines.wrapped(spans, width: max(10, width)).prefix(3).enumerated()
                .map { ($0.offset == 0 ? name : "", $0.element) }
        }
        var facts: [(String, [Span])] = []
        if let use = detail.booking?.use {
            facts += lines(
                "Asked",
                [
                    Span("\(use.quantity) \(use.unit) of \(use.itemNumber)", .strong),
                    Span(" from \(use.organization) \(use.subinventory), cost centre \(use.costCenter), worth "),
                    Span("\(detail.row.value)", .money),
                ])
        }
        let attempts = detail.timeline.filter { $0.kind == "attempt" }
        for attempt in attempts.suffix(3) {
            facts += lines("Sent", [Span("\(context.time(attempt.at)) ", .dim), Span(attempt.text)])
        }
        facts += lines("Why", [Span(detail.row.fault.detail, .statusWarning)])
        if let delivery = detail.delivery { facts += lines("Trace", [Span(delivery.trace, .dim)]) }
        return facts
    }

    private func drawChoices(in rect: Rect, into surface: inout Surface) {
        let isBooked = screen.finding == .booked
        surface.put(
            surface.glyphs.pointer, at: Point(rect.x, rect.y + (isBooked ? 0 : 1)), style: .strong)
        surface.draw(
            TextField(
                screen.document, label: "It is there. Document number: ", placeholder: "such as 4500012345",
                isFocused: isBooked), in: Rect(x: rect.x + 2, y: rect.y, width: max(0, rect.width - 4), height: 1))
        surface.put("It is not there: send it again", at: Point(rect.x + 2, rect.y + 1))
        if !isBooked { surface.placeCursor(at: Point(rect.x, rect.y + 1)) }
    }
}

extension ConsoleAction {
    static let confirm = ConsoleAction(
        "delivered", keys: [.character("d")], label: "settle",
        sentence: "Settle what is in doubt: booked, or not there", isCommand: true,
        right: .confirmDelivered)
}

extension FixDialog {
    static let doubt = FixDialog(
        action: .confirm, object: "what the ERP has", deed: "settles it: booked, or not there",
        place: Place(
            name: "doubt", title: "In doubt", sentence: "A request left and no answer came: look in the ERP first",
            actions: [.apply, .nextField, .back], coach: .fix),
        mends: { $0 == .outcomeUnknown }, make: { DoubtScreen($0) })
}

extension Place {
    static let doubt = FixDialog.doubt.place
}
