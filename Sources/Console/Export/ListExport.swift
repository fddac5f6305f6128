import SyncModel
import Terminal

/// The rows of a list as they are shown, for a file: all that pass the filter, in the order on screen, masked as there.
struct ListExport: Hashable, Sendable {
    /// What the list is called.
    var title: String
    /// The heads of the columns.
    var columns: [String]
    /// What each row shows.
    var rows: [[String]]
    /// Whether more rows are in the state than were read for the list.
    var isPartial = false

    /// `12 rows`, `the first 500 rows`.
    var count: String { (isPartial ? "the first " : "") + Wording.count(rows.count, "row") }

    /// As CSV (RFC 4180), with what a spreadsheet would take for a formula made text.
    var csv: String {
        ([columns] + rows).map { $0.map(Self.field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// As JSON: an array of objects by the columns' heads.
    var json: String {
        let objects = rows.map { row in
            let pairs = zip(columns, row).map { "\(Self.quoted($0)): \(Self.quoted($1))" }
            return "  {" + pairs.joined(separator: ", ") + "}"
        }
        return "[\n" + objects.joined(separator: ",\n") + (objects.isEmpty ? "]\n" : "\n]\n")
    }

    /// A field of CSV, with what a program would run made text.
    private static func field(_ text: String) -> String {
        let text = CSVGuard.neutralised(text)
        guard text.contains(where: { ",\"\r\n".contains($0) || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if scalar.value < 0x20 {
                    let digits = String(scalar.value, radix: 16)
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }
}

extension ListExport {
    /// A page of particulars: the name of each, where the line has one, and what is said of it.
    init(_ title: String, facts lines: [[Span]]) {
        let rows = lines.map { line -> [String] in
            let name = line.first.flatMap { line.count > 1 && $0.style == .dim ? $0.text : nil }
            let rest = name == nil ? line[...] : line.dropFirst()
            return [name ?? "", rest.map(\.text).joined()].map { PlainStatus.visible($0).trimmed }
        }
        self.init(title: title, columns: ["WHAT", "SAID"], rows: rows.filter { $0 != ["", ""] })
    }

    /// All rows of a table.
    init(_ title: String, _ table: Table) {
        self.init(
            title: title, columns: table.columns.map(\.title),
            rows: (0..<table.count).map { table.row($0).cells.map { PlainStatus.visible($0.text).trimmed } })
    }
}

extension RowList {
    /// All rows that pass the filter, as the columns show them.
    func export(_ title: String, isPartial: Bool, in context: ScreenContext) -> ListExport {
        ListExport(
            title: title,
            columns: columns.enumerated().map { $1.title.isEmpty ? "COLUMN \($0 + 1)" : $1.title },
            rows: shown.map { row in columns.map { PlainStatus.visible($0.cell(row, context).text).trimmed } },
            isPartial: isPartial)
    }
}

extension String {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension ListScreen {
    func exported(in context: ScreenContext) -> ListExport? {
        list.export(name(in: context), isPartial: !pages.isComplete, in: context)
    }

    func copied(in context: ScreenContext) -> String? { list.selected?.copyText }
}

extension QueueScreen {
    func exported(in context: ScreenContext) -> ListExport? {
        isGrouped
            ? causes.export("Queue, by cause", isPartial: false, in: context)
            : rows.export("Queue, row by row", isPartial: isPartial, in: context)
    }
}

extension CauseScreen {
    func copied(in context: ScreenContext) -> String? {
        target.map { target in
            let subject = target.fault.subject
            return subject.item ?? subject.location ?? subject.unit ?? subject.other ?? target.cause
        }
    }
}
