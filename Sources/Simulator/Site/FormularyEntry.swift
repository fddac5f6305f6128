public import Measures
public import SyncModel

/// One of the hospital's own item codes, as its clinical systems know it.
public struct FormularyEntry: Sendable, Hashable {
    /// The code that messages carry: `4471-B`, `RX20417`.
    public var code: String
    /// The ERP item it means, whether or not a crosswalk says so.
    public var itemNumber: String
    /// What the EHR calls it.
    public var description: String
    /// Whether it is documented with an administration (RXA), not with a charge (FT1).
    public var isDrug: Bool
    /// The sending units that use it.
    public var units: [String]
    /// How many base units one line documents.
    public var usage: ClosedRange<Int>
    /// The unit it is counted in at the bedside.
    public var baseUnit: UnitCode
    /// The sender's price of one base unit.
    public var price: Money
    /// The maker's catalogue number, where messages carry it too.
    public var manufacturerNumber: String?
    /// What is wrong with it, if anything.
    public var standing: Standing

    /// Whether a line with this code goes through, and if not, why.
    public enum Standing: String, Sendable, Hashable, CaseIterable {
        /// Mapped, and the ERP takes it.
        case sound
        /// The crosswalk doesn't have it.
        case unmapped
        /// Mapped to an item that the ERP has closed.
        case closed
        /// Documented by the piece, but the ERP issues whole packs only.
        case wholePacksOnly
        /// Documented by the box, but no pack factor says what a box holds.
        case boxUnknown
        /// Documented in a word for a box of ten that nobody has mapped.
        case oddBox
    }
}
