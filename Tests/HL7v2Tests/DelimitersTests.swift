import Testing

import HL7v2

@Suite struct DelimitersTests {
    @Test("the characters are taken in the order of MSH-1 and MSH-2")
    func order() throws {
        let delimiters = try Delimiters(Array(#"|^~\&#"#.utf8))
        #expect(delimiters.field == 0x7C)
        #expect(delimiters.component == 0x5E)
        #expect(delimiters.repetition == 0x7E)
        #expect(delimiters.escape == 0x5C)
        #expect(delimiters.subcomponent == 0x26)
        #expect(delimiters.truncation == 0x23)
        #expect(delimiters.encodingCharacters == Array(#"^~\&#"#.utf8))
        #expect(Delimiters.standard.truncation == nil)
        #expect(try Delimiters(Array(#"|^~\&"#.utf8)) == .standard)
    }

    @Test(
        "letters, digits, spaces, controls and anything used twice can't be delimiters",
        arguments: [
            ("|", .missing), ("", .missing), ("|^~\\&#!", .tooMany), ("|a", .illegal(0x61)), ("|1", .illegal(0x31)),
            ("| ", .illegal(0x20)), ("|\t", .illegal(9)), ("|\u{7F}", .illegal(0x7F)), ("||", .repeated(0x7C)),
            ("|é", .illegal(0xC3)),
        ] as [(String, DelimitersError)])
    func refusals(text: String, error: DelimitersError) {
        #expect(throws: error) { try Delimiters(Array(text.utf8)) }
        #expect(error.description.hasSuffix("."))
    }
}
