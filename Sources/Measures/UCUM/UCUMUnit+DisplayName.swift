extension UCUMUnit {
    /// The expression in words, in the form of UCUM's published tests: `(meter ^ 3) * (kilogram ^ -1)`. English;
    /// annotations are left out.
    public var displayName: String {
        code == "1" ? "(unity)" : term.displayName(catalog: .standard)
    }
}

extension UCUMTerm {
    fileprivate func displayName(catalog: UCUMCatalog) -> String {
        switch self {
        case .annotation: return "1"
        case .number(let number): return number.decimalDigits
        case .group(let inner): return "(\(inner.displayName(catalog: catalog)))"
        case .reciprocal(let inner): return "1 / \(inner.displayName(catalog: catalog))"
        case .product(let left, let right):
            return "\(left.displayName(catalog: catalog)) * \(right.displayName(catalog: catalog))"
        case .quotient(let left, let right):
            return "\(left.displayName(catalog: catalog)) / \(right.displayName(catalog: catalog))"
        case .unit(let prefix, let code, let exponent):
            let prefixName = prefix.flatMap { catalog.prefixes[$0]?.name } ?? ""
            let name = prefixName + (catalog.definitions[code]?.name ?? code)
            return exponent == 1 ? "(\(name))" : "(\(name) ^ \(exponent))"
        }
    }
}
