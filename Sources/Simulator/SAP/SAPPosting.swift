internal import FoundationEssentials
internal import Measures
internal import SyncModel

/// A goods movement with one item, as it was posted.
struct SAPPosting: Sendable {
    var reference: String
    var day: UTCTime
    var material: String
    /// Plant and storage location.
    var place: String
    var movement: String
    var unit: String
    var quantity: ExactDecimal
    var costCenter: String

    var year: String { String(day.date.prefix(4)) }

    struct Refusal: Error {
        var answer: ERPAnswer
    }

    /// Reads a request's body.
    static func read(_ body: [UInt8]) -> Result<SAPPosting, Refusal> {
        func refuse(_ words: String, _ property: String) -> Result<SAPPosting, Refusal> {
            .failure(Refusal(answer: .sapError(400, "/IWBEP/CM_MGW_RT/021", words, property: property)))
        }
        guard case .object(let header)? = try? JSONDecoder().decode(JSONValue.self, from: Data(body)),
            case .array(let items)? = header["to_MaterialDocumentItem"], case .object(let item)? = items.first
        else { return refuse("The document has no header or no item", "") }
        let reference = header["ReferenceDocument"]?.text ?? ""
        guard reference.count <= 16 else { return refuse("At most 16 characters", "ReferenceDocument") }
        guard header["GoodsMovementCode"]?.text == "03" else { return refuse("Not a goods issue", "GoodsMovementCode") }
        guard let day = header["PostingDate"]?.text.flatMap(date) else { return refuse("Not a date", "PostingDate") }
        // A number isn't taken: OData 2 has decimals as strings.
        guard case .string(let digits)? = item["QuantityInEntryUnit"], let quantity = ExactDecimal(digits),
            !quantity.isNegative, !quantity.isZero
        else { return refuse("Not a quantity", "QuantityInEntryUnit") }
        let words = ["Material", "Plant", "StorageLocation", "GoodsMovementType", "EntryUnit", "CostCenter"]
        for word in words where item[word]?.text == nil { return refuse("Enter a value", word) }
        func text(_ name: String) -> String { item[name]?.text ?? "" }
        return .success(
            SAPPosting(
                reference: reference, day: day, material: text("Material"),
                place: "\(text("Plant"))/\(text("StorageLocation"))", movement: text("GoodsMovementType"),
                unit: text("EntryUnit"), quantity: quantity, costCenter: text("CostCenter")))
    }

    /// What moves by it and what is left then, or what the master data says against it.
    func checked(against desk: SAPDesk) -> Result<(SAPPosting, change: ExactDecimal, left: ExactDecimal), Refusal> {
        typealias Checked = Result<(SAPPosting, change: ExactDecimal, left: ExactDecimal), Refusal>
        func refuse(_ code: String, _ words: String, _ property: String = "") -> Checked {
            .failure(Refusal(answer: .sapError(400, code, words, property: property)))
        }
        guard let kept = desk.materials[material], let stock = kept.stock[place] else {
            return refuse("M3/305", "Material \(material) doesn't exist there", "Material")
        }
        guard !desk.settings.lockedMaterials.contains(material) else {
            return refuse("M3/897", "The plant data of material \(material) are locked by another user")
        }
        guard !desk.settings.closedMonths.contains(String(day.date.prefix(7))) else {
            return refuse("M7/053", "Posting is only possible in open periods", "PostingDate")
        }
        guard let content = kept.units[unit], let moved = quantity.multiplied(by: ExactDecimal(content)) else {
            return refuse("BMG/104", "Unit \(unit) isn't defined for the material", "EntryUnit")
        }
        guard ["201", "202"].contains(movement) else {
            return refuse("M7/004", "Movement type \(movement) isn't allowed", "GoodsMovementType")
        }
        let change = movement == "201" ? moved.negated : moved
        guard let left = stock.adding(change), !left.isNegative else {
            return refuse("M7/021", "Deficit of SL Unrestricted-use in \(place)")
        }
        return .success((self, change, left))
    }

    /// `/Date(1755820800000)/`.
    private static func date(_ text: String) -> UTCTime? {
        guard text.hasPrefix("/Date("), text.hasSuffix(")/") else { return nil }
        return Int64(text.dropFirst(6).dropLast(2)).map(UTCTime.init(milliseconds:))
    }
}
