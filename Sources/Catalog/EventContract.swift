public import SyncModel

/// What an event of one type says, at one version: the fields that senders fill and flows use.
public struct EventContract: Sendable, Hashable {
    /// The event.
    public var type: EventType
    /// Counted from 1; several versions may be in use at once.
    public var version: Int
    /// What such an event means, in one sentence.
    public var purpose: String
    /// Its fields, in the order of the catalog.
    public var fields: [FieldDefinition]
    /// The fields that two events share when they are about the same thing; empty where each stands alone.
    public var key: [String]
    /// Which field lists show as what.
    public var shows: [Shown: String]
    /// The system that owns a field, for fields that one owns.
    public var owners: [String: String] = [:]
    /// Who decides where systems differ; `nil` for the fault's own role.
    public var owner: Role?

    /// Joins what the catalog says of one contract.
    public init(
        type: EventType, version: Int, purpose: String, fields: [FieldDefinition], key: [String] = [],
        shows: [Shown: String] = [:]
    ) {
        self.type = type
        self.version = version
        self.purpose = purpose
        self.fields = fields
        self.key = key
        self.shows = shows
    }

    /// What every event has a place for.
    public enum Shown: String, Sendable, Hashable, CaseIterable {
        /// What it is about, by a code.
        case item
        /// The same in words.
        case description
        /// How much.
        case quantity
        /// In which unit.
        case unit
        /// Where.
        case location
        /// What it is worth.
        case value
        /// The visit.
        case encounter
        /// The sender's own id.
        case reference
        /// When it happened.
        case occurredAt = "occurred-at"
        /// The department.
        case department
        /// The site.
        case facility
    }

    /// The field at a path such as `lines.item`.
    public func definition(of path: String) -> FieldDefinition? {
        var fields = fields
        var found: FieldDefinition?
        for name in path.split(separator: ".") {
            guard let next = fields.first(where: { $0.name == name }) else { return nil }
            found = next
            fields = next.fields
        }
        return found
    }

    /// The paths of all fields that are about a patient.
    public var patientPaths: Set<String> { Set(Self.patientPaths(fields, below: "")) }

    private static func patientPaths(_ fields: [FieldDefinition], below: String) -> [String] {
        fields.flatMap { field in
            field.isPatient
                ? [below + field.name] : patientPaths(field.fields, below: below + field.name + ".")
        }
    }
}

/// One field of a contract.
public struct FieldDefinition: Sendable, Hashable {
    /// Its name, in small letters with hyphens.
    public var name: String
    /// What it holds.
    public var kind: Kind
    /// Whether an event without it is refused.
    public var isRequired: Bool
    /// Whether it names or identifies a patient.
    public var isPatient: Bool
    /// The fields of each line, or of a record.
    public var fields: [FieldDefinition]

    /// Joins what the catalog says of one field.
    public init(
        name: String, kind: Kind, isRequired: Bool = false, isPatient: Bool = false, fields: [FieldDefinition] = []
    ) {
        self.name = name
        self.kind = kind
        self.isRequired = isRequired
        self.isPatient = isPatient
        self.fields = fields
    }

    /// What a field holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Letters and digits; codes and ids too.
        case text
        /// A quantity or an amount of money, exact.
        case number
        /// Yes or no.
        case flag
        /// A moment.
        case time
        /// A day, as `2026-11-22`.
        case date
        /// Fields of their own.
        case record
        /// Records in their order.
        case lines
    }
}
