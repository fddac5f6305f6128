import Terminal
import Testing

@Suite struct KeyTests {
    @Test("each key is found by the name it shows")
    func names() {
        let keys: [Key] = [
            .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down, .left, .right, .shiftUp,
            .shiftDown, .shiftLeft, .shiftRight, .home, .end, .pageUp, .pageDown, .space, .function(1), .function(12),
            .control("l"), .alt("x"), .character("m"), .character("M"), .character("?"), .control("\\"),
        ]
        for key in keys { #expect(Key(name: key.description) == key, "\(key)") }
        #expect(Set(keys.map(\.description)).count == keys.count)
    }

    @Test("names are read whatever the case of their words")
    func folding() {
        #expect(Key(name: "ctrl-L") == .control("l"))
        #expect(Key(name: "PGDN") == .pageDown)
        #expect(Key(name: "f10") == .function(10))
    }

    @Test("what is no key has no key", arguments: ["", "F0", "F25", "Ctrl-", "Ctrl-ab", "Return?", "Alt-"])
    func unknown(_ name: String) {
        #expect(Key(name: name) == nil)
    }
}
