import Testing

@testable import Terminal

@Suite struct ThemeTests {
    private static let names = EmbeddedThemes.sources.map(\.name)
    /// Shapes rather than text: WCAG 2.1 §1.4.11 asks for 3:1.
    private static let signs: Set<Scope> = [.border, .dialogBorder, .gauge, .gaugeTrack, .sparkline]

    private func embedded(_ name: String) throws -> Theme {
        try ThemeStore().theme(named: name)
    }

    @Test("an embedded theme is called as its file is", arguments: names)
    func name(_ name: String) throws {
        #expect(try embedded(name).name == name)
    }

    @Test("every text of an embedded theme has a contrast of 4.5:1, every sign 3:1", arguments: names)
    func contrast(_ name: String) throws {
        let theme = try embedded(name)
        for depth in [ColorDepth.direct, .palette256, .ansi16, .ansi8] {
            for scope in Scope.allCases {
                for overlay in [nil, Scope.selection, .selectionInactive, .mark, .dialog] {
                    check(Style(scope, on: overlay), of: theme, at: depth)
                }
            }
        }
    }

    private func check(_ style: Style, of theme: Theme, at depth: ColorDepth) {
        let look = theme.rendition(of: style).fitted(to: depth)
        // The sixteen colours are the terminal's own, as is its background then: the first pair stands for both.
        let count = [.direct, .palette256].contains(depth) ? theme.backgrounds.count : 1
        for index in 0..<count {
            var bright = look.foreground
            if depth == .ansi8, look.attributes.contains(.bold), let index = bright { bright = index | 8 }
            let foreground = bright.map { RGB(shown: $0, at: depth) } ?? theme.foregrounds[index]
            let background = look.background.map { RGB(shown: $0, at: depth) } ?? theme.backgrounds[index]
            let (front, back) =
                look.attributes.contains(.reverse) ? (background, foreground) : (foreground, background)
            let ratio = front.contrast(to: back)
            let needed = Self.signs.contains(style.scope) ? 3.0 : 4.5
            #expect(ratio >= needed, "\(theme.name) \(style.name) \(depth) on \(back): \(ratio)")
        }
    }

    @Test("without colours the selection, a warning and a critical status still differ from text", arguments: names)
    func mono(_ name: String) throws {
        let theme = try embedded(name)
        let looks = [Style.text, .text.on(.selection), .statusWarning, .statusCritical].map {
            theme.rendition(of: $0).fitted(to: .mono)
        }
        #expect(Set(looks).count == 4)
        #expect(looks.allSatisfy { $0.foreground == nil && $0.background == nil })
    }

    @Test("a scope takes what it leaves out from its parent, and that from text")
    func fallback() throws {
        let theme = try ThemeParser.parse(
            """
            name: t
            scopes:
              text: { fg: white, bg: black }
              status: { fg: green, attributes: [bold] }
              status.warning: yellow
            """, file: "t.yaml")
        let warning = theme.rendition(of: .statusWarning)
        #expect(warning.foreground == .ansi(3))
        #expect(warning.background == .ansi(0))
        #expect(warning.attributes == .bold)
        #expect(theme.rendition(of: .statusOk).foreground == .ansi(2))
        #expect(theme.rendition(of: .money).foreground == .ansi(7))
    }

    @Test("the colours of an overlay win, and what it leaves out shows through")
    func overlay() throws {
        let theme = try ThemeParser.parse(
            "name: t\nscopes: { status.warning: yellow, selection: { bg: blue, attributes: [bold] } }", file: "t")
        let look = theme.rendition(of: .statusWarning.on(.selection))
        #expect(look == Rendition(foreground: .ansi(3), background: .ansi(4), attributes: .bold, mono: .bold))
    }

    @Test("each scope has a dotted name of its own that leads back to it")
    func scopeNames() {
        #expect(Set(Scope.allCases.map(\.name)).count == Scope.allCases.count)
        #expect(Scope.allCases.allSatisfy { Scope(name: $0.name) == $0 })
        #expect(Scope.tableHeaderSorted.name == "table.header.sorted")
        #expect(Scope.tableHeaderSorted.fallbacks == [.tableHeader, .table, .text])
    }

    @Test(
        "a broken theme is refused with the line and what to do",
        arguments: [
            ("name: t\nscopes:\n  status.waring: red\n", 3, "is `status.warning` meant?"),
            ("name: t\nscopes:\n  dim: reddish\n", 3, "`reddish` is no colour"),
            ("name: t\nscopes:\n  dim: { fg: red, blink: yes }\n", 3, "`blink` is no part of a scope"),
            ("name: t\nscopes:\n  dim: { attributes: [loud] }\n", 3, "`loud` is no attribute"),
            ("name: t\ncolours: {}\n", 2, "`colours` is no part of a theme"),
            ("name: t\nscopes: [a]\n", 2, "must be written as"),
            ("name: t\n\tscopes: {}\n", 2, "correct the line"),
            ("name: t\nname: u\n", 1, "given twice"),
            ("summary: no name\n", 1, "needs a name"),
            ("", 1, "is empty"),
        ])
    func broken(_ text: String, _ line: Int, _ part: String) throws {
        let error = #expect(throws: ThemeError.self) { try ThemeParser.parse(text, file: "x.yaml") }
        let problem = try #require(error)
        #expect(problem.line == line)
        #expect(problem.description.hasPrefix("x.yaml:\(line): "))
        #expect(problem.sentence.contains(part), "\(problem)")
    }

    @Test("an exact colour becomes the nearest of the 240 fixed ones, or the named one of the sixteen")
    func approximation() {
        let amber = RGB(0xFF, 0xAF, 0x00)
        #expect(Color.rgb(amber).index(at: .palette256) == 214)
        #expect(Color.rgb(amber, basic: .ansi(11)).index(at: .ansi16) == 11)
        #expect(Color.rgb(RGB(250, 5, 5)).index(at: .ansi16) == 9)
        #expect(Color.rgb(RGB(1, 2, 3)).index(at: .direct) == 0x010203)
        #expect(Color.rgb(RGB(0, 0, 3)).index(at: .direct) == 8, "3 would be the palette's yellow")
        #expect(Color.ansi(3).index(at: .direct) == 3)
        #expect(Color.rgb(amber).index(at: .mono) == nil)
        for index in UInt8(16)...231 { #expect(RGB(paletteIndex: index).nearestInCube == index) }
    }
}
