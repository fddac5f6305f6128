public import SyncModel

/// How one kind of message from a source becomes events of a contract.
public struct MessageReading: Sendable, Hashable {
    /// The kind of message: `DFT^P03`, `fhir:ChargeItem`, `event:com.example.invoice`, `x12:810`,
    /// `csv`.
    public var message: String
    /// What it becomes.
    public var event: EventType
    /// At which version of the contract.
    public var version: Int
    /// What one event is made from: a segment's name, or a path to an array; `nil` for the whole message.
    public var each: String?
    /// Only where each of these paths holds one of these values.
    public var conditions: [String: [String]]
    /// What tells a reversal or a line without effect.
    public var action: Action?
    /// Where each field of the contract stands.
    public var fields: [String: FieldReading]

    /// Joins what the catalog says of one reading.
    public init(
        message: String, event: EventType, version: Int = 1, each: String? = nil,
        conditions: [String: [String]] = [:], action: Action? = nil, fields: [String: FieldReading]
    ) {
        self.message = message
        self.event = event
        self.version = version
        self.each = each
        self.conditions = conditions
        self.action = action
        self.fields = fields
    }

    /// What an event does, by the value at a path.
    public struct Action: Sendable, Hashable {
        /// Where the value stands.
        public var path: String
        /// The values that take back what was recorded before.
        public var reverse: [String]
        /// The values that have no effect.
        public var none: [String]

        /// Joins a path with the values that matter.
        public init(path: String, reverse: [String] = [], none: [String] = []) {
            self.path = path
            self.reverse = reverse
            self.none = none
        }
    }

    /// Where a message is spoken: what its paths look like.
    public var grammar: Grammar {
        if message.hasPrefix("fhir:") || message.hasPrefix("event:") { return .json }
        if message.hasPrefix(Source.setPrefix) { return .elements }
        return message == "csv" ? .columns : .segments
    }

    /// What a path names.
    public enum Grammar: Sendable, Hashable {
        /// `FT1-7.1`.
        case segments
        /// `code.coding[0].code`.
        case json
        /// A column's name.
        case columns
        /// `N1[SU]-04`, in a transaction set of X12.
        case elements
    }
}

/// Where one field of a contract stands in a message.
public struct FieldReading: Sendable, Hashable {
    /// The places it may stand, the first that holds something counts; empty of a constant.
    public var paths: [String]
    /// What it is where none of the places holds anything.
    public var fallback: String?
    /// What each of the sender's words means; a word that isn't here is taken as it is.
    public var words: [String: String]
    /// For lines: the path to the array, and the fields of each element.
    public var lines: [String: FieldReading]
    /// Which part of a device identifier it is, where such a one stands there as scanned.
    public var device: DevicePart?
    /// How many of a number's digits stand behind a point that isn't written, as in X12's type N2; `nil` of a number
    /// that has its own.
    public var impliedDecimals: Int?
    /// What it is where none of the places holds anything; `nil` where that is nothing.
    public var product: Product?

    /// The product of numbers, as a line's amount where its sender doesn't write it.
    public struct Product: Sendable, Hashable {
        /// Where they stand.
        public var paths: [String]
        /// Behind how many digits it is rounded, halves away from zero; `nil` where it is exact.
        public var digits: Int?

        /// Joins the two.
        public init(of paths: [String], digits: Int? = nil) {
            self.paths = paths
            self.digits = digits
        }
    }

    /// A part of a unique device identifier (UDI).
    public enum DevicePart: String, Sendable, Hashable, CaseIterable {
        /// What the device is: a GTIN, or HIBC's labeler and product.
        case device
        /// The agency: `gs1` or `hibc`.
        case issuer
        /// The lot.
        case lot
        /// The serial number.
        case serial
        /// The last day on which it may be used.
        case expires
        /// The day on which it was made.
        case made
    }

    /// Joins what the catalog says of one field.
    public init(
        paths: [String], fallback: String? = nil, words: [String: String] = [:], lines: [String: FieldReading] = [:]
    ) {
        self.paths = paths
        self.fallback = fallback
        self.words = words
        self.lines = lines
    }

    /// All places that it is read from, without those of its lines.
    public var places: [String] { paths + (product?.paths ?? []) }

    /// Stands for one that couldn't be read.
    static let unread = FieldReading(paths: [])

    /// Whether it stands for one that couldn't be read.
    var isUnread: Bool { self == .unread }
}
