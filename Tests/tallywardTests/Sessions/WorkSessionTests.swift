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
            try await session.until("a row under the cursor") {
                $0.lines.contains { $0.hasPrefix("▸") && $0.contains("UNMAPPED ITEM") }
            }
            session.type("m")
            // Rows come all the time: which one it was is said by the dialog.
            let dialog = try await session.until("› map ")
            let item = try #require(dialog.text.split(separator: "› map ").last?.split(separator: " ").first)
            try await session.until("releases")
            session.type("\r")
            try await session.until("U takes it back")
            // A spell of bad weather at the ERP may come first.
            try await session.until("a queue without \(item)") { screen in
                !screen.lines.contains { $0.contains("UNMAPPED ITEM") && $0.contains(item) }
            }
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
        }
    }

    @Test("on call: from the overview to the endpoint, to a message's way, and back in as many keys")
    func onCall() async throws {
        try await TerminalSession.run(BuiltProgram.demo(as: "integration", rate: "20")) { session in
            try await session.until("an overview with traffic") { $0.contains("BALANCED") && $0.contains("up") }
            session.type("4")
            try await session.until("accepts what we send")
            session.type("\r")
            try await session.until("Last answers")
            session.type("3")
            try await session.until("DFT^P03")
            session.type("\r")
            try await session.until("committed: stored and acknowledged")
            session.type("q")
            try await session.until("the list again") { $0.contains("CONTROL ID") && !$0.contains("Its way") }
            session.type("1")
            try await session.until("Overview of Mercy Valley Hospital")
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
            let isGivenBack = session.screen.isGivenBack
            #expect(isGivenBack)
        }
    }

    @Test("a supervisor begins at the approvals and approves one with a mark, a key and Enter")
    func supervisor() async throws {
        let setting = TerminalSession.Setting(width: 80, height: 24)
        try await TerminalSession.run(BuiltProgram.demo(as: "supervisor", rate: "40"), on: setting) { session in
            try await session.until("1 for you")
            session.type(" ")
            try await session.until("1 marked")
            session.type("a")
            try await session.until("Approve request 1 of demo-materials")
            session.type("\r")
            try await session.until("1 of 1 waiting go out now")
            session.type("Q")
            let ending = try await session.ending().ending
            #expect(ending == .exited(0))
        }
    }
}
