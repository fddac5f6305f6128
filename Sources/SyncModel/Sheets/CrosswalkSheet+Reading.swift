import Measures

extension CrosswalkSheet {
    /// Reads a table. A file that is no table at all has one problem.
    ///
    /// - Parameter offset: how many seconds people's clocks are ahead of UTC at a moment.
    public static func read(_ bytes: [UInt8], offset: (UTCTime) -> Int) -> Contents {
        var contents = Contents()
        do throws(CSVReader.Problem) {
            let records = try CSVReader.records(of: bytes)
            guard let first = records.first else {
                throw CSVReader.Problem(line: 1, "The file is empty; its first line names the columns.")
            }
            let columns = try columns(first)
            read(records.dropFirst(), columns, offset, into: &contents)
        } catch {
            contents.note(error)
        }
        return contents
    }

    /// What stands in which place, from the first line.
    private static func columns(_ header: CSVReader.Record) throws(CSVReader.Problem) -> [Column] {
        var columns: [Column] = []
        for cell in header.cells {
            let name = cell.split(whereSeparator: \.isWhitespace).joined(separator: "_").lowercased()
            guard let column = Column(rawValue: name) else {
                let known = "the first line names \(self.header.joined(separator: ","))."
                throw CSVReader.Problem(
                    line: header.line, "There is no column \"\(cell.asNote.prefix(40))\"; \(known)")
            }
            guard !columns.contains(column) else {
                throw CSVReader.Problem(line: header.line, "The column \(column.rawValue) stands there twice.")
            }
            columns.append(column)
        }
        for column in Column.allCases where column.isNeeded && !columns.contains(column) {
            throw CSVReader.Problem(
                line: header.line,
                "The column \(column.rawValue) is missing; the first line names \(self.header.joined(separator: ",")).")
        }
        return columns
    }

    private static func read(
        _ records: ArraySlice<CSVReader.Record>, _ columns: [Column], _ offset: (UTCTime) -> Int,
        into contents: inout Contents
    ) {
        var rows: [CrosswalkKey: [(line: Int, row: Row)]] = [:]
        var order: [CrosswalkKey] = []
        for record in records {
            contents.count += 1
            do throws(CSVReader.Problem) {
                guard record.cells.count == columns.count else {
                    throw CSVReader.Problem(
                        line: record.line,
                        "It has \(record.cells.count) cells where the first line names \(columns.count) columns.")
                }
                let row = try Row(record, columns, offset)
                if rows[row.key] == nil { order.append(row.key) }
                rows[row.key, default: []].append((record.line, row))
            } catch {
                contents.note(error)
            }
        }
        for key in order {
            do throws(CSVReader.Problem) {
                guard let found = rows[key], let first = found.first else { continue }
                contents.entries.append(CrosswalkEntry(key, try content(found)))
                contents.lines[key] = first.line
            } catch {
                contents.note(error)
            }
        }
        contents.problems.sort { $0.line < $1.line }
    }

    /// What the lines of one entry say together.
    private static func content(
        _ rows: [(line: Int, row: Row)]
    ) throws(CSVReader.Problem) -> CrosswalkContent {
        let sorted = rows.sorted { $0.row.span.from?.milliseconds ?? .min < $1.row.span.from?.milliseconds ?? .min }
        for (place, later) in sorted.enumerated().dropFirst() {
            let earlier = sorted[place - 1]
            guard let end = earlier.row.span.until, let start = later.row.span.from, end <= start else {
                throw CSVReader.Problem(
                    line: later.line,
                    "It holds for a time that line \(earlier.line) holds for too; give that an until.")
            }
        }
        let factors = Set(rows.compactMap(\.row.factor))
        if factors.count > 1, let line = rows.last?.line {
            throw CSVReader.Problem(line: line, "A pack holds the same at all times: give contains once.")
        }
        return CrosswalkContent(sorted.map(\.row.span), factor: factors.first)
    }

    /// One line: which entry it is about, when it holds, and what it says then.
    private struct Row {
        var key: CrosswalkKey
        var span: CrosswalkContent.Span
        var factor: PackFactor?

        init(
            _ record: CSVReader.Record, _ columns: [Column], _ offset: (UTCTime) -> Int
        ) throws(CSVReader.Problem) {
            var cells: [Column: String] = [:]
            for (column, cell) in zip(columns, record.cells) where column != .description {
                let text = CSVGuard.plain(cell)
                // What people can't see would make two codes of one.
                guard text.unicodeScalars.allSatisfy({ !$0.isInvisible }) else {
                    throw CSVReader.Problem(line: record.line, "\(column.rawValue) has a character that can't be seen.")
                }
                let trimmed = text.trimmed
                if !trimmed.isEmpty { cells[column] = trimmed }
            }
            func problem(_ sentence: String) -> CSVReader.Problem { CSVReader.Problem(line: record.line, sentence) }
            guard let kind = cells[.kind].flatMap({ CrosswalkKey.Kind(rawValue: $0.lowercased()) }) else {
                throw problem("kind is one of item, unit and location, or a table as table:charge-account.")
            }
            guard let source = cells[.source] else { throw problem("source is empty: whose code is it?") }
            let code = cells[.code] ?? ""
            if code.isEmpty, kind != .unit { throw problem("code is empty: which code of \(source) is it?") }
            if kind != .unit, cells[.forItem] != nil { throw problem("for_item is for units only.") }
            key = CrosswalkKey(kind, source: SourceName(rawValue: source), code: code, item: cells[.forItem] ?? "")
            if kind == .unit { key.code = key.code.uppercased() }

            func day(_ column: Column) throws(CSVReader.Problem) -> UTCTime? {
                guard let words = cells[column] else { return nil }
                guard let time = UTCTime(day: words, offset: offset) else {
                    throw problem("\(column.rawValue) is a date such as 2026-07-01, not \"\(words.prefix(30))\".")
                }
                return time
            }
            let (from, until) = (try day(.from), try day(.until))
            if let from, let until, until <= from { throw problem("until is not after from.") }
            factor = try Self.factor(cells, key, problem)
            span = CrosswalkContent.Span(
                from: from, until: until, mapping: try Self.meaning(cells, key, problem))
        }

        private static func factor(
            _ cells: [Column: String], _ key: CrosswalkKey, _ problem: (String) -> CSVReader.Problem
        ) throws(CSVReader.Problem) -> PackFactor? {
            guard let contains = cells[.contains] else { return nil }
            guard key.kind == .unit, !key.item.isEmpty, let unit = cells[.unit], let inner = cells[.ofUnit],
                let number = ExactDecimal(contains),
                let factor = try? PackFactor(
                    unit: UnitCode(rawValue: unit), contains: number, of: UnitCode(rawValue: inner))
            else { throw problem("contains is a number above zero, of a unit (of_unit), for one item (for_item).") }
            return factor
        }

        private static func meaning(
            _ cells: [Column: String], _ key: CrosswalkKey, _ problem: (String) -> CSVReader.Problem
        ) throws(CSVReader.Problem) -> Fix {
            switch key.kind {
            case .item:
                guard let item = cells[.item] else { throw problem("item is empty: which ERP item is it?") }
                return .mapItem(
                    ItemMapping(
                        source: key.source, code: key.code, itemNumber: item,
                        defaultUnit: cells[.unit].map(UnitCode.init(rawValue:))))
            case .unit:
                guard let unit = cells[.unit] else { throw problem("unit is empty: what does the word mean?") }
                return .defineUnit(
                    UnitMapping(
                        source: key.source, word: key.code, itemNumber: key.item.isEmpty ? nil : key.item,
                        unit: UnitCode(rawValue: unit)), factor: nil)
            case .location:
                guard let organization = cells[.organization], let room = cells[.storeRoom] else {
                    throw problem("A location needs an organization and a store_room.")
                }
                return .mapLocation(
                    source: key.source,
                    LocationEntry(
                        code: key.code, organization: organization, subinventory: room,
                        costCenter: cells[.costCenter], account: cells[.account]))
            case .table(let table):
                guard let value = cells[.value] else { throw problem("value is empty: what does the code mean?") }
                return .mapCode(CodeMapping(table: table, source: key.source, code: key.code, value: value))
            }
        }
    }
}

extension Unicode.Scalar {
    /// Whether it shows nothing: controls, marks of direction, and the like.
    fileprivate var isInvisible: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
        default: false
        }
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        return rest.last?.isWhitespace == true
            ? String(rest.reversed().drop(while: \.isWhitespace).reversed()) : String(rest)
    }
}
