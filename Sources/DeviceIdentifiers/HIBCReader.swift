/// Reads HIBC supplier labels: `+` with the labeler, the product and the unit of measure, alone or with `/` and the
/// lot, the serial number and the days behind it (ANSI/HIBC 2.6 §2).
struct HIBCReader {
    let year: Int

    /// The values of the check character are their places here (ANSI/HIBC 2.6, Appendix B).
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%".utf8)

    func read(_ bytes: [UInt8]) throws(UDIProblem) -> UDI {
        let body = try checked(bytes)
        let pieces = body.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let primary = pieces[0]
        // The labeler has four characters, the first a letter; the product 1 to 18, the unit of measure one digit.
        guard (6...23).contains(primary.count), primary.first.map({ (0x41...0x5A).contains($0) }) == true,
            primary.allSatisfy(\.isLetterOrDigit), primary.last?.isDigit == true
        else { throw .malformed("labeler and product") }
        var udi = UDI(.hibc, device: primary.text)
        for piece in pieces.dropFirst() { try take(Array(piece), into: &udi) }
        return udi
    }

    /// What stands between the `+` and the check character, which is right.
    private func checked(_ bytes: [UInt8]) throws(UDIProblem) -> [UInt8] {
        guard bytes.count >= 8, let last = bytes.last else { throw .missing("check character") }
        var sum = 0
        for byte in bytes.dropLast() {
            guard let value = Self.alphabet.firstIndex(of: byte) else { throw .notReadable }
            sum += value
        }
        guard Self.alphabet[sum % 43] == last else { throw .checkDigit("HIBC label") }
        return Array(bytes.dropFirst().dropLast())
    }

    /// One part behind the primary: lot and expiration, or a supplemental one with its own identifier.
    private func take(_ piece: [UInt8], into udi: inout UDI) throws(UDIProblem) {
        let text = piece.text
        if text.hasPrefix("$$+") {
            udi.serial = try dated(Array(piece.dropFirst(3)), &udi)
        } else if text.hasPrefix("$$") {
            udi.lot = try dated(Array(piece.dropFirst(2)), &udi)
        } else if text.hasPrefix("$+") {
            udi.serial = try named(piece.dropFirst(2), "serial number")
        } else if text.hasPrefix("$") {
            udi.lot = try named(piece.dropFirst(1), "lot")
        } else if text.hasPrefix("16D") {
            udi.made = try longDay(Array(piece.dropFirst(3)), "production date")
        } else if text.hasPrefix("14D") {
            udi.expires = try longDay(Array(piece.dropFirst(3)), "expiration date")
        } else if text.hasPrefix("S") {
            udi.serial = try named(piece.dropFirst(1), "serial number")
        } else if piece.count >= 5, let short = piece[..<2].wholeNumber, let number = piece[2..<5].wholeNumber {
            // A five-digit day of the year with the lot behind it.
            guard let day = UDI.Day.of(short, dayOfYear: number, near: year) else {
                throw .malformed("expiration date")
            }
            udi.expires = day
            if piece.count > 5 { udi.lot = try named(piece.dropFirst(5), "lot") }
        } else {
            throw .unknownPart("behind the '/'")
        }
    }

    /// What stands behind a day whose form a digit tells, perhaps with a quantity before it.
    private func dated(_ piece: [UInt8], _ udi: inout UDI) throws(UDIProblem) -> String? {
        var rest = piece[...]
        // A quantity of two digits behind 8, of five behind 9.
        if let first = rest.first, first == UInt8(ascii: "8") || first == UInt8(ascii: "9") {
            rest = rest.dropFirst(first == UInt8(ascii: "8") ? 3 : 6)
        }
        func digits(_ range: Range<Int>) -> Int? {
            guard rest.count >= range.upperBound else { return nil }
            return rest[(rest.startIndex + range.lowerBound)..<(rest.startIndex + range.upperBound)].wholeNumber
        }
        let (length, day): (Int, UDI.Day?)
        switch rest.first {
        case UInt8(ascii: "2")?:
            (length, day) = (7, both(digits(5..<7), digits(1..<3), digits(3..<5)))
        case UInt8(ascii: "3")?:
            (length, day) = (7, both(digits(1..<3), digits(3..<5), digits(5..<7)))
        case UInt8(ascii: "4")?:
            (length, day) = (9, both(digits(1..<3), digits(3..<5), digits(5..<7)))
        case UInt8(ascii: "5")?: (length, day) = (6, ordinal(digits(1..<3), digits(3..<6)))
        case UInt8(ascii: "6")?: (length, day) = (8, ordinal(digits(1..<3), digits(3..<6)))
        case UInt8(ascii: "7")?:
            return rest.count > 1 ? try named(rest.dropFirst(1), "lot") : nil
        case UInt8(ascii: "0")?, UInt8(ascii: "1")?:
            // Month and year alone: to the end of the month.
            (length, day) = (4, both(digits(2..<4), digits(0..<2), 0))
        default: throw .malformed("expiration date")
        }
        guard let day, rest.count >= length else { throw .malformed("expiration date") }
        udi.expires = day
        let name = rest.dropFirst(length)
        return name.isEmpty ? nil : try named(name, "lot")
    }

    private func both(_ short: Int?, _ month: Int?, _ day: Int?) -> UDI.Day? {
        guard let short, let month, let day else { return nil }
        return UDI.Day.of(short, month, day, near: year)
    }

    private func ordinal(_ short: Int?, _ number: Int?) -> UDI.Day? {
        guard let short, let number else { return nil }
        return UDI.Day.of(short, dayOfYear: number, near: year)
    }

    /// `20270630`.
    private func longDay(_ digits: [UInt8], _ name: String) throws(UDIProblem) -> UDI.Day {
        guard digits.count == 8, let full = digits[..<4].wholeNumber, let month = digits[4..<6].wholeNumber,
            let day = digits[6..<8].wholeNumber, let found = UDI.Day.of(full % 100, month, day, near: full)
        else { throw .malformed(name) }
        return found
    }

    private func named(_ bytes: some Collection<UInt8>, _ name: String) throws(UDIProblem) -> String {
        guard (1...25).contains(bytes.count) else { throw .malformed(name) }
        return bytes.text
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool { isDigit || (0x41...0x5A).contains(self) }
}
