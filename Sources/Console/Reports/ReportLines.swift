import SyncModel
import SyncStore
import Terminal

/// The reports as lines.
struct ReportLines {
    /// All of it, one below the other.
    var lines: [[Span]] { shift + [[]] + sums }
    /// What the shift came to.
    private(set) var shift: [[Span]] = []
    /// What was posted and what was saved.
    private(set) var sums: [[Span]] = []
    private var told: [[Span]] = []
    private let context: ScreenContext

    init(_ reports: Reports, in context: ScreenContext) {
        self.context = context
        add(reports.shift)
        shift = told
        told = []
        add(reports.charges)
        add(reports.savings)
        sums = told
    }

    private mutating func add(_ report: ShiftReport) {
        told.append([
            Span("Shift  ", .title),
            Span("\(report.since.date) \(context.time(report.since)) to \(context.time(report.until))", .dim),
        ])
        sum("opened", report.opened)
        sum("cleared", report.cleared)
        let ways = report.clearedBy.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (how, what) in ways { sum("  \(how)", what, .dim) }
        let oldest = report.oldest.map { ", the oldest for \(context.age($0))" } ?? ""
        sum("left", report.left, rest: oldest)
        if !report.topOpen.isEmpty { told.append([Span("  open now, dearest first", .dim)]) }
        for cause in report.topOpen.prefix(5) {
            row(cause.open.grouped, cause.value, "\(cause.code.title) \(FixTarget(cause).subject)")
        }
        if !report.topCleared.isEmpty { told.append([Span("  cleared, most first", .dim)]) }
        for cause in report.topCleared.prefix(5) {
            row(cause.cleared.count.grouped, cause.cleared.value, "\(cause.code.title) \(cause.cause)")
        }
        if !report.acts.isEmpty { told.append([Span("  done by", .dim)]) }
        for act in report.acts.prefix(10) {
            told.append([
                Span("    \(leading(act.count.grouped, 7))  "), Span(act.action.padded(16)), Span(act.actor, .strong),
            ])
        }
    }

    private mutating func add(_ charges: [DailyCharges]) {
        told += [[Span("Documented and posted", .title)]]
        if charges.isEmpty { told.append([Span("  nothing was documented", .dim)]) }
        for flow in charges {
            let rest = flow.outstanding
            told.append([
                Span("  \(flow.flow.rawValue.padded(24)) ", .strong),
                Span("\(leading(flow.documented.count.grouped, 9)) documented "),
                Span("\(leading("\(flow.documented.value)", 13)) ", .money),
                Span("\(leading(flow.posted.count.grouped, 9)) posted"),
            ])
            if rest.count > 0 {
                told.append([
                    Span("  ".padded(27)), Span("\(leading(rest.count.grouped, 9)) outstanding", .statusWarning),
                    Span("\(leading("\(rest.value)", 13)) ", .money),
                ])
            }
        }
    }

    private mutating func add(_ savings: [FlowSavings]) {
        told += [[], [Span("Saved ", .title), Span("lines that nobody keyed by hand", .dim)]]
        for flow in savings {
            told.append([
                Span("  \(flow.flow.rawValue.padded(24)) ", .strong), Span("\(leading("\(flow.saved)", 13))  ", .money),
                Span("\(Int(flow.minutesSaved.rounded()).grouped) minutes, "),
                Span("\(flow.booked.grouped) booked, \(flow.touches.grouped) touched"),
            ])
        }
        if let assumed = savings.first?.assumption {
            told.append([
                Span(
                    "  reckoned at \(ObjectiveWords.number(assumed.minutesPerLine)) minutes a line and "
                        + "\(assumed.costPerHour) an hour; a catalog can say its own", .dim)
            ])
        }
        let total = savings.reduce(Money.zero) { $0 + $1.saved }
        told.append([Span("  \("all".padded(24)) "), Span("\(leading("\(total)", 13))", .money)])
    }

    private mutating func sum(_ name: String, _ what: WorkSum, _ style: Style = .text, rest: String = "") {
        told.append([
            Span("  \(name.padded(14))", style), Span("\(leading(what.count.grouped, 9)) ", .strong),
            Span(leading("\(what.value)", 13), .money), Span(rest),
        ])
    }

    private mutating func row(_ count: String, _ value: Money, _ words: String) {
        told.append([Span("    \(leading(count, 7)) "), Span("\(leading("\(value)", 13))  ", .money), Span(words)])
    }

    /// Blanks before a number, up to a width.
    private func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
