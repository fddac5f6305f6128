/// What the values of a table look like: a part of what regular expressions can say, matched from end to end in time
/// that grows with the text alone.
///
/// Characters stand for themselves, `.` for any, `\d` for a digit, `[A-Z0-9]` for one of a set and `[^…]` for none of
/// it. Behind each may stand `?`, `*`, `+`, `{4}`, `{1,6}` or `{2,}`; `|` separates ways that a value may look. A
/// backslash takes the meaning of the character behind it away.
public struct ValuePattern: Sendable, Hashable, CustomStringConvertible {
    /// The pattern as it was written.
    public let description: String
    /// Each way that a value may look.
    private let ways: [[Step]]

    /// The most that one character may be repeated.
    private static let mostRepeats = 200

    /// Characters of one place, and how many of them.
    private struct Step: Sendable, Hashable {
        var set: CharacterClass
        var least: Int
        /// `nil` for any number.
        var most: Int?
    }

    /// The characters of one place.
    private struct CharacterClass: Sendable, Hashable {
        var ranges: [ClosedRange<Unicode.Scalar>]
        var isNegated = false

        func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
    }

    /// Why a text is no pattern, as the end of a sentence: `needs a pattern …`.
    public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong with it.
        public var description: String
    }

    /// Reads a pattern.
    public init(_ text: String) throws(Problem) {
        var ways: [[Step]] = [[]]
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "|" {
                ways.append([])
                continue
            }
            guard !"?*+{}()^$]".unicodeScalars.contains(scalar) else {
                throw Problem(description: "can't have '\(scalar)' there; write \\\(scalar) for the character itself")
            }
            let set = try Self.set(beginningWith: scalar, &rest)
            let (least, most) = try Self.count(&rest)
            ways[ways.count - 1].append(Step(set: set, least: least, most: most))
        }
        guard ways.allSatisfy({ !$0.isEmpty }) else {
            throw Problem(description: "has nothing on one side of '|', or nothing at all")
        }
        self.ways = ways
        description = text
    }

    /// Whether a text looks so, from its first character to its last.
    public func matches(_ text: String) -> Bool { ways.contains { Self.matches(Array(text.unicodeScalars), $0) } }

    /// Follows all places of the way that can be reached so far at once.
    private static func matches(_ text: [Unicode.Scalar], _ steps: [Step]) -> Bool {
        var reached: [Bool] = [true] + Array(repeating: false, count: text.count)
        for step in steps {
            var next = Array(repeating: false, count: text.count + 1)
            // How long ago the nearest place was that this step may start from, while its characters go on.
            var starts: [Int] = []
            for place in 0...text.count {
                if place > 0, !step.set.contains(text[place - 1]) { starts = [] }
                if reached[place] { starts.append(place) }
                if let most = step.most { starts.removeAll { place - $0 > most } }
                next[place] = starts.first.map { place - $0 >= step.least } ?? false
            }
            reached = next
        }
        return reached[text.count]
    }

    private static func set(
        beginningWith scalar: Unicode.Scalar, _ rest: inout Substring.UnicodeScalarView
    ) throws(Problem) -> CharacterClass {
        switch scalar {
        case ".": return CharacterClass(ranges: [], isNegated: true)
        case "\\": return try escaped(&rest)
        case "[": break
        default: return CharacterClass(ranges: [scalar...scalar])
        }
        var set = CharacterClass(ranges: [])
        if rest.first == "^" {
            rest.removeFirst()
            set.isNegated = true
        }
        while let next = rest.popFirst() {
            if next == "]" {
                guard !set.ranges.isEmpty else { throw Problem(description: "has an empty [ ]") }
                return set
            }
            if next == "\\" {
                set.ranges += try escaped(&rest).ranges
                continue
            }
            guard rest.first == "-", let end = rest.dropFirst().first, end != "]" else {
                set.ranges.append(next...next)
                continue
            }
            guard next <= end else { throw Problem(description: "has a range that goes backwards: \(next)-\(end)") }
            rest.removeFirst(2)
            set.ranges.append(next...end)
        }
        throw Problem(description: "has a [ without its ]")
    }

    private static func escaped(_ rest: inout Substring.UnicodeScalarView) throws(Problem) -> CharacterClass {
        guard let scalar = rest.popFirst() else { throw Problem(description: "ends with a backslash") }
        if scalar == "d" { return CharacterClass(ranges: ["0"..."9"]) }
        guard !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) else {
            throw Problem(description: "knows no \\\(scalar); only \\d, and a backslash before a sign")
        }
        return CharacterClass(ranges: [scalar...scalar])
    }

    private static func count(_ rest: inout Substring.UnicodeScalarView) throws(Problem) -> (Int, Int?) {
        switch rest.first {
        case "?": return (0, rest.popFirst().map { _ in 1 })
        case "*":
            rest.removeFirst()
            return (0, nil)
        case "+":
            rest.removeFirst()
            return (1, nil)
        case "{":
            guard let end = rest.firstIndex(of: "}") else { throw Problem(description: "has a { without its }") }
            let words = String(rest[rest.startIndex..<end].dropFirst()).split(
                separator: ",", omittingEmptySubsequences: false)
            rest = rest[end...].dropFirst()
            let numbers = words.map { Int($0) }
            guard let least = numbers.first ?? nil, numbers.count <= 2, least >= 0, least <= mostRepeats else {
                throw Problem(description: "needs a number such as {4} or {1,6}, up to \(mostRepeats)")
            }
            guard words.count == 2 else { return (least, least) }
            if words[1].isEmpty { return (least, nil) }
            guard let most = numbers[1], most >= max(1, least), most <= mostRepeats else {
                throw Problem(description: "needs a number such as {4} or {1,6}, up to \(mostRepeats)")
            }
            return (least, most)
        default: return (1, 1)
        }
    }
}
