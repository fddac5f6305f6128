import Testing

@testable import HL7v2

@Suite struct MessageTests {
    @Test("the bytes of a message are what was received", arguments: ["\r", "\n", "\r\n", "\r\r", "\n\r\n"])
    func bytesAreKept(lineEnd: String) throws {
        let text = ["MSH|^~\\&|A", "PID|1", "ZZZ|x"].joined(separator: lineEnd) + lineEnd
        let message = try Message(Array(text.utf8))
        #expect(message.bytes == Array(text.utf8))
        #expect(message.segments.map(\.id) == ["MSH", "PID", "ZZZ"])
        #expect(
            message.segments.map { String(decoding: $0.bytes, as: UTF8.self) } == ["MSH|^~\\&|A", "PID|1", "ZZZ|x"])
    }

    @Test("a byte order mark and blank lines before MSH are skipped")
    func leadingNoise() throws {
        let message = try Message([0xEF, 0xBB, 0xBF, 0x0D, 0x0A] + Samples.bare)
        #expect(message.header.messageControlID.text == "77")
    }

    @Test("a line feed inside a text is part of it where segments end with CR")
    func lineFeedInText() throws {
        let message = try Message(Array("MSH|^~\\&|\rNTE|1||two\nlines\n|x\rPID|1\nZZZ|y\n".utf8))
        #expect(message.segments.map(\.id) == ["MSH", "NTE", "PID", "ZZZ"])
        #expect(message.text(try Path("NTE-3")) == "two\nlines\n")
        #expect(message.text(try Path("NTE-4")) == "x")
        #expect(throws: MessageError.notASegment(number: 3, offset: 21)) {
            try Message(Array("MSH|^~\\&|\nNTE|1||two\nlines".utf8))
        }
    }

    @Test("the last segment needs no line end")
    func lastSegmentWithoutEnd() throws {
        let message = try Message(Array(Samples.charges.dropLast()))
        #expect(message.segment("FT1", 2)?.field(10).text == "1")
    }

    @Test("segments are found by name and occurrence, and a name that is none finds nothing")
    func finding() throws {
        let message = try Message(Samples.charges)
        #expect(message.segments("FT1").map { $0.field(2).text } == ["T1", "T2"])
        #expect(message.segment("FT1")?.field(2).text == "T1")
        #expect(message.segment("FT1", 3) == nil)
        #expect(message.segment("FT1", 0) == nil)
        #expect(message.segments("FT").isEmpty)
        #expect(message.segment("FT1|") == nil)
        #expect(message.segments[4].isNamed("ZPA"))
        #expect(!message.segments[4].isNamed("ZPAX"))
    }

    @Test("MSH-1 is the separator, MSH-2 the encoding characters, and MSH-3 what follows")
    func headerNumbering() throws {
        let header = try Message(Samples.charges).header.segment
        #expect(header.field(1).text == "|")
        #expect(header.field(2).text == "^~\\&")
        #expect(header.field(2).component(2).isEmpty)
        #expect(header.field(2).repetitions.map(\.text) == ["^~\\&"])
        #expect(header.field(3).text == "EPIC")
        #expect(header.fieldCount == 18)
        #expect(try Message(Samples.charges).segments[1].fieldCount == 2)
    }

    @Test("the header's fields have the standard's names")
    func headerFields() throws {
        let header = try Message(Samples.charges).header
        #expect(header.sendingApplication.text == "EPIC")
        #expect(header.sendingFacility.text == "MAIN")
        #expect(header.receivingApplication.text == "TALLY")
        #expect(header.receivingFacility.text == "HQ")
        #expect(header.timestamp.text == "20250304050607-0500")
        #expect(header.messageCode.text == "DFT")
        #expect(header.triggerEvent.text == "P03")
        #expect(header.structure.text == "DFT_P03")
        #expect(header.messageControlID.text == "C1")
        #expect(header.processingID.text == "P")
        #expect(header.version.text == "2.5.1")
        #expect(header.acceptAcknowledgment.text == "AL")
        #expect(header.applicationAcknowledgment.text == "NE")
        #expect(header.characterSets == [.utf8])
    }

    @Test("a message declares its own delimiters")
    func otherDelimiters() throws {
        let message = try Message(Samples.bytes("MSH$%*!@$A", "PID$1$$a%b*c@d!S!e%f"))
        #expect(message.text(Path("PID", field: 3)) == "a%b*c@d%e%f")
        #expect(message.text(Path("PID", field: 3, repetition: 2, component: 1, subcomponent: 2)) == "d%e")
    }

    @Test("delimiters that MSH-2 leaves out cut nothing")
    func fewDelimiters() throws {
        let message = try Message(Samples.bytes("MSH|^|A", #"PID|a~b&c\T\d^e"#))
        #expect(message.text(Path("PID", field: 1, component: 1, subcomponent: 1)) == #"a~b&c\T\d"#)
        #expect(message.text(Path("PID", field: 1, component: 2)) == "e")
        #expect(message.delimiters.encodingCharacters == [0x5E])
    }

    @Test(
        "what is not a message is refused with the reason",
        arguments: [
            ("", .empty), ("\r\n\r", .empty), ("M", .noHeader), ("PID|1\r", .noHeader), ("hello", .noHeader),
            ("FHS|^~\\&|\r", .batch), ("BHS|^~\\&|\r", .batch), ("\0M\0S\0H", .sixteenBit),
            ("M\0S\0H\0", .sixteenBit), ("MSH", .delimiters(.missing)), ("MSH\r", .delimiters(.missing)),
            ("MSH|", .delimiters(.missing)), ("MSH|\rPID|", .delimiters(.missing)),
            ("MSH|^~\\&#!|A", .delimiters(.tooMany)), ("MSH|^~\\&!!!!!!!!!!!!!", .delimiters(.tooMany)),
            ("MSH|^^\\&|A", .delimiters(.repeated(0x5E))), ("MSHA^~\\&A", .delimiters(.illegal(0x41))),
            ("MSH|^~\u{1}&|", .delimiters(.illegal(1))), ("MSH|^~\\&|A\rgarbage", .notASegment(number: 2, offset: 11)),
            ("MSH|^~\\&|A\rPID|1\r\u{1C}\r", .notASegment(number: 3, offset: 17)),
            ("MSH|^~\\&|A\rPID^1", .notASegment(number: 2, offset: 11)),
            ("MSH|^~\\&|A\r1AB|1", .notASegment(number: 2, offset: 11)),
            ("MSH|^~\\&|A\rMSH|^~\\&|B", .secondHeader(number: 2)),
        ] as [(String, MessageError)])
    func refusals(text: String, error: MessageError) {
        #expect(throws: error) { try Message(Array(text.utf8)) }
        #expect(error.description.hasSuffix("."))
        #expect(error.code.hasPrefix("message-"))
    }

    @Test("limits hold exactly")
    func limits() throws {
        let bytes = Samples.charges
        #expect(throws: MessageError.tooLarge(byteCount: bytes.count, limit: bytes.count - 1)) {
            try Message(bytes, limits: MessageLimits(byteCount: bytes.count - 1))
        }
        #expect(throws: MessageError.tooManySegments(limit: 5)) {
            try Message(bytes, limits: MessageLimits(segmentCount: 5))
        }
        let message = try Message(bytes, limits: MessageLimits(byteCount: bytes.count, segmentCount: 6))
        #expect(message.segments.count == 6)
    }

    @Test("an answer is known by MSH-9.1 or by its MSA segment")
    func answers() throws {
        #expect(try !Message(Samples.charges).header.isAcknowledgment)
        #expect(try Message(Samples.bytes("MSH|^~\\&|||||||ACK^P03")).header.isAcknowledgment)
        #expect(try Message(Samples.bytes("MSH|^~\\&|||||||RSP^K11", "MSA|AA|1")).header.isAcknowledgment)
    }
}
