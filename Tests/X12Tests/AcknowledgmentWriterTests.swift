import Testing

@testable import X12

@Suite("Functional acknowledgments")
struct AcknowledgmentWriterTests {
    private static let moment = AcknowledgmentWriter.Moment(date: "20261123", time: "1142")

    private func written(_ answers: [(TransactionSet, SetAnswer, Int)], number: Int = 5) -> [String] {
        var writer = AcknowledgmentWriter(number: number, at: Self.moment)
        var bytes: [UInt8] = []
        for (set, answer, ordinal) in answers {
            bytes += writer.add(answer, group: set.group, ordinal: ordinal, of: set.interchange, set.delimiters)
        }
        bytes += writer.finish()
        return String(decoding: bytes, as: UTF8.self).split(separator: "~").map(String.init)
    }

    private func sets(_ text: String = Sample.interchange()) throws -> [TransactionSet] { try Sample.read(text) }

    @Test("a group whose sets are all taken is accepted, from the receiver to the sender")
    func accepted() throws {
        let set = try #require(try sets().first)
        #expect(
            written([(set, SetAnswer(accepting: set), 1)]) == [
                "ISA*00*          *00*          *ZZ*MERCYVALLEY    "
                    + "*ZZ*ACMESUTURES    *261123*1142*U*00401*000000005*0*P*:",
                "GS*FA*MVAP*ACMEAR*20261123*1142*1*X*004010", "ST*997*0001", "AK1*IN*7", "AK2*810*0001", "AK5*A",
                "AK9*A*1*1*1", "SE*6*0001", "GE*1*1", "IEA*1*000000005",
            ])
    }

    @Test("a set that is wrong is rejected with what is wrong where, and the group in part")
    func rejected() throws {
        let set = try #require(try sets().first)
        let scope = SetScope(set)
        let line = try #require(scope.loops(at: try Path("IT1")).last)
        let answers: [SetAnswer] = [
            SetAnswer(accepting: set),
            SetAnswer(rejecting: set, for: .count(declared: 1, found: 2)),
            SetAnswer(rejecting: set, for: .missing, at: try Path("BIG-05"), in: scope),
            SetAnswer(rejecting: set, for: .character, at: try Path("IT1-02"), in: line),
            SetAnswer(rejecting: set, for: .missing, at: try Path("DTM[011]-02"), in: scope),
            SetAnswer(rejecting: set, for: .value, at: try Path("SLN-04.1"), in: scope),
            SetAnswer(rejectingUnsupported: set), SetAnswer(accepting: set).repeated,
        ]
        let body = written(answers.map { (set, $0, 1) }).filter { $0.hasPrefix("AK") && !$0.hasPrefix("AK2") }
        #expect(
            body == [
                "AK1*IN*7", "AK5*A", "AK5*R*4", "AK3*BIG*2**8", "AK4*5*328*1", "AK5*R*5", "AK3*IT1*12**8",
                "AK4*2*358*6",
                "AK5*R*5", "AK3*DTM*1**3", "AK5*R*5", "AK3*SLN*1**3", "AK5*R*5", "AK5*R*1", "AK5*R*7", "AK9*P*8*8*1",
            ])
    }

    @Test("what is longer than the standard has it is taken, and noted")
    func overlong() throws {
        let text = Sample.interchange().replacing("*INV-1*", with: "*\(String(repeating: "9", count: 23))*")
        let set = try #require(try sets(text).first)
        let body = written([(set, SetAnswer(accepting: set), 1)])
        #expect(
            Array(body.dropFirst(5).dropLast(3)) == ["AK3*BIG*2**8", "AK4*2*76*5", "AK5*E*5", "AK9*E*1*1*1"])
    }

    @Test("each set problem has its code, and lines that aren't counted right their place")
    func codes() throws {
        let flaws: [(String, String, [String])] = [
            ("SE*16*0001~", "", ["AK5*R*2"]), ("SE*16*0001", "SE*16*0002", ["AK5*R*3"]),
            ("SE*16*", "SE*15*", ["AK5*R*4"]), ("ST*810*0001", "ST*81*0001", ["AK5*R*6"]),
            ("ST*810*0001", "ST*810", ["AK5*R*7"]), ("CTT*2", "CTT*1", ["AK3*CTT*15**8", "AK4*1*354*7", "AK5*R*5"]),
        ]
        for (from, to, expected) in flaws {
            let set = try #require(try sets(Sample.interchange().replacing(from, with: to)).first)
            let problem = try #require(set.problem)
            let body = written([(set, SetAnswer(rejecting: set, for: problem), 1)])
            #expect(Array(body.dropFirst(5).dropLast(4)) == expected, "\(body)")
            #expect(body.contains("AK9*R*1*1*0"))
        }
    }

    @Test("each group has a set of its own and each interchange one of its own, with the next number")
    func several() throws {
        let first = try sets(), second = try sets(Sample.interchange(control: 102).replacing("*", with: "|"))
        let all = written(
            [first, first, second].enumerated().map { ($1[0], SetAnswer(accepting: $1[0]), $0) }, number: 999_999_999)
        #expect(all.filter { $0.hasPrefix("GS") || $0.hasPrefix("GE") }.count == 6)
        #expect(all.filter { $0.hasPrefix("IEA") } == ["IEA*2*999999999", "IEA|1|000000001"])
        // What we write is an interchange as we read them, and isn't answered itself.
        let again = try Sample.read(all.map { $0 + "~" }.joined())
        #expect(again.map(\.problem) == [nil, nil, nil] && again.map(\.identifier) == ["997", "997", "997"])
    }

    @Test("a later version is answered in its own words")
    func version() throws {
        let text = Sample.interchange().replacing(Sample.isa(), with: Sample.isa(repetition: "^", version: "00501"))
            .replacing("*X*004010", with: "*X*005010VICS")
        let set = try #require(try sets(text).first)
        let all = written([(set, SetAnswer(accepting: set), 1)])
        #expect(all[0].contains("*1142*^*00501*000000005*0*P*:") && all[1].hasSuffix("*1*X*005010"))
    }
}
