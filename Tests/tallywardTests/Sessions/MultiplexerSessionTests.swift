import Foundation
import Testing

@Suite("Inside tmux")
struct MultiplexerSessionTests {
    private static let tmux = ["/usr/bin/tmux", "/usr/local/bin/tmux", "/bin/tmux"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test(
        "the queue is shown, keys arrive, and tmux itself sees what its window shows",
        .enabled(if: tmux != nil, "tmux isn't installed: apt-get install tmux"))
    func session() async throws {
        let tmux = try #require(Self.tmux)
        let bare = ["-f", "/dev/null", "set", "-g", "status", "off", ";", "new-session"]
        let arguments = [tmux, "-S", "@socket"] + bare + BuiltProgram.demo(as: "materials", rate: "20")
        let setting = TerminalSession.Setting(width: 100, height: 30)
        try await TerminalSession.run(arguments, on: setting) { session in
            try await session.until("UNMAPPED ITEM")
            #expect(try ask(tmux, session, ["send-keys", "0"]).isEmpty)
            let screen = try await session.until("Esc stay")
            let pane = try ask(tmux, session, ["capture-pane", "-p"]).split(separator: "\n").map(String.init)
            // Rows of the dialog stand still while those below it don't.
            let places = screen.lines.filter { $0.contains("│   ") && !$0.contains("UNMAPPED") }
            #expect(places.count > 5)
            for place in places.compactMap({ $0.split(separator: "│", maxSplits: 1).last }) {
                let name = place.split(separator: "│")[0]
                #expect(pane.contains { $0.contains(name) })
            }
            #expect(try ask(tmux, session, ["send-keys", "Escape"]).isEmpty)
            try await session.until("the queue again") { !$0.contains("Esc stay") && $0.contains("UNMAPPED ITEM") }
            session.resize(width: 80, height: 24)
            try await session.until("the queue in a smaller window") {
                $0.lines[0].hasPrefix(" DEMO") && $0.lines[23].contains("? help")
            }
            #expect(try ask(tmux, session, ["send-keys", "Q"]).isEmpty)
            // The server ends with its only session, and has nothing of ours open.
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
            let isGivenBack = session.screen.isGivenBack
            #expect(isGivenBack)
        }
    }

    /// What tmux answers on its socket.
    private func ask(_ tmux: String, _ session: TerminalSession, _ words: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tmux)
        process.arguments = ["-S", session.folder.path + "/socket"] + words
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, output)
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: answer, as: UTF8.self)
    }
}
