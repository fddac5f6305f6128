public import Measures

/// What tells one line from all others, in the words of the system that sent it.
public struct BusinessKey: Sendable, Hashable {
    /// `SourceCode`.
    public var sourceCode: String
    /// `SourceHeaderId`, in decimal.
    public var headerID: String
    /// `SourceLineId`, in decimal.
    public var lineID: String

    /// Joins the three parts.
    public init(sourceCode: String, headerID: String, lineID: String) {
        self.sourceCode = sourceCode
        self.headerID = headerID
        self.lineID = lineID
    }
}

/// What stock is counted by.
public struct StockKey: Sendable, Hashable {
    /// The inventory organisation.
    public var organization: String
    /// The item number.
    public var itemNumber: String
    /// The store room.
    public var subinventory: String

    /// Joins the three parts.
    public init(organization: String, itemNumber: String, subinventory: String) {
        self.organization = organization
        self.itemNumber = itemNumber
        self.subinventory = subinventory
    }
}

/// One transaction as the ERP booked it.
public struct Booking: Sendable, Hashable {
    /// `TransactionInterfaceId`, the document number.
    public var number: Int
    /// Who says it happened.
    public var key: BusinessKey
    /// Whose stock moved.
    public var stock: StockKey
    /// As posted: negative for an issue.
    public var quantity: ExactDecimal
    /// The unit of `quantity`.
    public var unit: UnitCode
    /// `quantity` in the item's primary unit.
    public var primaryQuantity: ExactDecimal
    /// `TransactionTypeName`.
    public var type: String
    /// What it was charged to.
    public var account: String
    /// `TransactionDate`, as posted.
    public var date: String
    /// `TransactionReference`, where one was sent.
    public var reference: String?
}

/// The ERP's books: every transaction, and what it did to the stock. Books whatever it is given, twice if asked twice.
struct StockLedger: Sendable {
    private(set) var bookings: [Booking] = []
    private(set) var netChanges: [StockKey: ExactDecimal] = [:]
    private var placesByKey: [BusinessKey: [Int]] = [:]
    private(set) var repeatedKeys: Set<BusinessKey> = []

    /// Books a transaction; false where the stock would leave the range of exact numbers.
    mutating func book(_ booking: Booking) -> Bool {
        guard let change = netChanges[booking.stock, default: .zero].adding(booking.primaryQuantity) else {
            return false
        }
        netChanges[booking.stock] = change
        placesByKey[booking.key, default: []].append(bookings.count)
        if placesByKey[booking.key, default: []].count > 1 { repeatedKeys.insert(booking.key) }
        bookings.append(booking)
        return true
    }

    /// Everything booked under a key.
    func bookings(of key: BusinessKey) -> [Booking] { placesByKey[key, default: []].map { bookings[$0] } }
}
