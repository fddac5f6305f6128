/// Which units and prefixes UCUM has, as its tables define them.
struct UCUMCatalog: Sendable {
    /// A unit as its table row states it.
    struct Definition: Sendable {
        let name: String
        let isMetric: Bool
        let isArbitrary: Bool
        /// The function of a unit on a scale of its own.
        let function: UCUMFunction?
        /// How many of `unit` it is.
        let value: BigRational
        /// The expression it is defined by; nil for a base unit.
        let unit: String?
    }

    /// A factor and a name.
    struct Prefix: Sendable {
        let factor: BigRational
        let name: String
    }

    let prefixes: [String: Prefix]
    let definitions: [String: Definition]

    /// UCUM 2.2.
    static let standard = UCUMCatalog()

    private init() {
        var prefixes: [String: Prefix] = [:]
        for row in Self.rows(UCUMTable.prefixes, columns: 3) {
            guard let factor = BigRational(scientific: row[1]) else { continue }
            prefixes[row[0]] = Prefix(factor: factor, name: row[2])
        }
        var definitions: [String: Definition] = [:]
        for row in Self.rows(UCUMTable.baseUnits, columns: 2) {
            definitions[row[0]] = Definition(
                name: row[1], isMetric: true, isArbitrary: false, function: nil, value: .one, unit: nil)
        }
        for table in [UCUMTable.physical, UCUMTable.customary, UCUMTable.clinical] {
            for row in Self.rows(table, columns: 5) {
                guard let value = BigRational(scientific: row[2]) else { continue }
                let flags = row[1].split(separator: ":", omittingEmptySubsequences: false)
                definitions[row[0]] = Definition(
                    name: row[4], isMetric: flags[0].contains("m"), isArbitrary: flags[0].contains("a"),
                    function: flags.count > 1 ? UCUMFunction(rawValue: String(flags[1])) : nil, value: value,
                    unit: row[3])
            }
        }
        self.prefixes = prefixes
        self.definitions = definitions
    }

    /// A symbol as a unit, or as a prefix and a metric unit; nil when it is neither.
    func split(_ symbol: String) -> (prefix: String?, code: String)? {
        if definitions[symbol] != nil { return (nil, symbol) }
        for length in [1, 2] {
            let prefix = String(symbol.prefix(length))
            let rest = String(symbol.dropFirst(length))
            if prefixes[prefix] != nil, let unit = definitions[rest], unit.isMetric { return (prefix, rest) }
        }
        return nil
    }

    /// The known unit, perhaps with a prefix, that differs only in case or in missing brackets; of several the one
    /// that differs least. Nil when there is none.
    func nearest(to symbol: String) -> String? {
        func differences(_ candidate: String) -> Int {
            zip(candidate.filter { $0 != "[" && $0 != "]" }, symbol).count { $0 != $1 }
        }
        return Self.standardSpellings[Self.comparable(symbol)]?
            .min { (differences($0), $0.count, $0) < (differences($1), $1.count, $1) }
    }

    /// Every unit, with and without prefixes, by its spelling without case and brackets. Made when the first unknown
    /// unit is met.
    private static let standardSpellings: [String: [String]] = {
        var symbols = Array(standard.definitions.keys)
        for (code, definition) in standard.definitions where definition.isMetric {
            symbols += standard.prefixes.keys.map { $0 + code }
        }
        return Dictionary(grouping: symbols, by: comparable)
    }()

    private static func comparable(_ symbol: String) -> String {
        symbol.lowercased().filter { $0 != "[" && $0 != "]" }
    }

    private static func rows(_ table: String, columns: Int) -> [[String]] {
        table.split(separator: "\n")
            .map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count == columns }
    }
}
