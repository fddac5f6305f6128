public import Measures

/// An item as the ERP's item master has it.
public struct MasterItem: Codable, Sendable, Hashable {
    /// The ERP's item number.
    public var number: String
    /// The ERP's description.
    public var description: String
    /// The unit the ERP keeps it in.
    public var unit: UnitCode
    /// Whether a part of that unit can't be issued.
    public var indivisible: Bool
    /// The standard cost of one unit.
    public var unitCost: Money
    /// The manufacturer's catalogue number.
    public var manufacturerNumber: String?
    /// The manufacturer's name.
    public var manufacturer: String?
    /// The GTIN, digits only.
    public var gtin: String?
    /// The pack factors of the item.
    public var packs: [PackFactor]

    /// Joins what the item master says of one item.
    public init(
        number: String, description: String, unit: UnitCode, indivisible: Bool = false, unitCost: Money,
        manufacturerNumber: String? = nil, manufacturer: String? = nil, gtin: String? = nil, packs: [PackFactor] = []
    ) {
        self.number = number
        self.description = description
        self.unit = unit
        self.indivisible = indivisible
        self.unitCost = unitCost
        self.manufacturerNumber = manufacturerNumber
        self.manufacturer = manufacturer
        self.gtin = gtin
        self.packs = packs
    }
}

/// A location as the crosswalk has it.
public struct LocationEntry: Codable, Sendable, Hashable {
    /// The sender's code for the location.
    public var code: String
    /// The ERP's inventory organisation.
    public var organization: String
    /// The store room the stock leaves.
    public var subinventory: String
    /// What usage there is charged to; `nil` is a fault for finance.
    public var costCenter: String?
    /// The account combination of the cost centre.
    public var account: String?

    /// Joins what the crosswalk says of one location.
    public init(code: String, organization: String, subinventory: String, costCenter: String?, account: String?) {
        self.code = code
        self.organization = organization
        self.subinventory = subinventory
        self.costCenter = costCenter
        self.account = account
    }
}

/// A sender's item code and the ERP item it means.
public struct ItemMapping: Codable, Sendable, Hashable {
    /// Whose code it is.
    public var source: SourceName
    /// The sender's code.
    public var code: String
    /// The ERP's item number.
    public var itemNumber: String
    /// The unit to assume where the sender names none.
    public var defaultUnit: UnitCode?

    /// Joins a sender's code with an ERP item.
    public init(source: SourceName, code: String, itemNumber: String, defaultUnit: UnitCode? = nil) {
        self.source = source
        self.code = code
        self.itemNumber = itemNumber
        self.defaultUnit = defaultUnit
    }
}

/// What a sender's unit word means, for one item or for all.
public struct UnitMapping: Codable, Sendable, Hashable {
    /// Whose word it is.
    public var source: SourceName
    /// The word as sent, upper case; empty where the sender names no unit.
    public var word: String
    /// The ERP item it holds for; `nil` for all.
    public var itemNumber: String?
    /// The unit it means.
    public var unit: UnitCode

    /// Joins a sender's word with a unit.
    public init(source: SourceName, word: String, itemNumber: String?, unit: UnitCode) {
        self.source = source
        self.word = word
        self.itemNumber = itemNumber
        self.unit = unit
    }
}

/// A part of the item master and the crosswalk, as a site loads it from its ERP and its spreadsheets.
public struct CrosswalkImport: Codable, Sendable, Hashable {
    /// Items of the item master; those with a known number are replaced.
    public var items: [MasterItem]
    /// Item codes; those that are known are replaced.
    public var itemMappings: [ItemMapping]
    /// Unit words; those that are known are replaced.
    public var unitMappings: [UnitMapping]
    /// Locations, each with its source; those that are known are replaced.
    public var locations: [Location]
    /// Entries with what they say at all times; those that are known are replaced.
    public var entries: [CrosswalkEntry]
    /// The digest of the dry run that it has to come to still; `nil` where none was made.
    public var digest: String?
    /// How many entries the whole has that this is a part of, so that policies judge it by all of them; `nil` where it
    /// is all.
    public var whole: Int?
    /// Which part of a file it is; `nil` where it is all of it, or no file.
    public var part: ImportPart?

    /// A location of one source.
    public struct Location: Codable, Sendable, Hashable {
        /// Whose code it is.
        public var source: SourceName
        /// What it means.
        public var entry: LocationEntry

        /// Joins a source with a location.
        public init(source: SourceName, entry: LocationEntry) {
            self.source = source
            self.entry = entry
        }
    }

    /// Joins the lists; leave out what isn't to be loaded.
    public init(
        items: [MasterItem] = [], itemMappings: [ItemMapping] = [], unitMappings: [UnitMapping] = [],
        locations: [Location] = [], entries: [CrosswalkEntry] = [], digest: String? = nil, whole: Int? = nil,
        part: ImportPart? = nil
    ) {
        self.part = part
        self.items = items
        self.itemMappings = itemMappings
        self.unitMappings = unitMappings
        self.locations = locations
        self.entries = entries
        self.digest = digest
        self.whole = whole
    }

    /// Reads an object with any of the lists.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decodeIfPresent([MasterItem].self, forKey: .items) ?? []
        itemMappings = try container.decodeIfPresent([ItemMapping].self, forKey: .itemMappings) ?? []
        unitMappings = try container.decodeIfPresent([UnitMapping].self, forKey: .unitMappings) ?? []
        locations = try container.decodeIfPresent([Location].self, forKey: .locations) ?? []
        entries = try container.decodeIfPresent([CrosswalkEntry].self, forKey: .entries) ?? []
        digest = try container.decodeIfPresent(String.self, forKey: .digest)
        whole = try container.decodeIfPresent(Int.self, forKey: .whole)
    }

    /// How many rows it has.
    public var count: Int {
        items.count + itemMappings.count + unitMappings.count + locations.count + entries.count
    }

    /// Whether it holds codes of tables and nothing else.
    public var isOfTables: Bool {
        !entries.isEmpty && entries.count == count && entries.allSatisfy { $0.key.kind.table != nil }
    }

    /// The mappings, locations and entries as fixes.
    public var fixes: [Fix] {
        itemMappings.map(Fix.mapItem) + unitMappings.map { .defineUnit($0, factor: nil) }
            + locations.map { .mapLocation(source: $0.source, $0.entry) }
            + entries.map { .revise(CrosswalkRevision($0.key, before: nil, after: $0.content)) }
    }
}

/// An entry of the crosswalk with what it says.
public struct CrosswalkEntry: Codable, Sendable, Hashable {
    /// Which entry.
    public var key: CrosswalkKey
    /// What it says.
    public var content: CrosswalkContent

    /// Joins an entry with what it says.
    public init(_ key: CrosswalkKey, _ content: CrosswalkContent) {
        self.key = key
        self.content = content
    }
}

/// Which part of a file an import is: what one transaction doesn't take is loaded in several.
public struct ImportPart: Codable, Sendable, Hashable {
    /// From 1.
    public var number: Int
    /// How many there are.
    public var count: Int
    /// Stands for the dry run of the whole file.
    public var file: String

    /// One of the parts of a file.
    public init(_ number: Int, of count: Int, file: String) {
        self.number = number
        self.count = count
        self.file = file
    }
}
