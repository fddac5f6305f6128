import Testing

import HL7v2

@Suite struct MessageBuilderTests {
    @Test("a message is written as it was put together")
    func shape() {
        var builder = MessageBuilder(
            type: "DFT", event: "P03", structure: "DFT_P03", controlID: "A1", sendingApplication: "EHR",
            sendingFacility: "MAIN", receivingApplication: "T", receivingFacility: "HQ", timestamp: "2025",
            acceptAcknowledgment: .always, applicationAcknowledgment: .never)
        builder.segment("PID") {
            $0.set(3, repetitions: [["M1", "", "", "A"], ["M2"]])
            $0.setNull(8)
        }
        builder.segment("FT1") {
            $0.set(7, subcomponents: [["4471-B", "x"], ["A|B", ""], [""]])
            $0.set(2, components: ["T1", "", ""])
            $0.set(10, "2")
        }
        #expect(
            builder.bytes.lines == #"""
                MSH|^~\&|EHR|MAIN|T|HQ|2025||DFT^P03^DFT_P03|A1|P|2.5.1|||AL|NE||UNICODE UTF-8
                PID|||M1^^^A~M2|||||""
                FT1||T1|||||4471-B&x^A\F\B|||2

                """#)
    }

    @Test("what was put in reads back, in any delimiters and character set")
    func roundTrip() throws {
        var random = SeededRandom(3)
        let sets: [CharacterSetName] = [.utf8, .latin1, .latin9]
        let delimiters = try [#"|^~\&"#, "$%*!@", #"#^~\&"#].map { try Delimiters(Array($0.utf8)) }
        let alphabet = Array("abé|^~\\&#$%*!@\r\n\u{1C}\" ")
        for round in 0..<300 {
            let texts = (0..<3).map { _ in
                String(
                    (0..<Int.random(in: 1...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "a"
                    })
            }
            var builder = MessageBuilder(
                type: "ZZZ", event: "Z01", controlID: "1", characterSet: sets[round % 3],
                delimiters: delimiters[round / 3 % 3])
            builder.segment("ZZ1") {
                $0.set(1, texts[0])
                $0.set(2, components: texts)
                $0.set(3, repetitions: [[texts[1]], [texts[2], texts[0]]])
            }
            let message = try Message(builder.bytes)
            #expect(builder.substitutionCount == 0)
            #expect(message.text(try Path("ZZ1-1")) == texts[0])
            #expect(message.text(try Path("ZZ1-2.3")) == texts[2])
            #expect(message.text(try Path("ZZ1-3(2).2")) == texts[0])
        }
    }

    @Test("a character that the set doesn't have is counted")
    func substitutions() throws {
        var builder = MessageBuilder(type: "A", event: "B", controlID: "1", characterSet: .ascii)
        builder.segment("NTE") { $0.set(3, "5 € für 2") }
        #expect(builder.substitutionCount == 2)
        #expect(try Message(builder.bytes).text(try Path("NTE-3")) == "5 ? f?r 2")
        #expect(try Message(builder.bytes).header.characterSets.isEmpty)
    }

    @Test("a raw field can't break the message, and what is out of range adds nothing")
    func misuse() throws {
        var builder = MessageBuilder(type: "A", event: "B", controlID: "1")
        builder.segment("bad") { _ in }
        builder.segment("TOOLONG") { $0.set(1, "x") }
        builder.segment("ZZ1") {
            $0.set(0, "x")
            $0.set(-1, "x")
            $0.set(Int.max, "x")
            $0.set(1, raw: Array(#"a\.br\b"#.utf8) + [0x0D, 0x0A, 0x0B, 0x1C, 0x63])
            $0.set(2, components: [])
        }
        let message = try Message(builder.bytes)
        #expect(message.segments.map(\.id) == ["MSH", "bad", "ZZ1"])
        #expect(message.text(try Path("ZZ1-1")) == #"a\.br\bc"#)
    }
}
