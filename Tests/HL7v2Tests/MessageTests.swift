import Testing

@testable import HL7v2

@Suite struct MessageTests {
    static let dft = Array(
        ("MSH|^~\\&|EPIC|MAIN|TALLY|HQ|20250304050607||DFT^P03^DFT_P03|C1|P|2.5.1|||AL|NE||UNICODE UTF-8\r"
            + "PID|1||M1^^^A^MR~A1^^^B^AN||DOE^JOHN\rFT1|1|T1||20250304||CG|4471-B^SUTURE\\T\\CO&x\r"
            + "FT1|2|T2||20250304||CG|9^NINE|\"\"\r").utf8)

    @Test("a path finds segment, field, repetition, component and sub-component")
    func paths() throws {
        let message = try Message(Self.dft)
        #expect(message.text(try Path("PID-3(2).1")) == "A1")
        #expect(message.text(try Path("FT1(2)-7.2")) == "NINE")
        #expect(message.text(try Path("FT1-7.2.1")) == "SUTURE&CO")
        #expect(message.text(try Path("FT1(2)-8")) == "")
        #expect(message[try Path("FT1-8")] == nil)
        #expect(message.text(try Path("MSH-1")) == "|")
        #expect(message.text(try Path("MSH-2")) == "^~\\&")
        #expect(message.header.messageControlID.text == "C1")
        #expect(message.header.characterSets == [.utf8])
        #expect(message.bytes == Self.dft)
    }

    @Test("an acknowledgment swaps the parties and names the message")
    func acknowledges() throws {
        let message = try Message(Self.dft)
        let mode = AcknowledgmentMode(message.header)
        let code = try #require(mode.immediateCode(.accepted))
        let answer = try #require(
            Acknowledgment(
                to: message.header, code: code, controlID: "X1", timestamp: "2025",
                errors: [ErrorSegment(.requiredFieldMissing, at: try Path("PID-3.1"), userMessage: "No id.")]))
        #expect(
            String(decoding: answer.bytes, as: UTF8.self)
                == "MSH|^~\\&|TALLY|HQ|EPIC|MAIN|2025||ACK^P03^ACK|X1|P|2.5.1||||||UNICODE UTF-8\r"
                + "MSA|CA|C1|No id.\rERR||PID^1^3^1^1|101^Required field missing^HL70357|E||||No id.\r")
        #expect(Acknowledgment(to: try Message(answer.bytes).header, code: code, controlID: "", timestamp: "") == nil)
    }

    @Test("a built message reads back as what was put in")
    func builds() throws {
        var builder = MessageBuilder(type: "DFT", event: "P03", structure: "DFT_P03", controlID: "C|1")
        builder.segment("FT1") { $0.set(7, components: ["4471-B", "A&B", ""]) }
        let message = try Message(builder.bytes)
        #expect(message.header.messageControlID.text == "C|1")
        #expect(message.text(try Path("FT1-7")) == "4471-B^A&B")
        #expect(message.text(try Path("FT1-7.2")) == "A&B")
    }

    @Test("frames come out whole, however the bytes were read")
    func frames() {
        var framer = MLLPFramer()
        for byte in [0x58] + MLLPFrame.wrap([1, 2]) + MLLPFrame.wrap([]) { framer.append([byte]) }
        #expect(framer.next() == .noise(1))
        #expect(framer.next() == .frame([1, 2]))
        #expect(framer.next() == .frame([]))
        #expect(framer.next() == nil)
    }
}
