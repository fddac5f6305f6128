public import Measures

/// What kind of thing happened, in the words of the catalog: one that is built in, or one that a contract describes.
public struct EventType: RawRepresentable, Codable, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The word of the catalog, such as `invoice.received`.
    public var rawValue: String

    /// Wraps a word of the catalog.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A supply was used on a case or a patient (DFT^P03).
    public static let supplyUsed = EventType(rawValue: "supply.used")
    /// A medication was given, refused or taken back (RAS^O17).
    public static let medicationAdministered = EventType(rawValue: "medication.administered")
    /// A whole message, passed on without a reading of its content.
    public static let messageReceived = EventType(rawValue: "message.received")

    /// Those that need no contract.
    public static let builtIn: [EventType] = [.supplyUsed, .medicationAdministered, .messageReceived]

    /// Whether its lines become a booking of stock.
    public var movesStock: Bool { self == .supplyUsed || self == .medicationAdministered }

    /// The word itself.
    public var description: String { rawValue }

    /// Alphabetical.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Whether an event records something new or takes back what was recorded.
public enum EventAction: String, Codable, Sendable, Hashable {
    /// Something happened.
    case record
    /// Something recorded before is taken back.
    case reverse
    /// Nothing to account for, such as a refused dose.
    case none
}

/// A code with its text and coding system, as CE, CWE or a bare id carries it (HL7 v2.5.1 §2.A.3).
public struct CodedValue: Codable, Sendable, Hashable {
    /// The identifier, component 1.
    public var code: String
    /// The text, component 2.
    public var text: String?
    /// The coding system, component 3.
    public var system: String?

    /// Joins a code with its text and system.
    public init(code: String, text: String? = nil, system: String? = nil) {
        self.code = code
        self.text = text
        self.system = system
    }
}

/// The canonical meaning of one line of a message, or of a whole message.
public struct CanonicalEvent: Codable, Sendable, Hashable {
    /// What happened.
    public var type: EventType
    /// New, reversed, or nothing to account for.
    public var action: EventAction
    /// Where in the message it stands: the number of its FT1 or RXA, from 1.
    public var line: Int
    /// The sender's own id of the line (FT1-2, or the placer order number).
    public var reference: String?
    /// What tells the thing that it is about from all others, where its sender says so for certain, as the identifier
    /// of a FHIR resource does; `nil` where several may share what they are called by.
    public var identity: String?
    /// When it happened, not when it arrived.
    public var occurredAt: UTCTime?
    /// The code the sender uses for the item or drug.
    public var item: CodedValue?
    /// Other codes for the same thing: item number, model number, NDC.
    public var alternateCodes: [CodedValue]
    /// What the sender calls it.
    public var description: String?
    /// How much was used.
    public var quantity: ExactDecimal?
    /// How much more left the stock with it and was thrown away, in the same unit.
    public var wasted: ExactDecimal?
    /// In which unit; `nil` where the sender says none.
    public var unit: UnitCode?
    /// The sender's price of one unit.
    public var unitCost: Money?
    /// Where it was used (point of care) or taken from (inventory location).
    public var location: String?
    /// The site or facility, where the message names one.
    public var facility: String?
    /// The department that the sender charges.
    public var department: String?
    /// The visit number: the usual ordering key.
    public var encounter: String?
    /// Lot, where known.
    public var lot: String?
    /// The last day on which it may be used, as `2027-06-30`, where known.
    public var expires: String?
    /// Why `action` is what it is, where that needs saying ("refused", "deleted").
    public var note: String?
    /// The version of the contract that `fields` are of; `nil` of a type that is built in.
    public var version: Int?
    /// What its contract says of it; nothing of a type that is built in.
    public var fields: Fields?
    /// What couldn't be read of it; `nil` where nothing was wrong.
    public var problems: [FieldProblem]?

    /// An event of `type` at `line` of its message; everything else is optional.
    public init(type: EventType, action: EventAction = .record, line: Int = 1) {
        self.type = type
        self.action = action
        self.line = line
        alternateCodes = []
    }
}

/// What an event became: exactly what the destination is asked to book.
public struct ResolvedUse: Codable, Sendable, Hashable {
    /// The inventory organisation of the location.
    public var organization: String
    /// The ERP's item number.
    public var itemNumber: String
    /// The store room the stock leaves.
    public var subinventory: String
    /// What it is charged to.
    public var costCenter: String
    /// The account combination of the cost centre.
    public var account: String
    /// How much, in the ERP's unit; positive for an issue, negative for a reversal.
    public var quantity: ExactDecimal
    /// The unit the ERP keeps the item in.
    public var unit: UnitCode
    /// The lot, for a destination that keeps the item by lots; `nil` where it isn't to be told.
    public var lot: String?
    /// The last day on which it may be used, as `2027-06-30`; `nil` where it isn't to be told.
    public var expires: String?
    /// The arithmetic from the documented quantity, for people.
    public var arithmetic: String?
    /// When it happened.
    public var occurredAt: UTCTime

    /// Joins all that a booking needs.
    public init(
        organization: String, itemNumber: String, subinventory: String, costCenter: String, account: String,
        quantity: ExactDecimal, unit: UnitCode, arithmetic: String?, occurredAt: UTCTime,
        lot: String? = nil, expires: String? = nil
    ) {
        self.organization = organization
        self.itemNumber = itemNumber
        self.subinventory = subinventory
        self.costCenter = costCenter
        self.account = account
        self.quantity = quantity
        self.unit = unit
        self.lot = lot
        self.expires = expires
        self.arithmetic = arithmetic
        self.occurredAt = occurredAt
    }
}
