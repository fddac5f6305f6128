import Catalog
import Testing

@Suite("Catalogs with random slips in them")
struct MutationTests {
    /// The places of keys in a file: the ranges of words that a colon follows, user names aside.
    private static func keys(of text: String) -> [Range<String.Index>] {
        var found: [Range<String.Index>] = []
        var start = text.startIndex
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: "\n") ?? text.endIndex
            let line = text[start..<end]
            let word = line.drop { $0 == " " }.prefix { $0.isLetter || "-.".contains($0) }
            if !word.isEmpty, line[word.endIndex...].hasPrefix(":") { found.append(word.startIndex..<word.endIndex) }
            start = end < text.endIndex ? text.index(after: end) : end
        }
        return found
    }

    /// One of each way to slip on a word: a letter left out, doubled, changed, or swapped with the next.
    private static func slips(of word: String, _ random: inout SeededGenerator) -> [String] {
        let letters = Array(word)
        let changes: [(inout [Character], Int) -> Void] = [
            { $0.remove(at: $1) },
            { $0.insert($0[$1], at: $1) },
            { $0[$1] = $0[$1] == "x" ? "y" : "x" },
            { if $1 > 0 { $0.swapAt($1, $1 - 1) } },
        ]
        return changes.map { change in
            var slip = letters
            change(&slip, Int.random(in: letters.indices, using: &random))
            return String(slip)
        }
        .filter { $0 != word && !$0.isEmpty }
    }

    @Test(
        "a slip in any key of a shipped catalog is told of on that line and never passes",
        arguments: ["demo", "bench"])
    func keys(name: String) throws {
        let shipped = try #require(ShippedCatalog.all.first { $0.name == name })
        var random = SeededGenerator(seed: 2575)
        var count = 0
        let files = shipped.tree.files.filter { $0.key.hasSuffix(".yaml") }
        for (path, bytes) in files {
            let text = String(decoding: bytes, as: UTF8.self)
            for range in Self.keys(of: text) {
                let line = text[..<range.lowerBound].count { $0 == "\n" } + 1
                for slip in Self.slips(of: String(text[range]), &random) {
                    let changed = text[..<range.lowerBound] + slip + text[range.upperBound...]
                    var tree = MemoryTree(files: files)
                    tree.files[path] = Array(changed.utf8)
                    let reading = CatalogLoader(tree: tree, settings: [:]).read()
                    let told = reading.problems.contains { $0.place.file == path && $0.place.line == line }
                    #expect(reading.catalog == nil && told, "\(path):\(line): \(slip): \(reading.problems)")
                    count += 1
                }
            }
        }
        #expect(count > 100)
    }

    @Test(
        "whatever bytes a catalog's files hold, reading ends, and messages hold no control characters", arguments: 0..<8
    )
    func bytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shipped = ShippedCatalog.demo.tree
        let paths = shipped.files.keys.filter { $0.hasSuffix(".yaml") }.sorted()
        let pieces: [[UInt8]] = [
            [0], [0x1B, 0x5B, 0x32, 0x4A], [0xFF], [0xC3], Array("\t".utf8), Array(": ".utf8), Array("- ".utf8),
            Array("&a ".utf8), Array("*a ".utf8), Array("? ".utf8), Array("[{".utf8), Array("}]".utf8),
            Array("!!int ".utf8), Array("\n---\n".utf8), Array("\n...\n".utf8), Array("| ".utf8), Array("\"".utf8),
            Array("${".utf8), Array("<<: ".utf8), Array("\n".utf8), Array("%YAML 9\n".utf8), Array("\u{2028}".utf8),
        ]
        for _ in 0..<60 {
            var tree = shipped
            let path = try #require(paths.randomElement(using: &random))
            var bytes = try #require(tree.files[path])
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let start = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...6, using: &random))
                bytes.replaceSubrange(start..<end, with: try #require(pieces.randomElement(using: &random)))
            }
            tree.files[path] = bytes
            let report = CatalogLoader(tree: tree, settings: [:]).lint()
            for problem in report.problems {
                #expect(problem.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
            #expect(report.catalog != nil || report.errorCount > 0)
        }
    }

    @Test(
        "a file of nothing but brackets ends with a sentence, not with the stack", arguments: ["[", "{a: ", "- ", "? "])
    func depth(piece: String) {
        let words = DemoCatalog().with("site.yaml", String(repeating: piece, count: 20_000)).words
        #expect(words.count == 1)
        #expect(words.first?.hasPrefix("site.yaml:1") == true, "\(words)")
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
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
