import Catalog
import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("The lock and the read-only console")
struct LockTests {
    private func atException() -> Desk {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("Enter")
        desk.serve()
        return desk
    }

    @Test("after the time without a key everything is hidden but the site, the user and how to go on")
    func idle() {
        var desk = atException()
        desk.model.lockAfter = .seconds(600)
        let before = desk.lines
        desk.now = MadeUp.now.advanced(by: .seconds(599))
        desk.send(.tick)
        #expect(desk.model.locked == nil)
        desk.now = MadeUp.now.advanced(by: .seconds(600))
        desk.send(.tick)
        let words = desk.text
        #expect(words.contains("General") && words.contains("goes on as mara") && words.contains("10m without a key"))
        for secret in ["4471-B", "SUTURE", "$", "WAITING", "materials", "Queue"] { #expect(!words.contains(secret)) }
        #expect(desk.lines.filter { !$0.isEmpty }.count < before.count / 2)
    }

    @Test("while it is locked nothing is read and nothing ticks; Enter brings back what was there")
    func rest() {
        var desk = atException()
        let before = desk.text
        desk.press(": l o c k Enter")
        #expect(desk.taken() == [.watch([]), .terminal(.tick(every: nil))])
        desk.press("2 x j q")
        desk.send(.input(.paste("x")))
        desk.send(.input(.mouse(MouseEvent(.press, at: Point(1, 1)))))
        desk.send(.input(.resize(Size(width: 80, height: 24))))
        desk.tell(.overview(MadeUp.overview(condition: .down)))
        #expect(desk.taken().isEmpty)
        desk.press("Enter")
        let effects = desk.taken()
        #expect(effects.contains(.terminal(.tick(every: .seconds(1)))))
        #expect(effects.contains { if case .watch(let readings) = $0 { !readings.isEmpty } else { false } })
        #expect(desk.text == before)
    }

    @Test("a dialog that was open when it locked is open afterwards, with what was typed")
    func dialogs() {
        var desk = atException()
        desk.press("x t w r o n g")
        let before = desk.text
        desk.press("Tab")
        desk.model.lockAfter = .seconds(60)
        desk.now = MadeUp.now.advanced(by: .seconds(61))
        desk.send(.tick)
        #expect(!desk.text.contains("wrong"))
        desk.now = MadeUp.now
        desk.press("Enter")
        #expect(desk.text == before)
    }

    @Test("what was unmasked is masked again, also where the answer came while it was locked")
    func masks() throws {
        for isLate in [false, true] {
            var desk = atException()
            desk.press("v 1")
            let token = try #require(Desk.commandToken(desk.taken()))
            let done = ConsoleNews.reply(token: token, .done(affected: 1, released: 0, summary: "Recorded."))
            if !isLate {
                desk.tell(done)
                #expect(desk.text.contains("patient fields shown for"))
            }
            desk.press(": l o c k Enter")
            if isLate { desk.tell(done) }
            desk.press("Enter")
            #expect(!desk.text.contains("patient fields shown for"))
        }
    }

    @Test("Q leaves from the lock; Ctrl-Z with the engine in this program says what that means first")
    func leaving() {
        var desk = Desk(process: MadeUp.overview().engine.pid)
        desk.press(": l o c k Enter")
        _ = desk.taken()
        desk.send(.stopAsked)
        #expect(desk.taken().isEmpty)
        #expect(desk.text.contains("The engine runs in this console"))
        desk.send(.stopAsked)
        #expect(desk.taken() == [.terminal(.suspend)])
        desk.press("Q")
        #expect(desk.taken() == [.terminal(.quit)])
    }

    @Test("a locked loop waits without end: no tick, no frame")
    func wakes() throws {
        let post = Mailbox<ConsoleNews>()
        let model = ConsoleModel(
            site: ConsoleSite(name: "General", environment: .demo), user: "mara", roles: [.materials],
            now: MadeUp.now)
        let keys: [Key] = [.character(":")] + "lock".map { .character($0) } + [.enter]
        let driver = InMemoryDriver(
            script: keys.map { .input([.key($0)]) } + [.pass(.seconds(3600)), .pass(.seconds(3600))])
        var loop = TerminalLoop(
            ConsoleApplication(model, performer: Nobody()) { WallTime(now: MadeUp.now, utcOffset: 0) },
            driver: driver, theme: Theme(name: "plain"), mailbox: post)
        #expect(try loop.run() == .terminalGone)
        // One wake a step of the script and one at its end: two hours passed in two of them.
        #expect(driver.wakes == keys.count + 3)
        #expect(driver.now == .seconds(7200))
        #expect(driver.frames.last?.text.contains("Locked at") == true)
    }

    @Test("a read-only console says so in its frame, disables what changes anything, and asks for none of it")
    func readOnly() {
        var desk = Desk()
        desk.model.isReadOnly = true
        desk.press("2")
        desk.serve()
        #expect(desk.lines[0].contains(" DEMO  READ-ONLY "))
        for key in ["m", "x", "c", "R"] {
            desk.press(key)
            #expect(desk.model.notice?.text.hasPrefix("This console is read-only; open one without") == true)
            #expect(desk.model.stack.count == 1)
        }
        _ = desk.taken()
        _ = desk.model.carry([.command(.dismiss([], reason: "none"), deed: "Dismiss")])
        #expect(desk.taken().isEmpty)
        desk.press("?")
        #expect(desk.text.contains("(not in a read-only console)"))
    }

    private struct Nobody: ConsolePerformer {
        func perform(_ effect: ConsoleEffect) {}
    }
}
