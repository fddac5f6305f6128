import Control
import Foundation
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Themes, view and tour")
struct ViewTests {
    /// A folder of its own; gone afterwards.
    private func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        return try body(folder)
    }

    @Test("the list of themes shows each as the cursor comes to it; Enter keeps it, Esc takes it back")
    func picker() {
        for isKept in [true, false] {
            var desk = Desk()
            (desk.model.themes, desk.model.themeName) = (["dark", "light", "mono"], "dark")
            desk.model.kept = ViewState()
            desk.press(": t h e m e Enter")
            #expect(desk.text.contains("2 light"))
            _ = desk.taken()
            desk.press("Down 3 Home")
            #expect(desk.taken() == [.theme("light"), .theme("mono"), .theme("dark")])
            desk.press("Down")
            _ = desk.taken()
            desk.press(isKept ? "Enter" : "Esc")
            let effects = desk.taken()
            #expect(effects.first == .theme(isKept ? "light" : "dark"))
            #expect(desk.model.kept?.theme == (isKept ? "light" : nil))
            #expect(desk.model.stack.count == 1)
        }
    }

    @Test("a theme's file that changes is shown again, a broken one is told once, and a built-in one is not looked at")
    func reload() throws {
        try withFolder { folder in
            let file = folder.appendingPathComponent("mine.yaml")
            try Data("name: mine\n".utf8).write(to: file)
            let shown = ShownTheme(ThemeStore(directories: [folder.path]), name: "mine")
            #expect(shown.isFile)
            #expect(try shown.changed() == nil)
            try Data("name: mine\nscopes: { dim: red }\n".utf8).write(to: file)
            #expect(try shown.changed()?.entries[.dim]?.foreground == .ansi(1))
            #expect(try shown.changed() == nil)
            try Data("name: mine\nscopes: { dim: reddish }\n".utf8).write(to: file)
            #expect(throws: ThemeError.self) { try shown.changed() }
            #expect(try shown.changed() == nil)
            try FileManager.default.removeItem(at: file)
            #expect(try shown.changed() == nil)
            #expect(!ShownTheme(ThemeStore(), name: "dark").isFile)
        }
        var desk = Desk()
        desk.send(.tick)
        #expect(!desk.taken().contains(.lookAtTheme))
        desk.tell(.theme(Theme(name: "mine"), isFile: true))
        desk.send(.tick)
        #expect(desk.taken().contains(.lookAtTheme))
    }

    @Test("root, theme, sorting and span are kept and come back")
    func kept() throws {
        var desk = Desk()
        desk.model.restore(ViewState())
        desk.press("w 3")
        desk.press("s")
        desk.press(": t h e m e Space l i g h t Enter")
        let states = desk.taken().compactMap { if case .keep(let state) = $0 { state } else { nil } }
        let last = try #require(states.last)
        #expect(last.roots[desk.model.home.name] == "messages" && last.theme == "light")
        #expect(last.screens["overview"] == ["window": "last hour"])
        #expect(last.screens["messages"] == ["sort": "+MESSAGE"])
        var next = Desk()
        next.model.restore(last)
        #expect(next.model.root.name == "messages")
        #expect((next.model.stack[0] as? MessagesScreen)?.list.sort == ListSort(column: "MESSAGE", isAscending: true))
        next.press("1")
        #expect((next.model.stack[0] as? OverviewScreen)?.live.reading.span == .hour)
        #expect(next.model.chosenTheme == "light")
    }

    @Test("where the user left is kept for the roles they had: in others they begin at home")
    func roots() throws {
        var materials = Desk(roles: [.materials], home: nil)
        materials.model.restore(ViewState())
        materials.press("8")
        let states = materials.taken().compactMap { if case .keep(let state) = $0 { state } else { nil } }
        let kept = try #require(states.last)
        for (role, name) in [(Role.materials, "flows"), (.supervisor, "approvals"), (.auditor, "overview")] {
            var next = Desk(roles: [role], home: nil)
            next.model.restore(kept)
            #expect(next.model.root.name == name)
        }
        // The engine may say only later which roles they have.
        var late = Desk(roles: [], home: nil)
        late.model.restore(kept)
        late.tell(.reply(token: 1, .identity(user: "kim", roles: [.materials])))
        #expect(late.model.root.name == "flows")
        var busy = Desk(roles: [], home: nil)
        busy.model.restore(kept)
        busy.press("9")
        let chosen = busy.model.root
        busy.tell(.reply(token: 1, .identity(user: "kim", roles: [.materials])))
        #expect(busy.model.root == chosen)
    }

    @Test("the queue comes back grouped and sorted as it was left, and nothing that narrows it does")
    func queue() throws {
        var desk = Desk()
        desk.model.restore(ViewState())
        desk.press("2")
        desk.serve()
        desk.press("g s / d r a p e Enter")
        let states = desk.effects.compactMap { if case .keep(let state) = $0 { state } else { nil } }
        let last = try #require(states.last)
        var next = Desk()
        next.model.restore(last)
        let queue = try #require(next.queue)
        #expect(!queue.isGrouped && queue.owner == .materials && queue.filter.isEmpty)
        #expect(queue.specification.sort == desk.queue?.specification.sort && queue.specification.sort != nil)
        next.press("Tab")
        let chosen = try #require(next.model.kept?.screens["queue"])
        #expect(chosen["role"] == "chosen" && chosen["view"]?.contains("role=all") == true)
    }

    @Test("without a file to keep it in, nothing is kept")
    func unkept() {
        var desk = Desk()
        desk.press("3 s")
        #expect(!desk.taken().contains { if case .keep = $0 { true } else { false } })
    }

    @Test("the file is written whole, read back, and a broken one gives the usual view and a sentence")
    func file() throws {
        try withFolder { folder in
            let file = ViewStateFile(path: folder.appendingPathComponent("state/tallyward/console.json").path)
            #expect(file.load().state == ViewState() && file.load().problem == nil)
            var state = ViewState()
            state.theme = "light"
            state.screens = ["messages": ["sort": "-BYTES"]]
            try file.save(state)
            #expect(file.load().state == state)
            try Data(#"{"theme": "dark", "later": 1}"#.utf8).write(to: URL(fileURLWithPath: file.path))
            #expect(file.load().state.theme == "dark" && file.load().problem == nil)
            try Data("{".utf8).write(to: URL(fileURLWithPath: file.path))
            #expect(file.load().state == ViewState())
            #expect(file.load().problem?.contains(file.path) == true)
            let blocked = ViewStateFile(path: file.path + "/below/console.json")
            #expect(throws: (any Error).self) { try blocked.save(state) }
        }
        #expect(ViewStateFile.usual(["XDG_STATE_HOME": "/s", "HOME": "/h"])?.path == "/s/tallyward/console.json")
        #expect(ViewStateFile.usual(["HOME": "/h"])?.path == "/h/.local/state/tallyward/console.json")
        #expect(ViewStateFile.usual([:]) == nil)
    }

    @Test("a tour has at most six cards for any roles, each with a key that does something", arguments: Role.allCases)
    func cards(_ role: Role) {
        for roles in [[role], Set(Role.allCases)] {
            let cards = Tour(for: roles).cards
            #expect((3...Tour.most).contains(cards.count))
            for card in cards { #expect(!KeyBindings.usual.footerName(of: card.action).isEmpty, "\(card.action.name)") }
        }
    }

    @Test("the key of a card turns it, every other key does what it always does, and Esc ends it")
    func tour() {
        var desk = Desk()
        desk.press(": t o u r Enter")
        #expect(desk.text.contains("Tour 1 of 6") && desk.text.contains("Try  2  queue"))
        desk.press("Down")
        #expect(desk.text.contains("Tour 1 of 6"))
        desk.press("2")
        desk.serve()
        #expect(desk.model.root == .queue && desk.text.contains("Tour 2 of 6"))
        desk.press("x")
        #expect(desk.model.stack.count == 2)
        desk.press("Esc")
        #expect(desk.text.contains("Tour 2 of 6"))
        desk.press("Esc")
        #expect(!desk.text.contains("Tour") && desk.model.root == .queue)
        #expect(desk.model.notice?.text == "The tour is over. :tour shows it again.")
    }

    @Test("after its last card the tour is gone")
    func end() {
        var desk = Desk(roles: [.auditor])
        desk.press(": t o u r Enter 9 : r e p o r t s Enter 0 Esc : Esc")
        #expect(desk.model.tour?.card?.action == .help)
        desk.press("?")
        #expect(desk.model.tour == nil)
    }
}
