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
    /// The items in which words follow each other that begin with these letters, or whose maker's words do.
    private var initials: [String: [Int32]] = [:]
    private let count: Double

    init(_ items: [MasterItem]) {
        count = Double(max(1, items.count))
        unknownWeight = 0.5 * (0.3 + Self.log2(count))
        for (index, item) in items.enumerated() {
            let words = CandidateWord.words(in: item.description)
            for word in words { postings[id(of: word)].appendOnce(Int32(index)) }
            note(words, of: index)
            if let maker = item.manufacturer { note(maker: CandidateWord.words(in: maker), of: index) }
        }
        let count = count
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

    /// Notes the initials of words that follow each other.
    private mutating func note(_ words: [CandidateWord], of index: Int) {
        for place in words.indices {
            for length in 2...3 {
                guard let letters = CandidateWord.initials(of: words, from: place, count: length) else { break }
                initials[letters, default: []].appendOnce(Int32(index))
            }
        }
    }

    /// Notes what a maker is called: its words, and their initials.
    private mutating func note(maker words: [CandidateWord], of index: Int) {
        for word in words where word.bytes.count >= 3 { initials[word.text, default: []].appendOnce(Int32(index)) }
        for length in 2...4 {
            guard let letters = CandidateWord.initials(of: words, from: 0, count: length) else { break }
            initials[letters, default: []].appendOnce(Int32(index))
        }
    }

    /// How alike each item's description is to a text, from 0 to 1. A search asks only for what the text holds.
    func similarities(to text: String, isSearch: Bool) -> [Double] {
        var ofQuery = [Double](repeating: 0, count: totals.count)
        var ofItem = ofQuery
        var sizes = [Int16](repeating: 0, count: totals.count)
        var seen = [Int32](repeating: -1, count: totals.count)
        var queryTotal = 0.0
        var querySizes: Int16 = 0
        let words = CandidateWord.words(in: text)
        let grouped = isSearch ? [:] : groups(of: words)
        for (number, word) in Self.unique(words).enumerated() {
            let matches = matches(of: word, grouped[word.text], isSearch: isSearch)
            let weight =
                matches.map { $0.weight * $0.similarity }.max() ?? unknownWeight * Self.importance(of: word)
            queryTotal += weight
            if word.isNumber { querySizes += 1 }
            for match in matches {
                let share = match.similarity
                for index in match.items where seen[Int(index)] != Int32(number) {
                    seen[Int(index)] = Int32(number)
                    ofQuery[Int(index)] += weight * share
                    ofItem[Int(index)] += match.itemWeight * share
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

    /// Items that a word of a text may be about.
    private struct Match {
        var items: [Int32]
        /// How much it tells of the text, and of an item.
        var weight: Double
        var itemWeight: Double
        var similarity: Double
    }

    /// What words of a text stand for together.
    private struct Group {
        var matches: [Match] = []
        /// Whether they say the opposite of what each says alone.
        var isNegated = false
    }

    /// The known words that a word of a text may be, likeliest first.
    private func matches(of word: CandidateWord, _ group: Group?, isSearch: Bool) -> [Match] {
        if word.isNumber { return numbers[word.text].map { [match($0, 1)] } ?? [] }
        if let group, group.isNegated { return group.matches }
        var found = (byInitial[word.initial] ?? [])
            .map { ($0, word.similarity(to: words[$0], isSearch: isSearch)) }
            .filter { $0.1 > 0 }
            .sorted { ($0.1, $1.0) > ($1.1, $0.0) }
            .map { match($0.0, $0.1) }
        guard !isSearch else { return found }
        found += group?.matches ?? []
        found += (CandidateShortForms.others[word.text] ?? []).compactMap { numbers[$0].map { match($0, 0.85) } }
        if let items = initials[word.text], (2...).contains(word.bytes.count) {
            let weight = Self.importance(of: word) * telling(items.count)
            found.append(Match(items: items, weight: weight, itemWeight: weight, similarity: 0.7))
        }
        return found.sorted { $0.similarity > $1.similarity }
    }

    private func match(_ id: Int, _ similarity: Double) -> Match {
        Match(items: postings[id], weight: weights[id], itemWeight: weights[id], similarity: similarity)
    }

    /// Words that follow each other and whose initials are a word of the item master: `NV` for `non-vented`.
    private func groups(of words: [CandidateWord]) -> [String: Group] {
        var groups: [String: Group] = [:]
        for place in words.indices {
            for length in 2...4 {
                guard let letters = CandidateWord.initials(of: words, from: place, count: length) else { break }
                guard let id = numbers[letters] else { continue }
                let isNegated = length == 2 && CandidateShortForms.negations.contains(words[place].text)
                let part = 1 / Double(length)
                for word in words[place..<(place + length)] {
                    groups[word.text, default: Group()].matches.append(
                        Match(
                            items: postings[id], weight: telling(postings[id].count) * part,
                            itemWeight: weights[id] * part, similarity: 0.9))
                    if isNegated { groups[word.text]?.isNegated = true }
                }
            }
        }
        return groups
    }

    /// How much it tells that something is said of so many items.
    private func telling(_ items: Int) -> Double { 0.3 + Self.log2(count / Double(max(1, items))) }

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
