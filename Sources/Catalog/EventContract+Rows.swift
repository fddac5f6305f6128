public import SyncModel

extension EventContract {
    /// What a row of a table may say of stock that was used or given: of types that are built in, which other messages
    /// say in forms of their own. `nil` of others.
    public static func ofRows(_ type: EventType) -> EventContract? { rows.first { $0.type == type } }

    private static let rows: [EventContract] = [
        EventContract(type: .supplyUsed, version: 1, purpose: "Supplies were used.", fields: stock, shows: places),
        EventContract(
            type: .medicationAdministered, version: 1, purpose: "A dose was given.", fields: stock, shows: places),
    ]

    /// A field of a row beside those that lists show.
    public enum RowField: String, Sendable {
        /// Another code for the item.
        case otherCode = "other-code"
        /// The lot.
        case lot
        /// The last day on which it may be used.
        case expires
        /// How much more was taken and thrown away.
        case wasted
        /// The price of one unit.
        case unitCost = "unit-cost"
    }

    private static let stock: [FieldDefinition] = [
        .init(name: "item", kind: .text, isRequired: true),
        .init(name: RowField.otherCode.rawValue, kind: .text), .init(name: "description", kind: .text),
        .init(name: "quantity", kind: .number, isRequired: true), .init(name: "unit", kind: .text),
        .init(name: RowField.unitCost.rawValue, kind: .number), .init(name: "location", kind: .text),
        .init(name: "facility", kind: .text), .init(name: "department", kind: .text),
        .init(name: RowField.lot.rawValue, kind: .text), .init(name: RowField.expires.rawValue, kind: .date),
        .init(name: RowField.wasted.rawValue, kind: .number), .init(name: "encounter", kind: .text, isPatient: true),
        .init(name: "reference", kind: .text), .init(name: "occurred-at", kind: .time, isRequired: true),
    ]

    private static let places: [Shown: String] = [
        .item: "item", .description: "description", .quantity: "quantity", .unit: "unit", .location: "location",
        .encounter: "encounter", .reference: "reference", .occurredAt: "occurred-at", .department: "department",
        .facility: "facility",
    ]
}
