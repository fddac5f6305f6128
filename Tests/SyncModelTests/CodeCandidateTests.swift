import SyncModel
import Testing

@Suite("Values that a code may have")
struct CodeCandidateTests {
    private let evidence = CodeEvidence(
        neighbors: [
            .init(code: "71045", value: "4010-52100"), .init(code: "71047", value: "4010-52100"),
            .init(code: "70551", value: "4020-52100"),
        ],
        values: [
            .init(value: "4990-10000", codes: 200), .init(value: "4010-52100", codes: 40),
            .init(value: "4020-52100", codes: 3),
        ], former: ["4011-52100"])

    @Test("what the nearest codes mean comes first, and says which they are")
    func neighbors() throws {
        let found = evidence.candidates(for: "71046")
        let best = try #require(found.first)
        #expect(best.value == "4010-52100" && best.score >= 75)
        #expect(best.reasons == ["its neighbors 71045, 71047", "40 codes"])
        #expect(Set(found.map(\.value)) == ["4010-52100", "4011-52100", "4020-52100", "4990-10000"])
        #expect(found.allSatisfy { (0...99).contains($0.score) && !$0.reasons.isEmpty })
    }

    @Test("neighbors that disagree settle nothing")
    func disagreement() {
        let split = CodeEvidence(neighbors: (0..<6).map { .init(code: "7104\($0)", value: "V\($0)") })
        #expect(split.candidates(for: "71049").allSatisfy { $0.score < 75 })
    }

    @Test("only values with what was typed in them, and that the table may have, are offered")
    func narrowed() throws {
        #expect(evidence.candidates(for: "71046", text: "4020").map(\.value) == ["4020-52100"])
        let pattern = try ValuePattern("40[0-9]{2}-.*")
        #expect(!evidence.candidates(for: "71046", pattern: pattern).map(\.value).contains("4990-10000"))
    }

    @Test("the code itself is offered where the table's values look so")
    func identity() throws {
        let found = CodeEvidence().candidates(for: "E1234", pattern: try ValuePattern("E[0-9]{4}"))
        #expect(found == [CodeCandidate(value: "E1234", score: 30, reasons: ["the code as it is"])])
        #expect(CodeEvidence().candidates(for: "E1234").isEmpty)
    }

    @Test("no two lists of fields make the same code")
    func joined() {
        #expect(LookUpCode.joining(["71046"]) == "71046" && LookUpCode.joining(["A|B"]) == "A|B")
        #expect(LookUpCode.joining(["MAIN", "71046"]) == "MAIN|71046")
        let lists = [
            ["a|b", "c"], ["a", "b|c"], ["a", "b", "c"], ["a\\", "b|c"], ["a\\|b", "c"], ["a\\", "b", "c"],
        ]
        #expect(Set(lists.map(LookUpCode.joining)).count == lists.count)
    }

    @Test("a kind of entry is the same after it was written and read, and nothing else is one")
    func kinds() throws {
        for kind in CrosswalkKey.Kind.builtIn + [.table("charge-account")] {
            #expect(CrosswalkKey.Kind(rawValue: kind.rawValue) == kind)
        }
        #expect(CrosswalkKey.Kind.table("charge-account").rawValue == "table:charge-account")
        #expect(CrosswalkKey.Kind(rawValue: "table:") == nil && CrosswalkKey.Kind(rawValue: "account") == nil)
    }
}
