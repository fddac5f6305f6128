import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Objectives")
struct ObjectiveTests {
    let state: TemporaryState
    let store: EngineStore
    private let now = Sample.start.advanced(by: .seconds(40 * 86_400))
    private static let within: Duration = .seconds(300)

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        let profile = Sample.profile(percent: 99, within: Self.within)
        try store.commit(now: now) { try $0.publish(try StateJSON.encode(profile), of: "flow:supply-usage") }
    }

    /// What was accepted so many minutes ago, and how much of it was booked in time.
    private func add(minutesAgo: Int64, due: Int, inTime: Int) throws {
        var delta = MetricDelta()
        (delta.due, delta.inTime) = (due, inTime)
        let minute = now.minute - minutesAgo
        try store.commit(now: now) { transaction in
            try transaction.add(delta, scope: "flow:supply-usage", minute: minute)
            try transaction.rollUpHour(minute / 60, scope: "flow:supply-usage")
        }
    }

    private var objective: ObjectiveStatus {
        get throws { try #require(try state.reader().objectives(now: now).first) }
    }

    @Test("what isn't late yet counts neither way, and what is late counts although it still waits")
    func fallenDue() throws {
        // The time of what came in the last five minutes isn't up.
        for minute in 0...5 { try add(minutesAgo: Int64(minute), due: 100, inTime: 0) }
        #expect(try objective.hour == BurnRate(due: 0, inTime: 0, percent: 99))
        #expect(try objective.alarm == nil)
        try add(minutesAgo: 6, due: 10, inTime: 4)
        #expect(try objective.fiveMinutes.due == 10 && objective.fiveMinutes.missed == 6)
    }

    @Test("a rate of 1 uses the budget up in just its time")
    func rate() throws {
        try add(minutesAgo: 20, due: 1000, inTime: 990)
        let rate = try #require(try objective.hour.rate)
        #expect(abs(rate - 1) < 0.000_1)
        #expect(try objective.fiveMinutes.rate == nil)
    }

    @Test("an hour that burns fast is told only while the last five minutes do")
    func fast() throws {
        for minute in 11...60 { try add(minutesAgo: Int64(minute), due: 100, inTime: 50) }
        #expect(try objective.hour.rate ?? 0 > 14.4)
        #expect(try objective.alarm == .slow)
        for minute in 6...10 { try add(minutesAgo: Int64(minute), due: 100, inTime: 50) }
        #expect(try objective.alarm == .fast)
    }

    @Test("two late deliveries on a quiet day alarm nobody")
    func quiet() throws {
        try add(minutesAgo: 7, due: 2, inTime: 0)
        #expect(try objective.alarm == nil)
        try add(minutesAgo: 8, due: 1, inTime: 0)
        #expect(try objective.alarm == .fast)
    }

    @Test("the budget is that of thirty days: hours and the minutes of this one, each once")
    func budget() throws {
        try add(minutesAgo: 6, due: 100, inTime: 100)
        try add(minutesAgo: 29 * 1440, due: 900, inTime: 895)
        try add(minutesAgo: 31 * 1440, due: 5000, inTime: 0)
        let budget = try objective.budget
        #expect(budget.due == 1000 && budget.missed == 5 && abs(budget.allowed - 10) < 0.000_1)
        #expect(abs((budget.left ?? 0) - 0.5) < 0.000_1 && budget.lastsFor == nil)
    }

    @Test("what is left lasts as long as the rate of the last hour lets it")
    func lasts() throws {
        try add(minutesAgo: 10, due: 100, inTime: 98)
        try add(minutesAgo: 2 * 1440, due: 9900, inTime: 9900)
        let budget = try objective.budget
        #expect(abs((budget.left ?? 0) - 0.98) < 0.000_1)
        let days = Double(try #require(budget.lastsFor).milliseconds) / 86_400_000
        #expect(abs(days - 14.7) < 0.01)
    }

    @Test("an objective of 100 % has no rate, and one miss is more than its budget")
    func perfect() throws {
        let profile = Sample.profile(percent: 100, within: Self.within)
        try store.commit(now: now) { try $0.publish(try StateJSON.encode(profile), of: "flow:supply-usage") }
        try add(minutesAgo: 10, due: 100, inTime: 100)
        #expect(try objective.budget.left == 1 && objective.hour.rate == nil)
        try add(minutesAgo: 11, due: 1, inTime: 0)
        #expect(try objective.budget.left == -1)
    }
}
