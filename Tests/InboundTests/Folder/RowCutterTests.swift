import Catalog
import Testing

@testable import Inbound

@Suite("Rows of a table")
struct RowCutterTests {
    private func cut(_ bytes: [UInt8], by step: Int = .max, limit: Int = 1000) throws -> [FilePiece] {
        var cutter = RowCutter(delimiter: UInt8(ascii: ","), limit: limit)
        var pieces: [FilePiece] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            try cutter.take(rest.prefix(step)) { pieces.append($0) }
            rest = rest.dropFirst(step)
        }
        try cutter.finish { pieces.append($0) }
        return pieces
    }

    private func cells(_ text: String) throws -> [[String]] {
        try cut(Array(text.utf8)).map { piece in
            (0..<piece.width).map { String(decoding: piece.cell($0), as: UTF8.self) }
        }
    }

    private static let grammars: [(text: String, cells: [[String]])] = [
        ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
        ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,,\r\n,", [["a", "", ""], ["", ""]]),
        ("\"a,b\",\"c\"\"d\"\r\n", [["a,b", "c\"d"]]),
        ("\"two\r\nlines\",x\r\ny,z", [["two\r\nlines", "x"], ["y", "z"]]),
        ("\"\"\r\n", [[""]]),
        ("\r\n\na\r\n\r\n", [["a"]]),
        ("", []),
        ("a\r", [["a"]]),
    ]

    @Test("cells are told apart as RFC 4180 says", arguments: grammars)
    func grammar(text: String, expected: [[String]]) throws {
        #expect(try cells(text) == expected)
    }

    @Test("however the bytes come, the rows are the same")
    func drip() throws {
        let bytes = Array("x,\"a\r\nb\"\"\",\r\n\r\ny,b\"q,z\r\n\"k\"v,1,2\rw\n\u{e9},\"\",\"\"".utf8)
        let whole = try cut(bytes)
        #expect(whole.count == 4)
        for step in 1...7 { #expect(try cut(bytes, by: step) == whole) }
    }

    @Test("a row that isn't sound is named, and the next one is a row again")
    func flaws() throws {
        let pieces = try cut(Array("a\"b,c\r\n\"d\"e,f\r\ng\rh,i\r\nj\0,k\r\nl,m\r\n".utf8))
        #expect(pieces.map(\.flaw) == [.bareQuote, .textBehindQuote, .loneReturn, .null, nil])
        #expect(pieces.map(\.line) == [1, 2, 3, 4, 5])
    }

    @Test("the line of a row is that of its first byte")
    func lines() throws {
        #expect(try cut(Array("a\n\n\"b\r\nb\r\nb\",1\r\nc\n".utf8)).map(\.line) == [1, 3, 6])
    }

    @Test("where rows can't be told apart the file is refused, with the line")
    func refused() {
        let open = #expect(throws: FileProblem.self) { try cut(Array("a\nb,\"c\nd\n".utf8)) }
        #expect(open?.line == 2 && open?.kind == "quote")
        let long = #expect(throws: FileProblem.self) { try cut(Array("a\nb\n\"cccccccc\n".utf8), limit: 6) }
        #expect(long?.line == 3 && long?.kind == "row size")
    }

    @Test("what is kept of a row are its bytes without the end of its line")
    func bytes() throws {
        let pieces = try cut(Array("a,\"b\r\nc\"\r\nd\n".utf8))
        #expect(pieces.map { String(decoding: $0.bytes, as: UTF8.self) } == ["a,\"b\r\nc\"", "d"])
    }

    @Test("Windows-1252 is read to the letter, and five of its bytes stand for nothing")
    func windows() {
        #expect(RowLayout.Encoding.windows1252.text([0x80, 0x41, 0xE9, 0x99]) == "\u{20AC}A\u{E9}\u{2122}")
        for byte: UInt8 in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
            #expect(RowLayout.Encoding.windows1252.text([byte]) == nil)
        }
        #expect(RowLayout.Encoding.utf8.text([0xC3, 0x28]) == nil)
    }

    @Test("a cell is quoted where it has to be")
    func writing() {
        #expect(RowText.row(["a", "b,c", "d\"e", "f\ng", ""]) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n")
    }
}
