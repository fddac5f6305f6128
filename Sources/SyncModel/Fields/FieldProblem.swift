/// What is wrong with one field of an event, or with several that are read from the same label. Never holds what a
/// patient field said.
public struct FieldProblem: Codable, Sendable, Hashable {
    /// The field's path within the contract.
    public var field: String
    /// What is wrong, as a sentence.
    public var sentence: String
    /// The paths of the other fields that it keeps from being read; `nil` for none.
    public var others: [String]?

    /// Joins a field with what is wrong.
    public init(field: String, sentence: String, others: [String]? = nil) {
        self.field = field
        self.sentence = sentence
        self.others = others
    }

    /// The paths of all fields that aren't there for it.
    public var fields: [String] { [field] + (others ?? []) }
}
