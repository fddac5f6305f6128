/// The key of a kept record: the words of its fields, in the order of the contract.
///
/// Written down so that no two keys are alike, and all keys that begin with the same fields stand together.
public struct RecordKey: Sendable, Hashable {
    /// What its fields say.
    public var parts: [String]

    /// Joins what the fields of a key say.
    public init(_ parts: [String]) { self.parts = parts }

    /// How the state writes it: the length of each part before it. Behind a whole key comes `|` or nothing.
    public var text: String { Self.text(parts[...]) }

    /// The same of its first part, of its first two, and so on to all of them.
    public var beginnings: [String] { parts.indices.map { Self.text(parts[...$0]) } }

    /// How people read it, shortened.
    public var words: String {
        let all = parts.map { $0.filter { !$0.isNewline } }.joined(separator: " ")
        return all.count > Self.longestWords ? all.prefix(Self.longestWords) + "…" : all
    }

    private static let longestWords = 60

    private static func text(_ parts: ArraySlice<String>) -> String {
        parts.map { "|\($0.utf8.count):\($0)" }.joined()
    }
}

extension EndpointName {
    /// Stands where an endpoint would, for what is kept in the state and sent nowhere.
    public static let state: EndpointName = "state"
}
