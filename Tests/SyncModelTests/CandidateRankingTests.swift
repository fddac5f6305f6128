import Measures
import SyncModel
import Testing

@Suite("Ranking the items that a sender's item may be")
struct CandidateRankingTests {
    private let index = CandidateIndex([
        .sample("100234", "SUTURE VICRYL 3-0 27IN SH", number: "J416H", gtin: "10705031004411"),
        .sample("100235", "SUTURE VICRYL 3-0 18IN SH", number: "J774D", gtin: "10705031004428"),
        .sample("118800", "SUTURE PDS 3-0 27IN", number: "Z316H"),
        .sample("220118", "CATHETER IV 20G X 1.25IN STERILE", number: "381-534"),
        .sample("220119", "CATHETER IV 18G X 1.25IN STERILE", number: "381-544"),
        .sample("310077", "GLOVE NITRILE EXAM LARGE NON-STERILE", number: "GLV7L"),
        .sample("500500", "SODIUM CHLORIDE 0.9% INJ 10ML SYRINGE", gtin: "00304094888106"),
    ])

    private func best(_ code: String, _ description: String, _ alternates: [String] = []) -> Candidate? {
        index.candidates(for: CandidateQuery(code: code, description: description, alternateCodes: alternates)).first
    }

    @Test("an abbreviated, reordered description with sizes glued on finds its item")
    func abbreviations() {
        #expect(best("X1", "IV CATH 20GA 1.25\" STRL")?.item.number == "220118")
        #expect(best("X1", "IV catheter 18 gauge 1 1/4 in sterile")?.item.number == "220119")
        #expect(best("X1", "iv cath 18g 1-1/4\" ster")?.item.number == "220119")
        #expect(best("X1", "VICRYL 3/0 SUT 18 IN")?.item.number == "100235")
        #expect(best("X1", "Gloves, exam nitrl lg")?.item.number == "310077")
        #expect(best("X1", "NACL SYR 10CC SODUIM CHLORIDE .9%")?.item.number == "500500")
    }

    @Test(
        "the manufacturer number decides, whatever its punctuation and whatever the words",
        arguments: ["381544", "381-544", "0381.544", "381 544"])
    func manufacturerNumber(code: String) {
        let found = best("LOCAL-9", "ANGIO 18", [code])
        #expect(found?.item.number == "220119")
        #expect(found?.reasons.first == "same manufacturer number")
        #expect((found?.score ?? 0) >= 80)
    }

    @Test(
        "a GTIN agrees on every pack level, as plain digits and as a GS1 element string",
        arguments: [
            ("10705031004411", "same GTIN"), ("0705031004414", "same GTIN, another pack level"),
            ("20705031004418", "same GTIN, another pack level"), ("(01)10705031004411(17)271231", "same GTIN"),
        ])
    func gtin(code: String, reason: String) {
        let found = best("LOCAL-9", "", [code])
        #expect(found?.item.number == "100234")
        #expect(found?.reasons.first == reason)
    }

    @Test(
        "an NDC finds the GTIN that holds it, in ten and in eleven digits", arguments: ["0409-4888-10", "00409488810"])
    func ndc(code: String) {
        #expect(best("LOCAL-9", "", [code])?.item.number == "500500")
        #expect(best("LOCAL-9", "", [code])?.reasons.first == "same NDC")
    }

    @Test("a size that differs counts against an item")
    func sizes() throws {
        let found = index.candidates(for: CandidateQuery(code: "X", description: "CATH IV 18G 1.25IN STERILE"))
        #expect(found.first?.item.number == "220119")
        let other = try #require(found.first { $0.item.number == "220118" })
        #expect(try #require(found.first).score - other.score >= 10)
    }

    @Test("a free search takes words, begun words and beginnings of numbers")
    func search() {
        #expect(index.search("suture 3-0").map(\.item.number).prefix(3).contains("118800"))
        #expect(index.search("sut pds").first?.item.number == "118800")
        #expect(index.search("2201").map(\.item.number) == ["220118", "220119"])
        #expect(index.search("j416").first?.item.number == "100234")
        #expect(index.search("").isEmpty)
        #expect(index.search("zzz").isEmpty)
    }

    @Test(
        "no input traps, and an empty item master has no candidates",
        arguments: ["", " ", "...", "\u{1B}[31m", "3-", "é"])
    func oddInput(text: String) {
        #expect(CandidateIndex([]).candidates(for: CandidateQuery(code: text, description: text)).isEmpty)
        _ = index.candidates(for: CandidateQuery(code: text, description: text, alternateCodes: [text]))
        _ = index.search(text)
    }

    @Test("of noisy variants of known items, nine in ten find their item first", arguments: [1, 2, 3] as [UInt64])
    func noise(seed: UInt64) {
        var random = SampleRandom(seed: seed)
        let items = SampleItems.make(3000, &random)
        let index = CandidateIndex(items)
        var right = 0
        for _ in 0..<200 {
            let item = items[Int.random(in: items.indices, using: &random)]
            let query = SampleItems.noisy(item, &random)
            let found = index.candidates(for: query, limit: 3)
            if found.first?.item.number == item.number { right += 1 }
            #expect(found.allSatisfy { (0...100).contains($0.score) && !$0.reasons.isEmpty })
        }
        #expect(right >= 180, "seed \(seed): \(right) of 200")
    }
}

extension MasterItem {
    fileprivate static func sample(
        _ number: String, _ description: String, number manufacturerNumber: String? = nil, gtin: String? = nil
    ) -> MasterItem {
        MasterItem(
            number: number, description: description, unit: "EA", unitCost: Money(cents: 418),
            manufacturerNumber: manufacturerNumber, gtin: gtin)
    }
}

/// A repeatable source of chance (SplitMix64).
private struct SampleRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A made-up item master with near twins, and what senders make of its descriptions.
private enum SampleItems {
    private static let nouns = [
        "CATHETER", "SUTURE", "GLOVE", "DRAPE", "SYRINGE", "NEEDLE", "DRESSING", "BANDAGE", "TUBING", "STENT",
        "GUIDEWIRE",
        "SCALPEL", "SPONGE", "ELECTRODE", "CANNULA", "TROCAR", "STAPLER", "MASK", "GOWN", "SCREW", "PLATE", "IMPLANT",
    ]
    private static let kinds = [
        "VICRYL", "NITRILE", "FOLEY", "SURGICAL", "LAPAROTOMY", "CORTICAL", "TITANIUM", "SILICONE", "HYPODERMIC",
        "CENTRAL",
        "VENOUS", "ORTHOPEDIC", "PEDIATRIC", "ABSORBENT", "ADHESIVE", "LUER", "COATED", "RADIOPAQUE", "MONOFILAMENT",
        "BALLOON", "DILATATION", "ANGIOGRAPHIC", "BIPOLAR", "DISPOSABLE", "REINFORCED", "EXTENSION", "PRIMARY",
        "TAPERED",
    ]
    private static let sizes = [
        "3-0", "4-0", "20G", "18G", "22G", "27IN", "18IN", "5ML", "10ML", "16FR", "12FR", "3.5MM", "2.7MM",
    ]
    private static let ends = [
        "STERILE", "NON STERILE", "LATEX FREE", "LARGE", "SMALL", "MEDIUM", "CURVED", "STRAIGHT",
    ]

    static func make(_ count: Int, _ random: inout SampleRandom) -> [MasterItem] {
        var taken: Set<String> = []
        var items: [MasterItem] = []
        while items.count < count {
            let words = [
                pick(nouns, &random), pick(kinds, &random), pick(kinds, &random), pick(sizes, &random),
                pick(sizes, &random), pick(ends, &random),
            ]
            guard taken.insert(words.sorted().joined()).inserted else { continue }
            let maker = Int.random(in: 10_000...99_999, using: &random)
            items.append(
                .sample(
                    "\(100_000 + items.count)", words.joined(separator: " "), number: "MF-\(maker)-\(items.count)",
                    gtin: "1\(7_000_000_000_000 + items.count * 10)".padded))
        }
        return items
    }

    static func noisy(_ item: MasterItem, _ random: inout SampleRandom) -> CandidateQuery {
        var words = item.description.split(separator: " ").map(String.init)
        words = words.map { word in
            guard word.count > 4, word.allSatisfy(\.isLetter) else { return word }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: return String(word.prefix(4))
            case 1: return String(word.prefix(1)) + word.dropFirst().filter { !"AEIOU".contains($0) }
            case 2: return word.lowercased()
            case 3: return swapped(word, &random)
            default: return word
            }
        }
        if Bool.random(using: &random) { words.shuffle(using: &random) }
        if Int.random(in: 0..<4, using: &random) == 0, let place = words.indices.randomElement(using: &random) {
            if !words[place].contains(where: \.isNumber) { words.remove(at: place) }
        }
        var alternates: [String] = []
        if Int.random(in: 0..<4, using: &random) == 0, let number = item.manufacturerNumber {
            alternates = [number.filter { $0 != "-" }]
        }
        let description = words.joined(separator: Bool.random(using: &random) ? " " : ", ")
        return CandidateQuery(
            code: "L\(Int.random(in: 1000...9999, using: &random))", description: description,
            alternateCodes: alternates)
    }

    private static func pick(_ words: [String], _ random: inout SampleRandom) -> String {
        words.randomElement(using: &random) ?? ""
    }

    private static func swapped(_ word: String, _ random: inout SampleRandom) -> String {
        var letters = Array(word)
        letters.swapAt(2, 3)
        return String(letters)
    }
}

extension String {
    fileprivate var padded: String { String(prefix(14)) }
}
