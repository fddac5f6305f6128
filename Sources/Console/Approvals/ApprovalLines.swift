import SyncModel
import SyncStore
import Terminal

/// A request in lines: what it changes as a diff, and what there is to know of it.
struct ApprovalLines {
    private let row: ApprovalRow
    private let patient: ApprovalPatient
    private let context: ScreenContext
    private let width: Int

    init(
        _ row: ApprovalRow, _ patient: ApprovalPatient = ApprovalPatient(), in context: ScreenContext, width: Int
    ) {
        self.row = row
        self.patient = patient
        self.context = context
        self.width = max(20, width)
    }

    private static let nothing = "(nothing)"

    // MARK: What it changes

    /// What it changes, one line a change where there are several; what there is no room for is counted.
    func shortDiff(height: Int) -> [[Span]] {
        let changes = row.proposal.changes
        if row.proposal.kind == .send { return sending.lines(width: width, height: height) }
        guard changes.count > 1 else { return diff(of: changes) }
        let room = max(1, height - 1)
        let shown = changes.count <= height ? changes.count : room
        var lines = changes.prefix(shown).map { change in
            [
                Span("\(change.what): "), Span(change.before ?? Self.nothing, .diffRemoved), Span(" → ", .dim),
                Span(change.after ?? Self.nothing, .diffAdded),
            ]
        }
        if shown < changes.count {
            lines.append([
                Span("and \(Wording.count(rest(of: shown), "more change"))   ", .dim),
                Span(context.key(of: .open), .key),
                Span(" shows them"),
            ])
        }
        return lines
    }

    /// What would be sent.
    private var sending: SendLines { SendLines(row, patient, in: context) }

    /// Every change with what is there and what would be, in full.
    var diff: [[Span]] {
        if row.proposal.kind == .send { return sending.fieldByField(width: width) }
        var lines = diff(of: row.proposal.changes)
        // The engine shows the first hundred of an import; the digest stands for all of them.
        let rest = rest(of: row.proposal.changes.count)
        if rest > 0, row.proposal.kind == .importCrosswalk {
            lines.append([Span("and \(Wording.count(rest, "more change")) that are not listed", .statusWarning)])
        }
        return lines
    }

    /// `3 changes`.
    var changeCount: String {
        let count = Wording.count(max(row.proposal.changes.count, rest(of: 0)), "change")
        if row.proposal.kind == .send { return sending.title }
        return row.proposal.changes.isEmpty ? "Changes" : count
    }

    private func rest(of shown: Int) -> Int {
        let all =
            row.proposal.kind == .importCrosswalk ? row.proposal.impact.rows : row.proposal.changes.count
        return max(0, all - shown)
    }

    private func diff(of changes: [ChangeLine]) -> [[Span]] {
        guard !changes.isEmpty else {
            return wrapped("", "Nothing of the crosswalk: what waits is planned again as it is.", .dim)
        }
        return changes.flatMap { change in
            [[Span(change.what, .strong)]] + wrapped("- ", change.before ?? Self.nothing, .diffRemoved)
                + wrapped("+ ", change.after ?? Self.nothing, .diffAdded)
        }
    }

    private func wrapped(_ sign: String, _ text: String, _ style: Style) -> [[Span]] {
        let indent = String(repeating: " ", count: sign.count)
        return Paragraph(text).lines(width: width - sign.count).enumerated().map { index, line in
            [Span((index == 0 ? sign : indent) + line, style)]
        }
    }

    // MARK: What there is to know

    /// How much it touches: `198 rows worth $7,992.16; 198 go out`.
    var impact: [Span] {
        let impact = row.proposal.impact
        guard impact.rows > 0 else { return [Span(flows.isEmpty ? "no row that waits now" : "the flow \(flows)")] }
        let verb = impact.released == 1 ? "goes" : "go"
        let goes = impact.released > 0 ? "; \(impact.released.grouped) \(verb) out" : ""
        return [
            Span(Wording.count(impact.rows, "row"), .strong), Span(" worth "), Span("\(impact.value)", .money),
            Span(goes), Span(flows.isEmpty ? "" : "; \(flows)", .dim),
        ]
    }

    private var flows: String { row.proposal.impact.flows.map(\.rawValue).joined(separator: ", ") }

    /// Who asks, and why.
    var why: [Span] {
        let why = row.note.why.isEmpty ? "no reason given" : row.note.why
        return [Span("\(row.maker): ", .strong), Span(why, row.note.why.isEmpty ? .dim : .text)]
            + (evidence.isEmpty ? [] : [Span("  (\(evidence))", .dim)])
    }

    /// What speaks for it: `same GTIN, ranked 94 %`.
    var evidence: String {
        (row.note.evidence + (row.note.score.map { ["ranked \($0) %"] } ?? [])).joined(separator: ", ")
    }

    /// What made it wait, who decides, and how long it waits still; or what became of it.
    var standing: [Span] {
        guard let decidedBy = row.decidedBy, let decidedAt = row.decidedAt else {
            let deciders = row.approvers.map(\.title).sorted().joined(separator: " or ")
            // What a flow asks for stands as the reason already.
            let rule = row.rule == row.note.why ? "" : "\(row.rule): "
            return [Span("\(rule)\(deciders) decides; "), lapse]
        }
        let words = [row.decision, row.outcome].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ". ")
        return [
            Span("\(row.state.rawValue) by \(decidedBy)", row.state.style),
            Span(" \(context.age(decidedAt)) ago\(words.isEmpty ? "" : ": \(words)")"),
        ]
    }

    /// How long it waits before it is void.
    private var lapse: Span {
        guard !row.isUnlimited else { return Span("waits for \(context.age(row.askedAt))", .dim) }
        let left = row.expiresAt.elapsed(since: context.now)
        guard left > .zero else { return Span("void by now", .statusWarning) }
        return Span("void in \(left.spoken)", left < .seconds(3600) ? .statusWarning : .dim)
    }

    /// All of it, for a page of its own.
    var page: [[Span]] {
        var lines = [
            named("Request", [Span("\(row.id)", .strong), Span(", asked \(context.age(row.askedAt)) ago")]),
            named("What", [Span(row.proposal.words, .strong)]), named("Who, why", why(showsEvidence: false)),
        ]
        if !evidence.isEmpty { lines.append(named("Evidence", [Span(evidence)])) }
        lines += [named("Touches", impact), named(row.state == .pending ? "Waits for" : "Decided", standing), []]
        lines += [[Span(changeCount, .title)]]
        lines += diff.map { [Span("  ")] + $0 } + [[]]
        lines.append(
            named("Digest", [Span(row.digest), Span("  an approval holds for exactly this", .dim)]))
        return lines
    }

    private func why(showsEvidence: Bool) -> [Span] { showsEvidence ? why : Array(why.prefix(2)) }

    private func named(_ name: String, _ spans: [Span]) -> [Span] { [Span(name.padded(10), .dim)] + spans }
}

extension ApprovalState {
    /// What was turned down or is void stands out.
    var style: Style {
        switch self {
        case .pending: .text
        case .approved: .statusOk
        case .rejected, .expired: .statusWarning
        case .withdrawn: .dim
        }
    }
}
