extension CrosswalkKey {
    /// What entries are about. Its raw value is what the state, files and commands use.
    public enum Kind: RawRepresentable, Codable, Sendable, Hashable {
        /// An item code.
        case item
        /// A unit word.
        case unit
        /// A location.
        case location
        /// A code of a table of the catalog.
        case table(CodeTableName)

        /// Those that are there without any table.
        public static let builtIn: [Kind] = [.item, .unit, .location]

        /// What the raw values of tables begin with.
        public static let tablePrefix = "table:"

        /// `item`, or `table:charge-account`.
        public var rawValue: String {
            switch self {
            case .item: "item"
            case .unit: "unit"
            case .location: "location"
            case .table(let name): Self.tablePrefix + name.rawValue
            }
        }

        /// Reads what ``rawValue`` says.
        public init?(rawValue: String) {
            switch rawValue {
            case "item": self = .item
            case "unit": self = .unit
            case "location": self = .location
            default:
                guard rawValue.hasPrefix(Self.tablePrefix), rawValue.utf8.count > Self.tablePrefix.utf8.count else {
                    return nil
                }
                self = .table(CodeTableName(rawValue: String(rawValue.dropFirst(Self.tablePrefix.count))))
            }
        }

        /// The table; `nil` of what is built in.
        public var table: CodeTableName? {
            guard case .table(let name) = self else { return nil }
            return name
        }

        /// Reads a bare JSON string.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let kind = Kind(rawValue: text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no kind of entry")
            }
            self = kind
        }

        /// Writes a bare JSON string.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(rawValue)
        }
    }
}
