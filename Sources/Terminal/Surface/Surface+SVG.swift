extension Surface {
    /// The surface as text, a line a row, without the blanks at the ends of lines.
    public var plainText: String {
        rows.map { row in
            var row = Substring(row)
            while row.last == " " { row.removeLast() }
            return String(row)
        }.joined(separator: "\n")
    }

    /// The surface as a picture in SVG, in the colours of a theme; text in it stays text.
    public func svg(_ theme: Theme) -> String {
        let (columnWidth, rowHeight, margin) = (8.4, 18.0, 12.0)
        let paper = theme.backgrounds.first ?? RGB(0, 0, 0)
        let ink = theme.foregrounds.first ?? RGB(0xD0, 0xD0, 0xD0)
        let size = (Double(fullSize.width) * columnWidth + 2 * margin, Double(fullSize.height) * rowHeight + 2 * margin)
        var boxes = ""
        var words = ""
        for y in 0..<fullSize.height {
            for run in runs(y, theme) {
                let left = margin + Double(run.start) * columnWidth
                let top = margin + Double(y) * rowHeight
                let width = Double(run.width) * columnWidth
                var (front, back) = (run.look.foreground.exact, run.look.background.exact)
                if run.look.attributes.contains(.reverse) { (front, back) = (back ?? paper, front ?? ink) }
                if let back, back != paper {
                    boxes += "<rect x=\"\(left.short)\" y=\"\(top.short)\" width=\"\(width.short)\" "
                    boxes += "height=\"\(rowHeight.short)\" fill=\"\(back.hex)\"/>\n"
                }
                guard run.text.contains(where: { $0 != " " }) else { continue }
                words += "<text x=\"\(left.short)\" y=\"\((top + 13.5).short)\" textLength=\"\(width.short)\""
                words += " fill=\"\((front ?? ink).hex)\"\(run.look.attributes.svg)>\(run.text.escapedForXML)</text>\n"
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(size.0.short)" height="\(size.1.short)" \
            viewBox="0 0 \(size.0.short) \(size.1.short)">
            <rect width="100%" height="100%" rx="8" fill="\(paper.hex)"/>
            \(boxes)<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" \
            xml:space="preserve">
            \(words)</g>
            </svg>

            """
    }

    /// Cells of a row that look alike, one after the other.
    private struct Run {
        var start: Int
        var width: Int
        var text: String
        var look: Rendition
    }

    private func runs(_ y: Int, _ theme: Theme) -> [Run] {
        var runs: [Run] = []
        for x in 0..<fullSize.width {
            let cell = cells[y * fullSize.width + x]
            guard cell.width > 0 else { continue }
            let look = theme.rendition(of: cell.style)
            if let last = runs.last, last.look == look, last.start + last.width == x {
                runs[runs.count - 1].width += Int(cell.width)
                runs[runs.count - 1].text += cell.text
            } else {
                runs.append(Run(start: x, width: Int(cell.width), text: cell.text, look: look))
            }
        }
        return runs
    }
}

extension Color {
    /// The colour as the theme means it; `nil` for the terminal's own.
    fileprivate var exact: RGB? {
        switch self {
        case .terminal: nil
        case .ansi(let index): RGB(paletteIndex: index)
        case .rgb(let rgb, _): rgb
        }
    }
}

extension RGB {
    fileprivate var hex: String {
        "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

extension Attributes {
    fileprivate var svg: String {
        (contains(.bold) ? " font-weight=\"bold\"" : "") + (contains(.dim) ? " opacity=\"0.65\"" : "")
            + (contains(.italic) ? " font-style=\"italic\"" : "")
            + (contains(.underline) ? " text-decoration=\"underline\"" : "")
    }
}

extension Double {
    /// With one place at most.
    fileprivate var short: String {
        let tenths = Int((self * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

extension String {
    fileprivate var escapedForXML: String {
        var text = ""
        for character in self {
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            default: text.append(character)
            }
        }
        return text
    }
}
