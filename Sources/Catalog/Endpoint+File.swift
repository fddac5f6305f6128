public import SyncModel

extension Endpoint {
    /// A folder that deliveries are written to, as rows of files that somebody else takes away.
    public struct FileExport: Sendable, Hashable {
        /// The folder; absolute wherever the catalog's own folder is known.
        public var folder: String
        /// What files are called.
        public var file: FileNaming
        /// The columns in their order; `nil` for those of the body of the flows that go there.
        public var columns: [String]?
        /// What stands between two cells.
        public var delimiter: UInt8
        /// Whether the first row names the columns.
        public var hasHeading: Bool
        /// When a file is closed, so that it may be taken.
        public var closing: FileClosing
        /// What is said of a whole file; `nil` for nothing.
        public var totals: ControlTotals?

        /// Comma-separated rows with a heading, closed as `closing` says.
        public init(
            folder: String, file: FileNaming, columns: [String]? = nil, delimiter: UInt8 = UInt8(ascii: ","),
            hasHeading: Bool = true, closing: FileClosing = FileClosing(), totals: ControlTotals? = nil
        ) {
            self.folder = folder
            self.file = file
            self.columns = columns
            self.delimiter = delimiter
            self.hasHeading = hasHeading
            self.closing = closing
            self.totals = totals
        }

        /// How long keys are known where the catalog doesn't say: 30 days.
        public static let usualKeyWindow: Duration = .seconds(30 * 86_400)
    }

    /// The file export, of an endpoint that is one.
    public var fileExport: FileExport? {
        guard case .file(let export) = kind else { return nil }
        return export
    }
}

/// What files that are written are called: `payroll-{date}-{number}.csv`.
public struct FileNaming: Sendable, Hashable {
    /// As the catalog has it.
    public let pattern: String

    /// `nil` for what is no plain name, or has not exactly one `{number}` and at most one `{date}`.
    public init?(_ pattern: String) {
        let bare = pattern.replacing("{date}", with: "").replacing("{number}", with: "")
        let isPlain = bare.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
        guard isPlain, !pattern.hasPrefix("."), (1...100).contains(pattern.utf8.count), bare.contains("."),
            pattern.ranges(of: "{number}").count == 1, pattern.ranges(of: "{date}").count <= 1
        else { return nil }
        self.pattern = pattern
    }

    /// The name of a file: the first of 2026-11-23 is `payroll-2026-11-23-1.csv`.
    ///
    /// - Parameters:
    ///   - date: the day it was begun on, as `2026-11-23`.
    ///   - number: from 1, counted for each day where the name has the day in it.
    public func name(date: String, number: Int) -> String {
        pattern.replacing("{date}", with: date).replacing("{number}", with: String(number))
    }

    /// The number in a name that was made for a day; `nil` of any other name.
    public func number(of name: String, date: String) -> Int? {
        let around = pattern.replacing("{date}", with: date).split(
            separator: "{number}", omittingEmptySubsequences: false)
        guard around.count == 2, name.hasPrefix(around[0]), name.hasSuffix(around[1]),
            name.utf8.count > around[0].utf8.count + around[1].utf8.count
        else { return nil }
        return Int(name.dropFirst(around[0].count).dropLast(around[1].count))
    }
}

/// When a file that is being written is closed. Whichever comes first counts.
public struct FileClosing: Sendable, Hashable {
    /// With so many rows.
    public var rows: Int
    /// So long after it was begun.
    public var after: Duration?
    /// At a time of day, by the endpoint's clocks.
    public var time: TimeOfDay?

    /// With 10,000 rows, if the catalog says nothing else.
    public init(rows: Int = 10_000, after: Duration? = nil, time: TimeOfDay? = nil) {
        self.rows = rows
        self.after = after
        self.time = time
    }

    /// A time of every day, or of one day a month.
    public struct TimeOfDay: Sendable, Hashable {
        /// Minutes since midnight.
        public var minutes: Int
        /// The day of the month, from 1 to 28; `nil` for every day.
        public var day: Int?

        /// So many minutes after midnight.
        public init(minutes: Int, day: Int? = nil) {
            self.minutes = minutes
            self.day = day
        }
    }

    /// When a file is closed that was begun at a moment, however few rows it has; `nil` where only rows close it.
    ///
    /// - Parameter zone: where the time of day is.
    public func end(begunAt: UTCTime, in zone: ClockZone) -> UTCTime? {
        let byAge = after.map { begunAt.advanced(by: $0) }
        let byTime = time.flatMap { $0.next(after: begunAt, in: zone) }
        guard let byAge, let byTime else { return byAge ?? byTime }
        return min(byAge, byTime)
    }
}

extension FileClosing.TimeOfDay {
    /// The first such moment after another.
    fileprivate func next(after moment: UTCTime, in zone: ClockZone) -> UTCTime? {
        let local = zone.wall(at: moment)
        let midnight = local.milliseconds - ((local.milliseconds % 86_400_000) + 86_400_000) % 86_400_000
        // No month has more than 31 days, and a day on which the clocks change may be looked at twice.
        for ahead in 0...32 {
            let wanted = UTCTime(milliseconds: midnight + Int64(ahead) * 86_400_000 + Int64(minutes) * 60_000)
            if let day, Int(wanted.date.suffix(2)) != day { continue }
            let found = zone.moment(ofLocal: wanted)
            if found > moment { return found }
        }
        return nil
    }
}
