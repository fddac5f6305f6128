import Testing

import HL7v2

@Suite struct AcknowledgmentTests {
    private static func answer(
        _ message: [UInt8], _ code: AcknowledgmentCode = .applicationAccept, errors: [ErrorSegment] = []
    ) throws -> Acknowledgment? {
        Acknowledgment(
            to: try Message(message).header, code: code, controlID: "X1", timestamp: "20250304", errors: errors)
    }

    @Test("an answer swaps the parties, names the event and the message, and echoes MSH-11, 12 and 18")
    func shape() throws {
        let answer = try #require(try Self.answer(Samples.charges, .commitAccept))
        #expect(answer.code == .commitAccept)
        #expect(
            answer.bytes.lines == """
                MSH|^~\\&|TALLY|HQ|EPIC|MAIN|20250304||ACK^P03^ACK|X1|P|2.5.1||||||UNICODE UTF-8
                MSA|CA|C1

                """)
    }

    @Test("an answer is never answered")
    func noLoop() throws {
        let answer = try #require(try Self.answer(Samples.charges))
        #expect(try Self.answer(answer.bytes) == nil)
        #expect(try Self.answer(Samples.bytes("MSH|^~\\&|||||||RSP^K11|1", "MSA|AA|1")) == nil)
    }

    @Test("from version 2.5 each error has its own ERR, with place, code, severity and texts")
    func errors() throws {
        let errors = [
            ErrorSegment(.requiredFieldMissing, at: try Path("FT1(2)-7.1"), userMessage: "Send an item | code."),
            ErrorSegment(
                .duplicateKeyIdentifier, severity: .warning, applicationCode: "dup", diagnostic: "same\rid"),
            ErrorSegment(.segmentSequenceError, at: try Path("PID")),
            ErrorSegment(.dataTypeError, at: try Path("PID-3(2)")),
            ErrorSegment(.tableValueNotFound, at: try Path("FT1-6")),
        ]
        let answer = try #require(try Self.answer(Samples.charges, .applicationError, errors: errors))
        #expect(
            answer.bytes.lines.split(separator: "\n").dropFirst().joined(separator: "\n") == #"""
                MSA|AE|C1|Send an item \F\ code.
                ERR||FT1^2^7^1^1|101^Required field missing^HL70357|E||||Send an item \F\ code.
                ERR|||205^Duplicate key identifier^HL70357|W|dup||same\X0D\id|
                ERR||PID^1|100^Segment sequence error^HL70357|E||||
                ERR||PID^1^3^2|102^Data type error^HL70357|E||||
                ERR||FT1^1^6|103^Table value not found^HL70357|E||||
                """#)
    }

    @Test("before version 2.5 one ERR holds all places and codes, and MSA-3 the sentence")
    func earlyErrors() throws {
        let errors = [
            ErrorSegment(.requiredFieldMissing, at: try Path("PID-3"), userMessage: "No id."),
            ErrorSegment(.unsupportedEventCode),
        ]
        let answer = try #require(try Self.answer(Samples.bare, .applicationReject, errors: errors))
        #expect(
            answer.bytes.lines == """
                MSH|^~\\&|C|D|A|B|20250304||ACK^A08^ACK|X1|T|2.3
                MSA|AR|77|No id.
                ERR|PID^1^3^101&Required field missing&HL70357~^^^201&Unsupported event code&HL70357

                """)
    }

    @Test(
        "the sentence stands in MSA-3 up to version 2.6, and in ERR-8 alone from 2.7",
        arguments: [("2.4", true), ("2.6", true), ("2.7", false), ("2.8.2", false), ("x", true), ("", true)])
    func sentence(version: String, isInMSA: Bool) throws {
        let message = Samples.bytes("MSH|^~\\&|||||||DFT^P03|1|P|\(version)")
        let errors = [ErrorSegment(.dataTypeError, userMessage: "Why.")]
        let answer = try Message(try #require(try Self.answer(message, errors: errors)).bytes)
        #expect(answer.text(try Path("MSA-3")) == (isInMSA ? "Why." : nil))
    }

    @Test("the sender's delimiters are used")
    func delimiters() throws {
        let message = Samples.bytes("MSH$%*!@$A$B$C$D$$$DFT%P03$a!F!b$P$2.5")
        let errors = [ErrorSegment(.dataTypeError, at: try Path("PID-3"), userMessage: "$5")]
        let answer = try #require(try Self.answer(message, errors: errors))
        #expect(
            answer.bytes.lines == """
                MSH$%*!@$C$D$A$B$20250304$$ACK%P03%ACK$X1$P$2.5
                MSA$AA$a!F!b$!F!5
                ERR$$PID%1%3$102%Data type error%HL70357$E$$$$!F!5

                """)
    }

    @Test("the control id is answered byte for byte, escapes and invalid bytes included")
    func controlIDBytes() throws {
        let id = Array(#"a\T\b^"#.utf8) + [0xFF, 0x20]
        let message = Array("MSH|^~\\&|||||||DFT^P03|".utf8) + id + Array("|P|2.5".utf8)
        let answer = try Message(try #require(try Self.answer(message)).bytes)
        #expect(Array(try #require(answer.segment("MSA")).field(2).bytes) == id)
    }

    @Test("texts are written in the character set of the message")
    func characterSet() throws {
        let message = Samples.bytes("MSH|^~\\&|||||||DFT^P03|1|P|2.5||||||8859/1")
        let answer = try #require(try Self.answer(message, errors: [ErrorSegment(.dataTypeError, userMessage: "é")]))
        #expect(try Message(answer.bytes).text(try Path("ERR-8")) == "é")
        #expect(answer.bytes.contains(0xE9))
    }

    @Test("an echoed FS can't end the frame of the answer")
    func echoedEnd() throws {
        let message = Array("MSH|^~\\&|||||||DFT^P03|a\u{1C}|P|2.5\r".utf8)
        let answer = try #require(try Self.answer(message))
        var framer = MLLPFramer()
        framer.append(MLLPFrame.wrap(answer.bytes))
        #expect(framer.next() == .frame(answer.bytes))
    }

    @Test("table 0357 has its numbers and names")
    func table() {
        let codes = ErrorCode0357.allCases.map(\.code)
        #expect(codes.joined(separator: " ") == "0 100 101 102 103 200 201 202 203 204 205 206 207")
        #expect(Set(ErrorCode0357.allCases.map(\.name)).count == 13)
    }
}
