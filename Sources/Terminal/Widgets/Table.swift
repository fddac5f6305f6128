/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    /// The head.
    public var title: String
    /// Where the cells' text stands.
    public var alignment: Alignment
    /// How wide it is.
    public var width: ColumnWidth
    /// Columns with a higher number give way first when there is no room for all.
    public var priority: Int
    /// Whether rows are sorted by it; shown in the head.
    public var isSorted: Bool
    /// Whether the least comes first, where rows are sorted by it.
    public var isAscending: Bool
    /// Whether a name that is too long loses its middle, since its end tells it from others.
    public var isCutInMiddle: Bool

    /// A column.
    public init(
        _ title: String, _ width: ColumnWidth, _ alignment: Alignment = .leading, priority: Int = 0,
        isSorted: Bool = false, isAscending: Bool = false, isCutInMiddle: Bool = false
    ) {
        self.title = title
        self.alignment = alignment
        self.width = width
        self.priority = priority
        self.isSorted = isSorted
        self.isAscending = isAscending
        self.isCutInMiddle = isCutInMiddle
    }
}

/// A row of a table.
public struct TableRow: Hashable, Sendable {
    /// The cells, in the order of the columns; missing ones are blank.
    public var cells: [Span]
    /// Whether it is marked for a bulk action.
    public var isMarked: Bool
    /// Whether it has come since the user last looked; a mark stands above it.
    public var isNew: Bool

    /// A row of styled cells.
    public init(_ cells: [Span], isMarked: Bool = false, isNew: Bool = false) {
        self.cells = cells
        self.isMarked = isMarked
        self.isNew = isNew
    }
}

/// A table with heads, a scrolled window onto its rows, a selection and marks.
///
/// Only rows in the window are asked for, so the number of rows costs nothing. The two leftmost columns hold the
/// pointer and the mark, so that both are seen without colour; the cursor stands on the selected row, for readers of
/// the screen that follow it.
public struct Table: Widget {
    /// The columns.
    public var columns: [TableColumn]
    /// The number of rows there are.
    public var count: Int
    /// The first row in the window.
    public var offset: Int
    /// The selected row.
    public var selection: Int?
    /// Whether the keyboard is here.
    public var isFocused: Bool
    /// The number that its first row has in what the keyboard moves through.
    public var firstTarget = 0
    /// Whether columns make room for one another by what stands in them, where there are few rows.
    public var fitsText = false
    /// What to say when there are no rows.
    public var placeholder: String
    /// The row with a number from 0.
    public var row: (Int) -> TableRow

    /// A table of `count` rows that `row` provides.
    public init(
        columns: [TableColumn], count: Int, offset: Int = 0, selection: Int? = nil, isFocused: Bool = true,
        placeholder: String = "", row: @escaping (Int) -> TableRow
    ) {
        self.columns = columns
        self.count = count
        self.offset = offset
        self.selection = selection
        self.isFocused = isFocused
        self.placeholder = placeholder
        self.row = row
    }

    /// The number of rows that fit into an area of this height.
    public static func visibleRows(height: Int) -> Int {
        max(0, height - 1)
    }

    /// Draws heads, rows and a scroll marker.
    public func draw(into surface: inout Surface) {
        let body = surface.bounds.splitTop(1).rest
        let isScrolled = count > body.height
        let usable = surface.width - 2 - (isScrolled ? 2 : 0)
        let widths = ColumnLayout.widths(
            columns.map { ($0.width, $0.priority) }, needs: needs, total: max(0, usable))
        drawHeads(widths, into: &surface)
        if count == 0 {
            surface.put(placeholder, at: Point(2, 1), style: .dim)
            return
        }
        for line in 0..<body.height {
            let index = offset + line
            guard index >= 0, index < count else { break }
            draw(row(index), number: index, at: line + 1, widths: widths, into: &surface)
            surface.target(surface.bounds.row(line + 1), .row(firstTarget + index))
        }
        if isScrolled {
            surface.draw(
                ScrollMarker(offset: offset, visible: body.height, total: count),
                in: Rect(x: surface.width - 1, y: 1, width: 1, height: body.height))
        }
    }

    /// The most rows that are all looked at, so that what fits the first fits the last.
    private static let mostMeasured = 100

    /// What each column needs for its head and all its text, 0 for an empty one; none where that isn't looked at.
    private var needs: [Int] {
        guard fitsText, count > 0, count <= Self.mostMeasured else { return [] }
        var longest = columns.map { _ in 0 }
        for index in 0..<count {
            for (column, cell) in zip(columns.indices, row(index).cells) {
                longest[column] = max(longest[column], DisplayWidth.of(cell.text))
            }
        }
        return zip(columns, longest).map { column, longest in
            longest == 0 ? 0 : max(longest, DisplayWidth.of(column.title) + (column.isSorted ? 1 : 0))
        }
    }

    private func drawHeads(_ widths: [Int], into surface: inout Surface) {
        surface.fill(surface.bounds.row(0), style: .tableHeader)
        var x = 2
        for (column, width) in zip(columns, widths) where width > 0 {
            let arrow = column.isSorted ? surface.glyphs.arrows[column.isAscending ? 0 : 1] : ""
            surface.put(
                column.title + arrow, at: Point(x, 0), width: width, align: column.alignment,
                style: column.isSorted ? .tableHeaderSorted : .tableHeader)
            x += width + 1
        }
    }

    private func draw(_ row: TableRow, number: Int, at y: Int, widths: [Int], into surface: inout Surface) {
        let isSelected = number == selection
        if isSelected { surface.put(surface.glyphs.pointer, at: Point(0, y), style: .strong) }
        if row.isMarked {
            surface.put(surface.glyphs.mark, at: Point(1, y), style: .mark)
        } else if row.isNew {
            surface.put("+", at: Point(1, y), style: .statusInfo)
        }
        var x = 2
        for (index, width) in widths.enumerated() where width > 0 {
            if index < row.cells.count {
                let cell = row.cells[index]
                let text =
                    columns[index].isCutInMiddle
                    ? MiddleCut.text(cell.text, width: width, ellipsis: surface.glyphs.ellipsis) : cell.text
                surface.put(text, at: Point(x, y), width: width, align: columns[index].alignment, style: cell.style)
            }
            x += width + 1
        }
        let line = surface.bounds.row(y)
        if isSelected {
            surface.overlay(isFocused ? .selection : .selectionInactive, in: line)
            if isFocused { surface.placeCursor(at: Point(0, y)) }
        } else if row.isMarked {
            surface.overlay(.mark, in: line)
        }
    }
}
