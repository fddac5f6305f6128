/// What is wrong with one field of an event. Never holds what a patient field said.
public struct FieldProblem: Codable, Sendable, Hashable {
    /// The field's path within the contract.
    public var field: String
    /// What is wrong, as a sentence.
    public var sentence: String

    /// Joins a field with what is wrong.
    public init(field: String, sentence: String) {
        self.field = field
        self.sentence = sentence
    }
}
