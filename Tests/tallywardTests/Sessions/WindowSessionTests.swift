import Testing

@Suite("What a window does to the console")
struct WindowSessionTests {
    @Test("two hundred changes of its extent end with the right screen at the last")
    func storm() async throws {
        let setting = TerminalSession.Setting(width: 100, height: 30)
        try await TerminalSession.run(BuiltProgram.demo(as: "materials"), on: setting) { session in
            let before = try await session.until("a whole screen") { $0.isWhole }.settled
            for step in 0..<200 {
                session.resize(width: 20 + step * 37 % 180, height: 4 + step * 17 % 56)
            }
            session.resize(width: 100, height: 30)
            let after = try await session.until("the screen of before") { $0.settled == before }
            #expect(after.cells.count == 30)
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
        }
    }

    @Test("what a new extent asks of the terminal leaves the cursor where the next changes begin")
    func order() async throws {
        try await TerminalSession.run(BuiltProgram.demo(as: "materials")) { session in
            let before = try await session.until("Nothing waits for materials management")
            session.resize(width: 100, height: 30)
            let after = try await session.until("a frame of the new extent") {
                $0.clears > before.clears && $0.isWhole
            }
            let isAstray = after.isCursorAstray
            #expect(!isAstray)
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
        }
    }

    @Test("what is pasted runs no command")
    func paste() async throws {
        try await TerminalSession.run(BuiltProgram.demo(as: "materials")) { session in
            let before = try await session.until("Nothing waits for materials management")
            #expect(before.modes.contains(2004))
            session.type("\u{1B}[200~1Q:quit\r\u{1B}[201~")
            // What is typed afterwards is taken, on the screen that was there.
            session.type("/shown")
            try await session.until("the queue, and what was typed") {
                $0.contains("Queue") && $0.contains("shown") && !$0.contains("1Q")
            }
            session.type("\u{1B}\u{1B}")
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
        }
    }
}

extension VirtualTerminal {
    /// Whether all of the queue is there: a frame can come in pieces, and the first ones know little yet.
    fileprivate var isWhole: Bool {
        ["-as-materials", "Nothing waits for materials management", "ready", "? help"].allSatisfy(contains)
    }

    /// The screen without what time does to it.
    fileprivate var settled: [String] {
        lines.map { String($0.map { $0.isNumber ? "0" : $0 }) }
    }
}
