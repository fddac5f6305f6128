/// The grammar of a number in JSON (RFC 8259 §6).
public enum JSONNumber {
    /// Whether a byte can stand in a number at all.
    public static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: true
        default: false
        }
    }

    /// Whether the bytes at `range` are one number: `-0.5` and `1e3` are, `+1`, `.5`, `5.` and `007` are not.
    public static func isValid(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
        let end = range.upperBound
        var position = range.lowerBound
        if position < end, bytes[position] == 0x2D { position += 1 }
        let whole = position
        position = endOfDigits(bytes, position..<end)
        guard position == whole + 1 || (position > whole && bytes[whole] != 0x30) else { return false }
        if position < end, bytes[position] == 0x2E {
            let fraction = position + 1
            position = endOfDigits(bytes, fraction..<end)
            guard position > fraction else { return false }
        }
        if position < end, bytes[position] == 0x45 || bytes[position] == 0x65 {
            var exponent = position + 1
            if exponent < end, bytes[exponent] == 0x2B || bytes[exponent] == 0x2D { exponent += 1 }
            position = endOfDigits(bytes, exponent..<end)
            guard position > exponent else { return false }
        }
        return position == end
    }

    private static func endOfDigits(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int {
        var position = range.lowerBound
        while position < range.upperBound, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return position
    }
}
