import SyncModel
import SyncStore
import Terminal
import Testing

@testable import Console

@Suite("Readings: what is asked, when it is old, and who gets it")
struct ReadingTests {
    private func schedule(_ mark: StateMark = StateMark()) throws -> ReadingSchedule {
        var schedule = ReadingSchedule(longest: .seconds(5))
        try schedule.look(counter: 1) { () throws(StateFileProblem) in mark }
        return schedule
    }

    private struct Probe: Reading {
        var staleness: Staleness
        func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> Int { 7 }
    }

    @Test(
        "a value is old when what it depends on has moved, and only then",
        arguments: [
            (Staleness.never, [false, false, false, false]), (.time, [true, true, true, false]),
            (.change, [true, true, true, false]), (.exceptions, [false, false, true, false]),
            (.messages, [false, true, false, false]),
        ])
    func staleness(_ staleness: Staleness, expected: [Bool]) throws {
        let reading = AnyReading(Probe(staleness: staleness))
        let start = ContinuousClock.now
        var arrived = StateMark()
        arrived.newestMessage = 9
        var stopped = StateMark()
        stopped.open = 1
        for (index, mark) in [StateMark(), arrived, stopped].enumerated() {
            var schedule = try schedule()
            #expect(schedule.isDue(reading, at: start))
            schedule.note(reading, from: start, to: start)
            try schedule.look(counter: 2) { () throws(StateFileProblem) in mark }
            #expect(schedule.isDue(reading, at: start + .seconds(1)) == expected[index])
        }
        var still = try schedule()
        still.note(reading, from: start, to: start)
        #expect(still.isDue(reading, at: start + .seconds(1)) == expected[3])
    }

    @Test("time makes a figure old, and a list only where anything was committed")
    func longest() throws {
        let start = ContinuousClock.now
        var schedule = try schedule()
        let readings = [Staleness.time, .exceptions].map { AnyReading(Probe(staleness: $0)) }
        for reading in readings { schedule.note(reading, from: start, to: start) }
        #expect(readings.map { schedule.isDue($0, at: start + .seconds(6)) } == [true, false])
        try schedule.look(counter: 2) { () throws(StateFileProblem) in StateMark() }
        #expect(readings.map { schedule.isDue($0, at: start + .seconds(6)) } == [true, true])
    }

    @Test("what is dear to read is read less often, unless it is asked anew")
    func dear() throws {
        let start = ContinuousClock.now
        var schedule = try schedule()
        let reading = AnyReading(Probe(staleness: .change))
        schedule.note(reading, from: start, to: start + .milliseconds(300))
        try schedule.look(counter: 2) { () throws(StateFileProblem) in StateMark() }
        #expect(!schedule.isDue(reading, at: start + .seconds(1)))
        #expect(schedule.isDue(reading, at: start + .seconds(3)))
        schedule.forget([reading])
        #expect(schedule.isDue(reading, at: start + .seconds(1)))
    }

    @Test("a screen takes only what it asks now; what failed is said and the last value stays")
    func awaited() {
        var awaited = Awaited(MessageReading(id: MessageID(rawValue: 1)))
        let other = MessageReading(id: MessageID(rawValue: 2))
        let own = awaited.reading
        let tookOther = awaited.take(ReadResult(nil, of: other, at: MadeUp.now))
        let tookOwn = awaited.take(ReadResult(nil, of: own, at: MadeUp.now))
        #expect(!tookOther && tookOwn)
        #expect(awaited.isCurrent)
        let failed = ReadResult(
            AnyReading(awaited.reading), .failure(.failed(path: "/x", reason: "disk I/O error")), at: MadeUp.now)
        let tookFailed = awaited.take(failed)
        #expect(!tookFailed)
        #expect(awaited.problem?.contains("disk I/O error") == true)
        #expect(awaited.value != nil)
    }

    @Test("a reading that fails is said on the screen that asked, and the overview goes on")
    func failing() {
        var desk = Desk()
        desk.press("3")
        let failure = StateFileProblem.failed(path: "/x", reason: "disk I/O error")
        desk.tell(.read(ReadResult(AnyReading(MessagesReading()), .failure(failure), at: MadeUp.now)))
        #expect(desk.text.contains("disk I/O error") && desk.text.contains("WAITING 23"))
        desk.press("1")
        #expect(!desk.text.contains("disk I/O error"))
    }
}
