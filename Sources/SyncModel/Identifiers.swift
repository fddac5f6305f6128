/// A row number in the state file, told apart by what it numbers.
public struct RowID<Subject>: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The SQLite row id, from 1 upwards.
    public var rawValue: Int64

    /// Wraps a row id read from the state file or given by an operator.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Reads a bare JSON number.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Writes a bare JSON number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The number in decimal.
    public var description: String { String(rawValue) }

    /// Older rows come first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A name from the catalog, told apart by what it names.
public struct CatalogName<Subject>: RawRepresentable, Hashable, Comparable, Codable, Sendable,
    CustomStringConvertible, ExpressibleByStringLiteral
{
    /// The name as the catalog spells it.
    public var rawValue: String

    /// Wraps a name read from the catalog, the state file or an operator.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps a literal name.
    public init(stringLiteral value: String) { rawValue = value }

    /// Reads a bare JSON string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes a bare JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    /// The name itself.
    public var description: String { rawValue }

    /// Alphabetical by Unicode scalar.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What a ``MessageID`` numbers: bytes that arrived.
public enum MessageSubject: Sendable {}
/// What an ``EventID`` numbers: a canonical meaning.
public enum EventSubject: Sendable {}
/// What a ``DeliveryID`` numbers: one destination of one event.
public enum DeliverySubject: Sendable {}
/// What an ``ExceptionID`` numbers: a fault that needs a person.
public enum ExceptionSubject: Sendable {}
/// What a ``FlowName`` names.
public enum FlowSubject: Sendable {}
/// What an ``EndpointName`` names.
public enum EndpointSubject: Sendable {}
/// What a ``SourceName`` names.
public enum SourceSubject: Sendable {}

/// Numbers a message in the order of intake.
public typealias MessageID = RowID<MessageSubject>
/// Numbers a canonical event.
public typealias EventID = RowID<EventSubject>
/// Numbers a delivery.
public typealias DeliveryID = RowID<DeliverySubject>
/// Numbers an exception.
public typealias ExceptionID = RowID<ExceptionSubject>
/// Names a flow of the catalog, such as `supply-usage`.
public typealias FlowName = CatalogName<FlowSubject>
/// Names an endpoint of the catalog, such as `erp-inventory`.
public typealias EndpointName = CatalogName<EndpointSubject>
/// Names a source of the catalog, such as `ehr-mllp`.
public typealias SourceName = CatalogName<SourceSubject>

extension CatalogName<SourceSubject> {
    /// Stands for every source, in tables whose codes mean the same whoever sends them. No source has this name.
    public static var all: Self { "all" }

    /// ` of ehr`, behind a code; nothing where the code is everybody's.
    public var ofWhom: String { self == .all ? "" : " of \(self)" }
}
