/// A value that a code of a table may have, with what speaks for it.
public struct CodeCandidate: Codable, Sendable, Hashable {
    /// The value.
    public var value: String
    /// How much speaks for it, from 0 to 100.
    public var score: Int
    /// What does, most telling first.
    public var reasons: [String]

    /// Joins a value with what speaks for it.
    public init(value: String, score: Int, reasons: [String]) {
        self.value = value
        self.score = score
        self.reasons = reasons
    }
}

/// What a table knows that may tell what one of its codes means.
public struct CodeEvidence: Codable, Sendable, Hashable {
    /// The codes of the same source next to it in the order of codes, with what they mean now.
    public var neighbors: [Neighbor]
    /// The values of the table that most codes have.
    public var values: [Value]
    /// What the code itself meant before, latest first, in the words of its history.
    public var former: [String]

    /// Another code with its meaning.
    public struct Neighbor: Codable, Sendable, Hashable {
        /// The sender's code.
        public var code: String
        /// What it means.
        public var value: String

        /// Joins a code with its meaning.
        public init(code: String, value: String) {
            self.code = code
            self.value = value
        }
    }

    /// A value with how many codes have it.
    public struct Value: Codable, Sendable, Hashable {
        /// The value.
        public var value: String
        /// How many codes of the table mean it.
        public var codes: Int

        /// Joins a value with a count.
        public init(value: String, codes: Int) {
            self.value = value
            self.codes = codes
        }
    }

    /// Joins what is known.
    public init(neighbors: [Neighbor] = [], values: [Value] = [], former: [String] = []) {
        self.neighbors = neighbors
        self.values = values
        self.former = former
    }
}

extension CodeEvidence {
    /// The values that a code may have, best first: what its neighbors mean, what it meant before, what most codes
    /// mean, and the code itself where the table's values look so.
    ///
    /// - Parameters:
    ///   - text: only values with this in them; empty for all.
    ///   - pattern: what the table's values look like.
    public func candidates(
        for code: String, text: String = "", pattern: ValuePattern? = nil, limit: Int = 50
    ) -> [CodeCandidate] {
        var found: [String: CodeCandidate] = [:]
        func add(_ value: String, _ score: Int, _ reason: String) {
            var candidate = found[value] ?? CodeCandidate(value: value, score: 0, reasons: [])
            // Whatever speaks for a value beside the best counts a little.
            candidate.score = min(99, max(candidate.score, score) + (candidate.score > 0 ? 3 : 0))
            candidate.reasons.append(reason)
            found[value] = candidate
        }
        for (value, near) in Dictionary(grouping: neighbors, by: \.value) {
            let best = near.map { Self.closeness($0.code, code) }.max() ?? 0
            // A neighbor that goes elsewhere takes away from what one says.
            let share = near.count * 10 / max(3, neighbors.count)
            let codes = near.map(\.code).prefix(3).joined(separator: ", ")
            add(value, best * 8 / 10 + share * 2, "\(near.count == 1 ? "its neighbor" : "its neighbors") \(codes)")
        }
        for value in former.prefix(3) { add(value, 45, "it meant that before") }
        let all = max(1, values.reduce(0) { $0 + $1.codes })
        for value in values where value.codes > 1 || found[value.value] != nil || values.count <= 50 {
            add(value.value, 10 + value.codes * 30 / all, value.codes == 1 ? "1 code" : "\(value.codes) codes")
        }
        if let pattern, pattern.matches(code) { add(code, 30, "the code as it is") }
        let fitting = found.values.filter { candidate in
            (pattern?.matches(candidate.value) ?? true)
                && (text.isEmpty || candidate.value.lowercased().contains(text.lowercased()))
        }
        return Array(fitting.sorted { ($1.score, $0.value) < ($0.score, $1.value) }.prefix(limit))
    }

    /// How much of two codes is the same from their beginnings on, from 0 to 100.
    private static func closeness(_ left: String, _ right: String) -> Int {
        let shared = zip(left, right).prefix { $0 == $1 }.count
        return shared * 100 / max(1, max(left.count, right.count))
    }
}
