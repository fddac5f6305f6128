import Testing

/// The rules are worth as much as the reading below them.
@Suite("Reading Swift")
struct SwiftTextTests {
    private func read(_ source: String) -> SwiftText { SwiftText(Array(source.utf8)) }

    @Test("what stands in a string or a comment is no code, and the other way round")
    func telling() {
        let text = read(
            """
            let a = "print(1) // no comment" // print(2) "no string"
            /* outer /* inner */ print(3) */ print(4)
            """)
        #expect(text.lines(of: ["print", "("]) == [2])
        #expect(text.strings.map(\.text) == ["print(1) // no comment"])
        #expect(text.comments.map(\.line) == [1, 2])
    }

    @Test("strings end where they end: escaped quotes, raw strings, several lines")
    func strings() {
        let quote = "\"\"\""
        let text = read("f(\"a\\\"b\", #\"c\"d\"#, \(quote)\n e \"f\"\n \(quote)); try! g()")
        #expect(text.strings.map(\.text) == ["ab", "c\"d", "\n e \"f\"\n "])
        #expect(text.lines(of: ["try!"]) == [3])
    }

    @Test("code inside an interpolation is code")
    func interpolation() {
        let text = read(#"let s = "a \(f(try! g("b"))) c" + "d""#)
        #expect(text.lines(of: ["try!"]) == [1])
        #expect(text.strings.map(\.text) == ["b", "a  c", "d"])
    }

    @Test("an import names its module, whatever stands around it")
    func imports() {
        let file = SourceFile(
            path: "Sources/A/B.swift",
            bytes: Array("public import Catalog\n@testable import SyncStore\nimport struct Foundation.Data\n".utf8))
        #expect(file.imports.map(\.text) == ["Catalog", "SyncStore", "Foundation"])
        #expect(file.target == "A")
        #expect(file.lineCount == 3)
    }

    @Test("a member of the same name is not the function")
    func members() {
        let text = read("surface.print(1)\nfunc print(_ x: Int) {}\nprint(2)\n")
        #expect(text.lines(of: ["print", "("], notAfter: [".", "func"]) == [3])
    }

    @Test("a line is measured in characters, not bytes")
    func width() {
        let file = SourceFile(
            path: "Sources/A/B.swift",
            bytes: Array((String(repeating: "→", count: 120) + "\n" + String(repeating: "x", count: 121)).utf8))
        #expect(file.longLines == [2])
    }

    @Test("the lines of a string in several lines are as long as they are")
    func quoted() {
        let long = String(repeating: "x", count: 121)
        let source = "let a = \"\"\"\n\(long)\n\"\"\"\n// \(long)\n"
        #expect(SourceFile(path: "Sources/A/B.swift", bytes: Array(source.utf8)).longLines == [4])
    }
}
