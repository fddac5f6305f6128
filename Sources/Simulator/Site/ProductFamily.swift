internal import Measures

/// A kind of product with the sizes and materials it comes in, each with the ERP's abbreviation and the words that a
/// nurse would read.
struct ProductFamily: Sendable {
    /// What the ERP and the EHR call it, without sizes.
    var name: Wording
    /// Whether it is documented with an administration, not with a charge.
    var isDrug: Bool
    /// The sending units that use it.
    var units: [String]
    /// The ways it is packed.
    var packagings: [Packaging]
    /// The price of one base unit, in cents.
    var price: ClosedRange<Int>
    /// How many base units one line documents.
    var usage: ClosedRange<Int>
    /// Sizes and materials: one option of each is part of a product.
    var slots: [[Wording]]

    /// One word as both systems spell it.
    struct Wording: Sendable, Hashable {
        var erp: String
        var ehr: String
    }

    /// From the base unit outwards, and which of them the ERP keeps stock in.
    struct Packaging: Sendable, Hashable {
        var base: UnitCode
        var factors: [PackFactor]
        var stockUnit: UnitCode
        /// How many base units one stock unit holds.
        var baseUnitsInStockUnit: Int
    }

    /// How many products the options make.
    var variety: Int { slots.reduce(1) { $0 * $1.count } }

    /// The options of the product with this number, below `variety`.
    func options(_ number: Int) -> [Wording] {
        var rest = number
        return slots.map { slot in
            defer { rest /= slot.count }
            return slot[rest % slot.count]
        }
    }
}

extension ProductFamily {
    /// Reads a row: `ERP name|EHR name|supply or drug|units|packagings|price|usage|slots`.
    ///
    /// Packagings are separated by `/`, each from the inside out, the stock unit starred: `EA<BX:50*<CS:10`. Slots are
    /// separated by `;`, options by `,`, and the two wordings of an option by `=`.
    init?(row: String) {
        let columns = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard columns.count == 8, let price = Self.range(columns[5]), let usage = Self.range(columns[6]) else {
            return nil
        }
        name = Wording(erp: columns[0], ehr: columns[1])
        isDrug = columns[2] == "drug"
        units = columns[3].split(separator: ",").map(String.init)
        packagings = columns[4].split(separator: "/").compactMap { Packaging(text: String($0)) }
        self.price = price
        self.usage = usage
        slots = columns[7].split(separator: ";").map { slot in slot.split(separator: ",").map { Wording(text: $0) } }
        if packagings.isEmpty || slots.isEmpty { return nil }
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-").compactMap { Int($0) }
        guard let low = ends.first, let high = ends.last, low <= high else { return nil }
        return low...high
    }
}

extension ProductFamily.Wording {
    init(text: Substring) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        erp = parts[0]
        ehr = parts.count > 1 ? parts[1] : parts[0].lowercased()
    }
}

extension ProductFamily.Packaging {
    init?(text: String) {
        var factors: [PackFactor] = []
        var base: UnitCode?
        var inner: UnitCode?
        var content = 1
        var stock: (unit: UnitCode, content: Int)?
        for step in text.split(separator: "<") {
            let parts = step.filter { $0 != "*" }.split(separator: ":").map(String.init)
            let unit = UnitCode(rawValue: parts[0])
            if let inner {
                guard parts.count == 2, let count = Int(parts[1]),
                    let factor = try? PackFactor(unit: unit, contains: ExactDecimal(count), of: inner)
                else { return nil }
                factors.append(factor)
                content *= count
            } else {
                base = unit
            }
            if step.contains("*") { stock = (unit, content) }
            inner = unit
        }
        guard let base, let stock else { return nil }
        self.init(base: base, factors: factors, stockUnit: stock.unit, baseUnitsInStockUnit: stock.content)
    }
}
