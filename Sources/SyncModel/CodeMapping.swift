/// What a ``CodeTableName`` names.
public enum CodeTableSubject: Sendable {}
/// Names a table of codes of the catalog, such as `charge-account`.
public typealias CodeTableName = CatalogName<CodeTableSubject>

/// What a sender's code means by a table of the catalog.
public struct CodeMapping: Codable, Sendable, Hashable {
    /// The table.
    public var table: CodeTableName
    /// Whose code it is.
    public var source: SourceName
    /// The sender's code; of several fields, as ``LookUpCode`` joins them.
    public var code: String
    /// What the ERP calls it: an account, a supplier's number, a cost center.
    public var value: String

    /// Joins a sender's code with what it means.
    public init(table: CodeTableName, source: SourceName, code: String, value: String) {
        self.table = table
        self.source = source
        self.code = code
        self.value = value
    }
}

/// The code that several fields make together, as people type it: `MAIN|71046`.
public enum LookUpCode {
    /// The longest code that is looked up, in characters.
    public static let longest = 120

    /// Joins fields so that no two different lists make the same code: a bar or a backslash within a field has a
    /// backslash before it. A field alone stands as it is.
    public static func joining(_ fields: [String]) -> String {
        guard fields.count > 1 else { return fields.first ?? "" }
        return fields.map { $0.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }.joined(separator: "|")
    }
}
