#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How a unit on a scale of its own leads to a ratio scale (UCUM §§21-22 and its table of special units).
enum UCUMFunction: String, Sendable {
    case celsius = "Cel"
    case fahrenheit = "degF"
    case reaumur = "degRe"
    case negativeLogarithm = "pH"
    case naturalLogarithm = "ln"
    case logarithm = "lg"
    case twiceLogarithm = "lgTimes2"
    case binaryLogarithm = "ld"
    case hundredTangent = "tanTimes100"
    case squareRoot = "sqrt"
    case decimalPotency = "hpX"
    case centesimalPotency = "hpC"
    case millesimalPotency = "hpM"
    case quintamillesimalPotency = "hpQ"

    /// From the scale to a multiple of its defining unit; nil when there is none.
    func ratio(fromScale value: UCUMAmount) -> UCUMAmount? {
        if let offset { return value.adding(offset) }
        if self == .squareRoot { return value.multiplied(by: value) }
        let reading = value.doubleValue
        let ratio: Double =
            switch self {
            case .hundredTangent: atan(reading / 100)
            case .naturalLogarithm: exp(reading)
            case .twiceLogarithm: pow(10, reading / 2)
            case .negativeLogarithm, .decimalPotency, .centesimalPotency, .millesimalPotency, .quintamillesimalPotency:
                pow(base, -reading)
            default: pow(base, reading)
            }
        return UCUMAmount(approximate: ratio)
    }

    /// From a multiple of the defining unit to the scale; nil when there is none.
    func scale(fromRatio value: UCUMAmount) -> UCUMAmount? {
        if let offset { return value.adding(offset.negated) }
        let ratio = value.doubleValue
        let reading: Double =
            switch self {
            case .squareRoot: ratio.squareRoot()
            case .hundredTangent: 100 * tan(ratio)
            case .naturalLogarithm: log(ratio)
            case .binaryLogarithm: log2(ratio)
            case .logarithm: log10(ratio)
            case .twiceLogarithm: 2 * log10(ratio)
            case .negativeLogarithm, .decimalPotency: -log10(ratio)
            default: -log(ratio) / log(base)
            }
        return UCUMAmount(approximate: reading)
    }

    /// Where the scale's zero lies, in its own degrees: these scales convert exactly.
    private var offset: BigRational? {
        switch self {
        case .celsius: BigRational(scientific: "273.15")
        case .fahrenheit: BigRational(scientific: "459.67")
        case .reaumur: BigRational(scientific: "218.52")
        default: nil
        }
    }

    private var base: Double {
        switch self {
        case .binaryLogarithm: 2
        case .centesimalPotency: 100
        case .millesimalPotency: 1000
        case .quintamillesimalPotency: 50_000
        default: 10
        }
    }
}
