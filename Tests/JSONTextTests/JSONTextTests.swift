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
