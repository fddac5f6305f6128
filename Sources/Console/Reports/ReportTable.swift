import SyncModel
import SyncStore
import Terminal

/// The reports as rows of one table, for a file, and as a sentence, to be copied.
struct ReportTable {
    private let reports: Reports
    private let context: ScreenContext

    init(_ reports: Reports, in context: ScreenContext) {
        self.reports = reports
        self.context = context
    }

    /// `Shift 2026-11-22 06:00:00 to 14:00:00: opened 12 ($41.00), cleared 9 ($33.10), left 3 ($7.90)`.
    var summary: String {
        let shift = reports.shift
        let sums = [("opened", shift.opened), ("cleared", shift.cleared), ("left", shift.left)]
            .map { "\($0.0) \($0.1.count.grouped) (\($0.1.value))" }
        return "Shift \(shift.since.date) \(context.time(shift.since)) to \(context.time(shift.until)): "
            + sums.joined(separator: ", ")
    }

    /// All of it: which report, of what, how many, worth how much, and what there is to say beside.
    func export(_ span: String) -> ListExport {
        ListExport(
            title: "Reports, \(span)", columns: ["REPORT", "OF", "COUNT", "WORTH", "MORE"],
            rows: shift + charges + savings)
    }

    private func row(_ report: String, _ of: String, _ sum: WorkSum, _ more: String = "") -> [String] {
        [report, of, "\(sum.count)", "\(sum.value)", more].map(PlainStatus.visible)
    }

    private var shift: [[String]] {
        let shift = reports.shift
        let oldest = shift.oldest.map { "the oldest for \(context.age($0))" } ?? ""
        var rows = [row("shift", "opened", shift.opened), row("shift", "cleared", shift.cleared)]
        rows += shift.clearedBy.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { row("cleared by", $0.key, $0.value) }
        rows.append(row("shift", "left", shift.left, oldest))
        rows += shift.topOpen.map { cause in
            row(
                "open now", "\(cause.code.title) \(FixTarget(cause).subject)",
                WorkSum(count: cause.open, value: cause.value), cause.description)
        }
        rows += shift.topCleared.map { row("cleared", "\($0.code.title) \($0.cause)", $0.cleared) }
        return rows
            + shift.acts.map { row("done by", $0.actor, WorkSum(count: $0.count, value: .zero), $0.action) }
    }

    private var charges: [[String]] {
        reports.charges.flatMap { flow in
            [
                row("documented", flow.flow.rawValue, flow.documented), row("posted", flow.flow.rawValue, flow.posted),
                row("outstanding", flow.flow.rawValue, flow.outstanding),
            ]
        }
    }

    private var savings: [[String]] {
        reports.savings.map { flow in
            row(
                "saved", flow.flow.rawValue, WorkSum(count: flow.booked, value: flow.saved),
                "\(Int(flow.minutesSaved.rounded())) minutes, \(flow.touches) touched")
        }
    }
}
