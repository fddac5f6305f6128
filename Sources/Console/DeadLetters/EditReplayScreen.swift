import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Changing one delivery before it is replayed: quantity, unit, item, location, and what that makes of it.
struct EditReplayScreen: Screen {
    private let id: DeliveryID
    private var detail: Awaited<DeliveryReading>
    /// The fields, as they are documented; `nil` until that is read.
    private var form: FieldForm?

    init(_ id: DeliveryID) {
        self.id = id
        detail = Awaited(DeliveryReading(id: id))
    }

    var place: Place { .editReplay }
    var readings: [any Reading] { [detail.reading] }

    private var event: CanonicalEvent? { detail.value??.event }

    func name(in context: ScreenContext) -> String { "change delivery \(id)" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        // What was typed stays, whatever happens to the delivery meanwhile: the dry run says whether it still fits.
        guard detail.take(result), form == nil, let event else { return [] }
        form = FieldForm([
            FieldForm.Field("quantity", hint: "how much was used", text: event.quantity?.description ?? ""),
            FieldForm.Field("unit", hint: "the unit of that, as EA or BX", text: event.unit?.rawValue ?? ""),
            FieldForm.Field("item", hint: "the sender's item code", text: event.item?.code ?? ""),
            FieldForm.Field("location", hint: "the sender's location code", text: event.location ?? ""),
        ])
        return []
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .function: return nil
        case .enter: return tryOut(in: context)
        default:
            guard form != nil else { return nil }
            _ = form?.press(key)
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form?.paste(text)
        return []
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        action == .tryOut ? tryOut(in: context) : []
    }

    private mutating func tryOut(in context: ScreenContext) -> [ScreenEffect] {
        guard let event else { return [.say("The delivery is not read yet.")] }
        guard let edit else {
            form?.moveFocus(to: "quantity")
            return [.warn("\(form?.text("quantity") ?? "") is no quantity; write 3 or 2.5.")]
        }
        guard !edit.isEmpty else { return [.say("Nothing is changed yet. R replays it as it is.")] }
        return ReplayScreen.opened(
            .deliveries([id]), edit: edit, event: event, words: "delivery \(id), \(event.amountWords)", in: context)
    }

    /// What is changed; `nil` where the quantity is no number. An emptied field changes nothing.
    private var edit: EventEdit? {
        guard let form, let event else { return EventEdit() }
        func changed(_ label: String, from before: String?) -> String? {
            let text = form.text(label)
            return text.isEmpty || text == before ? nil : text
        }
        var edit = EventEdit(
            unit: changed("unit", from: event.unit?.rawValue).map(UnitCode.init(rawValue:)),
            item: changed("item", from: event.item?.code), location: changed("location", from: event.location))
        if let text = changed("quantity", from: event.quantity?.description) {
            guard let quantity = ExactDecimal(text) else { return nil }
            edit.quantity = quantity
        }
        return edit
    }

    // MARK: Drawing

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let form, let event else {
            let isGone = detail.value != nil
            let sentence =
                isGone
                ? "Delivery \(id) has nothing in it that could be changed. \(context.key(of: .back)) goes back."
                : detail.problem ?? context.stateProblem ?? "Reading delivery \(id) …"
            return surface.draw(Paragraph(sentence, style: .dim), in: surface.bounds.inset(columns: 2, rows: 1))
        }
        surface.put(
            [Span("Delivery \(id) ", .strong), Span("\(event.amountWords) \(event.description ?? "")")],
            at: Point(1, 0), limit: surface.width - 2)
        surface.put(
            "Who used it, when and for whom stays as it was documented. Nothing is sent yet.", at: Point(1, 1),
            style: .dim)
        surface.area(Rect(x: 0, y: 3, width: surface.width, height: form.fields.count)) { form.draw(into: &$0) }
        let below = 4 + form.fields.count
        surface.horizontalLine(at: Point(0, below), length: surface.width)
        surface.put(" what changes ", at: Point(2, below), style: .borderTitle)
        for (y, line) in changes(event, in: context).enumerated() { surface.put(line, at: Point(1, below + 1 + y)) }
    }

    private func changes(_ event: CanonicalEvent, in context: ScreenContext) -> [[Span]] {
        guard let edit else { return [[Span("The quantity is no number yet.", .statusWarning)]] }
        guard !edit.isEmpty else { return [[Span("Nothing yet: change a field.", .dim)]] }
        return EventDiff(event, edit.applied(to: event)).lines
            + [[], [Span(context.key(of: .tryOut), .key), Span(" tries what the replay of that would do")]]
    }
}

extension ConsoleAction {
    static let tryOut = ConsoleAction(
        "try", keys: [.enter], sentence: "Say what the replay of the changed delivery would do", right: .editReplay)
}

extension Place {
    static let editReplay = Place(
        name: "editReplay", title: "Change and replay",
        sentence: "One delivery with another quantity, unit, item or location", actions: [.tryOut, .back],
        hints: FieldForm.hints)
}
