import Testing

@testable import Terminal

/// Remembers what it was told and shows how often it was drawn.
private struct Recorder: TerminalApplication {
    var keys: [Key] = []
    var messages: [Int] = []
    var ticks = 0
    var links: [Bool] = []
    var resumptions = 0
    var mayStop = [true]
    var effects: [Key: [TerminalEffect]] = [.character("q"): [.quit]]

    mutating func update(_ event: TerminalEvent<Int>) -> [TerminalEffect] {
        switch event {
        case .input(.key(let key)):
            keys.append(key)
            return effects[key] ?? []
        case .message(let number): messages.append(number)
        case .tick: ticks += 1
        case .slowLink(let isSlow): links.append(isSlow)
        case .resumed: resumptions += 1
        case .stopAsked: return mayStop.popLast() == true ? [.suspend] : []
        default: break
        }
        return []
    }

    func view(into surface: inout Surface) {
        surface.put("keys \(keys.count) messages \(messages.count) ticks \(ticks)", at: Point(0, 0))
    }
}

@Suite struct TerminalLoopTests {
    private func run(
        _ script: [InMemoryDriver.Step], tick: Duration? = nil, effects: [Key: [TerminalEffect]] = [:],
        mailbox: Mailbox<Int> = Mailbox()
    ) throws -> (TerminalLoop<Recorder>, InMemoryDriver, ExitReason) {
        let driver = InMemoryDriver(size: Size(width: 40, height: 2), script: script)
        var recorder = Recorder()
        recorder.effects.merge(effects) { _, new in new }
        var loop = TerminalLoop(
            recorder, driver: driver, theme: Theme(name: "t"), mailbox: mailbox,
            options: .init(dataFrameInterval: .milliseconds(250), tick: tick))
        let reason = try loop.run()
        return (loop, driver, reason)
    }

    @Test("a key is drawn at once")
    func keys() throws {
        let (_, driver, reason) = try run([.input([.key(.up)]), .input([.key(.down)]), .input([.key(.character("q"))])])
        #expect(reason == .quit)
        #expect(driver.frames.map { $0.rows[0].prefix(6) } == ["keys 0", "keys 1", "keys 2"])
        #expect(driver.calls.open == 1 && driver.calls.close == 1)
    }

    @Test("keys that arrive together are drawn together, in order")
    func typeAhead() throws {
        let (loop, driver, _) = try run([.input([.key(.up), .key(.down), .key(.enter)])])
        #expect(loop.application.keys == [.up, .down, .enter])
        #expect(driver.frames.count == 2)
    }

    @Test("nothing typed behind the key that quits is acted on")
    func afterQuit() throws {
        let (loop, _, _) = try run([.input([.key(.character("q")), .key(.character("x"))])])
        #expect(loop.application.keys == [.character("q")])
    }

    @Test("messages are drawn at most four times a second, whatever their number")
    func coalescing() throws {
        let mailbox = Mailbox<Int>()
        let steps = (0..<100).flatMap { number -> [InMemoryDriver.Step] in
            [.act { mailbox.post(number) }, .pass(.milliseconds(10))]
        }
        let (loop, driver, _) = try run(steps + [.pass(.seconds(1))], mailbox: mailbox)
        #expect(loop.application.messages == Array(0..<100))
        #expect((4...6).contains(driver.frames.count))
        #expect(driver.frames.last?.rows[0].contains("messages 100") == true)
        // The first frame shows that there is nothing yet: what comes then doesn't wait for it.
        let times = driver.frameTimes.dropFirst()
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 >= .milliseconds(250) })
    }

    @Test("what a key led to is drawn as soon as it is read, not an interval after the key")
    func dataAfterKey() throws {
        let mailbox = Mailbox<Int>()
        let (_, driver, _) = try run(
            [
                .pass(.seconds(3)), .input([.key(.up)]), .act { mailbox.post(1) }, .pass(.milliseconds(2)),
                .act { mailbox.post(2) }, .pass(.milliseconds(100)),
            ], mailbox: mailbox)
        #expect(driver.frames.count == 3)
        #expect(driver.frames.last?.rows[0].contains("messages 2") == true)
        #expect((driver.frameTimes.last ?? .zero) <= .milliseconds(3020))
    }

    @Test("without tick and messages nothing wakes the loop")
    func idle() throws {
        let (_, driver, reason) = try run([.pass(.seconds(86_400))])
        #expect(reason == .terminalGone)
        #expect(driver.frames.count == 1)
        #expect(driver.wakes <= 3)
    }

    @Test("the tick comes once an interval, and missed ones are not made up for")
    func ticking() throws {
        let (loop, driver, _) = try run([.pass(.milliseconds(5100))], tick: .seconds(1))
        #expect(loop.application.ticks == 5)
        #expect(driver.frames.count == 6)
        var schedule = FrameSchedule(interval: .zero, tick: .seconds(1))
        schedule.start(at: .zero)
        let taken = [10.0, 10.5, 11].map { schedule.takeTick(at: .seconds($0)) }
        #expect(taken == [true, false, true])
    }

    @Test(
        "the tick comes along with news once a second, and each wakes and draws just once", arguments: [20, 400, 700])
    func newsAndTicks(phase: Int) throws {
        let mailbox = Mailbox<Int>()
        let seconds = (0..<60).flatMap { number -> [InMemoryDriver.Step] in
            [.act { mailbox.post(number) }, .pass(.milliseconds(1003))]
        }
        let (loop, driver, _) = try run([.pass(.milliseconds(phase))] + seconds, tick: .seconds(1), mailbox: mailbox)
        #expect((58...62).contains(loop.application.ticks))
        #expect(driver.frames.count <= 64)
        let gaps = zip(driver.frameTimes.dropFirst(), driver.frameTimes).map { $0 - $1 }
        #expect(gaps.allSatisfy { $0 <= .milliseconds(1500) })
    }

    @Test("news without end don't keep the tick from coming")
    func steadyNews() throws {
        let mailbox = Mailbox<Int>()
        let news = (0..<600).flatMap { number -> [InMemoryDriver.Step] in
            [.act { mailbox.post(number) }, .pass(.milliseconds(50))]
        }
        let (loop, _, _) = try run(news, tick: .seconds(1), mailbox: mailbox)
        #expect(loop.application.ticks >= 29)
    }

    @Test("an application can stop the tick")
    func lockedIsSilent() throws {
        let steps: [InMemoryDriver.Step] = [.input([.key(.character("L"))]), .pass(.seconds(100))]
        let effects: [Key: [TerminalEffect]] = [.character("L"): [.tick(every: nil)]]
        let (loop, _, _) = try run(steps, tick: .seconds(1), effects: effects)
        #expect(loop.application.ticks == 0)
    }

    @Test("a terminal that takes no output gets no frames, loses no key, and is caught up with one frame")
    func backPressure() throws {
        let (loop, driver, _) = try run([
            .writable(false), .input([.key(.up)]), .pass(.seconds(1)), .input([.key(.down)]), .writable(true),
        ])
        #expect(loop.application.keys == [.up, .down])
        #expect(driver.frames.count == 2)
        #expect(driver.frames[1].rows[0].hasPrefix("keys 2"))
        #expect(loop.application.links == [true])
    }

    @Test("a link that keeps up again is said to be well")
    func linkRecovers() {
        var schedule = FrameSchedule(interval: .zero, tick: nil)
        let blocked = [0, 0.1, 0.6].map { schedule.block(at: .seconds($0)) }
        #expect(blocked == [false, false, true])
        let unblocked = [1.0, 4, 6].map { schedule.unblock(at: .seconds($0)) }
        #expect(unblocked == [false, false, true])
    }

    @Test("a change of extent is drawn in the new one")
    func resize() throws {
        let size = Size(width: 10, height: 1)
        let (_, driver, _) = try run([.input([.resize(size)])])
        #expect(driver.frames.map(\.fullSize) == [Size(width: 40, height: 2), size])
    }

    @Test("a signal ends the loop and gives the terminal back", arguments: [Int32(1), 2, 15])
    func signals(_ number: Int32) throws {
        let (_, driver, reason) = try run([.exit(.signal(number))])
        #expect(reason == .signal(number))
        #expect(reason.exitStatus == 128 + number)
        #expect(driver.calls.close == 1)
    }

    @Test("Ctrl-Z stops the program only where the application agrees, and what it says instead is drawn at once")
    func stopAsked() throws {
        let (loop, driver, _) = try run([.stop, .stop])
        #expect(driver.calls.suspend == 1)
        #expect(loop.application.resumptions == 1)
        #expect(driver.frames.count == 3)
    }

    @Test("effects reach the terminal: theme, bell, redraw, suspend")
    func effects() throws {
        let other = Theme(name: "other")
        let (loop, driver, _) = try run(
            [.input([.key(.function(1))]), .input([.key(.function(2))])],
            effects: [
                .function(1): [.theme(other), .request(.bell)], .function(2): [.redraw, .suspend],
            ])
        #expect(driver.themes.map(\.name) == ["t", "other", "other"])
        #expect(driver.requests == [.bell])
        #expect(driver.calls.suspend == 1)
        #expect(loop.application.resumptions == 1)
        #expect(driver.calls.invalidate >= 2)
    }

    @Test("messages posted before the loop runs are delivered")
    func early() throws {
        let mailbox = Mailbox<Int>()
        mailbox.post(7)
        let (loop, _, _) = try run([.input([])], mailbox: mailbox)
        #expect(loop.application.messages == [7])
    }

    @Test("on a thread of its own the loop returns why it ended")
    func ownThread() async throws {
        let reason = try await TerminalLoop.runOnOwnThread {
            TerminalLoop(
                Recorder(), driver: InMemoryDriver(keys: [.up, .character("q"), .down]), theme: Theme(name: "t"))
        }
        #expect(reason == .quit)
    }
}
