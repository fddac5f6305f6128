/// What the owners of a thing's fields have said of it.
public struct OwnedRecord: Codable, Sendable, Hashable {
    /// What each field's owner says.
    public var fields: [String: Said]

    /// Nothing said yet.
    public init() { fields = [:] }

    /// One field as its owner says it.
    public struct Said: Codable, Sendable, Hashable {
        /// What it says; of a patient's field a print of it.
        public var value: FieldValue
        /// When that was so, as the event says.
        public var at: UTCTime?
    }
}

/// What a system says of a thing whose fields have owners.
public struct OwnedStatement: Sendable, Hashable {
    /// Who says it.
    public var system: String
    /// The owner of each field that has one.
    public var owners: [String: String]
    /// What it says; of a patient's field a print of it.
    public var says: [String: FieldValue]
    /// Those of them that are about a patient.
    public var patientFields: Set<String>
    /// When that was so, as the event says.
    public var at: UTCTime?
    /// Whether it takes the thing back.
    public var isReversal: Bool

    /// Joins who says what.
    public init(
        system: String, owners: [String: String], says: [String: FieldValue], patientFields: Set<String> = [],
        at: UTCTime? = nil, isReversal: Bool = false
    ) {
        self.system = system
        self.owners = owners
        self.says = says
        self.patientFields = patientFields
        self.at = at
        self.isReversal = isReversal
    }

    /// What becomes of it.
    public enum Outcome: Sendable, Hashable {
        /// It changes something that its system owns: it goes on, and this is what the owners say now; `nil` where the
        /// thing is taken back.
        case goes(OwnedRecord?)
        /// It says nothing that its system owns and that isn't known.
        case nothingNew
        /// It says something else than an owner does.
        case conflict(OwnershipConflict)
    }

    /// Holds it against what the owners have said; `nil` where none has said anything.
    public func outcome(beside known: OwnedRecord?) -> Outcome {
        guard !isReversal else {
            return owners.values.contains(system)
                ? .goes(nil) : .conflict(OwnershipConflict(system: system, fields: []))
        }
        let conflicts = says.keys.sorted().compactMap { conflict($0, beside: known) }
        guard conflicts.isEmpty else { return .conflict(OwnershipConflict(system: system, fields: conflicts)) }
        let record = applied(to: known)
        return record == (known ?? OwnedRecord()) ? .nothingNew : .goes(record)
    }

    /// What the owners say once this has gone through: only what its system owns, or nobody does, and what isn't older.
    public func applied(to known: OwnedRecord?) -> OwnedRecord {
        var record = known ?? OwnedRecord()
        for (field, value) in says where owners[field] ?? system == system {
            if let said = record.fields[field] {
                guard said.value != value else { continue }
                if let before = said.at, let at, at < before { continue }
            }
            record.fields[field] = OwnedRecord.Said(value: value, at: at)
        }
        return record
    }

    private func conflict(_ field: String, beside known: OwnedRecord?) -> OwnershipConflict.Field? {
        guard let owner = owners[field], owner != system, let said = known?.fields[field]?.value,
            let own = says[field], own != said
        else { return nil }
        let isPatient = patientFields.contains(field)
        return OwnershipConflict.Field(
            name: field, owner: owner, ownerSays: isPatient ? nil : said.words, senderSays: isPatient ? nil : own.words)
    }
}

/// Who says what of fields that belong to one of them.
public struct OwnershipConflict: Codable, Sendable, Hashable {
    /// The system that sent it.
    public var system: String
    /// Each field of another's that it says something else of; none where it takes back what isn't its own.
    public var fields: [Field]

    /// Joins what differs.
    public init(system: String, fields: [Field]) {
        self.system = system
        self.fields = fields
    }

    /// One field.
    public struct Field: Codable, Sendable, Hashable {
        /// Its name.
        public var name: String
        /// Whose it is.
        public var owner: String
        /// What its owner says; `nil` of a patient's field.
        public var ownerSays: String?
        /// What the sender says; `nil` of a patient's field.
        public var senderSays: String?
    }

    /// Whose fields they are, and that the values differ; never a value.
    public var sentence: String {
        guard let first = fields.first else { return "\(system) takes back what it owns nothing of." }
        let names = fields.prefix(5).map { "'\($0.name)'" }.joined(separator: ", ")
        let rest = fields.count > 5 ? " and \(fields.count - 5) more" : ""
        let owners = Set(fields.map(\.owner)).sorted().joined(separator: ", ")
        return first == fields.last
            ? "\(names) belongs to \(owners), and \(system) says another value."
            : "\(names)\(rest) belong to \(owners), and \(system) says other values."
    }

    /// The fields in their columns: first the names of the columns.
    public var table: [String] {
        TextTable.lines(
            [["field", "owner", "the owner says", "\(system) says"]]
                + fields.map { [$0.name, $0.owner, $0.ownerSays ?? Self.mask, $0.senderSays ?? Self.mask] })
    }

    private static let mask = "****"
}
