import ArgumentParser
import SyncModel
import SyncStore

/// `tallyward report`: what a shift came to, what was charged, and what was saved.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Prints a report: of a shift, of charges by day, or of what was saved.")

    /// The reports there are.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case shift, charges, savings
    }

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "shift, charges or savings.")
    var kind = Kind.shift
    @Option(name: .long, help: "Over the last so long, as 8h or 30d; a shift is 8h, charges are 7d, savings 30d.")
    var last: String?
    @Option(name: .long, help: "Of a shift: only what this role owns.")
    var role: String?

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            let now = UTCTime.systemNow
            switch kind {
            case .shift: try shift(reader, now)
            case .charges: try charges(reader, now)
            case .savings: try savings(reader, now)
            }
        }
    }

    private func shift(_ reader: StateReader, _ now: UTCTime) throws {
        let since = now.advanced(by: .zero - (try Self.duration(last ?? "8h")))
        let report = try reader.shiftReport(since: since, until: now, owner: try role.map(QueueCommand.role))
        try output.print(report, lines: report.lines)
    }

    private func charges(_ reader: StateReader, _ now: UTCTime) throws {
        let days = try Self.duration(last ?? "7d").milliseconds / 86_400_000
        let reports = try Self.days(max(1, Int(days)), before: now, in: try site.clocks()).map { day in
            Day(day: day.name, flows: try reader.charges(from: day.begins, to: day.ends))
        }
        try output.print(reports, lines: reports.flatMap(\.lines))
    }

    private func savings(_ reader: StateReader, _ now: UTCTime) throws {
        let since = now.advanced(by: .zero - (try Self.duration(last ?? "30d")))
        let savings = try reader.savings(from: since, to: now)
        try output.print(savings.map(Saved.init), lines: savings.map(\.line))
    }

    /// The last so many days where the site is, today first; each as long as it really is.
    static func days(
        _ count: Int, before now: UTCTime, in zone: ClockZone
    ) -> [(name: String, begins: UTCTime, ends: UTCTime)] {
        let wall = zone.wall(at: now).milliseconds
        return (0..<count).map { ago in
            func midnight(_ offset: Int) -> UTCTime {
                UTCTime(milliseconds: (wall / 86_400_000 - Int64(ago) + Int64(offset)) * 86_400_000)
            }
            return (midnight(0).date, zone.moment(ofLocal: midnight(0)), zone.moment(ofLocal: midnight(1)))
        }
    }

    /// A day where the site is.
    private struct Day: Encodable {
        var day: String
        var flows: [DailyCharges]

        var lines: [String] {
            flows.map { flow in
                "\(day)  \(flow.flow.rawValue.column(24)) documented \(flow.documented.words.column(22)) "
                    + "posted \(flow.posted.words.column(22)) outstanding \(flow.outstanding.words)"
            }
        }
    }

    /// Savings with what they come to.
    private struct Saved: Encodable {
        var flow: FlowName
        var booked: Int
        var touches: Int
        var touchesSaved: Int
        var minutesSaved: Double
        var saved: Money
        var assumption: ManualWork

        init(_ savings: FlowSavings) {
            flow = savings.flow
            booked = savings.booked
            touches = savings.touches
            touchesSaved = savings.touchesSaved
            minutesSaved = savings.minutesSaved
            saved = savings.saved
            assumption = savings.assumption
        }
    }

    /// Reads `90s`, `15m`, `8h` or `7d`.
    static func duration(_ text: String) throws -> Duration {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count <= 36_500
        else { throw Failure("\(text) is no length of time: write it as 15m, 8h or 7d.", code: .usage) }
        return .seconds(count * unit)
    }
}

extension WorkSum {
    fileprivate var words: String { "\(count.grouped) (\(value))" }
}

extension ShiftReport {
    fileprivate var lines: [String] {
        var lines = [
            "From \(since) to \(until)\(owner.map { ", \($0.title)" } ?? "")", "  opened   \(opened.words)",
            "  cleared  \(cleared.words)",
        ]
        lines += clearedBy.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .map { "    \($0.key.column(12)) \($0.value.words)" }
        let age = oldest.map { ", the oldest for \(until.elapsed(since: $0).spoken)" } ?? ""
        lines.append("  left     \(left.words)\(age)")
        if !topOpen.isEmpty { lines.append("Open now, dearest first:") }
        lines += topOpen.map { "  \($0.open.grouped.right(7)) \($0.value.description.right(12))  \($0.cause)" }
        if !topCleared.isEmpty { lines.append("Cleared, most first:") }
        lines += topCleared.map {
            "  \($0.cleared.count.grouped.right(7)) \($0.cleared.value.description.right(12))  \($0.cause)"
        }
        if !acts.isEmpty { lines.append("Done:") }
        lines += acts.map { "  \(String($0.count).right(7)) \($0.action.column(12)) by \($0.actor)" }
        return lines
    }
}

extension FlowSavings {
    fileprivate var line: String {
        let minutes = Int(minutesSaved.rounded())
        return "\(flow.rawValue.column(24)) \(booked.grouped) lines booked, \(touches.grouped) touches: "
            + "\(minutes.grouped) minutes and \(saved) saved, at \(assumption.minutesPerLine) minutes a line and "
            + "\(assumption.costPerHour) an hour"
    }
}
