public import Measures
public import SyncModel

/// An invented hospital group as the sync engine meets it: what the ERP has, what the crosswalk has already, and, for
/// tests and the scripted demo, what is true.
public struct SimulatedSite: Sendable {
    /// Its name, as a console's title shows it.
    public let name: String
    /// The source whose codes these are.
    public let source: SourceName
    /// The ERP's item master.
    public let items: [MasterItem]
    /// The item crosswalk as it stands: about 92 % of the codes in use.
    public let mappings: [ItemMapping]
    /// The unit words that are mapped already.
    public let units: [UnitMapping]
    /// The locations that the crosswalk has; some without a cost centre.
    public let locations: [LocationEntry]
    /// Items that the ERP no longer books.
    public let closedItems: Set<String>
    /// The hospital's own codes, the most used ones first.
    public let formulary: [FormularyEntry]
    /// The right answers.
    public let truth: SiteTruth

    /// The site that this seed makes, always the same.
    ///
    /// - Parameters:
    ///   - itemCount: the size of the item master; 400 for a demo, up to 40,000 for tests. Six in ten are in use.
    ///   - source: the source whose codes the crosswalk speaks of.
    public init(seed: UInt64, itemCount: Int = 400, source: SourceName = "ehr-mllp") {
        let master = SimulatedItemMaster(seed: seed, count: itemCount)
        var items = master.items
        let formulary = Formulary(master: master, items: &items, seed: seed)
        name = "Northgate Health"
        self.source = source
        self.items = items
        self.formulary = formulary.entries
        closedItems = Set(formulary.replacements.keys)
        locations = SiteLocations.known
        units = SiteUnits.known(source)
        var generator = SeededGenerator(seed: seed).stream("crosswalk")
        mappings = formulary.entries.filter { $0.standing != .unmapped }.map { entry in
            ItemMapping(
                source: source, code: entry.code, itemNumber: entry.itemNumber,
                defaultUnit: generator.chance(0.7) ? entry.baseUnit : nil)
        }
        truth = SiteTruth(
            source: source,
            itemNumbers: Dictionary(
                formulary.entries.map { ($0.code, $0.itemNumber) }, uniquingKeysWith: { first, _ in first }),
            replacements: formulary.replacements, locations: SiteLocations.all, unitWords: SiteUnits.odd)
    }
}

/// What a person who knows the site would answer to each exception.
public struct SiteTruth: Sendable {
    /// The source whose codes these are.
    public let source: SourceName
    /// The ERP item of every code in use, mapped or not.
    public let itemNumbers: [String: String]
    /// What took the place of each closed item.
    public let replacements: [String: String]
    /// Every location, complete.
    public let locations: [LocationEntry]
    /// What the unit words mean that the crosswalk doesn't have.
    public let unitWords: [String: UnitCode]

    /// How many pieces a box holds wherever neither the item master nor the word itself says so.
    public static let piecesInBox = 10

    /// The fix that mends the cause of `fault`; `nil` where no change to the crosswalk does.
    public func fix(for fault: Fault) -> Fix? {
        switch fault.code {
        case .itemUnmapped, .itemRejected: mapping(of: fault.subject).map(Fix.mapItem)
        case .unitInvalid, .conversionMissing: unitFix(for: fault.subject)
        case .locationUnknown, .costCenterMissing:
            locations.first { $0.code == fault.subject.location }.map { Fix.mapLocation(source: source, $0) }
        default: nil
        }
    }

    private func mapping(of subject: FaultSubject) -> ItemMapping? {
        // The ERP speaks of its own item number, the crosswalk of the sender's code: a fault may name either.
        guard let item = subject.item,
            let code = itemNumbers[item] == nil ? itemNumbers.filter({ $0.value == item }).keys.min() : item,
            let number = itemNumbers[code]
        else { return nil }
        return ItemMapping(source: source, code: code, itemNumber: replacements[number] ?? number)
    }

    private func unitFix(for subject: FaultSubject) -> Fix? {
        guard let word = subject.unit?.uppercased() else { return nil }
        let itemNumber = subject.item.map { itemNumbers[$0] ?? $0 }
        let unit = unitWords[word] ?? UnitCode(rawValue: word)
        // What a word means holds for every item; how many are in a box is a question of one.
        let factor = subject.item != nil && unit == "BX" && subject.targetUnit != "BX" ? Self.boxOfTen : nil
        return .defineUnit(
            UnitMapping(source: source, word: word, itemNumber: factor == nil ? nil : itemNumber, unit: unit),
            factor: factor)
    }

    private static let boxOfTen = try? PackFactor(unit: "BX", contains: ExactDecimal(piecesInBox), of: "EA")
}
