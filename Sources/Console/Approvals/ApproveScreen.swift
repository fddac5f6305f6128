import Control
import SyncModel
import SyncStore
import Terminal

/// Approving requests exactly as they were shown, in front of the screen; a reason may be said.
struct ApproveScreen: Screen {
    let batch: ApprovalBatch
    private(set) var reason = TextInput(limit: 120)
    /// What its reader may see of the patient's fields, as long as they may.
    private var patient: ApprovalPatient

    init(_ batch: ApprovalBatch, patient: ApprovalPatient = ApprovalPatient()) {
        self.batch = batch
        self.patient = patient
    }

    var place: Place { .approve }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "approve" }

    mutating func cover() { patient.cover() }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .enter:
            let why = reason.text.split(separator: " ").joined(separator: " ")
            return [.close, .command(.approve(batch.seen, reason: why), deed: "Approve \(batch.words)")]
        default:
            _ = reason.handle(.key(key))
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        _ = reason.handle(.paste(text))
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let room = max(1, context.body.height - 10)
        var lines = batch.rows.count == 1 ? one(room, in: context) : many(room)
        lines += [
            [], [Span("reason: "), Span(reason.text + "_", .input), Span(reason.isEmpty ? "  (optional)" : "", .dim)],
        ]
        let what = batch.rows.count == 1 ? "approve it" : "approve all \(batch.rows.count)"
        let hints = [KeyHint("Enter", what), KeyHint("Esc", "leave it")]
        surface.draw(Dialog("Approve \(batch.words)", lines: lines, hints: hints, preferredWidth: 76), in: context.body)
    }

    private func one(_ room: Int, in context: ScreenContext) -> [[Span]] {
        guard let row = batch.rows.first else { return [] }
        let lines = ApprovalLines(row, patient, in: context, width: min(70, context.body.width - 8))
        return [[Span(row.proposal.words, .strong)], lines.why, lines.impact, []] + lines.shortDiff(height: room - 3)
    }

    private func many(_ room: Int) -> [[Span]] {
        let shown = batch.rows.count <= room ? batch.rows.count : room - 1
        var lines = [batch.summary, []]
        lines += batch.rows.prefix(shown).map { row in
            let worth = row.proposal.impact.value.description
            let indent = String(repeating: " ", count: max(0, 11 - worth.count))
            return [
                Span("\(row.id) ".padded(5), .dim), Span("\(indent)\(worth)  ", .money), Span(row.proposal.words),
            ]
        }
        if shown < batch.rows.count { lines.append([Span("and \(batch.rows.count - shown) more", .dim)]) }
        return lines
    }
}

extension Place {
    static let approve = Place(
        name: "approve", title: "Approve", sentence: "Enter approves exactly what was shown; it is done at once",
        actions: [])
}
