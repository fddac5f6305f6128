import Catalog
import Measures

/// What a file looks like, kept with the file: one that was begun before the catalog was changed is closed as it was
/// begun.
struct ExportLayout: Codable, Hashable, Sendable {
    /// The headings, in their order.
    var columns: [String]
    /// What stands between two cells.
    var delimiter: UInt8
    /// Whether the first row names the columns.
    var hasHeading: Bool
    /// The columns that are added up.
    var sums: [String] = []
    /// The totals in the last row.
    var trailer: Trailer?
    /// The totals in a file beside it.
    var control: Control?

    /// A last row: its first cell, and the numbers of the cells with the totals.
    struct Trailer: Codable, Hashable, Sendable {
        var word: String
        var rows: Int?
        var sums: [String: Int]
    }

    /// A file beside it: what its name ends with, and the headings of the totals.
    struct Control: Codable, Hashable, Sendable {
        var suffix: String
        var rows: String?
        var sums: [String: String]
    }

    /// The layout of an endpoint's files, with the columns of its flows where it names none itself.
    init(_ export: Endpoint.FileExport, columns: [String]) {
        self.columns = export.columns ?? columns
        delimiter = export.delimiter
        hasHeading = export.hasHeading
        guard let totals = export.totals else { return }
        sums = totals.sums.keys.sorted()
        switch totals.place {
        case .trailer(let word):
            trailer = Trailer(word: word, rows: totals.rows?.number, sums: totals.sums.compactMapValues(\.number))
        case .file(let suffix):
            control = Control(suffix: suffix, rows: totals.rows?.column, sums: totals.sums.compactMapValues(\.column))
        }
    }

    /// The bytes before the first row.
    var heading: [UInt8] { hasHeading ? line(columns) : [] }

    /// The bytes behind the last row.
    ///
    /// - Parameter totals: the sum of each of ``sums``.
    func ending(rows: Int, totals: [ExactDecimal]) -> [UInt8] {
        guard let trailer else { return [] }
        // A reader that counts cells finds as many as in the other rows.
        let last = ([trailer.rows ?? 1] + trailer.sums.values).max() ?? 1
        var cells = Array(repeating: "", count: max(last, columns.count))
        cells[0] = trailer.word
        if let number = trailer.rows { cells[number - 1] = String(rows) }
        for (name, total) in zip(sums, totals) {
            if let number = trailer.sums[name] { cells[number - 1] = total.description }
        }
        return line(cells)
    }

    /// What stands in the file beside it: a heading and one row; `nil` where there is none.
    func beside(rows: Int, totals: [ExactDecimal]) -> [UInt8]? {
        guard let control else { return nil }
        var cells: [(heading: String, value: String)] = []
        if let heading = control.rows { cells.append((heading, String(rows))) }
        for (name, total) in zip(sums, totals) {
            if let heading = control.sums[name] { cells.append((heading, total.description)) }
        }
        return line(cells.map(\.heading)) + line(cells.map(\.value))
    }

    /// One row, with its end (RFC 4180). Nothing is made safe here.
    func line(_ cells: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (number, cell) in cells.enumerated() {
            if number > 0 { bytes.append(delimiter) }
            let isPlain = cell.utf8.allSatisfy { ![delimiter, 0x22, 0x0A, 0x0D].contains($0) }
            let isEdged = cell.utf8.first == 0x20 || cell.utf8.last == 0x20
            // A line without anything in it is no row to most readers.
            guard !isPlain || isEdged || (cell.isEmpty && cells.count == 1) else {
                bytes += Array(cell.utf8)
                continue
            }
            bytes.append(0x22)
            for byte in cell.utf8 { bytes += byte == 0x22 ? [0x22, 0x22] : [byte] }
            bytes.append(0x22)
        }
        return bytes + [0x0D, 0x0A]
    }
}

extension ControlTotals.Cell {
    fileprivate var number: Int? { if case .number(let number) = self { number } else { nil } }
    fileprivate var column: String? { if case .column(let name) = self { name } else { nil } }
}
