import Testing

@Suite("The main job of each, at a terminal")
struct WorkSessionTests {
    @Test(
        "materials: an item is mapped in two keys from the queue, and its rows go",
        arguments: [(80, 24), (120, 40), (200, 60)])
    func materials(width: Int, height: Int) async throws {
        let setting = TerminalSession.Setting(width: width, height: height)
        try await TerminalSession.run(BuiltProgram.demo(as: "materials", rate: "40"), on: setting) { session in
            try await session.until("UNMAPPED ITEM")
            session.type("/unmapped\r")
            let queue = try await session.until("a row under the cursor") {
                $0.lines.contains { $0.hasPrefix("▸") && $0.contains("UNMAPPED ITEM") }
            }
            let row = try #require(queue.lines.first { $0.hasPrefix("▸") })
            let item = try #require(row.split(separator: "UNMAPPED ITEM").last?.split(separator: " ").first)
            session.type("m")
            try await session.until("map \(item)")
            try await session.until("releases")
            session.type("\r")
            try await session.until("U takes it back")
            session.type("Q")
            #expect(try await session.ending().ending == .exited(0))
        }
    }
}
