import Testing

@testable import Terminal

@Suite struct PictureTests {
    @Test("a picture has each run of cells that look alike in its colour, and text stays text")
    func svg() throws {
        let theme = try #require(ThemeStore.standard().themeOrFallback(named: "dark").theme as Theme?)
        var surface = Surface(width: 12, height: 2)
        surface.put("R&D <ok>", at: Point(0, 0), style: .statusOk)
        surface.fill(surface.bounds.row(1), style: .selection)
        let svg = surface.svg(theme)
        #expect(svg.contains(">R&amp;D &lt;ok&gt;</text>"))
        #expect(svg.contains("fill=\"#87d787\""))
        #expect(svg.contains("<rect x=\"12\" y=\"30\" width=\"100.8\" height=\"18\" fill=\"#005f87\"/>"))
        #expect(surface.plainText == "R&D <ok>\n")
    }

    @Test("a picture is taken when its keys were pressed, and nothing has to be typed")
    func driver() {
        let driver = PictureDriver(
            size: Size(width: 40, height: 10), keys: [.character("2"), .enter], after: .zero, pause: .zero)
        var pressed: [InputEvent] = []
        while driver.exitReason == nil {
            _ = driver.wait(atMost: nil, orWritable: false)
            pressed += driver.readInput()
        }
        #expect(pressed == [.key(.character("2")), .key(.enter)])
        #expect(driver.exitReason == .quit)
    }
}
