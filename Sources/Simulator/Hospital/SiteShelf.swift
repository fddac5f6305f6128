internal import Measures
internal import SyncModel

/// A site arranged for drawing lines from: codes by unit and standing, items by number.
struct SiteShelf: Sendable {
    let site: SimulatedSite
    private let items: [String: MasterItem]
    private let entries: [Pool: [FormularyEntry]]
    private let assumedUnits: [String: UnitCode]
    private let locations: [String: LocationEntry]

    private struct Pool: Hashable {
        var unit: String
        var isDrug: Bool
        var standing: FormularyEntry.Standing
    }

    init(_ site: SimulatedSite) {
        self.site = site
        items = Dictionary(site.items.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        assumedUnits = Dictionary(
            site.mappings.compactMap { mapping in mapping.defaultUnit.map { (mapping.code, $0) } },
            uniquingKeysWith: { first, _ in first })
        locations = Dictionary(
            site.truth.locations.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        var entries: [Pool: [FormularyEntry]] = [:]
        for entry in site.formulary {
            // Drugs are given by every unit that documents administrations.
            for unit in entry.isDrug ? ["any"] : entry.units {
                entries[Pool(unit: unit, isDrug: entry.isDrug, standing: entry.standing), default: []].append(entry)
            }
        }
        self.entries = entries
    }

    /// The codes a unit may document, the most used ones first.
    func codes(unit: String, isDrug: Bool, _ standing: FormularyEntry.Standing) -> [FormularyEntry] {
        entries[Pool(unit: isDrug ? "any" : unit, isDrug: isDrug, standing: standing)] ?? []
    }

    /// The unit that the crosswalk assumes for a code without one.
    func assumedUnit(of code: String) -> UnitCode? { assumedUnits[code] }

    /// The pack of `unit` of an item, where it has one.
    func hasPack(_ unit: UnitCode, _ entry: FormularyEntry) -> Bool {
        items[entry.itemNumber]?.packs.contains { $0.unit == unit } ?? false
    }

    /// What using `quantity` of an item at a location does to the stock, all mended that can be; `nil` where
    /// the item can't be issued so.
    func change(
        _ entry: FormularyEntry, _ quantity: ExactDecimal, _ unit: UnitCode, at location: String
    ) -> DocumentedLine.StockChange? {
        let number = site.truth.replacements[entry.itemNumber] ?? entry.itemNumber
        guard let item = items[number], let place = locations[location] else { return nil }
        var packs = item.packs
        if !packs.contains(where: { $0.unit == "BX" }),
            let box = try? PackFactor(unit: "BX", contains: ExactDecimal(SiteTruth.piecesInBox), of: "EA")
        {
            packs.append(box)
        }
        let table = PackagingTable(packs, defaults: KnownUnits.fixedRatios)
        guard
            case .success(let conversion) = table.convert(
                quantity, from: unit, to: item.unit, indivisible: item.indivisible)
        else { return nil }
        return DocumentedLine.StockChange(
            stock: StockKey(
                organization: place.organization, itemNumber: number, subinventory: place.subinventory),
            quantity: conversion.result.negated)
    }
}
