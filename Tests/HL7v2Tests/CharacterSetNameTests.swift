import Testing

@testable import HL7v2

@Suite struct CharacterSetNameTests {
    @Test("the names of table 0211 and their usual aliases are known, others are kept as they came")
    func names() {
        #expect(CharacterSetName("") == .ascii)
        #expect(CharacterSetName("UNICODE UTF-8") == .utf8)
        #expect(CharacterSetName("utf-8") == .utf8)
        #expect(CharacterSetName("8859/1") == .latin1)
        #expect(CharacterSetName("8859/15") == .latin9)
        #expect(CharacterSetName("8859/2") == .unknown("8859/2"))
        #expect(CharacterSetName("8859/2").name == "8859/2")
    }

    @Test("a known name reads back from what is written", arguments: [CharacterSetName.ascii, .utf8, .latin1, .latin9])
    func writtenNames(set: CharacterSetName) {
        #expect(CharacterSetName(set.name) == set)
    }

    @Test("every byte of a single-byte set reads back", arguments: [CharacterSetName.latin1, .latin9])
    func singleByte(set: CharacterSetName) {
        let bytes = (UInt8(1)...255).map { $0 }
        let text = set.decode(bytes[...])
        #expect(text.unicodeScalars.count == 255)
        #expect(set.encode(text) == bytes)
    }

    @Test("Latin-9 has the euro sign where Latin-1 has the currency sign")
    func euro() {
        #expect(CharacterSetName.latin9.decode([0xA4]) == "€")
        #expect(CharacterSetName.latin1.decode([0xA4]) == "¤")
        #expect(CharacterSetName.latin9.encode("€¤") == [0xA4, 0x3F])
    }

    @Test("a character that the set doesn't have becomes a question mark")
    func unencodable() {
        #expect(CharacterSetName.latin1.encode("a€") == [0x61, 0x3F])
        #expect(CharacterSetName.ascii.encode("é") == [0x3F])
        #expect(CharacterSetName.utf8.encode("é") == [0xC3, 0xA9])
    }

    @Test("bytes that are not in the set become replacement characters, never a fault")
    func undecodable() {
        #expect(CharacterSetName.utf8.decode([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(CharacterSetName.unknown("X").decode([0xC3]) == "\u{FFFD}")
    }
}
