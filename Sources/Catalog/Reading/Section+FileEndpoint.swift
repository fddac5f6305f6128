import SyncModel

extension Section {
    /// The keys that only an endpoint of the kind `file` has.
    static let fileExportKeys = [
        "folder", "file", "columns", "delimiter", "heading", "close", "totals", "key-window",
    ]

    /// What an endpoint of the kind `file` says.
    func fileExport() -> Endpoint.FileExport? {
        let folder = required("folder") { $0.filePath() }
        let file = required("file") { $0.fileNaming() }
        let columns = optional("columns", else: nil) { value in value.list { $0.columnName() } }
        let closing = required("close") { $0.fileClosing() }
        guard let folder, let file, let closing else { return nil }
        var export = Endpoint.FileExport(folder: folder, file: file, columns: columns, closing: closing)
        export.delimiter = optional("delimiter", else: export.delimiter) { $0.delimiter() }
        export.hasHeading =
            optional("heading", else: "yes") { $0.choice(among: ["yes", "no"]) } == "yes"
        export.totals = optional("totals", else: nil) { $0.controlTotals() }
        if let columns {
            for name in export.totals?.sums.keys.sorted() ?? [] where !columns.contains(name) {
                let hint = NearestWord.hint(for: name, among: columns)
                findings.error(place(of: "totals"), "'totals' names no column '\(name.quotable)'; \(hint)")
            }
        }
        findings.claimExport(folder, at: place(of: "folder"))
        return export
    }
}

extension Value {
    fileprivate func fileNaming() -> FileNaming? {
        parsed("the name of a file with its number in it, such as payroll-{date}-{number}.csv") { FileNaming($0) }
    }

    /// A heading: text without the word that begins a formula.
    fileprivate func columnName() -> String? {
        parsed("the name of a column") { CSVGuard.neutralised($0) == $0 && $0.utf8.count <= 200 ? $0 : nil }
    }

    /// `{rows: 10000, after: 1h}`, `{at: "02:00"}` or `{at: "02:00", day: 1}`.
    fileprivate func fileClosing() -> FileClosing? {
        guard let section = section(["rows", "after", "at", "day"]) else { return nil }
        var closing = FileClosing()
        closing.rows = section.optional("rows", else: closing.rows) { $0.whole(1...1_000_000) }
        closing.after = section.optional("after", else: nil) { $0.duration() }
        let minutes = section.optional("at", else: nil) { $0.timeOfDay() }
        let day = section.optional("day", else: nil) { $0.whole(1...28) }
        closing.time = minutes.map { FileClosing.TimeOfDay(minutes: $0, day: day) }
        if section["after"] == nil, section["at"] == nil {
            return refuse("leaves a file with few rows open for ever; add 'after: 1h' or 'at: \"02:00\"'")
        }
        if section["day"] != nil, section["at"] == nil {
            findings.error(section.place(of: "day"), "'day' does nothing without 'at'; add it, or take 'day' out")
        }
        return closing
    }

    /// A time of day such as `02:00`, as minutes since midnight.
    private func timeOfDay() -> Int? {
        parsed("a time of day such as \"02:00\"") { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isASCIIDigit) }),
                let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
            else { return nil }
            return hour * 60 + minute
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(self) }
}

extension Findings {
    /// Notes which folder an endpoint writes to: two would not know each other's files.
    func claimExport(_ folder: String, at place: Place) {
        if let (_, other) = exports.first(where: { $0.folder == folder }) {
            error(place, "the endpoint in \(other) writes to this folder too; choose another")
        }
        exports.append((folder, place))
    }
}
