/// An amount with its unit.
public struct UCUMQuantity: Hashable, Sendable {
    /// How many of `unit`.
    public let amount: UCUMAmount
    /// The unit.
    public let unit: UCUMUnit

    /// An amount of a unit.
    public init(_ amount: UCUMAmount, _ unit: UCUMUnit) {
        self.amount = amount
        self.unit = unit
    }

    /// A decimal amount of a unit.
    public init(_ value: ExactDecimal, _ unit: UCUMUnit) {
        self.init(UCUMAmount(value), unit)
    }

    /// The same quantity in another unit.
    ///
    /// - Throws: as ``UCUMUnit/convert(_:to:)``.
    public func converted(to other: UCUMUnit) throws(UCUMError) -> UCUMQuantity {
        UCUMQuantity(try unit.convert(amount, to: other), other)
    }

    /// The same quantity in base units, for comparing and storing.
    public func canonical() throws(UCUMError) -> UCUMQuantity {
        try converted(to: UCUMUnit(unit.dimension))
    }

    /// The product, in base units.
    ///
    /// - Throws: ``UCUMError/specialUnitInTerm(_:)`` for a unit on a scale of its own.
    public func multiplied(by other: UCUMQuantity) throws(UCUMError) -> UCUMQuantity {
        let (left, right) = (try ratioAmount(), try other.ratioAmount())
        let unit = try UCUMUnit(unit.dimension.multiplied(by: other.unit.dimension))
        guard let product = left.multiplied(by: right) else { throw .valueOutOfRange(unit: unit.code) }
        return UCUMQuantity(product, unit)
    }

    /// The quotient, in base units; a plain number when both measure the same.
    ///
    /// - Throws: ``UCUMError/specialUnitInTerm(_:)`` for a unit on a scale of its own, ``UCUMError/divisionByZero``.
    public func divided(by other: UCUMQuantity) throws(UCUMError) -> UCUMQuantity {
        let (left, right) = (try ratioAmount(), try other.ratioAmount())
        guard !right.isZero else { throw .divisionByZero }
        let unit = try UCUMUnit(unit.dimension.multiplied(by: other.unit.dimension.power(-1)))
        guard let quotient = left.divided(by: right) else { throw .valueOutOfRange(unit: unit.code) }
        return UCUMQuantity(quotient, unit)
    }

    private func ratioAmount() throws(UCUMError) -> UCUMAmount {
        if let special = unit.measure.misused ?? unit.measure.scale?.code { throw .specialUnitInTerm(special) }
        guard let amount = unit.measure.baseUnits(in: amount) else { throw .valueOutOfRange(unit: unit.code) }
        return amount
    }
}
