import Testing

@testable import Terminal

@Suite struct InputAssemblerTests {
    private func symbols(_ text: String) -> [InputSymbol] {
        text.unicodeScalars.map { .character($0.value) }
    }

    /// Reads one batch after the other.
    private func reader() -> ([InputSymbol], Duration) -> [InputEvent] {
        var assembler = InputAssembler()
        return { assembler.events(from: $0, at: $1) }
    }

    private func events(_ text: String) -> [InputEvent] {
        var assembler = InputAssembler()
        return assembler.events(from: symbols(text), at: .zero)
    }

    @Test("characters and control characters become keys")
    func characters() {
        #expect(
            events("aÅ日\r\t\u{7F}\u{8}\u{1}\u{1F}\u{0}") == [
                .key(.character("a")), .key(.character("Å")), .key(.character("日")), .key(.enter), .key(.tab),
                .key(.backspace), .key(.backspace), .key(.control("a")), .key(.control("_")), .key(.control("@")),
            ])
    }

    @Test("C1 controls are no characters")
    func c1() {
        #expect(events("\u{9B}\u{85}a") == [.key(.character("a"))])
    }

    @Test("Escape alone is a key; with a character at once it is Alt")
    func escape() {
        #expect(events("\u{1B}") == [.key(.escape)])
        #expect(events("\u{1B}x") == [.key(.alt("x"))])
        #expect(events("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    }

    @Test(
        "a sequence that ncurses does not know types nothing",
        arguments: ["\u{1B}[1;5A", "\u{1B}[?62;4c", "\u{1B}]10;rgb:ff/ff/ff\u{7}", "\u{1B}P1+r\u{1B}\\", "\u{1B}OX"])
    func unknownSequences(_ sequence: String) {
        #expect(events(sequence + "q") == [.key(.character("q"))])
    }

    @Test("a sequence cut in two by a slow line types nothing either")
    func cutSequence() {
        let take = reader()
        #expect(take(symbols("\u{1B}"), .zero) == [.key(.escape)])
        #expect(take(symbols("[A"), .milliseconds(100)) == [.key(.up)])
        #expect(take(symbols("\u{1B}"), .seconds(1)) == [.key(.escape)])
        #expect(
            take(symbols("[A"), .seconds(3)) == [
                .key(.character("[")), .key(.character("A")),
            ])
    }

    @Test("arrows of the keypad mode arrive whole, cut after Escape and cut before their last letter")
    func cutKeypadSequence() {
        #expect(events("\u{1B}OA\u{1B}OP") == [.key(.up), .key(.function(1))])
        let take = reader()
        #expect(take(symbols("\u{1B}"), .zero) == [.key(.escape)])
        #expect(take(symbols("OB"), .milliseconds(100)) == [.key(.down)])
        #expect(take(symbols("\u{1B}O"), .seconds(1)).isEmpty)
        #expect(take(symbols("B"), .milliseconds(1100)) == [.key(.down)])
    }

    @Test(
        "what only looks like the beginning of a sequence is a key, and the keyboard goes on",
        arguments: ["P", "]", "^", "_", "[", "O"])
    func looksLikeSequence(_ letter: Character) {
        let take = reader()
        #expect(take(symbols("\u{1B}\(letter)"), .zero).isEmpty)
        #expect(take([], .milliseconds(100)).isEmpty)
        #expect(take(symbols("q"), .seconds(1)) == [.key(.alt(letter)), .key(.character("q"))])
        #expect(take(symbols("q"), .seconds(2)) == [.key(.character("q"))])
    }

    @Test("Enter ends what was taken for a terminal's answer")
    func enterInString() {
        #expect(events("\u{1B}Pabc\rq") == [.key(.enter), .key(.character("q"))])
    }

    @Test("a letter typed soon after Escape is not lost when nothing follows it")
    func letterAfterEscape() {
        let take = reader()
        #expect(take(symbols("\u{1B}"), .zero) == [.key(.escape)])
        #expect(take(symbols("O"), .milliseconds(100)).isEmpty)
        #expect(take([], .seconds(1)) == [.key(.character("O"))])
    }

    @Test("pasted text is one event, even over several reads, and never keys")
    func paste() {
        let take = reader()
        let first = [.pasteBegin] + symbols("q\r\u{1B}") + [.key(.up)]
        #expect(take(first, .zero).isEmpty)
        let rest = symbols("x\u{3}") + [.pasteEnd] + symbols("y")
        #expect(take(rest, .zero) == [.paste("q\nx"), .key(.character("y"))])
    }

    @Test("a paste that lost its end does not swallow the keyboard")
    func lostPasteEnd() {
        let take = reader()
        #expect(take([.pasteBegin] + symbols("abc"), .zero).isEmpty)
        #expect(take([], .seconds(1)).isEmpty)
        #expect(take([], .seconds(3)) == [.paste("abc")])
        #expect(take(symbols("q"), .seconds(4)) == [.key(.character("q"))])
    }
}
