public import SyncModel

/// How often what happens: shares from 0 to 1.
public struct HospitalRates: Sendable, Hashable {
    /// Of messages: sent once more, byte for byte, after they were acknowledged.
    public var repeated = 0.02
    /// Of messages: such that no receiver can take them.
    public var malformed = 0.004
    /// Of charge lines: credits (FT1-6 CD).
    public var credits = 0.03
    /// Of administrations: refused by the patient (RXA-20 RE).
    public var refusedDoses = 0.05
    /// Of administrations: not given (RXA-20 NA).
    public var omittedDoses = 0.03
    /// Of administrations: taken back (RXA-21 D).
    public var deletedDoses = 0.02
    /// Of lines: documented in a pack instead of pieces.
    public var packs = 0.06
    /// Of lines: without a unit, where the crosswalk has a unit to assume.
    public var unitless = 0.06
    /// Of lines: stopped by what is wrong with them. At most one flaw a line.
    public var flaws: [LineFlaw: Double] = [
        .unmapped: 0.05, .closedItem: 0.006, .wholePacksOnly: 0.004, .boxUnknown: 0.006, .oddBox: 0.008,
        .oddWord: 0.012, .locationUnknown: 0.01, .costCenterMissing: 0.008, .absurdQuantity: 0.004,
    ]

    /// The shares of a believable hospital.
    public init() {}

    /// Nothing but usage that goes through: for measuring.
    public static var clean: HospitalRates {
        var rates = HospitalRates()
        rates.repeated = 0
        rates.malformed = 0
        rates.flaws = [:]
        return rates
    }
}

/// What can be wrong with one line.
public enum LineFlaw: String, Sendable, Hashable, CaseIterable {
    /// Its code isn't in the crosswalk.
    case unmapped
    /// The ERP has closed its item.
    case closedItem
    /// The ERP issues whole packs only, and it documents pieces.
    case wholePacksOnly
    /// It documents boxes, and nothing says what a box of the item holds.
    case boxUnknown
    /// It documents `BX10`.
    case oddBox
    /// It documents `EACH` or `CTN`.
    case oddWord
    /// Its location isn't in the crosswalk.
    case locationUnknown
    /// Its location has no cost centre.
    case costCenterMissing
    /// More of it than anybody uses at once: above 500.
    case absurdQuantity

    /// What the engine should stop it with.
    public var fault: FaultCode {
        switch self {
        case .unmapped: .itemUnmapped
        case .closedItem: .itemRejected
        case .wholePacksOnly: .packSplit
        case .boxUnknown: .conversionMissing
        case .oddBox, .oddWord: .unitInvalid
        case .locationUnknown: .locationUnknown
        case .costCenterMissing: .costCenterMissing
        case .absurdQuantity: .quantityOutOfRange
        }
    }

    /// Whether a fix to the crosswalk, as ``SiteTruth`` knows it, lets the line through.
    public var isMendable: Bool { self != .wholePacksOnly && self != .absurdQuantity }

    /// What the item's code has to be like; `nil` where any sound one will do.
    var standing: FormularyEntry.Standing {
        switch self {
        case .unmapped: .unmapped
        case .closedItem: .closed
        case .wholePacksOnly: .wholePacksOnly
        case .boxUnknown: .boxUnknown
        case .oddBox: .oddBox
        case .oddWord, .locationUnknown, .costCenterMissing, .absurdQuantity: .sound
        }
    }
}
