import Testing

@testable import HL7v2

@Suite struct EscapesTests {
    private static func decode(_ text: String, _ delimiters: Delimiters = .standard) -> String {
        String(decoding: Escapes.decode(ArraySlice(text.utf8), delimiters), as: UTF8.self)
    }

    @Test(
        "escapes that stand for characters become them",
        arguments: [
            (#"a\F\b"#, "a|b"), (#"\S\"#, "^"), (#"\T\"#, "&"), (#"\R\"#, "~"), (#"\E\"#, #"\"#),
            (#"\F\\S\\T\\R\\E\"#, #"|^&~\"#), (#"\X41\"#, "A"), (#"\X0D0A\"#, "\r\n"), (#"\XC3A9\"#, "é"),
            (#"\X6d\"#, "m"), (#"\X000d\"#, "\r"), (#"\E\F\E\"#, #"\F\"#), ("plain", "plain"), ("", ""),
        ])
    func resolves(raw: String, text: String) {
        #expect(Self.decode(raw) == text)
    }

    @Test(
        "formatting, character set switches and local escapes stay as they are",
        arguments: [
            #"a\.br\b"#, #"\H\bold\N\"#, #"\.in+4\x"#, #"\C2842\x"#, #"\M2442\x"#, #"\Zlocal\x"#,
        ])
    func keeps(raw: String) {
        #expect(Self.decode(raw) == raw)
    }

    @Test(
        "what is unknown or never closed stays literally, and does not hide the next escape",
        arguments: [
            (#"C:\dir\F\x"#, #"C:\dir|x"#), (#"a\b"#, #"a\b"#), (#"\"#, #"\"#), (#"\\"#, #"\\"#),
            (#"\\\"#, #"\\\"#), (#"\X4\"#, #"\X4\"#), (#"\X\"#, #"\X\"#), (#"\XGG\"#, #"\XGG\"#),
            (#"\q\T\"#, #"\q&"#), (#"\F"#, #"\F"#), (#"a\\T\"#, #"a\&"#), (#"\P\"#, #"\P\"#),
        ])
    func literal(raw: String, text: String) {
        #expect(Self.decode(raw) == text)
    }

    @Test("the truncation character is read where one is declared")
    func truncation() throws {
        let delimiters = try Delimiters(Array(#"|^~\&#"#.utf8))
        #expect(Self.decode(#"a\P\b\L\"#, delimiters) == "a#b#")
    }

    @Test("an escape for a delimiter that is not declared stays")
    func undeclared() throws {
        let delimiters = try Delimiters(Array(#"|^~\"#.utf8))
        #expect(Self.decode(#"a\T\b\F\"#, delimiters) == #"a\T\b|"#)
    }

    @Test(
        "text is escaped so that it reads back",
        arguments: [
            ("a|b^c&d~e\\f", #"a\F\b\S\c\T\d\R\e\E\f"#), ("\r\n", #"\X0D\\X0A\"#), ("\u{0B}\u{1C}", #"\X0B\\X1C\"#),
            ("é€", "é€"), ("\"\"", #"\X2222\"#), ("\"x\"", "\"x\""), ("#", "#"),
        ])
    func encodes(text: String, raw: String) {
        #expect(String(decoding: Escapes.encode(text), as: UTF8.self) == raw)
        #expect(Self.decode(raw) == text)
    }

    @Test("any text reads back from any delimiters")
    func roundTrip() throws {
        var random = SeededRandom(1)
        let alphabet = Array("ab|^~\\&$%*!@#\"\r\n\u{0B}\u{1C}\0XFSTREHN.é€😀".unicodeScalars)
        let sets = [#"|^~\&"#, #"|^~\&#"#, "$%*!@", "#|~^@"].map { Array($0.utf8) }
        for round in 0..<2000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                scalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
            }
            let text = String(scalars)
            let delimiters = try Delimiters(sets[round % sets.count])
            let raw = Escapes.encode(text, delimiters)
            #expect(Array(Escapes.decode(raw[...], delimiters)) == Array(text.utf8), "\(raw)")
            #expect(!raw.contains(0x0D) && !raw.contains(0x1C) && !raw.contains(delimiters.field))
        }
    }

    @Test("a delimiter without an escape character to hide it becomes a question mark")
    func withoutEscape() throws {
        let raw = Escapes.encode("a|b", try Delimiters(Array("|^".utf8)))
        #expect(raw == Array("a?b".utf8))
    }
}
