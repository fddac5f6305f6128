/// The closed taxonomy of why something can't go on. The raw value is what runbooks, metrics and `--json` use.
public enum FaultCode: String, CaseIterable, Codable, Sendable, Hashable {
    /// No crosswalk entry leads from the sender's code to an ERP item.
    case itemUnmapped = "item.unmapped"
    /// The sender's unit is missing or unknown.
    case unitInvalid = "unit.invalid"
    /// Both units are known, but nothing says how many of one are in the other for this item.
    case conversionMissing = "unit.no-conversion"
    /// The result would be a part of a pack that can't be split.
    case packSplit = "unit.pack-split"
    /// No crosswalk entry knows the location.
    case locationUnknown = "location.unknown"
    /// The location is known but has no cost centre.
    case costCenterMissing = "cost-center.missing"
    /// No entry of a table says what the sender's code means.
    case codeUnmapped = "code.unmapped"
    /// What a table says of the sender's code can't be what the table's values are.
    case codeValueInvalid = "code.value-invalid"
    /// The quantity is missing, zero, negative, or more than the flow allows at once.
    case quantityOutOfRange = "quantity.out-of-range"
    /// The ERP doesn't know the item, or refuses it.
    case itemRejected = "erp.item-rejected"
    /// The ERP doesn't know the unit for the item.
    case unitRejected = "erp.unit-rejected"
    /// The store room has less in stock than was used, by the ERP's books.
    case stockShort = "erp.stock-short"
    /// By a table of the catalog, nothing is posted any more in the month that the event is about.
    case accountingPeriodClosed = "period.closed"
    /// The accounting period of the day it was used isn't open in the ERP.
    case periodClosed = "erp.period-closed"
    /// The ERP refuses the booking for another reason.
    case rejected = "erp.rejected"
    /// The ERP refuses our credentials.
    case unauthorized = "erp.unauthorized"
    /// The message can't be read as what it says it is.
    case messageMalformed = "message.malformed"
    /// No flow takes this kind of message.
    case messageUnsupported = "message.unsupported"
    /// A field of the event's contract is missing, or isn't what the contract says it is.
    case contractViolated = "contract.violated"
    /// Its flow asks that somebody approves it before it is sent, and nobody has yet.
    case approvalNeeded = "approval.needed"
    /// It takes back what was never taken in, or isn't kept any more.
    case reversalUnmatched = "reversal.unmatched"
    /// It is about the same thing as an event that still stands, and says something else.
    case eventRepeated = "event.repeated"
    /// The order or the receipt that it is held against isn't kept yet.
    case matchWaiting = "match.waiting"
    /// It asks for more, or for a higher price, than the order and its receipts allow.
    case matchMismatch = "match.mismatch"
    /// What was counted isn't what the books say.
    case booksDiffer = "reconciliation.difference"
    /// Its sender says another value of a field than the field's owner does.
    case ownershipConflict = "ownership.conflict"
    /// The control id was used before, for other content.
    case controlIDConflict = "message.control-id-conflict"
    /// A request left and no answer came; the destination can't be asked whether it arrived.
    case outcomeUnknown = "delivery.outcome-unknown"
    /// Tried as often or as long as the flow allows.
    case attemptsExhausted = "delivery.attempts-exhausted"

    /// The role whose work queue this lands in.
    public var owner: Role {
        switch self {
        case .itemUnmapped, .unitInvalid, .conversionMissing, .packSplit, .quantityOutOfRange, .itemRejected,
            .unitRejected, .stockShort:
            .materials
        // A table of the catalog names its own; this is for one that is gone.
        case .locationUnknown, .costCenterMissing, .codeUnmapped, .codeValueInvalid, .accountingPeriodClosed,
            .periodClosed, .reversalUnmatched, .eventRepeated, .matchWaiting, .matchMismatch:
            .finance
        case .booksDiffer: .materials
        case .ownershipConflict, .rejected, .unauthorized, .messageMalformed, .messageUnsupported, .contractViolated,
            .controlIDConflict,
            .outcomeUnknown, .attemptsExhausted:
            .integration
        // A flow names its own.
        case .approvalNeeded: .supervisor
        }
    }

    /// Two or three words for a list: `UNMAPPED ITEM`.
    public var title: String {
        switch self {
        case .itemUnmapped: "UNMAPPED ITEM"
        case .unitInvalid: "INVALID UNIT"
        case .conversionMissing: "NO CONVERSION"
        case .packSplit: "SPLIT PACK"
        case .locationUnknown: "UNKNOWN LOCATION"
        case .costCenterMissing: "NO COST CENTER"
        case .codeUnmapped: "UNMAPPED CODE"
        case .codeValueInvalid: "UNFIT VALUE"
        case .quantityOutOfRange: "QUANTITY SUSPECT"
        case .itemRejected: "ITEM REJECTED"
        case .unitRejected: "UNIT REJECTED"
        case .stockShort: "STOCK SHORT"
        case .periodClosed: "PERIOD CLOSED"
        case .accountingPeriodClosed: "MONTH CLOSED"
        case .rejected: "ERP REJECTED"
        case .unauthorized: "ERP SIGN-IN"
        case .messageMalformed: "MALFORMED MESSAGE"
        case .messageUnsupported: "NO FLOW"
        case .contractViolated: "CONTRACT VIOLATED"
        case .approvalNeeded: "NEEDS APPROVAL"
        case .reversalUnmatched: "NOTHING TO REVERSE"
        case .eventRepeated: "CHANGED REPEAT"
        case .matchWaiting: "WAITS FOR ORDER"
        case .matchMismatch: "ORDER DIFFERS"
        case .booksDiffer: "BOOKS DIFFER"
        case .ownershipConflict: "OWNER DIFFERS"
        case .controlIDConflict: "ID CONFLICT"
        case .outcomeUnknown: "IN DOUBT"
        case .attemptsExhausted: "GAVE UP"
        }
    }

    /// What a person does about it, in one sentence.
    public var advice: String {
        switch self {
        case .itemUnmapped: "Map the item to the ERP's item number; everything that waits for it goes out."
        case .unitInvalid: "Choose the unit the sender means, and how many of the ERP's unit are in it."
        case .conversionMissing: "Enter how many of one unit are in the other for this item."
        case .packSplit: "Choose a unit the pack can be issued in, or dismiss the line with a reason."
        case .locationUnknown: "Add the location to the crosswalk with its store room and cost centre."
        case .costCenterMissing: "Give the location a cost centre."
        case .codeUnmapped: "Say in its table what the code means; everything that waits for it goes out."
        case .codeValueInvalid: "Give the code a value of the table's kind; everything that waits for it goes out."
        case .quantityOutOfRange: "Check the quantity with the department; resubmit if it is right, dismiss if not."
        case .itemRejected: "Map the item to one the ERP accepts, or have it opened in the ERP and resubmit."
        case .unitRejected: "Choose a unit the ERP keeps for this item."
        case .stockShort: "Count or restock the store room in the ERP, then resubmit."
        case .periodClosed: "Open the period in the ERP, or book it there by hand and dismiss it with a reason."
        case .accountingPeriodClosed:
            "Open the month in its table, and everything of it goes out; or book it by hand and dismiss it."
        case .rejected: "Read the ERP's answer, mend the cause there, and resubmit."
        case .unauthorized: "Check the endpoint's credentials, then resubmit."
        case .messageMalformed: "Have the sender mend the message and send it again."
        case .messageUnsupported: "Add a flow for this kind of message, or ask the sender to stop sending it."
        case .contractViolated:
            "Have the sender fill the field as agreed and send it again, or mend the source's reading."
        case .approvalNeeded: "Look at it among the approvals, and approve it as it is or reject it with a reason."
        case .reversalUnmatched:
            "Find what it takes back: booked by hand, resubmit to send it all the same; never booked, dismiss it."
        case .eventRepeated:
            "Compare both: a second one, resubmit; a correction of the first, settle both in the ERP and dismiss."
        case .matchWaiting:
            "Have the order sent or the goods booked; it goes out by itself once both are here and it fits them."
        case .matchMismatch:
            "Have the receipt booked or the order changed; let it through if the difference is right, dismiss if not."
        case .booksDiffer:
            "Find what is missing and have it sent; or let the difference through as a correction, or dismiss it."
        case .ownershipConflict:
            "Change it in the owner's system, or let it through this once; dismiss it where the owner is right."
        case .controlIDConflict: "Compare both messages; ask the sender which is right and to send it with a new id."
        case .outcomeUnknown:
            "Look in the ERP whether it was booked, and confirm its document or that it is absent."
        case .attemptsExhausted: "Check the endpoint, then resubmit."
        }
    }

    /// Whether nothing of it can have been booked, so that booking something else in its place is no second booking.
    public var isSafeToCorrect: Bool {
        switch self {
        case .outcomeUnknown, .attemptsExhausted, .unauthorized: false
        default: true
        }
    }

    /// Whether a person may let it go out as it is, with a reason.
    public var canBeLetThrough: Bool {
        switch self {
        case .matchWaiting, .matchMismatch, .booksDiffer, .ownershipConflict: true
        default: false
        }
    }

    /// The fix that a console offers for it.
    public var fix: FixKind? {
        switch self {
        case .itemUnmapped, .itemRejected: .mapItem
        case .unitInvalid, .conversionMissing, .packSplit, .unitRejected: .defineUnit
        case .locationUnknown, .costCenterMissing: .mapLocation
        case .codeUnmapped, .codeValueInvalid, .accountingPeriodClosed: .mapCode
        default: nil
        }
    }
}

/// The kinds of change to the crosswalk that release what waits.
public enum FixKind: String, Codable, Sendable, Hashable {
    /// A sender's item code leads to an ERP item.
    case mapItem = "map-item"
    /// A sender's unit leads to a known unit and a pack factor for the item.
    case defineUnit = "define-unit"
    /// A sender's location leads to a store room and a cost centre.
    case mapLocation = "map-location"
    /// A sender's code is given its meaning in a table of the catalog.
    case mapCode = "map-code"
}

extension FaultCode {
    /// Whether the flow asked for the stop: somebody's approval, or an order that is still to come. It is no failure.
    public var isAsPlanned: Bool { self == .approvalNeeded || self == .matchWaiting }
}

/// Why a delivery or a message can't go on.
public struct Fault: Error, Codable, Sendable, Hashable {
    /// What is wrong, from the closed taxonomy.
    public var code: FaultCode
    /// What it is about: the item code, the unit and item, the location. Never patient data.
    public var subject: FaultSubject
    /// The particular facts, in one sentence for the operator. Never patient data.
    public var detail: String
    /// The role whose work it is, where that isn't the code's own.
    public var assigned: Role?
    /// What it was held against, where that is what stopped it.
    public var comparison: MatchComparison?
    /// Who says what of fields that belong to one of them, where that is what stopped it.
    public var conflict: OwnershipConflict?

    /// Joins a code with what it is about and a sentence.
    public init(_ code: FaultCode, _ subject: FaultSubject = FaultSubject(), detail: String, assigned: Role? = nil) {
        self.code = code
        self.subject = subject
        self.detail = detail
        self.assigned = assigned
    }

    /// The role whose work queue it lands in.
    public var owner: Role { assigned ?? code.owner }

    /// What all faults share that one fix would mend: the code and what it is about.
    public var cause: String {
        let parts = [
            subject.source, subject.table, subject.code, subject.item, subject.unit, subject.targetUnit,
            subject.location, subject.other,
        ]
        return ([code.rawValue] + parts.compactMap { $0 }).joined(separator: " ")
    }
}

/// What a fault is about, in the sender's own codes.
public struct FaultSubject: Codable, Sendable, Hashable {
    /// Whose codes these are.
    public var source: String?
    /// The table of the catalog that a code is looked up in.
    public var table: String?
    /// The code that is looked up there.
    public var code: String?
    /// The item code.
    public var item: String?
    /// The unit that was documented.
    public var unit: String?
    /// The unit it should become.
    public var targetUnit: String?
    /// The location code.
    public var location: String?
    /// Anything else that tells causes apart: an ERP error code, a message type.
    public var other: String?

    /// A subject of the given parts; leave out what doesn't tell causes apart.
    public init(
        source: String? = nil, table: String? = nil, code: String? = nil, item: String? = nil, unit: String? = nil,
        targetUnit: String? = nil, location: String? = nil, other: String? = nil
    ) {
        self.source = source
        self.table = table
        self.code = code
        self.item = item
        self.unit = unit
        self.targetUnit = targetUnit
        self.location = location
        self.other = other
    }
}
