import Catalog
import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("The console as lines")
struct PlainConsoleTests {
    /// A plain console with answers made up as they are asked.
    private struct Bench {
        var console: PlainConsole
        let time = WallTime(now: MadeUp.now, utcOffset: 0)

        init(lockAfter: Duration? = nil) {
            var model = ConsoleModel(
                site: ConsoleSite(name: "General", environment: .demo), user: "mara", roles: [.materials],
                now: MadeUp.now)
            model.lockAfter = lockAfter
            console = PlainConsole(model)
            answer(console.start(time))
        }

        mutating func answer(_ effects: [ConsoleEffect]) {
            for effect in effects {
                if case .command(let token, .request(.whoAmI)) = effect {
                    let reply = Reply.identity(user: "mara", roles: [.materials])
                    answer(console.take(.reply(token: token, reply), time))
                }
                guard case .watch(let readings) = effect else { continue }
                for reading in readings {
                    switch reading.base {
                    case let reading as OverviewReading: tell(MadeUp.overview(), for: reading)
                    case let reading as CausesReading:
                        tell(SearchableRows(MadeUp.causes.map { QueueCause(row: $0) }), for: reading)
                    case let reading as CaseReading: tell(Desk.file(of: reading, [MadeUp.row(1)]), for: reading)
                    default: continue
                    }
                }
            }
        }

        mutating func tell<R: Reading>(_ value: R.Value, for reading: R) {
            answer(console.take(.read(ReadResult(value, of: reading, at: MadeUp.now)), time))
        }

        /// Types a line and gives what is printed.
        mutating func type(_ line: String) -> [String] {
            let (effects, reply) = console.enter(line, time)
            answer(effects)
            return reply + console.report()
        }
    }

    @Test("a screen is printed as lines with the verdict first, its commands last, and nothing a terminal obeys")
    func screen() {
        var bench = Bench()
        let lines = bench.type("queue")
        #expect(lines.contains { $0.contains("20 open") || $0.contains("open, ") })
        #expect(lines.contains { $0.contains("4471-B") && $0.hasPrefix(">") })
        #expect(lines.last?.hasPrefix("Commands: open, map") == true)
        for line in lines { #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }) }
        #expect(!lines.contains { $0.contains("──") || $0.contains("----") })
    }

    @Test("moving says the row under the cursor")
    func moving() {
        var bench = Bench()
        _ = bench.type("queue")
        let lines = bench.type("down")
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix(">") && lines[0].contains("INVALID UNIT"))
        #expect(bench.type("up")[0].contains("UNMAPPED ITEM"))
        #expect(bench.type("nonsense").count == 1)
        #expect(bench.type("copy") == ["4471-B"])
        #expect(bench.type("theme") == ["theme is for the painted console; lines have none of it."])
    }

    @Test("every action of a place is done by its name or a beginning of it, and a refusal is said")
    func names() {
        var bench = Bench()
        _ = bench.type("queue")
        #expect(bench.type("ope").joined().contains("UNMAPPED ITEM"))
        #expect(bench.console.model.stack.count == 2)
        #expect(bench.type("unit").joined().contains("is about an item"))
        _ = bench.type("back")
        #expect(bench.console.model.stack.count == 1)
        #expect(bench.type("nonsense").joined().contains(":nonsense is no command of this name"))
        #expect(bench.type("help").contains { $0.hasPrefix("dismiss: Take it out with a reason") })
        #expect(bench.type("filter drape").contains { $0.contains("DRAPE") || $0.contains("filter=drape") })
    }

    @Test("a question is printed with its choices and answered with a key or typed words")
    func questions() {
        var bench = Bench()
        _ = bench.type("queue")
        let question = bench.type("dismiss")
        #expect(question.contains { $0.contains("1 ") })
        #expect(bench.type("queue").joined().contains("A question is open"))
        _ = bench.type("esc")
        #expect(bench.console.model.stack.count == 1)
    }

    @Test("an empty line shows the screen again, and Enter is never pressed by it")
    func empty() {
        var bench = Bench()
        let first = bench.type("queue")
        let again = bench.type("")
        #expect(bench.console.model.stack.count == 1)
        #expect(again.count >= first.count - 2)
    }

    @Test("it is settled once everything asked is answered")
    func settled() {
        var bench = Bench()
        _ = bench.type("queue")
        #expect(bench.console.isSettled)
        let (effects, _) = bench.console.enter("open", bench.time)
        #expect(!bench.console.isSettled)
        bench.answer(effects)
        #expect(bench.console.isSettled)
    }

    @Test("whoever types commands is not taken for somebody who has gone")
    func idle() {
        var console = Bench(lockAfter: .seconds(60)).console
        var time = WallTime(now: MadeUp.now.advanced(by: .seconds(50)), utcOffset: 0)
        _ = console.enter("queue", time)
        time.now = MadeUp.now.advanced(by: .seconds(70))
        _ = console.tick(time)
        #expect(console.model.locked == nil)
        time.now = MadeUp.now.advanced(by: .seconds(110))
        _ = console.tick(time)
        #expect(console.model.locked != nil)
    }

    @Test("a locked one says nothing of the work until a line comes")
    func locked() {
        var bench = Bench()
        _ = bench.type("queue")
        let lines = bench.type("lock")
        #expect(lines.contains { $0.contains("Locked at") })
        #expect(!lines.joined().contains("4471-B"))
        #expect(bench.type("").joined().contains("4471-B"))
    }
}
