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
