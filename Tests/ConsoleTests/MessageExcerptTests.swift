import SyncModel
import Terminal
import Testing

@testable import Console

@Suite("What of a message may be shown")
struct MessageExcerptTests {
    private func excerpt(_ text: String) -> MessageExcerpt {
        MessageExcerpt(Array(text.utf8), event: MadeUp.event(), code: .itemUnmapped)
    }

    @Test(
        "nothing of a segment about people is shown but the numbers of its fields",
        arguments: ["PID", "PD1", "NK1", "GT1", "IN1", "IN2", "MRG", "OBX", "NTE", "AL1", "DG1", "ZPX"])
    func masked(segment: String) {
        let shown = excerpt("MSH|^~\\&|EHR\r\(segment)|1||SECRET^NAME|||SECRET")
        let fields = shown.segments.last?.fields ?? []
        #expect(fields.map(\.number) == [1, 3, 6])
        #expect(fields.allSatisfy { $0.isMasked && $0.value.isEmpty })
        let lines = ExcerptLines.lines(shown, width: 80).flatMap { $0 }.map(\.text).joined()
        #expect(!lines.contains("SECRET"))
        #expect(lines.contains("****"))
    }

    @Test("people named in segments that are shown are masked: doctors, nurses, the visit number")
    func namesInShownSegments() {
        let lines = ExcerptLines.lines(excerpt(MadeUp.payload), width: 80).flatMap { $0 }.map(\.text).joined()
        for secret in ["SAMPLE", "7154819", "DOCTOR", "NURSE", "V7790012", "MAIN ST", "19700101"] {
            #expect(!lines.contains(secret))
        }
        for shown in ["4471-B", "OR-4", "MSG0418822", "DFT^P03", "4.18"] { #expect(lines.contains(shown)) }
    }

    @Test("an event of a contract stands where its reading begins; where nobody knows, no segment is marked")
    func contract() {
        var event = CanonicalEvent(type: EventType(rawValue: "charge.posted"), line: 2)
        event.fields = Fields(["code": .text("78")])
        let payload = Array("MSH|^~\\&|EHR\rFT1|1|A\rFT1|2|B".utf8)
        let known = MessageExcerpt(payload, event: event, carrier: "FT1", code: .codeUnmapped)
        #expect(known.segments.map(\.isAtStake) == [false, false, true])
        let unknown = MessageExcerpt(payload, event: event, code: .codeUnmapped)
        #expect(unknown.segments.map(\.isAtStake) == [false, false, false])
    }

    @Test("the line at stake is marked, and in it the fields that the fault turns on")
    func stakes() throws {
        let two = excerpt(MadeUp.payload).segments.filter(\.isAtStake)
        let stake = try #require(two.first)
        #expect(two.count == 1)
        #expect(stake.id == "FT1")
        #expect(stake.fields.filter(\.isAtStake).map(\.number) == [7])
        #expect(stake.fields.first { $0.number == 7 }?.name == "code")
    }

    @Test("the message's own delimiters are used, whatever they are")
    func delimiters() {
        let shown = excerpt("MSH#^~\\&#EHR\nFT1#1#####4471-B^X")
        #expect(shown.segments.last?.fields.map(\.value) == ["1", "4471-B^X"])
    }

    @Test("bytes that are no HL7 are not shown", arguments: ["", "GARBAGE^SECRET", "MSH", "PID|1||SECRET"])
    func garbage(text: String) {
        let shown = excerpt(text)
        #expect(shown.segments.isEmpty)
        #expect(shown.remark?.contains("SECRET") == false)
        #expect(shown.remark?.contains("byte") == true)
    }

    @Test("a segment whose name is none is shown without it")
    func oddName() {
        let shown = excerpt("MSH|^~\\&|EHR\rSMITH JOHN|x\r|y")
        #expect(shown.segments.dropFirst().map(\.id) == ["???", "???"])
    }
}
