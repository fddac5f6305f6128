import Testing

@testable import X12

@Suite("Interchanges")
struct InterchangeReaderTests {
    private func error(_ text: String, limit: Int = 10_000) -> InterchangeError? {
        do { _ = try Sample.read(text, limit: limit) } catch { return error as? InterchangeError }
        return nil
    }

    @Test("however bytes come and lines end, the sets are the same")
    func pieces() throws {
        let sets = [Sample.set(), Sample.set(Sample.invoice, "0002")]
        let whole = try Sample.read(Sample.interchange(sets))
        #expect(whole.map(\.controlNumber) == ["0001", "0002"] && whole.allSatisfy { $0.problem == nil })
        #expect(whole.map(\.position) == [3, 19])
        for end in ["~", "~\n", "~\r\n", "\n", "\r\n", "\r"] {
            let text = Sample.interchange(sets, end: end)
            for step in Array(1...110) + [4096] {
                let found = try Sample.read(text, by: step)
                #expect(found.map { $0.segments.map(\.name) } == whole.map { $0.segments.map(\.name) })
                #expect(found.map(\.identity) == whole.map(\.identity))
            }
        }
    }

    @Test("ISA's fixed width tells the delimiters, whatever they are")
    func delimiters() throws {
        for (element, component, end) in [("|", "^", "\u{1C}"), ("\u{1D}", ">", "'"), ("*", "<", "\n")] {
            let segments =
                [Sample.isa(element, component: component)]
                + ([Sample.group] + Sample.set(["BIG*20260412*A<B"]) + ["GE*1*7", "IEA*1*000000101"])
                .map { $0.replacing("*", with: element).replacing("<", with: component) }
            let set = try #require(try Sample.read(segments.map { $0 + end }.joined()).first)
            #expect(set.segments[1].component(2, ofElement: 2)?.text == "B")
            #expect(set.delimiters.repetition == nil && set.interchange.text(6) == "ACMESUTURES")
        }
        let later = Sample.interchange().replacing(Sample.isa(), with: Sample.isa(repetition: "^", version: "00501"))
        let set = try #require(try Sample.read(later.replacing("REF*VN*HEAD", with: "REF*VN*ONE^TWO")).first)
        #expect(set.delimiters.repetition == UInt8(ascii: "^"))
        #expect(SetScope(set).text(at: try Path("REF[VN]-02")) == "ONE")
    }

    private static let sound = Sample.interchange()

    private static let mistakes: [(text: String, kind: InterchangeError.Kind, segment: Int, words: String)] = [
        ("", .header, 1, "It holds no ISA"), ("UNB+UNOA", .header, 1, "It doesn't begin with ISA"),
        (String(sound.prefix(60)), .header, 1, "It ends within an ISA"),
        (sound.replacing("ACMESUTURES ", with: "ACMESUTURES"), .header, 1, "ISA-06 doesn't have its fixed width"),
        (sound.replacing("*P*:~", with: "*P**~"), .header, 1, "can't be told from each other"),
        (sound.replacing("IEA*1*000000101", with: "IEA*1*000000102"), .control, 20, "ISA-13 is 101 and IEA-02 is 102"),
        (sound.replacing("IEA*1*", with: "IEA*2*"), .count, 20, "IEA-01 says 2 groups, and there are 1"),
        (sound.replacing("GE*1*7", with: "GE*1*8"), .control, 19, "GS-06 is 7 and GE-02 is 8"),
        (sound.replacing("GE*1*7", with: "GE*2*7"), .count, 19, "GE-01 says 2 sets, and there are 1"),
        (sound.replacing("GE*1*7", with: "GE*x*7"), .count, 19, "GE-01 is no number of sets"),
        (sound.replacing("GE*1*7~", with: ""), .misplaced, 19, "IEA has no place between the sets of a group"),
        (sound.replacing("IEA*1*000000101~", with: ""), .unclosed, 19, "an ISA without its IEA"),
        (sound.replacing("GE*1*7~IEA*1*000000101~", with: ""), .unclosed, 18, "a GS without its GE"),
        (sound.replacing("SE*16*0001~GE*1*7~IEA*1*000000101~", with: ""), .unclosed, 17, "an ST without its SE"),
        (String(sound.dropLast()), .unclosed, 19, "It ends within a segment"),
        (sound.replacing("SE*16*0001~GE*1*7~", with: ""), .misplaced, 18, "IEA has no place within a set"),
        (sound.replacing("ST*810*0001~", with: ""), .misplaced, 3, "BIG has no place between the sets"),
        (sound + "BIG*1~", .header, 21, "Something other than an ISA stands behind an IEA"),
    ]

    @Test("each envelope that isn't sound is told of with its segment", arguments: mistakes)
    func envelope(text: String, kind: InterchangeError.Kind, segment: Int, words: String) {
        let found = error(text)
        #expect(found?.kind == kind && found?.segment == segment, "\(String(describing: found))")
        #expect(found?.description.contains(words) == true, "\(String(describing: found))")
    }

    @Test("an envelope cut anywhere is never taken for a whole one")
    func cut() {
        let bytes = Array(Self.sound.utf8)
        for length in 0..<bytes.count {
            #expect(error(String(decoding: bytes[..<length], as: UTF8.self)) != nil, "\(length)")
        }
    }

    private static let flaws: [(from: String, to: String, problem: SetProblem)] = [
        ("SE*16*", "SE*14*", .count(declared: 14, found: 16)), ("SE*16*", "SE**", .count(declared: nil, found: 16)),
        ("SE*16*0001", "SE*16*0002", .control(header: 1, trailer: 2)),
        ("SE*16*0001~", "", .unclosed), ("ST*810*0001", "ST*8100*0001", .identifier),
        ("ST*810*0001", "ST*810", .controlNumber), ("CTT*2", "CTT*3", .lines(declared: 3, found: 2, name: "IT1")),
    ]

    @Test("a set that isn't sound says so, and those around it are as they were", arguments: flaws)
    func set(from: String, to: String, problem: SetProblem) throws {
        let wrong = Sample.interchange([Sample.set()]).replacing(from, with: to)
        #expect(try Sample.read(wrong).map(\.problem) == [problem])
        let three = [Sample.set(Sample.invoice, "0003"), Sample.set(), Sample.set(Sample.invoice, "0004")]
        let found = try Sample.read(Sample.interchange(three).replacing("SE*16*0001", with: "SE*14*0001"))
        #expect(found.map(\.problem) == [nil, .count(declared: 14, found: 16), nil])
        #expect(found[1].problem?.sentence == "SE-01 says 14 segments, 16 stand there.")
    }

    @Test("interchanges follow each other, each with its own delimiters")
    func several() throws {
        let second = Sample.interchange(control: 102, end: "\n").replacing("*", with: "|")
        let found = try Sample.read(Sample.interchange() + "\r\n" + second)
        #expect(
            found.map(\.identity) == [
                "ZZ*ACMESUTURES*ACMEAR*000000101*7*0001", "ZZ*ACMESUTURES*ACMEAR*000000102*7*0001",
            ])
    }

    @Test("a set is kept as an interchange of its own, which reads back as the same set")
    func own() throws {
        let sets = [Sample.set(), Sample.set(Sample.invoice, "0002")]
        let set = try #require(try Sample.read(Sample.interchange(sets, end: "~\r\n")).last)
        let again = try Sample.read(String(decoding: set.bytes, as: UTF8.self))
        #expect(again.map(\.segments) == [set.segments] && again.map(\.identity) == [set.identity])
        #expect(again.first?.bytes == set.bytes)
    }

    @Test("a set above the limit is told of where it begins, before more of it is held")
    func limit() {
        let long = Sample.set(
            Sample.invoice + Array(repeating: "NTE*ADD*\(String(repeating: "x", count: 60))", count: 20))
        let found = error(Sample.interchange([Sample.set(), long]), limit: 500)
        #expect(found?.kind == .size && found?.segment == 19)
        #expect(error(Sample.interchange(), limit: 500) == nil)
        #expect(error(Sample.isa() + "~" + String(repeating: "x", count: 600), limit: 500)?.kind == .size)
    }
}
