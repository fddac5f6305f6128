import Measures
import SyncModel
import SyncStore

/// The crosswalk as the pipeline uses it: in memory, replaced as a whole when a fix is committed.
struct CrosswalkSnapshot: Sendable {
    /// Grows with each change, so that a plan made before it can be told.
    private(set) var version = 0
    /// The last change that was made of it while this engine runs.
    private(set) var change: ChangeID?
    private var items: [String: MasterItem]
    /// The packs of each item with the ratios that hold for all, made once: planning needs one for each line.
    private var packaging: [String: PackagingTable]
    private var itemMappings: [Key: ItemMapping]
    private var unitMappings: [UnitKey: UnitCode]
    private var locations: [Key: LocationEntry]

    private struct Key: Hashable {
        var source: SourceName
        var code: String
    }

    private struct UnitKey: Hashable {
        var source: SourceName
        var word: String
        var item: String?
    }

    init(_ tables: CrosswalkTables) {
        items = Dictionary(tables.items.map { ($0.number, $0) }) { $1 }
        packaging = items.compactMapValues { $0.packs.isEmpty ? nil : Self.packaging($0) }
        itemMappings = Dictionary(
            tables.itemMappings.map { (Key(source: $0.source, code: $0.code), $0) }
        ) { $1 }
        unitMappings = Dictionary(
            tables.unitMappings.map {
                (UnitKey(source: $0.source, word: $0.word, item: $0.itemNumber), $0.unit)
            }
        ) { $1 }
        locations = Dictionary(
            tables.locations.map { (Key(source: $0.source, code: $0.entry.code), $0.entry) }
        ) { $1 }
    }

    /// The item of the item master with that number.
    func item(_ number: String) -> MasterItem? { items[number] }

    /// How an item is packed.
    func packaging(of item: MasterItem) -> PackagingTable { packaging[item.number] ?? Self.unpacked }

    private static let unpacked = PackagingTable([], defaults: KnownUnits.fixedRatios)

    private static func packaging(_ item: MasterItem) -> PackagingTable {
        PackagingTable(item.packs, defaults: KnownUnits.fixedRatios)
    }

    /// What a sender's item code means.
    func mapping(_ code: String, of source: SourceName) -> ItemMapping? {
        itemMappings[Key(source: source, code: code)]
    }

    /// What a sender's unit word means: for the item first, then for all, then by itself where it is a known unit.
    func unit(_ word: UnitCode, of source: SourceName, item: MasterItem) -> UnitCode? {
        if let unit = unitMappings[UnitKey(source: source, word: word.rawValue, item: item.number)] { return unit }
        if let unit = unitMappings[UnitKey(source: source, word: word.rawValue, item: nil)] { return unit }
        if word == item.unit || item.packs.contains(where: { $0.unit == word || $0.inner == word }) { return word }
        return KnownUnits.entry(for: word) != nil ? word : nil
    }

    /// What a sender's location means.
    func location(_ code: String, of source: SourceName) -> LocationEntry? {
        locations[Key(source: source, code: code)]
    }

    /// The same content under a later version than `version`.
    func renewed(after version: Int) -> CrosswalkSnapshot {
        var snapshot = self
        snapshot.version = version + 1
        return snapshot
    }

    /// The snapshot with what was loaded.
    ///
    /// - Parameter change: the last change of an entry that it makes; `nil` where it makes none: what items alone
    ///   settle can't be taken back, and belongs to no change made before.
    func loading(_ loaded: CrosswalkImport, as change: ChangeID? = nil) -> CrosswalkSnapshot {
        var snapshot = self
        snapshot.version += 1
        snapshot.change = change
        for item in loaded.items {
            snapshot.items[item.number] = item
            snapshot.packaging[item.number] = item.packs.isEmpty ? nil : Self.packaging(item)
        }
        for fix in loaded.fixes { snapshot = snapshot.applying(fix) }
        return snapshot
    }

    /// The snapshot as `fix` would leave it.
    ///
    /// - Parameter change: the change's number, where it is being made.
    func applying(_ fix: Fix, as change: ChangeID? = nil) -> CrosswalkSnapshot {
        var snapshot = self
        snapshot.version += 1
        snapshot.change = change ?? snapshot.change
        switch fix {
        case .mapItem(let mapping):
            var mapping = mapping
            let key = Key(source: mapping.source, code: mapping.code)
            mapping.defaultUnit = mapping.defaultUnit ?? snapshot.itemMappings[key]?.defaultUnit
            snapshot.itemMappings[key] = mapping
        case .defineUnit(let mapping, let factor):
            let key = UnitKey(source: mapping.source, word: mapping.word, item: mapping.itemNumber)
            snapshot.unitMappings[key] = mapping.unit
            if let factor, let number = mapping.itemNumber {
                snapshot.items[number]?.packs.removeAll { $0.unit == factor.unit }
                snapshot.items[number]?.packs.append(factor)
                snapshot.packaging[number] = snapshot.items[number].map(Self.packaging)
            }
        case .mapLocation(let source, let entry):
            snapshot.locations[Key(source: source, code: entry.code)] = entry
        }
        return snapshot
    }

    /// What an entry says.
    ///
    /// - Parameter unit: the unit of the pack factor that is read beside a unit word.
    func content(of key: CrosswalkKey, factorUnit unit: UnitCode? = nil) -> CrosswalkContent {
        var content = CrosswalkContent()
        switch key.kind {
        case .item: content.mapping = mapping(key.code, of: key.source).map(Fix.mapItem)
        case .unit:
            let item = key.item.isEmpty ? nil : key.item
            content.mapping = unitMappings[UnitKey(source: key.source, word: key.code, item: item)].map { unit in
                .defineUnit(
                    UnitMapping(source: key.source, word: key.code, itemNumber: item, unit: unit), factor: nil)
            }
        case .location:
            content.mapping = location(key.code, of: key.source).map { .mapLocation(source: key.source, $0) }
        }
        if let unit { content.factor = items[key.item]?.packs.first { $0.unit == unit } }
        return content
    }

    /// Lets an entry say again what it said before a change.
    mutating func restore(
        _ content: CrosswalkContent, of key: CrosswalkKey, factorUnit unit: UnitCode?, as change: ChangeID
    ) {
        version += 1
        self.change = change
        switch key.kind {
        case .item:
            if case .mapItem(let mapping)? = content.mapping {
                itemMappings[Key(source: key.source, code: key.code)] = mapping
            } else {
                itemMappings[Key(source: key.source, code: key.code)] = nil
            }
        case .unit:
            let unitKey = UnitKey(source: key.source, word: key.code, item: key.item.isEmpty ? nil : key.item)
            if case .defineUnit(let mapping, _)? = content.mapping {
                unitMappings[unitKey] = mapping.unit
            } else {
                unitMappings[unitKey] = nil
            }
        case .location:
            if case .mapLocation(_, let entry)? = content.mapping {
                locations[Key(source: key.source, code: key.code)] = entry
            } else {
                locations[Key(source: key.source, code: key.code)] = nil
            }
        }
        if let unit {
            items[key.item]?.packs.removeAll { $0.unit == unit }
            if let factor = content.factor { items[key.item]?.packs.append(factor) }
            packaging[key.item] = items[key.item].map(Self.packaging)
        }
    }
}
