/// A decimal number without rounding: a quantity, a price or a pack factor exactly as a system stated it.
///
/// The value is `coefficient / 10^scale`, kept in its one shortest form (`2.50` and `2.5` are the same value, equal
/// and with the same hash). It holds up to 38 significant digits, up to 38 of them behind the point. Arithmetic that
/// leaves this range, or has no finite decimal answer, returns nil; nothing rounds unless it is asked to and nothing
/// traps.
public struct ExactDecimal: Hashable, Sendable {
    /// All digits of the value as one whole number, with the sign.
    public let coefficient: Int128
    /// How many of the coefficient's digits stand behind the point, 0...38. Above 0 the last digit is never a zero.
    public let scale: Int

    /// The most digits a value may have, and the most it may have behind the point.
    public static let maximumDigits = 38

    /// `coefficient / 10^scale`, or nil when that has more than 38 digits or more than 38 places.
    ///
    /// A negative scale multiplies: `(5, -1)` is 50.
    public init?(coefficient: Int128, scale: Int) {
        var digits = coefficient
        var places = scale
        if digits == 0 { places = 0 }
        while places < 0 {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            digits = product
            places += 1
        }
        (digits, places) = Self.withoutTrailingZeros(digits, places)
        guard digits.magnitude < PowersOfTen.limit, places <= Self.maximumDigits else { return nil }
        self.init(normalised: digits, scale: places)
    }

    /// A whole number.
    public init(_ value: Int) {
        self.init(normalised: Int128(value), scale: 0)
    }

    /// The caller promises the shortest form and the range.
    init(normalised coefficient: Int128, scale: Int) {
        self.coefficient = coefficient
        self.scale = scale
    }

    /// 0.
    public static let zero = ExactDecimal(normalised: 0, scale: 0)
    /// 1.
    public static let one = ExactDecimal(normalised: 1, scale: 0)

    /// True when nothing stands behind the point.
    public var isWhole: Bool { scale == 0 }
    /// True below zero; zero has no sign.
    public var isNegative: Bool { coefficient < 0 }
    /// True for zero, however it was written.
    public var isZero: Bool { coefficient == 0 }
    /// The value without its sign.
    public var magnitude: ExactDecimal { isNegative ? negated : self }
    /// The value with the other sign.
    public var negated: ExactDecimal { ExactDecimal(normalised: -coefficient, scale: scale) }
    /// The value as a machine integer, when it is whole and fits.
    public var wholeValue: Int? { isWhole ? Int(exactly: coefficient) : nil }

    private static func withoutTrailingZeros(_ coefficient: Int128, _ scale: Int) -> (Int128, Int) {
        var places = scale
        if var digits = Int64(exactly: coefficient) {
            while places > 0, digits % 10 == 0, digits != 0 {
                digits /= 10
                places -= 1
            }
            return (Int128(digits), places)
        }
        var digits = coefficient
        while places > 0, digits % 10 == 0 {
            digits /= 10
            places -= 1
        }
        return (digits, places)
    }
}

extension ExactDecimal: ExpressibleByIntegerLiteral {
    /// A whole number written in code.
    public init(integerLiteral value: Int) {
        self.init(value)
    }
}

extension ExactDecimal: Comparable {
    /// By value. Never overflows: whole parts are compared first, then the fractions.
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.scale == right.scale { return left.coefficient < right.coefficient }
        let (leftUnit, rightUnit) = (PowersOfTen[left.scale], PowersOfTen[right.scale])
        let (leftWhole, rightWhole) = (left.coefficient / leftUnit, right.coefficient / rightUnit)
        if leftWhole != rightWhole { return leftWhole < rightWhole }
        let scale = max(left.scale, right.scale)
        let leftRest = (left.coefficient % leftUnit) * PowersOfTen[scale - left.scale]
        let rightRest = (right.coefficient % rightUnit) * PowersOfTen[scale - right.scale]
        return leftRest < rightRest
    }
}
