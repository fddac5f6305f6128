import Foundation
import GRDB
import Measures
import SyncModel

/// The crosswalk's tables as values.
enum CrosswalkSQL {
    static let allItems = "SELECT * FROM master_item ORDER BY number"
    static let oneItem = "SELECT * FROM master_item WHERE number = ?"
    static let mappedItem = "SELECT item FROM item_mapping WHERE source = ? AND code = ?"
    static let allPacks = "SELECT * FROM pack_factor ORDER BY item, unit"
    static let packsOfItem = "SELECT * FROM pack_factor WHERE item = ? ORDER BY unit"

    /// Items with their packs: all, or the one of that number.
    static func items(_ database: Database, number: String? = nil) throws -> [MasterItem] {
        let arguments: StatementArguments = number.map { [$0] } ?? []
        var packs: [String: [PackFactor]] = [:]
        let packRows = try Row.fetchAll(
            database, sql: number == nil ? allPacks : packsOfItem, arguments: arguments)
        for row in packRows {
            if let pack = PackFactor(row: row) { packs[row["item"], default: []].append(pack) }
        }
        return try Row.fetchAll(database, sql: number == nil ? allItems : oneItem, arguments: arguments).map { row in
            let number: String = row["number"]
            return MasterItem(
                number: number, description: row["description"], unit: UnitCode(rawValue: row["unit"]),
                indivisible: row["indivisible"], unitCost: Money(cents: row["unit_cost"]),
                manufacturerNumber: row["manufacturer_number"], manufacturer: row["manufacturer"], gtin: row["gtin"],
                packs: packs[number] ?? [])
        }
    }
}

extension CrosswalkTables {
    init(_ database: Database) throws {
        items = try CrosswalkSQL.items(database)
        itemMappings = try Row.fetchAll(database, sql: "SELECT * FROM item_mapping").map { row in
            ItemMapping(
                source: SourceName(rawValue: row["source"]), code: row["code"], itemNumber: row["item"],
                defaultUnit: (row["default_unit"] as String?).map(UnitCode.init(rawValue:)))
        }
        unitMappings = try Row.fetchAll(database, sql: "SELECT * FROM unit_mapping").map { row in
            let item: String = row["item"]
            return UnitMapping(
                source: SourceName(rawValue: row["source"]), word: row["word"], itemNumber: item.isEmpty ? nil : item,
                unit: UnitCode(rawValue: row["unit"]))
        }
        locations = try Row.fetchAll(database, sql: "SELECT * FROM location_mapping").map { row in
            let entry = LocationEntry(
                code: row["code"], organization: row["organization"], subinventory: row["subinventory"],
                costCenter: row["cost_center"], account: row["account"])
            return (SourceName(rawValue: row["source"]), entry)
        }
        codes = try Row.fetchAll(database, sql: "SELECT * FROM code_mapping").compactMap { row in
            CrosswalkKey.Kind(rawValue: row["kind"])?.table.map { table in
                CodeMapping(
                    table: table, source: SourceName(rawValue: row["source"]), code: row["code"], value: row["value"])
            }
        }
        for row in try Row.fetchAll(database, sql: DatedSQL.all) {
            guard let kind = CrosswalkKey.Kind(rawValue: row["kind"]) else { continue }
            let key = CrosswalkKey(
                kind, source: SourceName(rawValue: row["source"]), code: row["code"], item: row["item"])
            steps[key, default: []].append(CrosswalkStep(row: row))
        }
    }
}
