import SyncModel
import Terminal
import Testing

@testable import Console

@Suite("Keys of one's own")
struct KeyBindingTests {
    private func bindings(_ text: String) throws -> KeyBindings {
        try KeyBindings(try KeyFile(text, file: "keys.yaml"))
    }

    private func problems(_ text: String) -> [String] {
        do throws(KeyFile.Problem) {
            let file = try KeyFile(text, file: "keys.yaml")
            do throws(KeyProblems) { _ = try KeyBindings(file) } catch { return error.problems.map(\.description) }
            return []
        } catch {
            return [error.description]
        }
    }

    @Test("a key that is bound does it, the usual one doesn't any more, and footer and help say so")
    func bound() throws {
        var desk = Desk()
        desk.model.keys = try bindings("dismiss: [D, F6]\nqueue: W\nmove-down: [\";\", Down]\nback: [q, Alt-b]\n")
        desk.press("W")
        desk.serve()
        #expect(desk.model.root == .queue)
        #expect(desk.lines.last?.contains("D dismiss") == true)
        desk.press(";")
        #expect(desk.queue?.causes.cursor.index == 1)
        desk.press("k j")
        #expect(desk.queue?.causes.cursor.index == 0)
        desk.press("x")
        #expect(desk.model.stack.count == 1)
        desk.press("F6")
        #expect(desk.model.stack.count == 2)
        desk.press("Esc ?")
        #expect(desk.text.contains("D, F6"))
        desk.press("Esc")
        desk.send(.input(.key(.alt("b"))))
        #expect(desk.model.root == desk.model.home)
    }

    @Test("where text is typed, keys are what they always are")
    func typing() throws {
        var desk = Desk()
        desk.model.keys = try bindings("move-down: [\";\"]\n")
        desk.press("2")
        desk.serve()
        desk.press("/ d r ; a")
        #expect(desk.queue?.filter == "dr;a")
    }

    @Test(
        "what is wrong with a file is said with its line and column",
        arguments: [
            ("claim: c\ndismis: D\n", "keys.yaml:2:1: nothing is called `dismis`; is `dismiss` meant?"),
            ("claim: [c, Hyper-x]\n", "keys.yaml:1:12: `Hyper-x` is no key"),
            ("claim: x\n", "keys.yaml:1:8: x already does `dismiss` there"),
            ("claim: Down\n", "keys.yaml:1:8: Down already does `move-down` there"),
            ("claim: [a]\nremark: Z\n", "keys.yaml:2:1: nothing is called `remark`"),
            ("dismiss: Ctrl-C\n", "keys.yaml:1:10: Ctrl-C always ends the console"),
            ("prompt: []\n", "keys.yaml:1:1: `prompt` needs a key"),
            ("claim: c\nclaim: d\n", "stands there twice"),
            ("- a\n", "keys.yaml:1:1: write a name and its keys a line"),
            ("claim: {a: b}\n", "keys.yaml:1:8: a key must be a word"),
            ("claim: [a\n", "keys.yaml:"),
        ])
    func broken(_ text: String, _ part: String) {
        let problems = problems(text)
        #expect(problems.contains { $0.contains(part) }, "\(problems)")
    }

    @Test("keys that change places are no conflict, nor is one that another line has freed")
    func swapped() {
        #expect(problems("claim: x\ndismiss: a\n") == [])
        #expect(problems("claim: x\ndismiss: []\n") == [])
        #expect(problems("") == [])
    }

    @Test("what is printed binds just what is bound, and the usual keys have no conflict")
    func printed() throws {
        let usual = KeyBindings.usual.yaml
        #expect(problems(usual) == [])
        let again = try bindings(usual)
        for action in ConsoleAction.all { #expect(again.keys(of: action) == action.keys, "\(action.name)") }
        let own = try bindings("dismiss: [D]\n")
        #expect(own.yaml.contains("\ndismiss: [\"D\"]"))
        #expect(try bindings(own.yaml).keys(of: .dismiss) == [.character("D")])
    }
}
