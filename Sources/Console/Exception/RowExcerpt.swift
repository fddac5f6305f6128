import Terminal

/// What of a row of a file may be shown: its cells by the names of their columns, each masked that isn't known to be
/// about supplies, or to be nobody's by the catalog.
enum RowExcerpt {
    /// The columns that stand before a row's own where it has no key: its file's digest, and its number there.
    private static let file = "file", number = "row"

    /// The lines of a row, kept with its heading above it; a column that nobody knows is masked.
    static func lines(_ payload: [UInt8], known: KnownPlaces, width: Int, isUnmasked: Bool) -> [[Span]] {
        let records = records(of: payload, delimiter: known.delimiter)
        guard records.count == 2, let names = records.first, let cells = records.last else {
            return SpanLines.wrapped(
                [
                    Span(
                        "It is no row below its heading: its \(Wording.count(payload.count, "byte")) stay hidden.", .dim
                    )
                ], width: width)
        }
        var lines: [[Span]] = []
        var columns = Array(zip(names, cells))
        if names.count > 2, names[0] == file, names[1] == number {
            lines.append([Span("row \(cells[1]) of its file", .dim)])
            columns.removeFirst(2)
        }
        let label = min(30, columns.map(\.0.count).max() ?? 0) + 2
        return lines
            + columns.flatMap { name, cell -> [[Span]] in
                let place = KnownPlaces.Place(path: name)
                let isNobodys = known.open.contains(place) || JSONExcerpt.mayShow(name)
                let isShown = isUnmasked || (isNobodys && !known.closed.contains(place))
                let value = isShown ? Span(String(cell.prefix(400))) : Span("****", .masked)
                let head = Span(name.padded(max(label, name.count + 2)), .dim)
                return SpanLines.wrapped([cell.isEmpty ? Span("-", .dim) : value], width: width, first: head)
            }
    }

    /// The records of a table (RFC 4180).
    private static func records(of payload: [UInt8], delimiter: UInt8) -> [[String]] {
        let quote = UInt8(ascii: "\"")
        var records: [[String]] = []
        var (record, cell, isQuoted, index) = ([String](), [UInt8](), false, payload.startIndex)
        func text() -> String { String(decoding: cell, as: UTF8.self) }
        func end() {
            if !record.isEmpty || !cell.isEmpty { records.append(record + [text()]) }
            (record, cell) = ([], [])
        }
        while index < payload.endIndex {
            let byte = payload[index]
            index += 1
            switch byte {
            case quote where isQuoted && index < payload.endIndex && payload[index] == quote:
                cell.append(quote)
                index += 1
            case quote: isQuoted.toggle()
            case _ where isQuoted: cell.append(byte)
            case delimiter:
                record.append(text())
                cell = []
            case 0x0D, 0x0A: end()
            default: cell.append(byte)
            }
        }
        end()
        return records
    }
}
