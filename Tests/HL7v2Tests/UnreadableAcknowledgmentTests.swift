import Testing

import HL7v2

@Suite struct UnreadableAcknowledgmentTests {
    private static func answer(_ bytes: [UInt8], _ outcome: AcknowledgmentOutcome = .error) -> Acknowledgment? {
        Acknowledgment(
            toUnreadable: bytes, outcome: outcome, controlID: "X1", timestamp: "2025",
            errors: [ErrorSegment(.segmentSequenceError, userMessage: "Unreadable.")])
    }

    @Test(
        "a control id that can be found is answered",
        arguments: [
            "MSH|^~\\&|A|B|C|D|||DFT^P03|ID7|P|2.5\rgarbage", "noise MSH|^~\\&|A|B|C|D|||DFT^P03|ID7|P|2.5",
            "MSH|^^^^|A|B|C|D|||DFT|ID7|P|2.5\r", "MSH|1234567890|A|B|C|D|||DFT^P03|ID7|P|2.5",
            "MSH^|~\\&^A^B^C^D^^^DFT|P03^ID7", "\u{FEFF} \rMSH||A|B|C|D|||DFT^P03|ID7",
        ])
    func salvages(text: String) throws {
        let bytes = Array(text.utf8)
        let answer = try #require(Self.answer(bytes))
        let message = try Message(answer.bytes)
        #expect(answer.code == .applicationError)
        #expect(message.text(try Path("MSA-2")) == "ID7")
        #expect(message.text(try Path("MSH-5")) == "A")
        #expect(message.text(try Path("ERR-8")) == "Unreadable.")
    }

    @Test(
        "without a control id the answer is a fixed one", arguments: ["", "MSH", "GET / HTTP/1.1\r\n", "MSH|^~\\&|\r"])
    func fallback(text: String) throws {
        let answer = try #require(Self.answer(Array(text.utf8), .rejected))
        #expect(
            answer.bytes.lines == """
                MSH|^~\\&|||||2025||ACK|X1|P|2.5.1
                MSA|AR||Unreadable.
                ERR|||100^Segment sequence error^HL70357|E||||Unreadable.

                """)
    }

    @Test("the header's wish for its answer holds here too")
    func enhanced() {
        let header = "MSH|^~\\&|A|B|C|D|||DFT^P03|ID7|P|2.5|||"
        #expect(Self.answer(Array((header + "AL|NE\rbad").utf8))?.code == .commitError)
        #expect(Self.answer(Array((header + "SU|NE\rbad").utf8)) == nil)
    }

    @Test("what looks like an answer is not answered")
    func noLoop() {
        #expect(Self.answer(Array("MSH|^~\\&|||||||ACK|7\rbad".utf8)) == nil)
        #expect(Self.answer(Array("MSH|^~\\&|||||||RSP^K11|7\rMSA|AA|6\rbad".utf8)) == nil)
    }

    @Test("every reason for refusing a message has a report")
    func reports() {
        let error = MessageError.secondHeader(number: 4)
        let report = ErrorSegment(error)
        #expect(report.code == .segmentSequenceError)
        #expect(report.userMessage == error.description)
        #expect(report.applicationCode == "message-second-header")
    }
}
