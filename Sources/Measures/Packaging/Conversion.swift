/// A quantity in another packaging unit, exactly, and how it was reached.
public struct Conversion: Hashable, Sendable {
    /// What was asked for.
    public let quantity: ExactDecimal
    /// The unit of `quantity`.
    public let from: UnitCode
    /// The same amount in `to`. Never rounded.
    public let result: ExactDecimal
    /// The unit of `result`.
    public let to: UnitCode
    /// The pack factors used, in order; empty when both units are the same.
    public let factors: [PackFactor]

    /// The steps as a person would check them: `2 EA ÷ 50 EA/BX = 0.04 BX`.
    public var arithmetic: String {
        var text = "\(quantity) \(from)"
        guard !factors.isEmpty else { return text }
        var current = from
        for factor in factors {
            let unpacks = factor.unit == current
            text += " \(unpacks ? "×" : "÷") \(factor.contains) \(factor.inner)/\(factor.unit)"
            current = unpacks ? factor.inner : factor.unit
        }
        return text + " = \(result) \(to)"
    }
}

/// Why a quantity was not converted. Each case waits for a person; none is answered by rounding.
public enum ConversionRefusal: Error, Hashable, Sendable {
    /// No chain of this item's pack factors joins the two units.
    case noConversion(from: UnitCode, to: UnitCode)
    /// The result would be an endless decimal, such as 1 EA in boxes of 3.
    case notFinite(quantity: ExactDecimal, from: UnitCode, to: UnitCode)
    /// The target unit is only handled whole, and the result is not whole.
    case wouldSplitPack(Conversion)
    /// The result has more than 38 digits.
    case overflow(from: UnitCode, to: UnitCode)
    /// Two of the item's factors give different contents for the same pack.
    case contradictory(PackFactor, PackFactor)

    /// A short fixed name for metrics and runbooks.
    public var code: String {
        switch self {
        case .noConversion: "no-conversion"
        case .notFinite: "not-finite"
        case .wouldSplitPack: "would-split-pack"
        case .overflow: "overflow"
        case .contradictory: "contradictory-factors"
        }
    }

    /// What is wrong and what to do, for the person who owns the item's packaging.
    public var sentence: String {
        switch self {
        case .noConversion(let from, let to):
            "No pack factor of this item leads from \(from) to \(to): enter how many of one make the other."
        case .notFinite(let quantity, let from, let to):
            "\(quantity) \(from) has no exact amount in \(to): correct the pack factor or post it in another unit."
        case .wouldSplitPack(let conversion):
            "\(conversion.arithmetic), but \(conversion.to) is only issued whole: post it in another unit."
        case .overflow(let from, let to):
            "The amount from \(from) in \(to) has too many digits: check the quantity and the pack factors."
        case .contradictory(let first, let second):
            "The pack factors contradict each other (\(first), but \(second)): correct or remove the wrong one."
        }
    }
}
