import Terminal
import Testing

@Suite struct TextInputTests {
    private func typed(_ keys: [Key], into text: String = "", limit: Int = 256) -> TextInput {
        var input = TextInput(text, limit: limit)
        for key in keys { _ = input.handle(.key(key)) }
        return input
    }

    @Test("characters go where the cursor is")
    func insert() {
        let input = typed([.left, .character("x"), .home, .character("y"), .end, .character("z")], into: "ab")
        #expect(input.text == "yaxbz")
        #expect(input.cursor == 5)
    }

    @Test("the usual keys delete")
    func deletion() {
        #expect(typed([.backspace], into: "ab").text == "a")
        #expect(typed([.home, .delete], into: "ab").text == "b")
        #expect(typed([.control("w")], into: "one two  ").text == "one ")
        #expect(typed([.left, .control("u")], into: "abc").text == "c")
        #expect(typed([.home, .right, .control("k")], into: "abc").text == "a")
        #expect(typed([.backspace, .delete, .control("w"), .left, .right]).text.isEmpty)
    }

    @Test("pasted lines become one, and the limit holds")
    func paste() {
        var input = TextInput("", limit: 6)
        let isTaken = input.handle(.paste("ab\ncd\nef"))
        #expect(isTaken)
        #expect(input.text == "ab cd ")
    }

    @Test("keys that are not for the text are left to the caller")
    func others() {
        var input = TextInput("a")
        let taken = [Key.enter, .escape, .tab, .up, .down, .function(1)].filter { input.handle(.key($0)) }
        #expect(taken.isEmpty)
    }

    @Test("a long text scrolls so that the cursor stays in view")
    func scrolling() {
        var surface = Surface(width: 10, height: 1)
        surface.draw(TextField(TextInput("0123456789"), label: "ID"))
        #expect(surface.text == "ID 456789 ")
        #expect(surface.cursor == Point(9, 0))
    }
}
