/// Which neighbour a value goes to when digits are cut. Always named by the caller: no rounding is the default.
public enum RoundingMode: String, Hashable, Codable, Sendable, CaseIterable {
    /// To the nearest; a tie goes to the even last digit (banker's rounding).
    case halfEven
    /// To the nearest; a tie goes away from zero (as invoices are rounded).
    case halfAwayFromZero
    /// The digits are cut off.
    case towardZero
    /// Any remainder counts as a whole: packs that must be ordered.
    case awayFromZero
    /// To the lower neighbour, also below zero.
    case down
    /// To the higher neighbour, also below zero.
    case up
}

extension RoundingMode {
    /// What is cut off, compared with half a unit of the last digit kept.
    enum Remainder {
        case none, belowHalf, half, aboveHalf
    }

    /// Whether the last digit kept grows by one.
    func movesAwayFromZero(isNegative: Bool, lastDigitIsOdd: Bool, remainder: Remainder) -> Bool {
        switch (self, remainder) {
        case (_, .none), (.towardZero, _): false
        case (.awayFromZero, _): true
        case (.down, _): isNegative
        case (.up, _): !isNegative
        case (.halfEven, .half): lastDigitIsOdd
        case (.halfAwayFromZero, .half), (.halfEven, .aboveHalf), (.halfAwayFromZero, .aboveHalf): true
        case (.halfEven, .belowHalf), (.halfAwayFromZero, .belowHalf): false
        }
    }
}
