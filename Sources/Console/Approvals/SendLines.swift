import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// What would be sent once a delivery is approved: its fields in people's words, the patient's masked unless somebody
/// has said why they look.
struct SendLines {
    private let row: ApprovalRow
    private let patient: ApprovalPatient
    private let context: ScreenContext

    init(_ row: ApprovalRow, _ patient: ApprovalPatient, in context: ScreenContext) {
        self.row = row
        self.patient = patient
        self.context = context
    }

    /// The field that says what a delivery does; it is said in words.
    private static let action = "action"

    /// What is done with it, and whether the patient's fields are shown.
    var title: String {
        let isReversal = row.proposal.changes.contains { $0.what == Self.action && $0.after == "reverse" }
        return (isReversal ? "What would take back what was sent" : "What would be sent") + mask
    }

    private var mask: String {
        guard ApprovalPatient.isMasked(row) else { return "" }
        if let left = patient.left(at: context.now) { return ", patient fields shown for \(left.spoken)" }
        if context.refusal(for: .unmask) != nil { return ", patient fields masked" }
        return ", patient fields masked (\(context.key(of: .unmask)) shows them)"
    }

    /// Several fields a line; what there is no room for is counted.
    func lines(width: Int, height: Int) -> [[Span]] {
        let fields = fields
        for shown in stride(from: fields.count, through: 1, by: -1) {
            var pieces = fields.prefix(shown).map { $0.spans(gap: 2) }
            if shown < fields.count {
                pieces.append([
                    Span("and \(Wording.count(fields.count - shown, "more field"))   ", .dim),
                    Span(context.key(of: .open), .key), Span(" shows them"),
                ])
            }
            let lines = [[Span(title, .strong)]] + Self.flowed(pieces, width: width)
            if lines.count <= height { return lines }
        }
        return [[Span(title, .strong)]]
    }

    /// A field a line, in full.
    func fieldByField(width: Int) -> [[Span]] {
        let fields = fields
        let column = min(24, max(16, fields.map(\.name.count).max() ?? 0)) + 2
        return fields.flatMap { field in
            SpanLines.wrapped(
                [field.value], width: width, first: Span(field.name.padded(max(column, field.name.count + 2)), .dim))
        }
    }

    private struct Field {
        var name: String
        var value: Span

        func spans(gap: Int) -> [Span] { [Span(name.padded(name.count + gap), .dim), value] }
    }

    private var fields: [Field] {
        let words = patient.words(of: row, at: context.now)
        let money = money
        return row.proposal.changes.filter { $0.what != Self.action }.map { change in
            let after = change.after ?? ""
            if after == ApprovalPatient.mask, let said = words[change.what] {
                return Field(name: change.what, value: Span(said, .diffAdded))
            }
            let amount = change.what == money ? ExactDecimal(after).flatMap(Money.init) : nil
            return Field(name: change.what, value: Span(amount?.description ?? after, .diffAdded))
        }
    }

    /// The field that lists show as what it is worth; `nil` where the catalog says none, or another currency.
    private var money: String? {
        let currency = row.proposal.changes.first { $0.what == "currency" }?.after
        guard currency == nil || currency == "USD", let name = row.proposal.impact.flows.first,
            let catalog = context.site.catalog, let flow = catalog.flow(name)
        else { return nil }
        return catalog.contract(flow.event, version: flow.payloadVersion)?.shows[.value]
    }

    /// Pieces one after the other, as many a line as fit; none is broken that fits a line.
    private static func flowed(_ pieces: [[Span]], width: Int) -> [[Span]] {
        var lines: [[Span]] = []
        var used = 0
        for piece in pieces {
            let needed = piece.width
            if let last = lines.indices.last, used + 3 + needed <= width {
                lines[last] += [Span("   ")] + piece
                used += 3 + needed
            } else {
                lines.append(piece)
                used = needed
            }
        }
        return lines
    }
}
