import Foundation
import Testing

@Suite("The console on many terminals")
struct AppearanceSessionTests {
    /// A terminal, and what is to hold of how cells look on it.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var term = "xterm-256color"
        var environment = ["LANG": "C.UTF-8"]
        var holds: @Sendable (VirtualTerminal) -> Bool
    }

    private static let isColored: @Sendable (VirtualTerminal) -> Bool = { screen in
        screen.styles.contains { $0.hasColor } && !screen.styles.contains { $0.isDirect }
    }
    private static let isMono: @Sendable (VirtualTerminal) -> Bool = { screen in
        !screen.styles.contains { $0.hasColor } && screen.styles.contains { $0.isBold || $0.isReverse }
    }

    /// A type with every color comes with ncurses-term; without it there is nothing to see on one.
    private static let direct: [Case] =
        ["/usr/share", "/lib", "/etc"].contains {
            FileManager.default.fileExists(atPath: "\($0)/terminfo/x/xterm-direct")
        }
        ? [
            Case(
                testDescription: "every color", environment: ["LANG": "C.UTF-8", "COLORTERM": "truecolor"],
                holds: { screen in screen.styles.contains { $0.isDirect } })
        ] : []

    static let cases =
        direct + [
            Case(testDescription: "256 colours", holds: isColored),
            Case(testDescription: "a screen", term: "screen-256color", holds: isColored),
            Case(testDescription: "a Linux console", term: "linux", holds: isColored),
            Case(
                testDescription: "no colours wanted", environment: ["LANG": "C.UTF-8", "NO_COLOR": "1"], holds: isMono),
            Case(testDescription: "a vt100", term: "vt100", holds: isMono),
            Case(
                testDescription: "one that nobody knows", term: "nosuchterm",
                holds: { isMono($0) && $0.contains("TERM=nosuchterm is unknown") }),
            Case(
                testDescription: "no name at all", term: "",
                holds: { isMono($0) && $0.contains("TERM is not set") }),
            Case(
                testDescription: "the C locale", environment: ["LANG": "C"],
                holds: { screen in isColored(screen) && screen.text.allSatisfy { $0.isASCII } }),
            Case(
                testDescription: "a vt100 in the C locale", term: "vt100", environment: ["LC_ALL": "C"],
                holds: { screen in isMono(screen) && screen.text.allSatisfy { $0.isASCII } }),
        ]

    @Test(
        "the overview can be read on each, in the colours that it has, and the terminal is given back", arguments: cases
    )
    func appearance(_ one: Case) async throws {
        let setting = TerminalSession.Setting(width: 100, height: 30, term: one.term, environment: one.environment)
        try await TerminalSession.run(BuiltProgram.demo(as: "finance"), on: setting) { session in
            session.type("1")
            let screen = try await session.until("an overview") {
                $0.contains("Overview of Mercy Valley Hospital") && $0.contains("BALANCED") && $0.contains("? help")
            }
            #expect(one.holds(screen), "\(screen.text)")
            #expect(screen.lines.first?.hasPrefix(" DEMO") == true)
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
            let end = session.screen
            let isGivenBack = end.isGivenBack
            #expect(
                isGivenBack,
                "\(end.isAlternate) \(end.modes) \(end.style) \(end.region) \(end.charsets)")
            #expect(session.hasFirstModes)
        }
    }

    @Test("a terminal that can't be painted on gets lines, and is told so")
    func dumb() async throws {
        let setting = TerminalSession.Setting(term: "dumb", environment: ["LANG": "C.UTF-8"])
        try await TerminalSession.run(BuiltProgram.demo(as: "finance"), on: setting) { session in
            try await session.until("TERM=dumb can't be painted on")
            try await session.until("accepted ")
            session.send(signal: 15)
            let ending = try await session.ending().ending
            #expect(ending != .exited(0))
            #expect(session.screen.modes == VirtualTerminal.firstModes)
            #expect(session.hasFirstModes)
        }
    }

    @Test("a window of any extent is lived with", arguments: [(20, 4), (1, 1), (3, 60), (400, 2)])
    func tiny(width: Int, height: Int) async throws {
        let setting = TerminalSession.Setting(width: width, height: height)
        try await TerminalSession.run(BuiltProgram.demo(as: "materials", rate: "20"), on: setting) { session in
            try await session.until("something") { !$0.styles.isEmpty }
            session.type("2j\r\u{1B}?\u{1B}:x\u{1B}/x\u{1B}0\u{1B}1 m9")
            session.resize(width: 80, height: 24)
            try await session.until("the whole again") { $0.lines[0].hasPrefix(" DEMO") && !$0.lines[23].isEmpty }
            session.resize(width: width, height: height)
            session.send(signal: 15)
            let ending = try await session.ending().ending
            #expect(ending == .exited(143))
            let isGivenBack = session.screen.isGivenBack
            #expect(isGivenBack)
        }
    }
}
