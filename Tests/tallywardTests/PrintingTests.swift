import Testing

@testable import tallyward

@Suite("What commands print")
struct PrintingTests {
    @Test(
        "bytes from outside never reach the terminal raw",
        arguments: ["\u{1B}[2J", "\u{9B}31m", "a\rb", "\u{202E}gnp", "tab\there", "\u{200B}", "\u{7F}"])
    func neutralises(_ hostile: String) {
        let printed = hostile.printable
        #expect(printed.unicodeScalars.count == hostile.unicodeScalars.count)
        #expect(
            printed.unicodeScalars.allSatisfy { scalar in
                ![.control, .format].contains(scalar.properties.generalCategory)
            })
    }

    @Test("ordinary text is printed as it is")
    func keepsText() {
        #expect("Fäden 3-0, 2 × 5 µm".printable == "Fäden 3-0, 2 × 5 µm")
    }

    @Test("a column is as wide as asked, whatever is in it", arguments: ["", "EA", "EXACTLYTEN", "longer than ten"])
    func column(_ text: String) {
        #expect(text.column(10).count == 10)
    }
}
