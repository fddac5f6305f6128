/// A parsed expression: the tree behind a ``UCUMUnit``.
indirect enum UCUMTerm: Hashable, Sendable {
    /// A factor, with the annotation that may follow it.
    case number(BigNatural)
    /// A unit, perhaps with a prefix, to a power.
    case unit(prefix: String?, code: String, exponent: Int)
    /// An annotation on its own; it stands for one.
    case annotation
    case product(UCUMTerm, UCUMTerm)
    case quotient(UCUMTerm, UCUMTerm)
    /// A slash at the very beginning.
    case reciprocal(UCUMTerm)
    /// Parentheses.
    case group(UCUMTerm)
}
