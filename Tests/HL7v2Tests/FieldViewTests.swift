import Testing

@testable import HL7v2

@Suite struct FieldViewTests {
    private static func field(_ text: String) throws -> FieldView {
        let message = try Message(Samples.bytes("MSH|^~\\&|", "ZZZ|" + text + "|end"))
        return try #require(message.segment("ZZZ")).field(1)
    }

    @Test("a part that is not there is empty, never a fault", arguments: [0, -1, 3, 99, Int.max, Int.min])
    func absentParts(number: Int) throws {
        let field = try Self.field("a^b~c")
        #expect(field.repetition(number).isEmpty)
        #expect(field.component(number).isEmpty)
        #expect(field.component(1).subcomponent(number).isEmpty)
        #expect(field.component(number).subcomponent(1).text == "")
    }

    @Test("a field number outside the segment is an empty field", arguments: [0, -1, 3, Int.max, Int.min])
    func absentFields(number: Int) throws {
        let message = try Message(Samples.bytes("MSH|^~\\&|", "ZZZ|a|b", "ZZY"))
        #expect(try #require(message.segment("ZZZ")).field(number).isEmpty)
        #expect(try #require(message.segment("ZZY")).field(number).isEmpty)
    }

    @Test("without deeper delimiters the whole is its own first part")
    func firstPartOfAll() throws {
        let field = try Self.field("abc")
        #expect(field.repetition(1).component(1).subcomponent(1).text == "abc")
        #expect(field.subcomponent(1).text == "abc")
        #expect(field.component(1).component(1).text == "abc")
    }

    @Test("a component of a field is the first repetition's")
    func firstRepetition() throws {
        let field = try Self.field("a~b^c")
        #expect(field.component(1).text == "a")
        #expect(field.component(2).isEmpty)
        #expect(field.repetition(2).component(2).text == "c")
    }

    @Test("parts come in order, empty ones included, and an empty field has none")
    func iterating() throws {
        #expect(try Self.field("a~~b&c^d~").repetitions.map(\.text) == ["a", "", "b&c^d", ""])
        #expect(try Self.field("a~~b&c^d~").repetitions.count == 4)
        #expect(try Self.field("b&c^d~e").components.map(\.text) == ["b&c", "d"])
        #expect(try Self.field("b&c^d~e").subcomponents.map(\.text) == ["b", "c"])
        #expect(try Self.field("").repetitions.isEmpty)
        #expect(try Self.field("").components.count == 0)
    }

    @Test("two quotes are a delete, not a text, and not empty")
    func null() throws {
        let field = try Self.field("\"\"")
        #expect(field.isNull)
        #expect(!field.isEmpty)
        #expect(field.text == "")
        #expect(try !Self.field("\"\"\"").isNull)
        #expect(try !Self.field("").isNull)
        #expect(try Self.field("\"\"^x").component(1).isNull)
    }

    @Test("raw bytes compare without a String")
    func comparing() throws {
        let field = try Self.field("CG")
        #expect(field.bytesEqual("CG"))
        #expect(!field.bytesEqual("CD"))
        #expect(!field.bytesEqual("C"))
        #expect(try Self.field("").bytesEqual(""))
        #expect(try Self.field("é").bytesEqual("é"))
    }

    @Test("text follows the character set of MSH-18")
    func characterSets() throws {
        let header = "MSH|^~\\&|||||||||||||||"
        for (name, bytes, text) in [
            ("8859/1", [0xE9], "é"), ("8859/15", [0xA4], "€"), ("UNICODE UTF-8", [0xC3, 0xA9], "é"),
            ("", [0xC3, 0xA9], "é"), ("ASCII", [0xE9], "\u{FFFD}"), ("GB 18030-2000", [0xB0], "\u{FFFD}"),
        ] as [(String, [UInt8], String)] {
            let message = try Message(Samples.bytes(header + "|" + name) + Array("ZZZ|a".utf8) + bytes)
            #expect(message.text(Path("ZZZ", field: 1)) == "a" + text, "\(name)")
            #expect(message.characterSet == CharacterSetName(name))
        }
    }

    @Test("the first repetition of MSH-18 is the message's own")
    func severalCharacterSets() throws {
        let message = try Message(Samples.bytes("MSH|^~\\&||||||||||||||||8859/1~UNICODE UTF-8~X"))
        #expect(message.characterSet == .latin1)
        #expect(message.header.characterSets == [.latin1, .utf8, .unknown("X")])
    }
}
