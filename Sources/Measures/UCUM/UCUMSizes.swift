/// The sizes of all defined units in base units, computed once from their definitions.
struct UCUMSizes: Sendable {
    private var measures: [String: UCUMMeasure] = [:]

    static let standard = UCUMSizes(catalog: .standard)

    subscript(code: String) -> UCUMMeasure? { measures[code] }

    /// Units whose definition could not be resolved are absent; a test holds that there are none.
    private init(catalog: UCUMCatalog) {
        for code in catalog.definitions.keys { resolve(code, catalog: catalog, pending: []) }
    }

    private mutating func resolve(_ code: String, catalog: UCUMCatalog, pending: Set<String>) {
        guard measures[code] == nil, !pending.contains(code), let definition = catalog.definitions[code] else { return }
        guard let expression = definition.unit else {
            measures[code] = .base(code)
            return
        }
        guard let term = try? UCUMParser.parse(expression, catalog: catalog) else { return }
        for needed in term.codes { resolve(needed, catalog: catalog, pending: pending.union([code])) }
        guard let unit = try? term.measure(catalog: catalog, measureOf: { measures[$0] }) else { return }
        measures[code] = UCUMMeasure(defining: code, as: definition, of: unit)
    }
}

extension UCUMMeasure {
    fileprivate static func base(_ code: String) -> UCUMMeasure {
        UCUMMeasure(factor: .one, dimension: UCUMDimension([code: 1]), scale: nil, isScalar: false, misused: nil)
    }

    fileprivate init(defining code: String, as definition: UCUMCatalog.Definition, of unit: UCUMMeasure) {
        let factor = definition.value * unit.factor
        if let function = definition.function {
            let scale = Scale(function: function, unit: factor, code: code)
            self.init(factor: .one, dimension: unit.dimension, scale: scale, isScalar: false, misused: nil)
        } else if definition.isArbitrary, unit.dimension == .number {
            // An arbitrary unit is defined as 1, yet compares with nothing but itself (UCUM §24). Those defined by
            // another arbitrary unit are that unit's other spelling.
            self = .base(code)
        } else {
            let isPowerOfTen = code == "10*" || code == "10^"
            self.init(
                factor: factor, dimension: unit.dimension, scale: nil, isScalar: isPowerOfTen, misused: unit.misused)
        }
    }
}

extension UCUMTerm {
    /// The codes of all units in the expression.
    fileprivate var codes: [String] {
        switch self {
        case .number, .annotation: []
        case .unit(_, let code, _): [code]
        case .group(let inner), .reciprocal(let inner): inner.codes
        case .product(let left, let right), .quotient(let left, let right): left.codes + right.codes
        }
    }
}
