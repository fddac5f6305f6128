/// The packaging and count units that hospital supply systems commonly use, and the ratios among them that never vary
/// by item.
///
/// Codes follow hospital purchasing practice, which mixes X12 element 355 with UN/ECE Recommendations 20 and 21.
/// Where the lists give one code different meanings, ``Entry/caution`` says so: such a code deserves a look before it
/// is mapped.
public enum KnownUnits {
    /// What a unit counts.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Single items or a fixed number of them.
        case count
        /// A pack whose content depends on the item.
        case pack
        /// A measured amount; UCUM converts these (see ``Entry/ucum``).
        case measure
    }

    /// One known unit.
    public struct Entry: Hashable, Sendable {
        /// The code as systems write it.
        public let code: UnitCode
        /// Its English name in the singular.
        public let name: String
        /// What it counts.
        public let kind: Kind
        /// The case-sensitive UCUM code of a measured amount, else nil.
        public let ucum: String?
        /// What else the same code means in another list, else nil.
        public let caution: String?
    }

    /// Every known unit, in the order of the table.
    public static let all: [Entry] = KnownUnitsTable.entries

    /// The entry of a code, or nil for a unit the table does not hold.
    public static func entry(for code: UnitCode) -> Entry? { byCode[code] }

    /// The name of a code, or nil.
    public static func name(of code: UnitCode) -> String? { byCode[code]?.name }

    /// Ratios that hold for every item: a dozen, a pair, a gross, a hundred, a thousand. For
    /// ``PackagingTable/init(_:defaults:)``.
    public static let fixedRatios: [PackFactor] = KnownUnitsTable.fixedRatios

    /// Ratios among measured amounts (litre and millilitre, gram and milligram, and their other spellings), all exact
    /// and the same for every item. Apart from ``fixedRatios`` because some of the codes have other meanings
    /// elsewhere (see ``Entry/caution``).
    public static let measuredRatios: [PackFactor] = KnownUnitsTable.measuredRatios

    /// The UCUM unit of a measured amount, or nil when the code is unknown or counts packs.
    public static func ucumUnit(for code: UnitCode) -> UCUMUnit? {
        byCode[code]?.ucum.flatMap { try? UCUMUnit($0) }
    }

    private static let byCode = Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}
