internal import Measures
internal import SyncModel

/// The words for units that the invented hospital's systems send.
enum SiteUnits {
    /// What the crosswalk has.
    static func known(_ source: SourceName) -> [UnitMapping] {
        synonyms.flatMap { unit, words in
            words.map { UnitMapping(source: source, word: $0, itemNumber: nil, unit: unit) }
        }
    }

    /// How a unit may be written so that the crosswalk knows it, the usual way first.
    static func words(for unit: UnitCode) -> [String] {
        synonyms.first { $0.unit == unit }?.words ?? [unit.rawValue]
    }

    /// What the words mean that the crosswalk doesn't have. A `BX10` is a box of ten, whatever the item.
    static let odd: [String: UnitCode] = ["EACH": "EA", "CTN": "CS", "BX10": "BX"]

    private static let synonyms: [(unit: UnitCode, words: [String])] = [
        ("EA", ["EA", "UN", "PCS"]), ("BX", ["BX", "BOX"]), ("CS", ["CS", "CASE"]), ("PK", ["PK", "PACK"]),
        ("PR", ["PR", "PAIR"]), ("KT", ["KT", "KIT"]), ("VL", ["VL", "VIAL"]), ("TAB", ["TAB", "TABLET"]),
        ("ML", ["ML"]), ("BT", ["BT", "BTL"]),
    ]
}
