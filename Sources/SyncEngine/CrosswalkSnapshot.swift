import Catalog
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
    /// What codes of tables mean.
    private var codes: [CrosswalkKey: String]
    /// The tables as the catalog has them.
    let definitions: [CodeTableName: CodeTable]
    /// What entries say from dates on; few have any.
    private var steps: [CrosswalkKey: [CrosswalkStep]]

    private struct Key: Hashable {
        var source: SourceName
        var code: String
    }

    private struct UnitKey: Hashable {
        var source: SourceName
        var word: String
        var item: String?
    }

    /// - Parameter definitions: what the catalog says of the tables that codes are looked up in.
    init(_ tables: CrosswalkTables, definitions: [CodeTable] = []) {
        self.definitions = Dictionary(definitions.map { ($0.name, $0) }) { first, _ in first }
        codes = Dictionary(
            tables.codes.map { (CrosswalkKey(.table($0.table), source: $0.source, code: $0.code), $0.value) }
        ) { $1 }
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
        steps = tables.steps
    }

    /// The item of the item master with that number.
    func item(_ number: String) -> MasterItem? { items[number] }

    /// How an item is packed.
    func packaging(of item: MasterItem) -> PackagingTable { packaging[item.number] ?? Self.unpacked }

    private static let unpacked = PackagingTable([], defaults: KnownUnits.fixedRatios)

    private static func packaging(_ item: MasterItem) -> PackagingTable {
        PackagingTable(item.packs, defaults: KnownUnits.fixedRatios)
    }

    /// What a sender's item code means in a line about a moment.
    func mapping(_ code: String, of source: SourceName, at moment: UTCTime) -> ItemMapping? {
        let key = CrosswalkKey(.item, source: source, code: code)
        guard let step = step(of: key, at: moment) else { return itemMappings[Key(source: source, code: code)] }
        if case .mapItem(let mapping)? = step { return mapping }
        return nil
    }

    /// What a sender's unit word means in a line about a moment: for the item first, then for all, then by itself where
    /// it is a known unit.
    ///
    /// - Returns: the unit, and the entry that says so; `nil` there where the word stands for itself.
    func unit(
        _ word: UnitCode, of source: SourceName, item: MasterItem, at moment: UTCTime
    ) -> (unit: UnitCode, entry: CrosswalkKey?)? {
        for number in [item.number, ""] {
            if let unit = unit(word, of: source, for: number, at: moment) {
                return (unit, CrosswalkKey(.unit, source: source, code: word.rawValue, item: number))
            }
        }
        if word == item.unit || item.packs.contains(where: { $0.unit == word || $0.inner == word }) {
            return (word, nil)
        }
        return KnownUnits.entry(for: word) != nil ? (word, nil) : nil
    }

    private func unit(_ word: UnitCode, of source: SourceName, for item: String, at moment: UTCTime) -> UnitCode? {
        let key = CrosswalkKey(.unit, source: source, code: word.rawValue, item: item)
        guard let step = step(of: key, at: moment) else {
            return unitMappings[
                UnitKey(source: source, word: word.rawValue, item: item.isEmpty ? nil : item)]
        }
        if case .defineUnit(let mapping, _)? = step { return mapping.unit }
        return nil
    }

    /// What a sender's location means in a line about a moment.
    func location(_ code: String, of source: SourceName, at moment: UTCTime) -> LocationEntry? {
        let key = CrosswalkKey(.location, source: source, code: code)
        guard let step = step(of: key, at: moment) else { return locations[Key(source: source, code: code)] }
        if case .mapLocation(_, let entry)? = step { return entry }
        return nil
    }

    /// What a code of a table means in an event about a moment.
    func value(of key: CrosswalkKey, at moment: UTCTime) -> String? {
        guard let step = step(of: key, at: moment) else { return codes[key] }
        if case .mapCode(let mapping)? = step { return mapping.value }
        return nil
    }

    /// What the last of an entry's dates up to a moment says; `nil` where none is reached.
    private func step(of key: @autoclosure () -> CrosswalkKey, at moment: UTCTime) -> Fix?? {
        steps.isEmpty ? nil : steps[key()]?.mapping(at: moment)
    }

    /// What an entry that has dates says when, in words; `nil` for others.
    func dates(of key: CrosswalkKey) -> String? { steps[key] == nil ? nil : content(of: key).words }

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
    func loading(_ loaded: CrosswalkImport, as change: ChangeID? = nil, at now: UTCTime) -> CrosswalkSnapshot {
        var snapshot = self
        snapshot.version += 1
        snapshot.change = change
        for item in loaded.items {
            snapshot.items[item.number] = item
            snapshot.packaging[item.number] = item.packs.isEmpty ? nil : Self.packaging(item)
        }
        for fix in loaded.fixes { snapshot.take(fix, at: now) }
        return snapshot
    }

    /// The snapshot as `fix` would leave it.
    ///
    /// - Parameters:
    ///   - change: the change's number, where it is being made.
    ///   - now: when it is made.
    func applying(_ fix: Fix, as change: ChangeID? = nil, at now: UTCTime) -> CrosswalkSnapshot {
        var snapshot = self
        snapshot.version += 1
        snapshot.change = change ?? snapshot.change
        snapshot.take(fix, at: now)
        return snapshot
    }

    private mutating func take(_ fix: Fix, at now: UTCTime) {
        let unit = fix.factorUnit
        put(content(of: fix.key, factorUnit: unit).applying(fix, at: now), in: fix.key, factorUnit: unit)
    }

    /// What an entry says.
    ///
    /// - Parameter unit: the unit of the pack factor that is read beside a unit word.
    func content(of key: CrosswalkKey, factorUnit unit: UnitCode? = nil) -> CrosswalkContent {
        var content = CrosswalkContent()
        switch key.kind {
        case .item: content.mapping = itemMappings[Key(source: key.source, code: key.code)].map(Fix.mapItem)
        case .unit:
            let item = key.item.isEmpty ? nil : key.item
            content.mapping = unitMappings[UnitKey(source: key.source, word: key.code, item: item)].map { unit in
                .defineUnit(
                    UnitMapping(source: key.source, word: key.code, itemNumber: item, unit: unit), factor: nil)
            }
        case .location:
            content.mapping = locations[Key(source: key.source, code: key.code)]
                .map { .mapLocation(source: key.source, $0) }
        case .table(let table):
            content.mapping = codes[key].map { value in
                .mapCode(CodeMapping(table: table, source: key.source, code: key.code, value: value))
            }
        }
        content.steps = steps[key] ?? []
        if let unit { content.factor = items[key.item]?.packs.first { $0.unit == unit } }
        return content
    }

    /// Lets an entry say again what it said before a change.
    mutating func restore(
        _ content: CrosswalkContent, of key: CrosswalkKey, factorUnit unit: UnitCode?, as change: ChangeID
    ) {
        version += 1
        self.change = change
        put(content, in: key, factorUnit: unit)
    }

    /// Makes an entry say just this.
    private mutating func put(_ content: CrosswalkContent, in key: CrosswalkKey, factorUnit unit: UnitCode?) {
        let place = Key(source: key.source, code: key.code)
        let unitPlace = UnitKey(source: key.source, word: key.code, item: key.item.isEmpty ? nil : key.item)
        switch content.mapping {
        case .mapItem(let mapping)?: itemMappings[place] = mapping
        case .defineUnit(let mapping, _)?: unitMappings[unitPlace] = mapping.unit
        case .mapLocation(_, let entry)?: locations[place] = entry
        case .mapCode(let mapping)?: codes[key] = mapping.value
        case .revise?, nil:
            switch key.kind {
            case .item: itemMappings[place] = nil
            case .unit: unitMappings[unitPlace] = nil
            case .location: locations[place] = nil
            case .table: codes[key] = nil
            }
        }
        steps[key] = content.steps.isEmpty ? nil : content.steps
        guard let unit, items[key.item]?.packs.first(where: { $0.unit == unit }) != content.factor else { return }
        items[key.item]?.packs.removeAll { $0.unit == unit }
        if let factor = content.factor { items[key.item]?.packs.append(factor) }
        packaging[key.item] = items[key.item].map(Self.packaging)
    }
}
