/// A report as people read it.
extension Report {
    /// Plain text: the conditions, then a table a section.
    var table: String {
        var text = [conditions.description]
        var section = ""
        for line in lines {
            if line.section != section {
                section = line.section
                text += ["", section.uppercased()]
            }
            text += line.rows
        }
        return text.joined(separator: "\n")
    }
}

extension Line {
    /// The row, and its notes beneath.
    fileprivate var rows: [String] {
        let figure = value.map { "\($0.short) \(unit)" } ?? "not measured"
        var row = "  " + name.padded(to: 44) + figure.padded(to: 16, fromLeft: true)
        if let ratio, let yardstick {
            row += "   × \(ratio.hundredths) of \(yardstick)"
            if let aim { row += " (aim \(aim.hundredths)\(ratio >= aim ? "" : ": MISSED"))" }
        }
        var rows = [row]
        if !details.isEmpty {
            rows.append("      " + details.map(\.text).joined(separator: "   "))
        }
        if let note { rows.append("      \(note)") }
        return rows
    }
}

extension Detail {
    /// The name, the figure and the unit, where it has one.
    fileprivate var text: String { "\(name) \(value.short)" + (unit.isEmpty ? "" : " \(unit)") }
}

extension Double {
    /// Three digits or so, thousands apart.
    var short: String {
        if self >= 1000 { return Int(rounded()).grouped }
        if self >= 100 || self == 0 { return "\(Int(rounded()))" }
        if self >= 10 { return fixed(1) }
        return self >= 1 ? fixed(2) : fixed(3)
    }

    /// Two digits behind the point; three where there would be nothing to see.
    var hundredths: String { fixed(self < 0.1 ? 3 : 2) }

    private func fixed(_ digits: Int) -> String {
        var scale = 1
        for _ in 0..<digits { scale *= 10 }
        let scaled = Int((self * Double(scale)).rounded())
        let rest = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}

extension Int {
    /// With a comma between thousands.
    fileprivate var grouped: String {
        guard self >= 1000 else { return String(self) }
        let rest = String(self % 1000)
        return (self / 1000).grouped + "," + String(repeating: "0", count: 3 - rest.count) + rest
    }
}

extension String {
    /// Filled up with spaces to `width`, behind or before the text.
    fileprivate func padded(to width: Int, fromLeft: Bool = false) -> String {
        let fill = String(repeating: " ", count: Swift.max(0, width - count))
        return fromLeft ? fill + self : self + fill
    }
}
