/// Global Trade Item Numbers in the range that GS1 sets aside for use inside one company, so that none is anybody's.
enum GTIN {
    /// The 14-digit number of the item with this sequence number, with its check digit.
    static func internalNumber(_ sequence: Int) -> String {
        // GS1 General Specifications §2.1.11: prefixes 20 to 29 are restricted circulation numbers.
        let body = "02" + padded(sequence % 100_000_000_000, to: 11)
        return body + String(checkDigit(of: body))
    }

    /// The digit that makes the weighted sum a multiple of ten (GS1 General Specifications §7.9.1).
    static func checkDigit(of body: String) -> Int {
        var sum = 0
        for (place, digit) in body.utf8.reversed().enumerated() {
            sum += Int(digit &- 0x30) * (place.isMultiple(of: 2) ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}

/// `number` in decimal with zeros before it, up to `width` digits.
func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
