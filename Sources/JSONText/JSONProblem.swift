/// Why bytes are not read as JSON, and where. Says nothing of what they hold.
public struct JSONProblem: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// They don't follow the grammar, or end too early.
        case notJSON
        /// They aren't UTF-8.
        case notUTF8
        /// Arrays and objects nest deeper than ``JSONReader/maximumDepth``.
        case tooDeep
        /// An object has two members of one name.
        case duplicateName
        /// A `\\u` escape is half of a pair.
        case loneSurrogate
    }

    /// What is wrong.
    public let kind: Kind
    /// The line it stands in, from 1.
    public let line: Int
    /// The byte within the line, from 1.
    public let column: Int

    init(_ kind: Kind, at position: Int, in bytes: [UInt8]) {
        self.kind = kind
        let before = bytes.prefix(position)
        line = 1 + before.count { $0 == 0x0A }
        column = 1 + position - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    }

    /// One sentence for whoever sent it.
    public var sentence: String {
        let place = "line \(line), byte \(column)"
        return switch kind {
        case .notJSON: "The body is no JSON: see \(place)."
        case .notUTF8: "The body is not UTF-8: send JSON in UTF-8."
        case .tooDeep: "The body nests deeper than \(JSONReader.maximumDepth) levels: see \(place)."
        case .duplicateName: "An object of the body has two members of one name: keep one. See \(place)."
        case .loneSurrogate: "The body has half of a surrogate pair: see \(place)."
        }
    }
}
