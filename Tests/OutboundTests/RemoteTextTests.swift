import Testing

@testable import Outbound

struct RemoteTextTests {
    @Test(
        "words of another system are one line without control or invisible characters",
        arguments: [
            ("Item not found.", "Item not found."), ("a\r\nb\tc", "a b c"), ("\u{1B}[31mred", ""),
            ("bell\u{7}\u{9B}31m", "bell 31m"), ("left\u{202E}right", "left right"), ("  padded  ", "padded"),
            ("zero\u{200B}width", "zero width"), ("übermäßig", "übermäßig"), ("", ""),
        ])
    func cleaned(text: String, expected: String) {
        #expect(RemoteText.clean(text) == expected)
    }

    @Test(
        "an echo of our request never gets in",
        arguments: [
            (#"Bad request: {"ItemNumber":"4471"}"#, "Bad request:"), ("<html><body>no</body></html>", ""),
            (#"Rejected [{"visit":"V1"}]"#, "Rejected"),
        ])
    func echo(text: String, expected: String) {
        #expect(RemoteText.clean(Array(text.utf8)) == expected)
    }

    @Test("length is bounded")
    func bounded() {
        let long = RemoteText.clean(Array(repeating: UInt8(ascii: "x"), count: 100_000))
        #expect(long == String(repeating: "x", count: RemoteText.limit) + "…")
    }

    @Test(
        "a code keeps only what a metric's label may hold",
        arguments: [("INV-2000", "INV-2000"), ("FND:::MSG/1", "FND:::MSG/1"), ("a b\u{1B}[0m\"", "ab0m"), ("", "")])
    func code(text: String, expected: String) {
        #expect(RemoteText.code(text) == expected)
    }

    @Test("a code is bounded")
    func codeBounded() {
        #expect(RemoteText.code(String(repeating: "9", count: 500)).count == 48)
    }
}
