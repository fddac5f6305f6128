/// What an import of the crosswalk would do, worked out without doing it.
public struct ImportPreview: Codable, Sendable, Hashable {
    /// How many entries would be new.
    public var new = 0
    /// How many entries would say something else than now.
    public var changed = 0
    /// How many of those that change end, or say nothing any more.
    public var ended = 0
    /// How many are there already, as they are.
    public var same = 0
    /// What can't be loaded, or contradicts itself: nothing is loaded while there is any.
    public var conflicts: [Conflict] = []
    /// The first changes.
    public var changes: [ChangeLine] = []
    /// Stands for all changes: an import that names it does just these, or nothing.
    public var digest = ""

    /// Nothing yet.
    public init() {}

    /// Something that can't be loaded.
    public struct Conflict: Codable, Sendable, Hashable {
        /// Which entry.
        public var key: CrosswalkKey
        /// Why, in one sentence.
        public var sentence: String

        /// Joins an entry with a sentence.
        public init(_ key: CrosswalkKey, _ sentence: String) {
            self.key = key
            self.sentence = sentence
        }
    }
}
