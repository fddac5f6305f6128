/// What is wrong with a UCUM expression, or why two units don't convert. Positions count characters from 1.
///
/// Texts only ever repeat printable ASCII of the expression.
public enum UCUMError: Error, Hashable, Sendable {
    /// The expression is empty.
    case empty
    /// The expression is longer than ``UCUMUnit/maximumLength`` characters.
    case tooLong
    /// A character outside printable ASCII, or a space.
    case illegalCharacter(position: Int)
    /// Nothing stands where a unit must: `m/`, `m..s`, `()`.
    case missingUnit(position: Int)
    /// A character that can't follow what stands before it: `{a}m`, `ug(8.h)`.
    case unexpected(character: String, position: Int)
    /// A bracket, brace or parenthesis without its partner.
    case unbalanced(character: String, position: Int)
    /// No such unit; with the unit that was probably meant, where one is near.
    case unknownUnit(String, position: Int, suggestion: String?)
    /// The unit exists but takes no prefix: `m[lb_av]`.
    case prefixNotAllowed(prefix: String, unit: String, position: Int)
    /// A number runs into a unit: `12h` must be `12.h`.
    case numberWithoutDot(String, position: Int)
    /// A plain number has no exponent: `10+3` must be `10*3`.
    case exponentOnNumber(String, position: Int)
    /// An exponent beyond ±99.
    case exponentTooLarge(position: Int)
    /// A factor of zero makes no unit.
    case zeroFactor(position: Int)
    /// The unit's size has more digits than anything real.
    case sizeOutOfRange
    /// The units measure different things; both in base units.
    case notCommensurable(from: String, to: String)
    /// A unit on a scale of its own (`Cel`, `pH`) was multiplied, divided or raised to a power.
    case specialUnitInTerm(String)
    /// The value has no counterpart on the other scale, such as the logarithm of a negative number.
    case valueOutOfRange(unit: String)
    /// A quantity was divided by zero.
    case divisionByZero

    /// A short fixed name for metrics and runbooks.
    public var code: String {
        switch self {
        case .empty: "empty"
        case .tooLong: "too-long"
        case .illegalCharacter: "illegal-character"
        case .missingUnit: "missing-unit"
        case .unexpected: "unexpected-character"
        case .unbalanced: "unbalanced"
        case .unknownUnit: "unknown-unit"
        case .prefixNotAllowed: "prefix-not-allowed"
        case .numberWithoutDot: "number-without-dot"
        case .exponentOnNumber: "exponent-on-number"
        case .exponentTooLarge: "exponent-too-large"
        case .zeroFactor: "zero-factor"
        case .sizeOutOfRange: "size-out-of-range"
        case .notCommensurable: "not-commensurable"
        case .specialUnitInTerm: "special-unit-in-term"
        case .valueOutOfRange: "value-out-of-range"
        case .divisionByZero: "division-by-zero"
        }
    }

    /// What is wrong and what to write instead.
    public var sentence: String {
        switch self {
        case .empty: "The unit is empty."
        case .tooLong: "The unit is longer than \(UCUMUnit.maximumLength) characters."
        case .illegalCharacter(let position):
            "Character \(position) of the unit is not allowed: UCUM uses printable ASCII without spaces."
        case .missingUnit(let position): "A unit is missing at character \(position)."
        case .unexpected(let character, let position):
            "\(character) at character \(position) can't follow what stands before it; join units with . or /."
        case .unbalanced(let character, let position): "\(character) at character \(position) has no partner."
        case .unknownUnit(let unit, let position, let suggestion):
            "UCUM has no unit \(unit) (character \(position))" + (suggestion.map { "; did you mean \($0)?" } ?? ".")
        case .prefixNotAllowed(let prefix, let unit, let position):
            "\(unit) takes no prefix such as \(prefix) (character \(position))."
        case .numberWithoutDot(let text, let position):
            "\(text) (character \(position)) needs a dot between its number and its unit."
        case .exponentOnNumber(let text, let position):
            "\(text) (character \(position)) is no unit: write a power of ten with * as in 10*3."
        case .exponentTooLarge(let position): "The exponent at character \(position) is beyond 99."
        case .zeroFactor(let position): "The factor at character \(position) is zero."
        case .sizeOutOfRange: "The unit is larger or smaller than any that can be converted."
        case .notCommensurable(let from, let to):
            "A quantity in \(from) has no amount in \(to): they measure different things."
        case .specialUnitInTerm(let unit):
            "\(unit) is a scale of its own and can't be multiplied, divided or raised to a power."
        case .valueOutOfRange(let unit): "The value has no counterpart in \(unit)."
        case .divisionByZero: "A quantity can't be divided by zero."
        }
    }
}
