import SyncModel
import SyncStore
import Terminal

/// Saying which messages are looked for, in front of the list.
struct FindScreen: NarrowingScreen {
    private var sources = Awaited(SourcesReading())
    var form: FieldForm

    init(_ search: MessageSearch = MessageSearch()) {
        form = FieldForm([
            FieldForm.Field("control id", hint: "whole, or its beginning and a *", text: search.controlID?.typed ?? ""),
            FieldForm.Field("trace", hint: "the trace id, 32 digits", text: search.trace ?? ""),
            FieldForm.Field("item", hint: "the sender's whole code, or the ERP's number", text: search.item ?? ""),
            FieldForm.Field("visit", hint: "the whole number; it isn't kept or shown"),
            FieldForm.Field("text", hint: "in the fields that aren't masked", text: search.text),
            FieldForm.Field("type", hint: "DFT^P03, or DFT for all of them", text: search.type ?? ""),
            FieldForm.Field("source", hint: "any", text: search.source?.rawValue ?? ""),
            FieldForm.Field(
                "answer", hint: "any", choices: Disposition.allCases.map(\.rawValue),
                text: search.disposition?.rawValue ?? ""),
            FieldForm.Field("since", hint: "2h, 3d, 2026-11-22", text: search.since?.description ?? ""),
            FieldForm.Field("before", hint: "the same", text: search.until?.description ?? ""),
        ])
    }

    var place: Place { .find }
    var question: String { "Which messages" }
    var everything: ScreenEffect { .show(.messages, MessagesScreen()) }
    var readings: [any Reading] { [sources.reading] }

    func name(in context: ScreenContext) -> String { "find" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard sources.take(result), let names = sources.value else { return [] }
        form.setChoices(names, of: "source")
        return []
    }

    func narrowed(at now: UTCTime) throws(FieldForm.Refusal) -> ScreenEffect {
        var search = MessageSearch()
        search.controlID = form.given("control id").map(MessageSearch.ControlID.init(typed:))
        search.trace = form.given("trace")
        search.item = form.given("item")
        search.encounter = form.given("visit")
        search.text = form.text("text")
        search.type = form.given("type")?.uppercased()
        search.source = form.given("source").map(SourceName.init(rawValue:))
        search.disposition = form.given("answer").flatMap(Disposition.init(rawValue:))
        search.since = try form.time("since", at: now)
        search.until = try form.time("before", at: now)
        return search == MessageSearch() ? everything : .show(.messages, FoundScreen(search))
    }
}

extension MessageSearch.ControlID {
    /// As it is typed: with a `*` at its end, all that begin so.
    fileprivate init(typed text: String) {
        self = text.hasSuffix("*") ? .beginning(String(text.dropLast())) : .exactly(text)
    }

    fileprivate var typed: String {
        switch self {
        case .exactly(let id): id
        case .beginning(let id): id + "*"
        }
    }
}

extension Place {
    static let find = Place(
        name: "find", title: "Which messages", sentence: "By anything that is known of it", actions: [],
        hints: FieldForm.hints)
}
