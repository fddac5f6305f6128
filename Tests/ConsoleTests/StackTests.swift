import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Going from screen to screen")
struct StackTests {
    @Test("back leads to exactly where the user was: the same list, the same row")
    func back() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("Down Enter")
        desk.serve()
        desk.press("u")
        desk.serve()
        #expect(desk.model.stack.count == 3)
        desk.press("Esc q")
        #expect(desk.model.place == .causes)
        #expect(desk.queue?.causes.selected?.cause == MadeUp.badUnit.cause)
    }

    @Test("what the overview leads to is left towards the overview, and the queue itself is as it was")
    func drillDown() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("Down 1 Down Enter")
        desk.tellLive()
        desk.press("o")
        #expect(desk.lines[1].contains("Overview of General › flow medication-usage › Queue  row by row  all roles"))
        #expect(desk.queue?.filter == "medication-usage")
        desk.press("Esc")
        desk.press("Esc")
        #expect(desk.model.place == .overview)
        desk.press("2")
        #expect(desk.model.place == .causes)
        #expect(desk.queue?.causes.selected?.cause == MadeUp.badUnit.cause)
    }

    @Test("the others of a cause are listed in front, and a fix leads back over them to the next cause")
    func others() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("o")
        desk.serve()
        #expect(desk.model.place == .rows && desk.text.contains("cause="))
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        #expect(desk.model.place == .causes)
        #expect(desk.queue?.causes.selected?.cause == MadeUp.badUnit.cause)
    }

    @Test("every root is gone to by its digit, by its name, and from the menu of places")
    func roots() {
        for (number, root) in RootScreen.all.enumerated() {
            var desk = Desk()
            if let key = root.key {
                desk.press(String(key))
                #expect(desk.model.root == root)
            }
            desk = Desk()
            desk.press(": " + root.name.map(String.init).joined(separator: " ") + " Enter")
            #expect(desk.model.root == root)
            desk = Desk()
            desk.press("0 " + String(repeating: "Down ", count: number) + "Enter")
            #expect(desk.model.root == root)
            #expect(desk.model.stack.count == 1)
        }
    }

    @Test("no two roots, actions or commands have the same name, and no two roots the same digit")
    func names() {
        let names = CommandPrompt.names
        #expect(Set(names).count == names.count)
        let keys = RootScreen.all.compactMap(\.key)
        #expect(Set(keys).count == keys.count)
        let actions = RootScreen.all.flatMap(\.places).flatMap(\.actions)
        for action in actions { #expect(Set(actions.filter { $0.name == action.name }).count == 1) }
    }

    @Test("a dialog leaves the screen behind it alive")
    func dialog() {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("x")
        #expect(desk.asked(CausesReading.self) != nil)
        desk.tell(causes: Array(MadeUp.causes.prefix(1)))
        #expect(desk.lines[1].contains("12 open, 1 cause"))
    }

    @Test("a screen that is not for the user says so and has nothing read")
    func barrier() {
        struct Vault: Screen {
            var place: Place { Place(name: "vault", title: "Vault", sentence: "Not for everybody", actions: []) }
            var readings: [any Reading] { [MessagesReading()] }

            func name(in context: ScreenContext) -> String { "Vault" }
            func barrier(in context: ScreenContext) -> String? {
                context.roles.contains(.auditor) ? nil : "Only an auditor sees this."
            }
            func draw(into surface: inout Surface, in context: ScreenContext) {
                surface.draw(Paragraph("gold"))
            }
        }
        for (role, text) in [(Role.materials, "Only an auditor sees this."), (.auditor, "gold")] {
            var desk = Desk(roles: [role])
            desk.open(Vault())
            #expect(desk.text.contains(text))
            #expect((desk.asked(MessagesReading.self) != nil) == (role == .auditor))
        }
    }

    @Test("the prompt narrows as it is typed, and what can't be done here is said")
    func prompt() {
        var desk = Desk()
        desk.press(": m e")
        #expect(desk.text.contains("messages"))
        desk.press("Esc : p a u s e Enter")
        #expect(desk.model.notice?.text.contains("can't be done here") == true)
        desk.press(": r o l e Space f i n Tab Enter")
        #expect(desk.queue?.owner == .finance)
    }
}
