import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing which dead letters are listed, in front of the list.
struct DeadLetterFilterScreen: NarrowingScreen {
    var form: FieldForm

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
    var question: String { "Which dead letters" }
    var everything: ScreenEffect { .show(.deadLetters, DeadLettersScreen()) }

    func name(in context: ScreenContext) -> String { "filter" }

    func narrowed(at now: UTCTime) throws(FieldForm.Refusal) -> ScreenEffect {
        var filter = DeadLetterFilter(
            flow: form.given("flow").map(FlowName.init(rawValue:)),
            endpoint: form.given("endpoint").map(EndpointName.init(rawValue:)),
            code: form.given("last fault").flatMap(FaultCode.init(rawValue:)), text: form.text("text"),
            item: form.given("item"))
        if let state = form.given("state").flatMap(DeadLetterState.init(rawValue:)) { filter.states = [state] }
        filter.since = try form.time("ended since", at: now)
        filter.until = try form.time("ended before", at: now)
        if let words = form.given("worth at least") {
            guard let amount = ExactDecimal(words).flatMap({ Money($0) }) else {
                throw FieldForm.Refusal(field: "worth at least", sentence: "\(words) is no amount; write 12.50.")
            }
            filter.minimumValue = amount
        }
        return .show(.deadLetters, DeadLettersScreen(filter))
    }
}

extension Place {
    static let deadLetterFilter = Place(
        name: "deadLetterFilter", title: "Which dead letters",
        sentence: "All that is known of them can narrow the list",
        actions: [], hints: FieldForm.hints)
}
