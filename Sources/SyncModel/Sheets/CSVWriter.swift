/// Writes comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
///
/// A cell that a spreadsheet would reckon with (it begins with `=`, `+`, `-`, `@`, a tab or a line end) gets an
/// apostrophe in front. ``CSVGuard/plain(_:)`` takes just that apostrophe away again, so that what was written reads
/// back as it was.
public struct CSVWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Nothing yet.
    public init() {}

    /// Writes one line.
    public mutating func append(_ cells: [String]) {
        for (number, cell) in cells.enumerated() {
            if number > 0 { bytes.append(0x2C) }
            write(CSVGuard.guarded(cell))
        }
        bytes += [0x0D, 0x0A]
    }

    private mutating func write(_ cell: String) {
        let isPlain = cell.utf8.allSatisfy { $0 != 0x2C && $0 != 0x22 && $0 != 0x0A && $0 != 0x0D && $0 != 0x3B }
        // A blank at either end is easily lost.
        guard !isPlain || cell.utf8.first == 0x20 || cell.utf8.last == 0x20 || cell.utf8.first == 0x09 else {
            bytes += Array(cell.utf8)
            return
        }
        bytes.append(0x22)
        for byte in cell.utf8 {
            if byte == 0x22 { bytes.append(0x22) }
            bytes.append(byte)
        }
        bytes.append(0x22)
    }
}

/// Keeps cells from being taken for formulas.
public enum CSVGuard {
    /// A cell as it is written.
    public static func guarded(_ cell: String) -> String { isRisky(cell) ? "'" + cell : cell }

    /// A cell as it was before it was written.
    public static func plain(_ cell: String) -> String {
        guard cell.unicodeScalars.first == "'" else { return cell }
        let rest = String(cell.unicodeScalars.dropFirst())
        return isRisky(rest) ? rest : cell
    }

    /// A cell of a table that others read, and not we again: with an apostrophe where a program would run what follows.
    /// Plain numbers, and the dash that stands for nothing, are left as they are.
    public static func neutralised(_ cell: String) -> String {
        let bare = cell.unicodeScalars.drop { $0 == " " }
        guard let first = bare.first, isRisky(String(first)) || first == "|" || first == "%" else { return cell }
        return cell == "-" || isPlainNumber(cell) ? cell : "'" + cell
    }

    private static func isPlainNumber(_ cell: String) -> Bool {
        let digits = cell.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        guard cell.utf8.count - digits.count <= 1, let first = digits.first, (0x30...0x39).contains(first) else {
            return false
        }
        return digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
            && digits.count { $0 == UInt8(ascii: ".") } <= 1
    }

    /// Whether a spreadsheet would reckon with a cell, apostrophes in front aside.
    private static func isRisky(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first(where: { $0 != "'" }) else { return false }
        switch first {
        // The wide forms of the same signs are taken for them by some.
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}": return true
        default: return false
        }
    }
}
