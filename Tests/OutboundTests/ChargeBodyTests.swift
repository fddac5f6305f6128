import JSONText
import HL7v2
import Testing

@testable import Outbound

struct ChargeBodyTests {
    @Test("a charge message becomes one body with its FT1 lines in an array")
    func whole() throws {
        let body = try ChargeBody.json(of: Array(Samples.message.utf8))
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"type":"DFT^P03","controlId":"K000001S00000000","visit":"V0000001","lines":["#
                + #"{"id":"K1.1","date":"20261122","type":"CG","code":"72536","text":"CATHETER 10&20 ML","#
                + #""quantity":2,"amount":356.75,"location":"4W","unitCost":12.5},"#
                + #"{"id":"K1.2","date":"202611220701","type":"CD","code":"87069","quantity":-9,"#
                + #""department":"CARD","item":"ITEM-7"}]}"#)
    }

    @Test("of the patient nothing but the visit number is sent")
    func minimal() throws {
        let body = String(decoding: try ChargeBody.json(of: Array(Samples.message.utf8)), as: UTF8.self)
        for hidden in ["MRN0001992", "NEIL", "1982", "MAIN ST", "ACC00001992", "ATTEND", "372"] {
            #expect(!body.contains(hidden))
        }
    }

    static let values: [(raw: String, text: String)] = [
        (#"A\F\B\S\C\T\D\R\E\E\F"#, #"A|B^C&D~E\F"#), (#"say "5" \E\ 6"#, #"say "5" \ 6"#), ("tab\tx", "tab\tx"),
        (#"\X41\B"#, "AB"), (#"open \ end"#, #"open \ end"#), (#"\.br\x"#, #"\.br\x"#), (#"\"#, #"\"#),
        ("é ü €", "é ü €"),
        (#"é\T\è"#, "é&è"), ("esc\u{1B}[2J", "esc\u{1B}[2J"),
    ]

    @Test("text keeps its meaning: HL7 escapes are resolved, JSON's are put in", arguments: values)
    func text(raw: String, text: String) throws {
        let message = "MSH|^~\\&|E|H|T|Q|2026||DFT^P03|1|P|2.5||||||UNICODE UTF-8\rFT1|1|||||| 7^\(raw)^L|"
        let body = try #require(JSONReader.read(try ChargeBody.json(of: Array(message.utf8))))
        #expect(body["lines"]?.elements?.first?["text"] == .string(text))
    }

    @Test("bytes of the message's own character set become UTF-8")
    func latin1() throws {
        let head = Array("MSH|^~\\&|E|H|T|Q|2026||DFT^P03|1|P|2.5||||||8859/1\rFT1|1||||||7^caf".utf8)
        let body = try #require(JSONReader.read(try ChargeBody.json(of: head + [0xE9])))
        #expect(body["lines"]?.elements?.first?["text"] == .string("café"))
    }

    @Test(
        "an amount is a number where its digits are one in JSON, else the text as sent",
        arguments: [
            ("2", JSONValue.number("2")), ("-0.50", .number("-0.50")), ("007", .string("007")), (".5", .string(".5")),
            ("+1", .string("+1")), ("5.", .string("5.")), ("two", .string("two")), ("1^USD", .number("1")),
            ("1&USD", .number("1")), ("1~2", .number("1")),
        ])
    func amounts(raw: String, value: JSONValue) throws {
        let message = "MSH|^~\\&|E|H|T|Q|2026||DFT^P03|1|P|2.5\rFT1|1|||||||||\(raw)"
        let body = try #require(JSONReader.read(try ChargeBody.json(of: Array(message.utf8))))
        #expect(body["lines"]?.elements?.first?["quantity"] == value)
    }

    @Test("delimiters are the message's own")
    func otherDelimiters() throws {
        let message = "MSH$*%!@$E$H$T$Q$2026$$DFT*P03$K1$P$2.5\rPV1$1$$$$$$$$$$$$$$$$$$V9*x\rFT1$1$a$$$$$c*t!F!u$$$1"
        let body = try #require(JSONReader.read(try ChargeBody.json(of: Array(message.utf8))))
        #expect(body["type"] == .string("DFT*P03"))
        #expect(body["visit"] == .string("V9"))
        #expect(body["lines"]?.elements?.first?["text"] == .string("t$u"))
    }

    @Test("a message without FT1 has no lines, and what was not sent isn't written")
    func empty() throws {
        let body = try ChargeBody.json(of: Array("MSH|^~\\&|E|H|T|Q|2026||ADT^A03|K1|P|2.5\rPID|1".utf8))
        #expect(String(decoding: body, as: UTF8.self) == #"{"type":"ADT^A03","controlId":"K1","lines":[]}"#)
    }

    @Test("what isn't a message is refused")
    func refused() {
        #expect(throws: MessageError.self) { try ChargeBody.json(of: []) }
        #expect(throws: MessageError.self) { try ChargeBody.json(of: Array("hello".utf8)) }
    }

    @Test("every beginning of a message gives a body that is JSON, or none")
    func prefixes() {
        let whole = Array(Samples.message.utf8)
        for length in 0...whole.count {
            guard let body = try? ChargeBody.json(of: Array(whole[..<length])) else { continue }
            #expect(JSONReader.read(body) != nil, "cut at \(length)")
        }
    }
}
