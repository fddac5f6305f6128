import SyncModel
import Testing

@Suite("What values of a table look like")
struct ValuePatternTests {
    @Test(
        "a pattern is matched from end to end",
        arguments: [
            ("[0-9]{4}-[0-9]{5}", ["4010-52100"], ["4010-5210", "x4010-52100", "4010-52100 ", ""]),
            ("P\\d{1,6}|E\\d+", ["P1", "P123456", "E1234567890"], ["P", "P1234567", "E", "PE1", "P1|E1"]),
            ("[^0-9]*x?", ["", "ab", "abx", "x"], ["a1"]), ("a{2,}b", ["aab", "aaaab"], ["ab", "aa"]),
            (".+\\..", ["a.b", "ä.ö", "..."], ["ab", ".a"]), ("[A-Z][-A-Z0-9 ]{0,3}", ["A", "A-1 "], ["-", "ABCDE"]),
            ("\\[1\\]", ["[1]"], ["1"]), ("a*a*a*a*a*b", [String(repeating: "a", count: 40) + "b"], ["aaaa"]),
        ])
    func matches(text: String, fitting: [String], others: [String]) throws {
        let pattern = try ValuePattern(text)
        for value in fitting { #expect(pattern.matches(value), "\(value)") }
        for value in others { #expect(!pattern.matches(value), "\(value)") }
    }

    @Test(
        "it says the same as a way through all texts that small patterns can have",
        arguments: ["ab?", "a{1,2}b*", "a+b"])
    func exhaustive(text: String) throws {
        let pattern = try ValuePattern(text)
        let regex = try Regex(text)
        var words = [""]
        for _ in 0..<5 { words += words.flatMap { [$0 + "a", $0 + "b"] } }
        for word in Set(words) { #expect(pattern.matches(word) == (word.wholeMatch(of: regex) != nil), "\(word)") }
    }

    @Test("no length of text takes a pattern long")
    func linear() throws {
        let pattern = try ValuePattern(String(repeating: "a*", count: 30) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }

    @Test(
        "what is no pattern says why",
        arguments: ["", "a|", "a{", "a{x}", "a{3,1}", "[", "[]", "[z-a]", "\\", "\\w", "*", "^a"])
    func problems(text: String) {
        let problem = #expect(throws: ValuePattern.Problem.self) { try ValuePattern(text) }
        #expect(problem?.description.isEmpty == false)
    }
}
