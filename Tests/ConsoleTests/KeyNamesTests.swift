import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

/// Every action on a key that no text could name by chance; what the screens say is searched for the usual keys.
@Suite("Keys in sentences")
struct KeyNamesTests {
    private static let letters = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-=<>~^%$#&*!?/|@;_{}()")

    /// Keys of one's own for everything that has a usual one, each once in the whole console.
    private static func bindings() throws -> KeyBindings {
        let actions = ConsoleAction.all.filter { !$0.keys.isEmpty }
        try #require(actions.count <= letters.count + 12)
        let keys = letters.map { "Alt-\($0)" } + (13...24).map { "F\($0)" }
        let lines = zip(actions, keys).map { "\($0.name): [\"\($1)\"]" }
        return try KeyBindings(try KeyFile(lines.joined(separator: "\n") + "\n", file: "keys.yaml"))
    }

    private static func desk(_ roles: Set<Role> = Set(Role.allCases), coach: ConsoleCoach? = nil) throws -> Desk {
        var desk = Desk(roles: roles, width: 160, height: 50, coach: coach)
        desk.model.keys = try bindings()
        return desk
    }

    /// The usual names of keys that stand in what is shown, with the line.
    private static func stale(_ desk: Desk) throws -> [String] {
        // What a list is typed into and what answers a dialog can't be bound.
        let usual = Set(ConsoleAction.all.flatMap(\.keys).map(\.description)).subtracting(["Left", "Right"])
        // What also is a word, a mark or a figure is looked for where only a key can be.
        let plain = usual.filter { !["a", ".", "?", "*"].contains($0) && Int($0) == nil }
        let verbs = "(approves|takes|shows|goes|mends|opens|lists|maps|tries|changes|ends|enters|counts)"
        let asKey = try Regex("(^| )[a0-9.*] \(verbs)|\\(([a-zA-Z0-9.*]|Enter|Tab|Esc)\\)")
        return desk.lines.filter { line in
            let words = line.replacing("Enter how many", with: "").split { " ,;:()".contains($0) }.map(String.init)
            return !plain.isDisjoint(with: words) || line.contains(asKey)
        }
    }

    @Test("on each of the screens, with nothing in them, only keys of one's own are named")
    func emptyScreens() throws {
        for root in RootScreen.all {
            var desk = try Self.desk(coach: .usual)
            desk.open(root.make(desk.model.context))
            let found1 = try Self.stale(desk)
            #expect(found1 == [], "\(root.name)")
            desk.serve(rows: [])
            let found2 = try Self.stale(desk)
            #expect(found2 == [], "\(root.name)")
        }
    }

    @Test("on an exception's page and in the dialog that mends it only keys of one's own are named")
    func exceptions() throws {
        for fault in [
            MadeUp.unmapped, MadeUp.badUnit, MadeUp.noPlace, MadeUp.tooMuch, MadeUp.refused, MadeUp.malformed,
        ] {
            var desk = try Self.desk(coach: .usual)
            desk.open(ExceptionScreen(FixTarget(MadeUp.row(1, fault))))
            desk.serve(rows: [MadeUp.row(1, fault)])
            let found3 = try Self.stale(desk)
            #expect(found3 == [], "\(fault.code)")
            let dialog = try #require(FixDialog.mending(fault.code))
            let key = try #require(desk.model.keys.keys(of: dialog.action).first)
            desk.send(.input(.key(key)))
            desk.serve(rows: [MadeUp.row(1, fault)])
            #expect(desk.model.stack.count > 1)
            #expect(
                try Self.stale(desk).filter { !$0.contains("0-9") && !$0.contains("Up and Down") } == [],
                "\(fault.code)")
        }
    }

    @Test("in the queue and among the requests, with rows and marks, only keys of one's own are named")
    func lists() throws {
        var queue = try Self.desk()
        queue.open(RootScreen.queue.make(queue.model.context))
        queue.serve()
        let found4 = try Self.stale(queue)
        #expect(found4 == [])
        queue.send(.input(.key(try #require(queue.model.keys.keys(of: .markAll).first))))
        queue.serve()
        let found5 = try Self.stale(queue)
        #expect(found5 == [])
        queue.send(.input(.key(try #require(queue.model.keys.keys(of: .back).first))))
        let found6 = try Self.stale(queue)
        #expect(found6 == [])
        #expect(queue.model.notice?.text.contains("again goes back") == true)

        var approvals = try Self.desk([.supervisor])
        approvals.open(RootScreen.approvals.make(approvals.model.context))
        approvals.tell(approvals: MadeUp.approvals)
        let found7 = try Self.stale(approvals)
        #expect(found7 == [])
        approvals.send(.input(.key(try #require(approvals.model.keys.keys(of: .markAll).first))))
        #expect(approvals.model.notice?.text.hasPrefix("Marked 10") == true)
        let found8 = try Self.stale(approvals)
        #expect(found8 == [])
    }

    @Test("what is said where nobody knows the keys names them all the same, and never a letter where text is typed")
    func marks() throws {
        let bound = try KeyBindings(try KeyFile("back: [q, F6]\nmap: M\n", file: "keys.yaml"))
        let text = "\(ConsoleAction.back.mark) goes back, \(ConsoleAction.map.mark) maps, {back} stays."
        #expect(bound.filled(text) == "F6 goes back, M maps, {back} stays.")
        #expect(KeyBindings.usual.filled(text) == "Esc goes back, m maps, {back} stays.")
        #expect(KeyBindings.usual.filled("nothing to fill") == "nothing to fill")
    }

    @Test("a locked screen says which key leaves")
    func locked() throws {
        var desk = try Self.desk()
        desk.model.keys = try KeyBindings(try KeyFile("quit: [F9]\n", file: "keys.yaml"))
        _ = desk.model.lock()
        #expect(desk.text.contains("F9 leaves the console"))
    }
}
