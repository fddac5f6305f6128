public import SyncModel

/// A table that says what senders' codes of one kind are called by the ERP: `tables/charge-account.yaml`.
///
/// What it says stands in the crosswalk, with dates and history; here stands what it is.
public struct CodeTable: Sendable, Hashable {
    /// Its name in the catalog.
    public var name: CodeTableName
    /// What lists call it: `Charge accounts`.
    public var title: String
    /// What its codes are called, one of them: `charge code`.
    public var codeWord: String
    /// What its values are called, one of them: `GL account`.
    public var valueWord: String
    /// What every value looks like; `nil` where nobody can say.
    public var pattern: ValuePattern?
    /// A value as people write it.
    public var example: String?
    /// Whether a code means the same whoever sends it; else each source has codes of its own.
    public var isShared = false
    /// Who looks after it: whose work a missing code is.
    public var owner: Role
    /// The page of `runbooks/` on what to do about a code that it doesn't have.
    public var runbook: String?

    /// Joins what the catalog says of one table.
    public init(
        name: CodeTableName, title: String, codeWord: String, valueWord: String, pattern: ValuePattern? = nil,
        example: String? = nil, owner: Role, runbook: String? = nil
    ) {
        self.name = name
        self.title = title
        self.codeWord = codeWord
        self.valueWord = valueWord
        self.pattern = pattern
        self.example = example
        self.owner = owner
        self.runbook = runbook
    }

    /// The roles that may say what its codes mean.
    public var editors: Set<Role> { [owner, .supervisor, .administrator] }

    /// Whose codes those that a source sends are: ``SourceName/all`` where it is shared.
    public func source(of sender: SourceName) -> SourceName { isShared ? .all : sender }

    /// Why somebody with these roles may not change it, in one sentence; `nil` where they may.
    public func refusal(for roles: Set<Role>) -> String? {
        guard roles.isDisjoint(with: editors) else { return nil }
        let allowed = editors.map(\.title).sorted().joined(separator: ", ")
        return "You may not change \(title): that takes \(allowed)."
    }

    /// Why a value is none of this table, in one sentence; `nil` where it may be.
    public func refusal(of value: String) -> String? {
        if value.isEmpty { return "It needs the \(valueWord)." }
        guard value.count <= Self.longestValue else {
            return "\(valueWord.sentenceStart) has more than \(Self.longestValue) characters."
        }
        guard let pattern, !pattern.matches(value) else { return nil }
        return "'\(value)' is no \(valueWord): \(likeness)."
    }

    /// What its values look like, as the end of a sentence.
    public var likeness: String {
        example.map { "it looks like \($0)" } ?? pattern.map { "it looks like \($0)" } ?? "any text will do"
    }

    /// The longest value, in characters.
    public static let longestValue = 200
}

extension String {
    /// With its first letter as sentences begin.
    fileprivate var sentenceStart: String { prefix(1).uppercased() + dropFirst() }
}
