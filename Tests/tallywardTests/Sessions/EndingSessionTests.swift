import Foundation
import Glibc
import Testing

@Suite("However the console ends, the terminal is given back")
struct EndingSessionTests {
    /// The console with a screen on it.
    private func atConsole(
        _ arguments: [String] = BuiltProgram.demo(as: "materials"),
        _ body: @Sendable (TerminalSession) async throws -> Void
    ) async throws {
        try await TerminalSession.run(arguments) { session in
            let screen = try await session.until("? help")
            #expect(screen.isAlternate && screen.modes.contains(2004) && !session.hasFirstModes)
            try await body(session)
        }
    }

    private func expectGivenBack(_ session: TerminalSession) {
        let isGivenBack = session.screen.isGivenBack
        #expect(isGivenBack, "left: \(session.screen.modes), rows that scroll \(session.screen.region)")
        #expect(session.hasFirstModes)
    }

    @Test("a signal that asks for the end ends it with its number", arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func signals(number: Int32) async throws {
        try await atConsole { session in
            session.send(signal: number)
            let ending = try await session.ending().ending
            #expect(ending == .exited(128 + number))
            expectGivenBack(session)
        }
    }

    @Test("Ctrl-C ends it as its signal does")
    func interrupt() async throws {
        try await atConsole { session in
            session.type("\u{3}")
            let ending = try await session.ending().ending
            #expect(ending == .exited(128 + SIGINT))
            expectGivenBack(session)
        }
    }

    @Test("a crash gives the terminal back first", arguments: [SIGSEGV, SIGABRT, SIGTRAP, SIGILL, SIGBUS, SIGFPE])
    func crash(number: Int32) async throws {
        // A crash that is asked for needs no core file.
        let arguments = ["/bin/sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"] + BuiltProgram.demo(as: "materials")
        try await atConsole(arguments) { session in
            session.send(signal: number)
            let ending = try await session.ending().ending
            #expect(ending == .killed(number))
            expectGivenBack(session)
        }
    }

    @Test("a window that is closed ends it in order, without a wait and without a loop", arguments: 1...3)
    func hangUp(time: Int) async throws {
        try await atConsole { session in
            session.hangUp()
            let report = try await session.ending()
            #expect(report.ending == .exited(0))
            #expect(report.processorSeconds < 5)
        }
    }

    @Test("what the demo kept is gone when it is ended")
    func state() async throws {
        let arguments = BuiltProgram.demo(as: "materials").filter { !["--state", "@state.db"].contains($0) }
        try await atConsole(arguments) { session in
            let before = try FileManager.default.contentsOfDirectory(atPath: session.folder.path)
            #expect(before.contains { $0.hasPrefix("tallyward-demo-") })
            session.send(signal: SIGTERM)
            let ending = try await session.ending().ending
            #expect(ending == .exited(143))
            let after = try FileManager.default.contentsOfDirectory(atPath: session.folder.path)
            #expect(!after.contains { $0.hasPrefix("tallyward-demo-") })
        }
    }

    @Test("Ctrl-Z gives the terminal to the shell, and fg takes it again, drawn whole")
    func stop() async throws {
        // A shell with job control, as the one at a real terminal: a stop of its job comes back to it.
        let script = "\"$@\"; echo \"shell has $?\"; read line; fg >/dev/null; echo \"shell has $?\""
        let arguments = ["/bin/sh", "-m", "-c", script, "sh"] + BuiltProgram.demo(as: "materials")
        try await atConsole(arguments) { session in
            let before = try await session.until("Nothing waits for materials management")
            // Where the console runs the engine too, it says what that means first.
            session.type("\u{1A}")
            try await session.until("Ctrl-Z again")
            session.type("\u{1A}")
            try await session.until("shell has 148")
            expectGivenBack(session)
            session.resize(width: 90, height: 28)
            session.type("\r")
            let after = try await session.until("the screen again") { $0.isAlternate && $0.contains("? help") }
            #expect(after.lines.last?.contains("? help") == true)
            #expect(after.modes.symmetricDifference(before.modes).isSubset(of: [25]))
            session.type("Q")
            try await session.until("shell has 0")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
            let isGivenBack = session.screen.isGivenBack
            #expect(isGivenBack)
        }
    }
}
