import SyncModel

/// Which fields of which segments may be shown, and what the standard calls them (HL7 v2.5.1 chapters 2, 3, 4 and 6).
///
/// What is not listed is masked: a field nobody thought of stays hidden.
enum SegmentRules {
    /// The segments' names.
    static let names = [
        "MSH": "message header", "EVN": "event", "PID": "patient identification", "PD1": "patient, more",
        "NK1": "next of kin", "PV1": "patient visit", "PV2": "patient visit, more", "GT1": "guarantor",
        "IN1": "insurance", "IN2": "insurance, more", "IN3": "insurance certification", "FT1": "financial transaction",
        "PR1": "procedure", "DG1": "diagnosis", "ORC": "common order", "RXA": "medication administration",
        "RXR": "medication route", "RXO": "medication order", "RXE": "encoded order", "OBX": "observation",
        "NTE": "note", "AL1": "allergy", "ZSU": "site segment", "MRG": "merged patient",
    ]

    /// The fields that may be shown, by segment; `nil` for all of them.
    private static let shown: [String: Set<Int>?] = [
        "MSH": nil, "EVN": [1, 2, 3, 4, 6], "PV1": [1, 2, 3, 4, 6, 10, 11, 18, 36, 39, 42],
        "FT1": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 18, 22, 25, 29, 34, 35, 43],
        "RXA": [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22], "RXR": nil,
        "ORC": [1, 5, 6, 9, 13, 17],
    ]

    /// Whether a field may be shown.
    static func mayShow(_ segment: String, _ field: Int) -> Bool {
        if let rule = shown[segment] { return rule?.contains(field) ?? true }
        // Site segments of the supply chain carry units, locations and lots.
        return segment.hasPrefix("ZSU")
    }

    /// The segment that holds a line of an event; `nil` of what a contract describes: its readings may begin with any.
    static func carrier(of type: EventType) -> String? {
        switch type {
        case .supplyUsed: "FT1"
        case .medicationAdministered: "RXA"
        case .messageReceived: "MSH"
        default: nil
        }
    }

    /// The fields that a fault turns on.
    static func stakes(of segment: String, code: FaultCode?) -> Set<Int> {
        guard let code else { return [] }
        let isSupply = segment == "FT1"
        switch code.fix {
        case .mapItem: return isSupply ? [7, 8, 34, 43] : [5, 15, 17]
        case .defineUnit: return isSupply ? [7, 10] : [5, 6, 7]
        case .mapLocation: return isSupply ? [13, 16] : [11]
        // Where a code of a contract stands, the source's reading says.
        case .mapCode: return []
        case nil: return code == .quantityOutOfRange ? (isSupply ? [10] : [6]) : []
        }
    }

    /// What the standard calls a field; empty where we don't say.
    static func fieldName(_ segment: String, _ field: Int) -> String { fieldNames[segment]?[field] ?? "" }

    private static let fieldNames: [String: [Int: String]] = [
        "MSH": [
            3: "sending application", 4: "sending facility", 5: "receiving application", 6: "receiving facility",
            7: "time", 9: "type", 10: "control id", 11: "processing", 12: "version", 15: "accept ack", 16: "app ack",
            18: "character set",
        ],
        "EVN": [1: "event", 2: "recorded", 5: "operator"],
        "PID": [
            1: "set id", 2: "external id", 3: "patient id", 4: "alternate id", 5: "patient name",
            6: "mother's maiden name", 7: "birth", 8: "sex", 9: "alias", 10: "race", 11: "address", 13: "phone",
            14: "business phone", 16: "marital status", 18: "account", 19: "social security number",
        ],
        "NK1": [1: "set id", 2: "name", 3: "relationship", 4: "address", 5: "phone"],
        "PV1": [
            1: "set id", 2: "class", 3: "location", 4: "admission type", 6: "prior location", 7: "attending doctor",
            8: "referring doctor", 10: "service", 18: "patient type", 19: "visit number", 36: "discharge disposition",
            44: "admitted", 45: "discharged",
        ],
        "FT1": [
            1: "set id", 2: "transaction id", 3: "batch", 4: "date", 5: "posted", 6: "type", 7: "code",
            8: "description", 9: "description, more", 10: "quantity", 11: "amount", 12: "unit amount",
            13: "department", 16: "location", 20: "performed by", 21: "ordered by", 22: "unit cost", 25: "procedure",
            34: "item", 43: "NDC",
        ],
        "RXA": [
            1: "give sub-id", 2: "administration", 3: "start", 4: "end", 5: "code", 6: "amount", 7: "units",
            8: "form", 10: "given by", 11: "location", 15: "lot", 16: "expires", 17: "manufacturer",
            18: "refusal reason", 20: "completion", 21: "action",
        ],
        "RXR": [1: "route", 2: "site"],
        "ORC": [1: "control", 2: "placer order", 3: "filler order", 5: "status", 9: "time"],
    ]
}
