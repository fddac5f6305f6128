/// Which of the words that are allowed somebody may have meant.
enum NearestWord {
    /// The nearest of `words`, where it is near enough to be meant.
    static func to(_ word: String, among words: some Sequence<String>) -> String? {
        let limit = max(1, word.count / 3)
        let plain = word.lowercased()
        var best: (word: String, distance: Int)?
        for candidate in words {
            let distance = distance(Array(plain), Array(candidate.lowercased()))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    /// The end of a sentence on a word that isn't allowed: the one that may have been meant, or all there are.
    static func hint(for word: String, among words: [String]) -> String {
        if let near = to(word, among: words) { return "did you mean '\(near)'?" }
        switch words.count {
        case 0: return "there is none to choose from"
        case 1...16: return "use one of: \(words.joined(separator: ", "))"
        default: return "use one of: \(words.prefix(16).joined(separator: ", ")), …"
        }
    }

    /// How many letters have to be put in, taken out, replaced or swapped with their neighbour.
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        // Names of a catalog are short; a long word is no slip of a finger.
        guard left.count <= 64, right.count <= 64 else { return .max }
        var before: [Int] = []
        var above = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let change = above[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(change, above[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            before = above
            above = current
        }
        return above[right.count]
    }
}

extension String {
    /// This text as a message may quote it: short, and without anything a terminal would obey.
    var quotable: String {
        let limit = 80
        var text = ""
        for scalar in unicodeScalars.prefix(limit) {
            if scalar.isObeyed {
                text += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > limit ? text + "…" : text
    }
}

extension Unicode.Scalar {
    /// Whether a terminal may do something else than show this.
    var isObeyed: Bool {
        if (0x20..<0x7F).contains(value) { return false }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
