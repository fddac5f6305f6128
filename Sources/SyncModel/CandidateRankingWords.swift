/// The words of the item master's descriptions: which items have them, and how much each one tells.
struct CandidateWords: Sendable {
    private var numbers: [String: Int] = [:]
    /// The words by their first byte: most comparisons end there.
    private var byInitial: [UInt8: [Int]] = [:]
    private var words: [CandidateWord] = []
    private var postings: [[Int32]] = []
    private var weights: [Double] = []
    private var totals: [Double] = []
    private let unknownWeight: Double

    init(_ items: [MasterItem]) {
        let count = Double(max(1, items.count))
        unknownWeight = 0.5 * (0.3 + Self.log2(count))
        for (index, item) in items.enumerated() {
            for word in CandidateWord.words(in: item.description) { postings[id(of: word)].appendOnce(Int32(index)) }
        }
        weights = zip(words, postings).map { word, postings in
            Self.importance(of: word) * (0.3 + Self.log2(count / Double(max(1, postings.count))))
        }
        totals = Array(repeating: 0, count: items.count)
        for (postings, weight) in zip(postings, weights) {
            for index in postings { totals[Int(index)] += weight }
        }
    }

    private mutating func id(of word: CandidateWord) -> Int {
        if let id = numbers[word.text] { return id }
        let id = words.count
        numbers[word.text] = id
        words.append(word)
        postings.append([])
        byInitial[word.initial, default: []].append(id)
        return id
    }

    /// How alike each item's description is to a text, from 0 to 1. A search asks only for what the text holds.
    func similarities(to text: String, isSearch: Bool) -> [Double] {
        var ofQuery = [Double](repeating: 0, count: totals.count)
        var ofItem = ofQuery
        var sizes = [Int16](repeating: 0, count: totals.count)
        var seen = [Int32](repeating: -1, count: totals.count)
        var queryTotal = 0.0
        var querySizes: Int16 = 0
        for (number, word) in Self.unique(CandidateWord.words(in: text)).enumerated() {
            let matches = matches(of: word, isSearch: isSearch)
            let weight =
                matches.map { weights[$0.id] * $0.similarity }.max() ?? unknownWeight * Self.importance(of: word)
            queryTotal += weight
            if word.isNumber { querySizes += 1 }
            for match in matches {
                let share = match.similarity
                for index in postings[match.id] where seen[Int(index)] != Int32(number) {
                    seen[Int(index)] = Int32(number)
                    ofQuery[Int(index)] += weight * share
                    ofItem[Int(index)] += weights[match.id] * share
                    if word.isNumber { sizes[Int(index)] += 1 }
                }
            }
        }
        guard queryTotal > 0 else { return ofQuery }
        for index in ofQuery.indices where ofQuery[index] > 0 {
            let found = min(1, ofQuery[index] / queryTotal)
            let covered = totals[index] > 0 ? min(1, ofItem[index] / totals[index]) : 0
            let missing = Double(querySizes - sizes[index])
            let blended = isSearch ? 0.9 * found + 0.1 * covered : 0.6 * found + 0.4 * covered
            ofQuery[index] = blended * (1 - (isSearch ? 0.15 : 0.08) * min(3, missing))
        }
        return ofQuery
    }

    /// The known words that a word of a text may be, likeliest first.
    private func matches(of word: CandidateWord, isSearch: Bool) -> [(id: Int, similarity: Double)] {
        if word.isNumber {
            guard let exact = numbers[word.text] else { return [] }
            return [(exact, 1)]
        }
        return (byInitial[word.initial] ?? [])
            .map { ($0, word.similarity(to: words[$0], isSearch: isSearch)) }
            .filter { $0.1 > 0 }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }
    }

    /// Single letters and units of size tell little, sizes more than words.
    private static func importance(of word: CandidateWord) -> Double {
        if word.isNumber { return 1.15 }
        return word.bytes.count <= 2 ? 0.45 : 1
    }

    private static func unique(_ words: [CandidateWord]) -> [CandidateWord] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0.text).inserted }
    }

    /// The binary logarithm, near enough for weights, without a mathematics library.
    private static func log2(_ number: Double) -> Double {
        Double(number.exponent) + number.significand - 1
    }
}

extension [Int32] {
    fileprivate mutating func appendOnce(_ value: Int32) {
        if last != value { append(value) }
    }
}
