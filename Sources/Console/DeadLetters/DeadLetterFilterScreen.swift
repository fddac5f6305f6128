import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing which dead letters are listed, in front of the list.
struct DeadLetterFilterScreen: Screen {
    private var form: FieldForm

    init(_ filter: DeadLetterFilter, in context: ScreenContext) {
        let overview = context.overview
        form = FieldForm([
            FieldForm.Field(
                "state", hint: "all but those taken out by a rule", choices: DeadLetterState.allCases.map(\.rawValue),
                text: filter.states == DeadLetterState.usual ? "" : filter.states.first?.rawValue ?? ""),
            FieldForm.Field(
                "flow", hint: "every flow", choices: overview?.flows.map(\.flow.rawValue) ?? [],
                text: filter.flow?.rawValue ?? ""),
            FieldForm.Field(
                "endpoint", hint: "every endpoint", choices: overview?.endpoints.map(\.endpoint.rawValue) ?? [],
                text: filter.endpoint?.rawValue ?? ""),
            FieldForm.Field(
                "last fault", hint: "whatever stopped them", choices: FaultCode.allCases.map(\.rawValue),
                text: filter.code?.rawValue ?? ""),
            FieldForm.Field("item", hint: "the sender's item code, in full", text: filter.item ?? ""),
            FieldForm.Field("text", hint: "in the reason, the item or its name", text: filter.text),
            FieldForm.Field(
                "ended since", hint: "2h, 3d, 2026-11-22 or 2026-11-22T08:30:00Z",
                text: filter.since?.description ?? ""),
            FieldForm.Field("ended before", hint: "the same", text: filter.until?.description ?? ""),
            FieldForm.Field("worth at least", hint: "12.50", text: filter.minimumValue.map(Self.amount) ?? ""),
        ])
    }

    private static func amount(_ money: Money) -> String {
        let cents = money.cents % 100
        return "\(money.cents / 100).\(cents < 10 ? "0" : "")\(cents)"
    }

    var place: Place { .deadLetterFilter }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "filter" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .control("r"): return [.close, .show(.deadLetters, DeadLettersScreen())]
        case .enter:
            switch filter(at: context.now) {
            case .success(let filter): return [.close, .show(.deadLetters, DeadLettersScreen(filter))]
            case .failure(let refusal):
                form.moveFocus(to: refusal.field)
                return [.warn(refusal.sentence)]
            }
        default:
            _ = form.press(key)
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return []
    }

    /// Why a field can't be taken as it is.
    struct Refusal: Error {
        var field: String
        var sentence: String
    }

    /// The filter that the fields make.
    private func filter(at now: UTCTime) -> Result<DeadLetterFilter, Refusal> {
        var filter = DeadLetterFilter(
            flow: given("flow").map(FlowName.init(rawValue:)),
            endpoint: given("endpoint").map(EndpointName.init(rawValue:)),
            code: given("last fault").flatMap(FaultCode.init(rawValue:)), text: form.text("text"), item: given("item"))
        if let state = given("state").flatMap(DeadLetterState.init(rawValue:)) { filter.states = [state] }
        if let words = given("ended since") {
            guard let time = UTCTime(words: words, now: now) else { return .failure(Self.noTime("ended since", words)) }
            filter.since = time
        }
        if let words = given("ended before") {
            guard let time = UTCTime(words: words, now: now) else {
                return .failure(Self.noTime("ended before", words))
            }
            filter.until = time
        }
        if let words = given("worth at least") {
            guard let amount = ExactDecimal(words).flatMap({ Money($0) }) else {
                return .failure(Refusal(field: "worth at least", sentence: "\(words) is no amount; write 12.50."))
            }
            filter.minimumValue = amount
        }
        return .success(filter)
    }

    private func given(_ label: String) -> String? {
        let text = form.text(label)
        return text.isEmpty ? nil : text
    }

    private static func noTime(_ field: String, _ words: String) -> Refusal {
        Refusal(field: field, sentence: "\(words) is no time; write 2h, 3d, 2026-11-22 or 2026-11-22T08:30:00Z.")
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        form.drawDialog("Which dead letters", into: &surface, in: context)
    }
}

extension Place {
    static let deadLetterFilter = Place(
        name: "deadLetterFilter", title: "Which dead letters",
        sentence: "All that is known of them can narrow the list",
        actions: [], hints: FieldForm.hints)
}
