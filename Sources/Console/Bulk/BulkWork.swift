import SyncModel
import SyncStore
import Terminal

/// What dialogs about many exceptions share: the frozen set, what is said of it, and the number that is typed.
struct BulkWork: Sendable {
    /// What it is about: `UNMAPPED ITEM 4471-B`, `12 marked rows`.
    let words: String
    private(set) var frozen: FrozenWork
    /// The number typed.
    private(set) var count = TextInput(limit: 7)

    init(_ selection: WorkSelection, words: String) {
        self.words = words
        frozen = FrozenWork(selection)
    }

    var readings: [any Reading] { [frozen.reading] }

    mutating func take(_ result: ReadResult) { frozen.take(result) }

    /// What would be done now.
    func going(_ deed: BulkDeed) -> [ExceptionRow] { deed.fitting(frozen.open) }

    /// Whether the number has to be typed.
    func isTyped(_ deed: BulkDeed) -> Bool { deed.isWeighty && going(deed).count > BulkDeed.typedAbove }

    mutating func type(_ event: InputEvent) { _ = count.handle(event) }

    mutating func forgetCount() { count = TextInput(limit: 7) }

    /// Why it isn't done yet, in one sentence; `nil` where Enter does it.
    func obstacle(_ deed: BulkDeed) -> String? {
        guard frozen.rows != nil else { return frozen.awaited.problem ?? "The rows are still being read." }
        let going = going(deed).count
        guard going > 0 else {
            return frozen.open.isEmpty ? "None of them is open any more." : "All of them are \(deed.misfit)."
        }
        guard isTyped(deed) else { return nil }
        let typed = count.text.filter { !$0.isWhitespace && $0 != "," }
        guard typed != "\(going)" else { return nil }
        let wanted = "Type \(going), the number of rows"
        return typed.isEmpty ? "\(wanted)." : "\(wanted); \(typed) is not it. Nothing was done."
    }

    /// The command for what is shown.
    func command(_ deed: BulkDeed) -> ScreenEffect { deed.command(going(deed).map(\.id).sorted(), words) }

    // MARK: Lines

    /// What is about to happen to what, as lines of a dialog.
    func lines(_ deed: BulkDeed, in context: ScreenContext) -> [[Span]] {
        guard frozen.rows != nil else {
            return [[Span(words, .strong)], [Span(frozen.awaited.problem ?? "Reading the rows …", .dim)]]
        }
        let going = going(deed)
        let value = going.reduce(Money.zero) { $0 + $1.value }
        let causes = Set(going.map(\.cause)).count
        let of = causes > 1 ? " of \(Wording.count(causes, "cause"))" : ""
        var lines: [[Span]] = [
            [Span(words, .strong)],
            [
                Span("\(Wording.count(going.count, "row"))\(of), worth "), Span("\(value)", .money),
                Span(frozen.frozenAt.map { ", as they were at \(context.time($0))" } ?? "", .dim),
            ],
        ]
        lines += cautions(deed, in: context).map { [Span($0, .statusWarning)] }
        lines += SpanLines.wrapped([Span(deed.sentence, .dim)], width: 64, first: nil)
        guard isTyped(deed) else { return lines }
        return lines + [[], [Span("Number of rows: "), Span(count.text + "_", .input)]]
    }

    /// What isn't as one might think.
    private func cautions(_ deed: BulkDeed, in context: ScreenContext) -> [String] {
        var cautions: [String] = []
        let misfits = frozen.open.count - going(deed).count
        if misfits > 0 { cautions.append("\(misfits.grouped) \(Self.stay(misfits)): \(deed.misfit)") }
        if frozen.isCut {
            cautions.append("More wait than one command takes: do it again for the others.")
        }
        if frozen.gone > 0 {
            cautions.append("\(frozen.gone.grouped) \(Self.are(frozen.gone)) not open any more and left out.")
        }
        if frozen.newer > 0, !frozen.isCut {
            cautions.append("\(frozen.newer.grouped) came since and \(Self.are(frozen.newer)) not among them.")
        }
        if let others = othersWords(context.user) { cautions.append(others) }
        return cautions
    }

    /// Who else has taken some of them on.
    private func othersWords(_ user: String) -> String? {
        let held = frozen.open.compactMap(\.claimedBy).filter { $0 != user }
        guard !held.isEmpty else { return nil }
        let names = Set(held).sorted()
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and others" : "")
        return "\(held.count.grouped) of them \(Self.are(held.count)) taken on by \(shown)."
    }

    private static func are(_ count: Int) -> String { count == 1 ? "is" : "are" }
    private static func stay(_ count: Int) -> String { count == 1 ? "stays" : "stay" }
}
