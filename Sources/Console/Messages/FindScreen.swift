import SyncModel
import SyncStore
import Terminal

/// Saying which messages are looked for, in front of the list.
struct FindScreen: Screen {
    private let search: MessageSearch
    private var sources = Awaited(SourcesReading())
    private var form: FieldForm

    init(_ search: MessageSearch = MessageSearch()) {
        self.search = search
        form = Self.form(search, sources: [])
    }

    private static func form(_ search: MessageSearch, sources: [String]) -> FieldForm {
        FieldForm([
            FieldForm.Field("control id", hint: "whole, or its beginning and a *", text: search.controlID?.typed ?? ""),
            FieldForm.Field("trace", hint: "the trace id, 32 digits", text: search.trace ?? ""),
            FieldForm.Field("item", hint: "the sender's whole code, or the ERP's number", text: search.item ?? ""),
            FieldForm.Field("visit", hint: "the whole number; it isn't kept or shown"),
            FieldForm.Field("text", hint: "in the fields that aren't masked", text: search.text),
            FieldForm.Field("type", hint: "DFT^P03, or DFT for all of them", text: search.type ?? ""),
            FieldForm.Field("source", hint: "any", choices: sources, text: search.source?.rawValue ?? ""),
            FieldForm.Field(
                "answer", hint: "any", choices: Disposition.allCases.map(\.rawValue),
                text: search.disposition?.rawValue ?? ""),
            FieldForm.Field("since", hint: "2h, 3d, 2026-11-22", text: search.since?.description ?? ""),
            FieldForm.Field("before", hint: "the same", text: search.until?.description ?? ""),
        ])
    }

    var place: Place { .find }
    var isDialog: Bool { true }
    var readings: [any Reading] { [sources.reading] }

    func name(in context: ScreenContext) -> String { "find" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard sources.take(result), let names = sources.value else { return [] }
        form.setChoices(names, of: "source")
        return []
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .control("r"): return [.close, .show(.messages, MessagesScreen())]
        case .enter:
            guard let search = typed(at: context.now) else {
                return [.warn("That is no time; write 2h, 3d, 2026-11-22 or 2026-11-22T08:30:00Z.")]
            }
            guard search != MessageSearch() else { return [.close, .show(.messages, MessagesScreen())] }
            return [.close, .show(.messages, FoundScreen(search))]
        default:
            _ = form.press(key)
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return []
    }

    /// The search that the fields make; `nil` where a time can't be read.
    private func typed(at now: UTCTime) -> MessageSearch? {
        func given(_ label: String) -> String? {
            let text = form.text(label)
            return text.isEmpty ? nil : text
        }
        var search = MessageSearch()
        search.controlID = given("control id").map(MessageSearch.ControlID.init(typed:))
        search.trace = given("trace")
        search.item = given("item")
        search.encounter = given("visit")
        search.text = form.text("text")
        search.type = given("type")?.uppercased()
        search.source = given("source").map(SourceName.init(rawValue:))
        search.disposition = given("answer").flatMap(Disposition.init(rawValue:))
        if let text = given("since") {
            guard let time = UTCTime(words: text, now: now) else { return nil }
            search.since = time
        }
        if let text = given("before") {
            guard let time = UTCTime(words: text, now: now) else { return nil }
            search.until = time
        }
        return search
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        form.drawDialog("Which messages", into: &surface, in: context)
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
