import Testing

import HL7v2

@Suite struct BatchTests {
    private static let message = "MSH|^~\\&|A|||||DFT^P03|1|P|2.5\rPID|1\r"

    private static func batch(_ text: String) throws -> Batch {
        try Batch(Array(text.utf8))
    }

    @Test("a file of batches gives each message's bytes, as received")
    func nested() throws {
        let text =
            "FHS|^~\\&|APP|FAC|||2025||||F1\rBHS|^~\\&|APP|||||||N|B1|R1\r\(Self.message)\(Self.message)BTS|2||9\r"
            + "BHS|^~\\&|\r\(Self.message)BTS|1\rFTS|2\r"
        let batch = try Self.batch(text)
        #expect(batch.groups.map(\.messages.count) == [2, 1])
        #expect(batch.messages.map { Array(batch.bytes[$0]) } == Array(repeating: Array(Self.message.utf8), count: 3))
        #expect(batch.fileHeader?.field(11).text == "F1")
        #expect(batch.groups[0].header?.field(11).text == "B1")
        #expect(batch.groups[0].header?.field(12).text == "R1")
        #expect(batch.groups[0].trailer?.field(3).text == "9")
        #expect(batch.fileTrailer?.field(1).text == "2")
        #expect(batch.isClosed)
        for range in batch.messages { _ = try Message(Array(batch.bytes[range])) }
    }

    @Test("envelopes may be missing, whole or in part")
    func partial() throws {
        #expect(try Self.batch(Self.message).messages.count == 1)
        #expect(try Self.batch(Self.message + Self.message).groups.count == 1)
        #expect(try Self.batch("FHS|^~\\&|\r\(Self.message)FTS|1\r").messages.count == 1)
        #expect(try Self.batch("FHS|^~\\&|\r\(Self.message)FTS|0\r").messages.count == 1)
        #expect(try Self.batch("\(Self.message)BTS|1\r").messages.count == 1)
        #expect(try Self.batch("BHS|^~\\&|\rBTS|0\r").messages.isEmpty)
        #expect(try Self.batch("FHS|^~\\&|\rFTS\r").messages.isEmpty)
        #expect(try Self.batch("BHS|^~\\&|\r\(Self.message)BTS\r").messages.count == 1)
    }

    @Test("line ends of every kind and blank lines are understood", arguments: ["\n", "\r\n", "\r\n\r\n"])
    func lineEnds(lineEnd: String) throws {
        let text = "\u{FEFF}FHS|^~\\&|\rBHS|^~\\&|\r\(Self.message)\(Self.message)BTS|2\rFTS|1\r"
        let batch = try Self.batch(text.split(separator: "\r").joined(separator: lineEnd))
        #expect(batch.messages.count == 2)
        for range in batch.messages { #expect(try Message(Array(batch.bytes[range])).segments.count == 2) }
    }

    @Test("a batch without its trailer is not closed")
    func closed() throws {
        #expect(try !Self.batch("BHS|^~\\&|\r\(Self.message)").isClosed)
        #expect(try !Self.batch("FHS|^~\\&|\rBHS|^~\\&|\r\(Self.message)BTS|1\r").isClosed)
        #expect(try Self.batch(Self.message).isClosed)
    }

    @Test("one bad message does not hide the others")
    func badMessage() throws {
        let batch = try Self.batch("BHS|^~\\&|\r\(Self.message)MSH|||\rgarbage\r\(Self.message)BTS|3\r")
        #expect(batch.messages.count == 3)
        #expect(throws: MessageError.self) { try Message(Array(batch.bytes[batch.messages[1]])) }
    }

    @Test("delimiters may differ between the file, a batch and its messages")
    func delimiters() throws {
        let batch = try Self.batch("FHS$^~\\&$x\rBHS#^~\\&#y\r\(Self.message)BTS#1\rFTS$1\r")
        #expect(batch.messages.count == 1)
        #expect(batch.groups[0].header?.field(3).text == "y")
    }

    @Test(
        "a file that may not be released says why",
        arguments: [
            ("", .empty), ("\r\n", .empty), ("hello", .unexpectedLine(number: 1, offset: 0)),
            ("PID|1\r", .unexpectedLine(number: 1, offset: 0)),
            ("BHS|^~\\&|\rMSH|^~\\&|A\rBTS|2\r", .messageCount(batch: 1, declared: 2, found: 1)),
            ("MSH|^~\\&|A\rMSH|^~\\&|A\rBTS|1\r", .messageCount(batch: 1, declared: 1, found: 2)),
            ("FHS|^~\\&|\rBHS|^~\\&|\rBTS|0\rFTS|2\r", .batchCount(declared: 2, found: 1)),
            ("BHS|^~\\&|\rBTS|x\r", .unreadableCount(field: "BTS-1", offset: 14)),
            ("BHS|^~\\&|\rBTS|-1\r", .unreadableCount(field: "BTS-1", offset: 14)),
            ("BHS|^~\\&|\rBTS|99999999999999999999\r", .unreadableCount(field: "BTS-1", offset: 14)),
            ("BHS|^~\\&|\rBTS|0\rPID|1\r", .unexpectedLine(number: 3, offset: 16)),
            ("FHS|^~\\&|\rFTS|0\rMSH|^~\\&|A\r", .unexpectedLine(number: 3, offset: 16)),
            ("MSH|^~\\&|A\rFHS|^~\\&|\r", .unexpectedLine(number: 2, offset: 11)),
            ("FHS|", .delimiters(.missing, offset: 0)), ("BHS|^^|\r", .delimiters(.repeated(0x5E), offset: 0)),
        ] as [(String, BatchError)])
    func refusals(text: String, error: BatchError) {
        #expect(throws: error) { try Self.batch(text) }
        #expect(error.description.hasSuffix("."))
        #expect(error.code.hasPrefix("batch-"))
    }

    @Test("limits hold")
    func limits() {
        let bytes = Array((Self.message + Self.message).utf8)
        #expect(throws: BatchError.tooManyMessages(limit: 1)) {
            try Batch(bytes, limits: BatchLimits(messageCount: 1))
        }
        #expect(throws: BatchError.tooLarge(byteCount: bytes.count, limit: 5)) {
            try Batch(bytes, limits: BatchLimits(byteCount: 5))
        }
    }
}
