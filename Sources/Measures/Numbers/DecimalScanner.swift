/// Reads a decimal number byte by byte, without a `String` and without storing the digits.
@usableFromInline
struct DecimalScanner {
    private enum Position {
        case start, whole, fraction, end
    }

    /// `(Int128.max - 9) / 10`, written out: the division is not folded and costs more than all the rest.
    private static let largestBeforeAppending: Int128 = 17_014_118_346_046_923_173_168_730_371_588_410_571

    private var position = Position.start
    private var isNegative = false
    private var sawDigit = false
    private var coefficient: Int128 = 0
    private var scale = 0
    /// Zeros of the fraction that count only if another digit follows, so `1.000…` never runs out of digits.
    private var pendingZeros = 0

    @usableFromInline
    init() {}

    /// Takes the next byte; false when no number can come of it any more.
    @usableFromInline
    mutating func consume(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return digit(Int128(byte - UInt8(ascii: "0")))
        case UInt8(ascii: "."):
            guard position == .start || position == .whole else { return false }
            position = .fraction
            return true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard position == .start else { return false }
            isNegative = byte == UInt8(ascii: "-")
            position = .whole
            return true
        case UInt8(ascii: " "):
            guard position != .start else { return true }
            position = .end
            return sawDigit
        default:
            return false
        }
    }

    /// The number read so far, or nil when there was no digit or too many.
    @usableFromInline
    var value: ExactDecimal? {
        guard sawDigit else { return nil }
        return ExactDecimal(coefficient: isNegative ? -coefficient : coefficient, scale: scale)
    }

    private mutating func digit(_ digit: Int128) -> Bool {
        guard position != .end else { return false }
        sawDigit = true
        guard position == .fraction else {
            position = .whole
            return append(digit)
        }
        if digit == 0 {
            pendingZeros += 1
            return true
        }
        while pendingZeros > 0 {
            guard append(0) else { return false }
            scale += 1
            pendingZeros -= 1
        }
        scale += 1
        return append(digit)
    }

    private mutating func append(_ digit: Int128) -> Bool {
        guard coefficient <= Self.largestBeforeAppending else { return false }
        coefficient = coefficient * 10 + digit
        return true
    }
}
