/// What is on a surface, as text for tests.
extension Surface {
    /// All rows, each at its full width, joined by newlines.
    public var text: String {
        rows.joined(separator: "\n")
    }

    /// The text of each row, exactly ``fullSize`` columns wide.
    public var rows: [String] {
        (0..<fullSize.height).map { row in
            rowCells(row).map(\.text).joined()
        }
    }

    /// All rows with their styles: `{status.warning}late{text} since 8`. Each row starts in `text`; blanks in plain
    /// text at its end are left out. An overlay follows after `@`, attributes after `+`.
    public var styledText: String {
        (0..<fullSize.height).map(styledRow).joined(separator: "\n")
    }

    func rowCells(_ row: Int) -> ArraySlice<Cell> {
        cells[(row * fullSize.width)..<((row + 1) * fullSize.width)]
    }

    private func styledRow(_ row: Int) -> String {
        var line = ""
        var style = Style.text
        var cells = rowCells(row)
        while let last = cells.last, last == .blank() { cells.removeLast() }
        for cell in cells {
            if cell.style != style {
                style = cell.style
                line += "{\(style.name)}"
            }
            line += cell.text
        }
        return line
    }
}

extension Style {
    var name: String {
        var name = scope.name
        if let overlay { name += "@\(overlay.name)" }
        for (word, attribute) in Attributes.names where attributes.contains(attribute) { name += "+\(word)" }
        return name
    }
}
