import SyncModel
import Yams

extension Value {
    private static let folderKeys = [
        "path", "format", "csv", "x12", "pattern", "settled-after", "marker", "maximum-size", "maximum-row",
    ]

    /// What `folder:` of a source says.
    func dropFolder() -> DropFolder? {
        guard let section = section(Self.folderKeys) else { return nil }
        let path = section.required("path") { $0.filePath() }
        let format = section.required("format") { $0.choice(among: ["csv", "hl7", "x12"]) }
        let marker = section.optional("marker", else: nil) { $0.fileSuffix() }
        let rest = section.optional("settled-after", else: nil) { $0.duration() }
        let content = section.content(format)
        guard let path, let content else { return nil }
        var folder = DropFolder(path: path, content: content)
        folder.pattern = "*.csv"
        if content == .messages { (folder.pattern, folder.maximumRowBytes) = ("*.hl7", 16 << 20) }
        if folder.interchanges != nil { (folder.pattern, folder.maximumRowBytes) = ("*.x12", 16 << 20) }
        folder.pattern = section.optional("pattern", else: folder.pattern) { $0.namePattern() }
        folder.marker = marker
        folder.settledAfter = rest ?? (marker == nil ? folder.settledAfter : nil)
        folder.maximumBytes = section.optional("maximum-size", else: folder.maximumBytes) { $0.fileSize() }
        folder.maximumRowBytes = section.optional("maximum-row", else: folder.maximumRowBytes) { $0.byteCount() }
        findings.claimFolder(path, at: section.place(of: "path"))
        return folder
    }

    /// What is put behind a file's name: a dot and letters.
    fileprivate func fileSuffix() -> String? {
        parsed("what is put behind the name of a file, such as .done") { text in
            let isSound = text.utf8.dropFirst().allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
            return text.hasPrefix(".") && (2...32).contains(text.utf8.count) && isSound ? text : nil
        }
    }

    fileprivate func namePattern() -> String? {
        parsed("a pattern of names such as labor-*.csv") { text in
            let isSound = text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.*? ".utf8.contains($0) }
            return isSound && text.utf8.count <= 200 && !text.hasPrefix(".") ? text : nil
        }
    }

    /// A size such as `64KiB`, `16MiB` or `4GiB`, in bytes: up to 64 GiB.
    fileprivate func fileSize() -> Int? {
        parsed("a size from 1KiB to 64GiB") { text in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int(digits), (1...1 << 26).contains(count),
                let shift = ["KiB": 10, "MiB": 20, "GiB": 30][text.dropFirst(digits.count)]
            else { return nil }
            return count <= (64 << 30) >> shift ? count << shift : nil
        }
    }
}

extension Section {
    /// What `format`, `csv` and `x12` say together.
    fileprivate func content(_ format: String?) -> DropFolder.Content? {
        for (key, what) in [("csv", "rows are written"), ("x12", "X12 is taken in")] where format != key {
            guard let format, let place = keyPlaces[key] else { continue }
            findings.error(place, "'\(key)' says how \(what), and these files hold \(format); take it out")
        }
        switch format {
        case "csv"?: return required("csv") { $0.rowLayout() }.map(DropFolder.Content.rows)
        case "hl7"?: return .messages
        case "x12"?:
            return .interchanges(optional("x12", else: DropFolder.Interchanges()) { $0.interchanges() })
        default: return nil
        }
    }
}

extension Value {
    fileprivate func interchanges() -> DropFolder.Interchanges? {
        guard let section = section(["acknowledge", "tests"]) else { return nil }
        return DropFolder.Interchanges(
            areAcknowledged: section.optional("acknowledge", else: false) { $0.isYes() },
            mayBeTests: section.optional("tests", else: false) { $0.isYes() })
    }

    /// `yes` or `no`.
    fileprivate func isYes() -> Bool? { choice(among: ["yes", "no"]).map { $0 == "yes" } }

}

extension Value {
    fileprivate func rowLayout() -> RowLayout? {
        guard let section = section(["columns", "delimiter", "encoding", "heading", "key", "totals"]) else {
            return nil
        }
        let columns = section.required("columns") { $0.list { $0.text() } }
        let key = section.required("key") { $0.rowKey() }
        guard let columns else { return nil }
        var layout = RowLayout(columns: columns, key: key ?? [])
        layout.delimiter = section.optional("delimiter", else: layout.delimiter) { $0.delimiter() }
        layout.encoding = section.optional("encoding", else: layout.encoding) { $0.choice() }
        layout.hasHeading = section.optional("heading", else: true) { $0.isYes() }
        layout.totals = section.optional("totals", else: nil) { $0.controlTotals() }
        section.check(key ?? [], "key", among: columns)
        section.check(layout.totals?.sums.keys.sorted() ?? [], "totals", among: columns)
        return layout
    }

    /// A list of columns, or `none`.
    private func rowKey() -> [String]? {
        if case .scalar = node { return choice(among: ["none"]).map { _ in [] } }
        return list { $0.text() }
    }

    /// What stands between two cells.
    func delimiter() -> UInt8? {
        let words: [String: UInt8] = [
            "comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C, ",": 0x2C, ";": 0x3B, "|": 0x7C,
        ]
        return parsed("comma, semicolon, tab or pipe") { words[$0] }
    }

    /// What is said of a whole file, and where.
    func controlTotals() -> ControlTotals? {
        guard let section = section(["trailer", "control-file", "rows", "sums"]) else { return nil }
        let word = section["trailer"].flatMap { $0.text() }
        let suffix = section["control-file"].flatMap { $0.fileSuffix() }
        if section["trailer"] != nil, section["control-file"] != nil {
            return refuse("stand in the last row or in a file beside it; keep one of 'trailer' and 'control-file'")
        }
        if section["trailer"] == nil, section["control-file"] == nil {
            return refuse("says nowhere where they stand; add 'trailer' or 'control-file'")
        }
        guard let place = word.map(ControlTotals.Location.trailer) ?? suffix.map(ControlTotals.Location.file) else {
            return nil
        }
        let rows = section.optional("rows", else: nil) { $0.totalsCell(in: place) }
        let sums = section.optional("sums", else: [:]) { value -> [String: ControlTotals.Cell]? in
            guard let sums = value.section(nil) else { return nil }
            return sums.names.reduce(into: [:]) { $0[$1] = sums[$1]?.totalsCell(in: place) }
        }
        guard rows != nil || !sums.isEmpty else { return refuse("need 'rows', 'sums' or both") }
        return ControlTotals(place, rows: rows, sums: sums)
    }

    /// The number of a cell of the trailer, or the name of a column of the file beside it.
    private func totalsCell(in place: ControlTotals.Location) -> ControlTotals.Cell? {
        switch place {
        case .trailer: whole(2...1000).map(ControlTotals.Cell.number)
        case .file: text().map(ControlTotals.Cell.column)
        }
    }
}

extension Section {
    fileprivate func check(_ names: [String], _ key: String, among columns: [String]) {
        for name in names where !columns.contains(name) {
            let hint = NearestWord.hint(for: name, among: columns)
            findings.error(place(of: key), "'\(key)' names no column '\(name.quotable)'; \(hint)")
        }
    }
}

extension Findings {
    /// Notes whose files a folder holds: only one source can take them up.
    func claimFolder(_ path: String, at place: Place) {
        if let (_, other) = folders.first(where: { $0.path == path }) {
            error(place, "the files of this folder are taken up by the source in \(other); choose another")
        }
        folders.append((path, place))
    }
}
