public import Measures

/// An amount in the site's currency, exact to the cent.
public struct Money: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The amount in cents; negative for credits.
    public var cents: Int64

    /// Wraps a count of cents.
    public init(cents: Int64) { self.cents = cents }

    /// No money.
    public static let zero = Money(cents: 0)

    /// What `quantity` pieces at this price each come to, rounded half away from zero to the cent; `nil` out of range.
    public func times(_ quantity: ExactDecimal) -> Money? {
        guard let product = ExactDecimal(Int(cents)).multiplied(by: quantity) else { return nil }
        let whole = product.rounded(places: 0, mode: .halfAwayFromZero)
        return Int64(whole.description).map(Money.init(cents:))
    }

    /// Reads an amount such as `12.5` or `-3`; `nil` where it has more than two places or is out of range.
    public init?(_ amount: ExactDecimal) {
        guard let scaled = amount.multiplied(by: 100), scaled.isWhole, let cents = Int64(scaled.description) else {
            return nil
        }
        self.cents = cents
    }

    /// Reads a bare JSON number of cents.
    public init(from decoder: any Decoder) throws {
        cents = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a bare JSON number of cents.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(cents)
    }

    /// Smaller amounts come first.
    public static func < (left: Self, right: Self) -> Bool { left.cents < right.cents }

    /// The sum, held at the largest amount rather than overflowing.
    public static func + (left: Self, right: Self) -> Money {
        let (sum, overflow) = left.cents.addingReportingOverflow(right.cents)
        return Money(cents: overflow ? (left.cents < 0 ? .min : .max) : sum)
    }

    /// The amount with thousands separators: `$1,204.50`, `-$3.00`.
    public var description: String {
        let magnitude = cents.magnitude
        let fraction = magnitude % 100
        return "\(cents < 0 ? "-" : "")$\((magnitude / 100).grouped).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}

extension FixedWidthInteger {
    /// The number with a comma between thousands: `4,118`.
    public var grouped: String {
        var digits = String(magnitude)
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
            index -= 3
        }
        return self < 0 ? "-" + digits : digits
    }
}
