import Testing

import JSONText

struct JSONReaderTests {
    @Test("values of all kinds are read, and numbers keep their digits")
    func kinds() {
        let text = #" {"a":[1,-0.5e3,true,false,null],"id":300100123456789012345,"s":"\u00e9\n\"\\\/\ud83d\ude00"} "#
        let value = JSONReader.read(Array(text.utf8))
        #expect(value?["a"] == .array([.number("1"), .number("-0.5e3"), .bool(true), .bool(false), .null]))
        #expect(value?["id"]?.text == "300100123456789012345")
        #expect(value?["s"] == .string("é\n\"\\/😀"))
        #expect(value?["nothing"] == nil)
    }

    @Test(
        "what isn't JSON is refused",
        arguments: [
            "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "+1", ".5", "5.", "1e", "tru", "\"a",
            "\"\\x\"", "\"\\u12\"", "[1] 2", "\u{0}", "\"a\nb\"", "nan", "<html>",
            "\u{B}1", "1\u{C}",
        ])
    func refused(text: String) {
        #expect(JSONReader.read(Array(text.utf8)) == nil)
    }

    @Test("half of an answer is never read as a whole one")
    func prefixes() {
        let whole = Array(#"{"TransactionInterfaceId":12,"items":[{"a":"b\n"},{"c":[1,2.5,null]}],"x":true}"#.utf8)
        for length in 0..<whole.count { #expect(JSONReader.read(Array(whole[..<length])) == nil) }
        #expect(JSONReader.read(whole) != nil)
    }

    @Test("nesting is bounded, so that no answer can exhaust the stack")
    func depth() {
        func nested(_ depth: Int) -> [UInt8] {
            Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
        }
        #expect(JSONReader.read(nested(JSONReader.maximumDepth)) != nil)
        #expect(JSONReader.read(nested(JSONReader.maximumDepth + 1)) == nil)
        #expect(JSONReader.read(nested(100_000)) == nil)
    }

    @Test("a lone surrogate and bytes that aren't UTF-8 become the replacement character")
    func replacement() {
        #expect(JSONReader.read(Array(#""\ud83d x""#.utf8)) == .string("\u{FFFD} x"))
        #expect(JSONReader.read([0x22, 0xFF, 0x22]) == .string("\u{FFFD}"))
    }
}

struct JSONWriterTests {
    @Test("what is written reads back the same, whatever is in it")
    func roundTrip() {
        let awkward = "\u{0}\u{1F}\t\r\n\"\\/é😀\u{7F}\u{2028}"
        var json = JSONWriter()
        json.openObject()
        json.key("text")
        json.string(awkward)
        json.key("list")
        json.openArray()
        json.number("-0.04")
        json.openObject()
        json.closeObject()
        json.string("")
        json.closeArray()
        json.key("last")
        json.number(Array("12".utf8)[...])
        json.closeObject()
        let value = JSONReader.read(json.bytes)
        #expect(value?["text"] == .string(awkward))
        #expect(value?["list"] == .array([.number("-0.04"), .object([]), .string("")]))
        #expect(value?["last"] == .number("12"))
    }
}

struct StrictReadingTests {
    private func problem(_ text: String) -> JSONProblem? {
        do throws(JSONProblem) {
            _ = try JSONReader.readStrictly(Array(text.utf8))
            return nil
        } catch { return error }
    }

    @Test("what two readers could understand differently is refused, with its place")
    func differentials() throws {
        let twice = try #require(problem("{\"a\":1,\n \"b\":2,\"\\u0061\":3}"))
        #expect(twice.kind == .duplicateName)
        #expect((twice.line, twice.column) == (2, 16))
        #expect(problem(#"[{"a":{"b":1,"b":1}}]"#)?.kind == .duplicateName)
        #expect(problem(#"{"a":"\ud83d x"}"#)?.kind == .loneSurrogate)
        #expect(problem(#"{"a":1"#)?.kind == .notJSON)
        #expect(problem("\u{FEFF}{}")?.kind == .notJSON)
        #expect(problem(String(repeating: "[", count: 100_000))?.kind == .tooDeep)
        #expect(problem(#"{"a":1,"A":2,"b":[{"a":1},{"a":1}]}"#) == nil)
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: JSONProblem.self) { try JSONReader.readStrictly([0x22, 0xFF, 0x22]) }
        #expect(throws: JSONProblem.self) { try JSONReader.readStrictly([0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test("no sentence repeats what was sent")
    func discreet() {
        for text in [#"{"SMITH":1,"SMITH":2}"#, "SMITH", #"{"a":"\ud83dSMITH"}"#] {
            #expect(problem(text)?.sentence.contains("SMITH") == false)
        }
    }

    @Test("a value that was read is written again as it was, without white space")
    func rewritten() throws {
        let text = #"{"a":[1.50,-0e1,true,false,null,"é\n"],"b\"":{},"c":[]}"#
        var json = JSONWriter()
        json.value(try JSONReader.readStrictly(Array(text.utf8)))
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
    }
}
