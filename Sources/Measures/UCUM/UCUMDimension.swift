/// What a unit measures: powers of UCUM's seven base units, and of arbitrary units, each of which only compares with
/// itself.
public struct UCUMDimension: Hashable, Sendable, CustomStringConvertible {
    /// Power by unit code (`["g": 1, "m": -3]`), without zeros. Empty for plain numbers, to which UCUM counts `mol`.
    public let exponents: [String: Int]

    /// A plain number.
    public static let number = UCUMDimension([:])

    init(_ exponents: [String: Int]) {
        self.exponents = exponents.filter { $0.value != 0 }
    }

    /// The canonical expression, in the order of the codes: `g.m-1.s-2`; `1` for a plain number.
    public var description: String {
        guard !exponents.isEmpty else { return "1" }
        return exponents.sorted { $0.key < $1.key }
            .map { $0.value == 1 ? $0.key : "\($0.key)\($0.value)" }
            .joined(separator: ".")
    }

    func multiplied(by other: UCUMDimension) -> UCUMDimension {
        UCUMDimension(exponents.merging(other.exponents, uniquingKeysWith: +))
    }

    func power(_ exponent: Int) -> UCUMDimension {
        UCUMDimension(exponents.mapValues { $0 * exponent })
    }
}
