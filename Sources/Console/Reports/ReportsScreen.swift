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
        let isWide = SideBySide.fits(context.body)
        let count = told(in: context).map { isWide ? max($0.shift.count, $0.sums.count) : $0.lines.count } ?? 1
        scroll.apply(move, lines: count, height: context.body.height)
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

    func copied(in context: ScreenContext) -> String? { reports.value.map { ReportTable($0, in: context).summary } }

    func exported(in context: ScreenContext) -> ListExport? {
        reports.value.map { ReportTable($0, in: context).export(reports.reading.span.words) }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        guard let told = told(in: context) else {
            let sentence = context.stateProblem ?? reports.problem ?? "Adding it up …"
            return surface.draw(ScrolledLines([[Span(sentence, .dim)]], offset: 0))
        }
        let frame = SideBySide(surface.bounds, share: 48)
        guard !frame.side.isEmpty else {
            return surface.draw(ScrolledLines(told.lines, offset: scroll.offset))
        }
        surface.draw(ScrolledLines(told.shift, offset: scroll.offset), in: frame.main)
        surface.draw(ScrolledLines(told.sums, offset: scroll.offset), in: frame.side)
        frame.drawBorder(into: &surface)
    }

    private func told(in context: ScreenContext) -> ReportLines? {
        reports.value.map { ReportLines($0, in: context) }
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
