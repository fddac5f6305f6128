import SyncModel
import SyncStore
import Terminal

/// What the screen of reports reads.
protocol ReportStore: Sendable {
    func shiftReport(since: UTCTime, until: UTCTime, owner: Role?) throws(StateFileProblem) -> ShiftReport
    func savings(from since: UTCTime, to until: UTCTime) throws(StateFileProblem) -> [FlowSavings]
    func charges(from since: UTCTime, to until: UTCTime) throws(StateFileProblem) -> [DailyCharges]
}

extension StateReader: ReportStore {}

/// How far back a report goes.
enum ReportSpan: Int, CaseIterable, Sendable, Hashable {
    case shift = 8
    case day = 24
    case week = 168
    case month = 720

    var length: Duration { .seconds(Int64(rawValue) * 3600) }

    var words: String {
        switch self {
        case .shift: "last 8 h"
        case .day: "last 24 h"
        case .week: "last 7 d"
        case .month: "last 30 d"
        }
    }

    var next: ReportSpan {
        let all = Self.allCases
        return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
}

/// A shift, what was charged, and what was saved, over one span.
struct ReportsReading: Reading {
    typealias Store = any ReportStore

    var span = ReportSpan.shift
    var owner: Role?

    var staleness: Staleness { .change }

    func read(from store: any ReportStore, at now: UTCTime) throws(StateFileProblem) -> Reports {
        let since = now.advanced(by: .zero - span.length)
        return Reports(
            shift: try store.shiftReport(since: since, until: now, owner: owner),
            charges: try store.charges(from: since, to: now), savings: try store.savings(from: since, to: now))
    }
}

/// A shift, what was charged, and what was saved.
struct Reports: Sendable {
    var shift: ShiftReport
    var charges: [DailyCharges]
    var savings: [FlowSavings]
}

/// What a shift came to, what was posted of what was documented, and what nobody had to key.
struct ReportsScreen: Screen {
    private var reports = Awaited(ReportsReading())
    private var scroll = ScrolledText()

    var place: Place { .reports }
    var readings: [any Reading] { [reports.reading] }

    func name(in context: ScreenContext) -> String { "Reports" }

    func narrowing(in context: ScreenContext) -> [Span] {
        [
            Span("  \(reports.reading.span.words)", .match),
            Span("  \(reports.reading.owner?.title ?? "all roles")", .strong),
        ]
    }

    func counts(in context: ScreenContext) -> [Span] {
        reports.isCurrent || reports.value == nil ? [] : [Span("reading … ", .dim)]
    }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = reports.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .reportSpan: reports.reading.span = reports.reading.span.next
        case .reportRole:
            let owners: [Role?] = [nil, .materials, .finance, .integration]
            let place = owners.firstIndex(of: reports.reading.owner) ?? 0
            reports.reading.owner = owners[(place + 1) % owners.count]
        default: break
        }
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let value = reports.value else {
            return [[Span(context.stateProblem ?? reports.problem ?? "Adding it up …", .dim)]]
        }
        return ReportLines(value, in: context).lines
    }
}

/// The reports as lines.
struct ReportLines {
    private(set) var lines: [[Span]] = []
    private let context: ScreenContext

    init(_ reports: Reports, in context: ScreenContext) {
        self.context = context
        shift(reports.shift)
        charges(reports.charges)
        savings(reports.savings)
    }

    private mutating func shift(_ report: ShiftReport) {
        lines.append([
            Span("Shift  ", .title),
            Span("\(report.since.date) \(context.time(report.since)) to \(context.time(report.until))", .dim),
        ])
        sum("opened", report.opened)
        sum("cleared", report.cleared)
        let ways = report.clearedBy.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (how, what) in ways { sum("  \(how)", what, .dim) }
        let oldest = report.oldest.map { ", the oldest for \(context.age($0))" } ?? ""
        sum("left", report.left, rest: oldest)
        if !report.topOpen.isEmpty { lines.append([Span("  open now, dearest first", .dim)]) }
        for cause in report.topOpen.prefix(5) {
            row(cause.open.grouped, cause.value, "\(cause.code.title) \(FixTarget(cause).subject)")
        }
        if !report.topCleared.isEmpty { lines.append([Span("  cleared, most first", .dim)]) }
        for cause in report.topCleared.prefix(5) {
            row(cause.cleared.count.grouped, cause.cleared.value, "\(cause.code.title) \(cause.cause)")
        }
        if !report.acts.isEmpty { lines.append([Span("  done by", .dim)]) }
        for act in report.acts.prefix(10) {
            lines.append([
                Span("    \(leading(act.count.grouped, 7))  "), Span(act.action.padded(16)), Span(act.actor, .strong),
            ])
        }
    }

    private mutating func charges(_ charges: [DailyCharges]) {
        lines += [[], [Span("Documented and posted", .title)]]
        if charges.isEmpty { lines.append([Span("  nothing was documented", .dim)]) }
        for flow in charges {
            let rest = flow.outstanding
            lines.append([
                Span("  \(flow.flow.rawValue.padded(20)) ", .strong),
                Span("\(leading(flow.documented.count.grouped, 9)) documented "),
                Span("\(leading("\(flow.documented.value)", 13)) ", .money),
                Span("\(leading(flow.posted.count.grouped, 9)) posted"),
            ])
            if rest.count > 0 {
                lines.append([
                    Span("  ".padded(23)), Span("\(leading(rest.count.grouped, 9)) outstanding", .statusWarning),
                    Span("\(leading("\(rest.value)", 13)) ", .money),
                ])
            }
        }
    }

    private mutating func savings(_ savings: [FlowSavings]) {
        lines += [[], [Span("Saved ", .title), Span("lines that nobody keyed by hand", .dim)]]
        for flow in savings {
            lines.append([
                Span("  \(flow.flow.rawValue.padded(20)) ", .strong), Span("\(leading("\(flow.saved)", 13))  ", .money),
                Span("\(Int(flow.minutesSaved.rounded()).grouped) minutes, "),
                Span("\(flow.booked.grouped) booked, \(flow.touches.grouped) touched"),
            ])
        }
        if let assumed = savings.first?.assumption {
            lines.append([
                Span(
                    "  reckoned at \(ObjectiveWords.number(assumed.minutesPerLine)) minutes a line and "
                        + "\(assumed.costPerHour) an hour; a catalog can say its own", .dim)
            ])
        }
        let total = savings.reduce(Money.zero) { $0 + $1.saved }
        lines.append([Span("  \("all".padded(20)) "), Span("\(leading("\(total)", 13))", .money)])
    }

    private mutating func sum(_ name: String, _ what: WorkSum, _ style: Style = .text, rest: String = "") {
        lines.append([
            Span("  \(name.padded(14))", style), Span("\(leading(what.count.grouped, 9)) ", .strong),
            Span(leading("\(what.value)", 13), .money), Span(rest),
        ])
    }

    private mutating func row(_ count: String, _ value: Money, _ words: String) {
        lines.append([Span("    \(leading(count, 7)) "), Span("\(leading("\(value)", 13))  ", .money), Span(words)])
    }

    /// Blanks before a number, up to a width.
    private func leading(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

extension ConsoleAction {
    static let reportSpan = ConsoleAction(
        "span", keys: [.character("w")], label: "window", sentence: "The last 8 hours, day, 7 days or 30 days",
        isCommand: true)
    static let reportRole = ConsoleAction(
        "of-role", keys: [.tab], label: "role", sentence: "The shift of another role, or of all")
}

extension Place {
    static let reports = Place(
        name: "reports", title: "Reports",
        sentence: "What a shift came to, what was posted, and what nobody had to key",
        actions: [.reportSpan, .reportRole])
}

extension RootScreen {
    static let reports = RootScreen(
        name: "reports", sentence: "What a shift came to, and what was saved by flow", key: nil, places: [.reports]
    ) { _ in ReportsScreen() }
}
