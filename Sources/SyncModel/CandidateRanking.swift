/// What a sender says of an item, for finding it in the item master.
public struct CandidateQuery: Sendable, Hashable {
    /// The sender's own code.
    public var code: String
    /// What the sender calls it.
    public var description: String
    /// Other codes for the same thing: manufacturer number, NDC, GTIN.
    public var alternateCodes: [String]

    /// Joins what the sender says.
    public init(code: String, description: String, alternateCodes: [String] = []) {
        self.code = code
        self.description = description
        self.alternateCodes = alternateCodes
    }
}

/// An ERP item that a sender's item may be.
public struct Candidate: Sendable, Hashable {
    /// The item.
    public var item: MasterItem
    /// How likely it is the one: 0 to 100.
    public var score: Int
    /// Why, strongest first: `same manufacturer number`, `description 82 %`.
    public var reasons: [String]

    /// Joins an item with its score and the reasons for it.
    public init(item: MasterItem, score: Int, reasons: [String]) {
        self.item = item
        self.score = score
        self.reasons = reasons
    }
}

/// The item master, prepared once for finding the items that a sender's item may be.
///
/// Codes decide where they agree: the GTIN on any pack level, the manufacturer number whatever its punctuation, the NDC.
/// Otherwise descriptions are compared word by word: abbreviated (`CATH`), without vowels (`STRL`), reordered, mistyped,
/// with sizes glued on (`20G`). Rare words count more than common ones, and a size that differs counts against an item.
public struct CandidateIndex: Sendable {
    /// The items, in the order given.
    public let items: [MasterItem]
    private let words: CandidateWords
    private let codes: CandidateCodes

    /// Prepares items; 40,000 take some tenths of a second.
    public init(_ items: [MasterItem]) {
        self.items = items
        words = CandidateWords(items)
        codes = CandidateCodes(items)
    }

    /// The likeliest items, best first; none below a score of 10.
    public func candidates(for query: CandidateQuery, limit: Int = 9) -> [Candidate] {
        let similarity = words.similarities(to: query.description, isSearch: false)
        let evidence = codes.evidence(for: query)
        var best = BestFew(limit)
        for index in items.indices {
            let alike = similarity[index]
            guard alike > 0.1 else { continue }
            best.offer(index, Self.score(alike: alike, evidence: nil))
        }
        for (index, found) in evidence { best.offer(index, Self.score(alike: similarity[index], evidence: found)) }
        return best.sorted.map { index, score in
            var reasons = evidence[index].map { [$0.reason] } ?? []
            let percent = Int(similarity[index] * 100 + 0.5)
            if percent >= 10 { reasons.append("description \(percent) %") }
            return Candidate(item: items[index], score: Int(score + 0.5), reasons: reasons)
        }
    }

    /// The items that a person's words find, best first: words of the description, whole or begun, and the beginnings
    /// of item numbers, manufacturer numbers and GTINs.
    public func search(_ text: String, limit: Int = 50) -> [Candidate] {
        let similarity = words.similarities(to: text, isSearch: true)
        let begun = codes.beginning(with: text)
        var best = BestFew(limit)
        for index in items.indices where similarity[index] > 0.3 { best.offer(index, similarity[index] * 95) }
        for (index, found) in begun { best.offer(index, found.strength) }
        return best.sorted.map { index, score in
            let percent = Int(similarity[index] * 100 + 0.5)
            return Candidate(
                item: items[index], score: Int(score + 0.5),
                reasons: [begun[index]?.reason ?? "description \(percent) %"])
        }
    }

    /// Words alone never make more than 92; an agreeing code keeps most of its strength whatever the words say.
    private static func score(alike: Double, evidence: CandidateCodes.Evidence?) -> Double {
        let byWords = alike * 92
        guard let evidence else { return byWords }
        let byCode = evidence.strength * (0.86 + 0.14 * min(1, alike * 1.4))
        return max(byCode, min(99, byWords + evidence.strength * 0.1))
    }
}

/// The few best of many offers.
private struct BestFew {
    private var kept: [(index: Int, score: Double)] = []
    private let limit: Int

    init(_ limit: Int) {
        self.limit = max(0, limit)
    }

    /// Best first; of equal scores the one that comes first in the item master.
    var sorted: [(Int, Double)] { kept.map { ($0.index, $0.score) } }

    mutating func offer(_ index: Int, _ score: Double) {
        guard score >= 10, limit > 0 else { return }
        if let old = kept.firstIndex(where: { $0.index == index }) {
            guard kept[old].score < score else { return }
            kept.remove(at: old)
        }
        if kept.count == limit, let last = kept.last {
            guard score > last.score || (score == last.score && index < last.index) else { return }
            kept.removeLast()
        }
        let place = kept.firstIndex { ($0.score, -$0.index) < (score, -index) } ?? kept.count
        kept.insert((index, score), at: place)
    }
}
