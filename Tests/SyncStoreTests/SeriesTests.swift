import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Figures over time")
struct SeriesTests {
    let state: TemporaryState
    let store: EngineStore
    private let now = Sample.start.advanced(by: .seconds(3 * 3600 + 1234))

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    /// Adds what happened so long ago, as an engine would have done then.
    private func add(
        ago: Duration, scope: String = "flow:supply-usage", _ fill: (inout MetricDelta) -> Void
    ) throws {
        let then = now.advanced(by: .zero - ago)
        var delta = MetricDelta()
        fill(&delta)
        try store.commit(now: then) { transaction in
            try transaction.add(delta, scope: scope, step: then.milliseconds / 5000)
            try transaction.rollUpTenMinutes(then.minute / 10, scope: scope)
            try transaction.rollUpHour(then.minute / 60, scope: scope)
        }
    }

    private func series(_ span: MetricSpan, points: Int = 60) throws -> MetricSeries {
        try #require(try state.reader().series(span, points: points, now: now).flows["supply-usage"])
    }

    @Test("each span sees what happened within it, and nothing older", arguments: MetricSpan.allCases)
    func spans(span: MetricSpan) throws {
        try add(ago: span.length + span.step) { $0.accepted = 1000 }
        try add(ago: span.length - span.step) { $0.accepted = 20 }
        try add(ago: .zero) { $0.accepted = 3 }
        let series = try series(span, points: 200)
        #expect(series.total.accepted == 23)
        #expect(series.points.count == span.stepCount)
        #expect(series.points.map(\.accepted).reduce(0, +) == 23)
        #expect(series.points.last?.accepted == 3)
        #expect(series.total.length > span.length - span.step && series.total.length <= span.length)
    }

    @Test("a curve has no more points than asked for, and loses nothing", arguments: [1, 7, 24, 30, 59, 60, 1000])
    func points(wanted: Int) throws {
        for minute in 0..<50 { try add(ago: .seconds(60 * minute)) { $0.delivered = minute + 1 } }
        let series = try series(.hour, points: wanted)
        #expect(series.points.count <= min(wanted, 60) && !series.points.isEmpty)
        #expect(series.total.delivered == 50 * 51 / 2)
        let starts = series.points.map(\.start.milliseconds)
        #expect(
            zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 == starts.last.map { _ in starts[1] - starts[0] } })
    }

    @Test("points don't move as time goes on: each keeps what it had until it leaves the curve")
    func stable() throws {
        for step in 0..<60 { try add(ago: .seconds(5 * step)) { $0.accepted = step } }
        let reader = try state.reader()
        func points(_ later: Int) throws -> [UTCTime: Int] {
            let board = try reader.series(.fiveMinutes, points: 20, now: now.advanced(by: .seconds(later)))
            let points = board.flows["supply-usage"]?.points ?? []
            return Dictionary(uniqueKeysWithValues: points.map { ($0.start, $0.accepted) })
        }
        let first = try points(0)
        for later in 1...40 {
            for (start, count) in try points(later) where start.milliseconds < now.milliseconds - 20_000 {
                #expect(first[start] == nil || first[start] == count)
            }
        }
    }

    @Test("rates are per second of the time that has passed")
    func rates() throws {
        try add(ago: .seconds(3 * 3600)) { $0.accepted = 1 }
        for step in 0..<60 { try add(ago: .seconds(5 * step)) { $0.delivered = 10 } }
        let series = try series(.fiveMinutes)
        let seconds = Double(series.total.length.milliseconds) / 1000
        #expect(abs(Double(series.total.delivered) / seconds - 2) < 0.1)
        #expect(series.points.dropLast().allSatisfy { $0.deliveredPerSecond == 2 })
    }

    @Test("what began a minute ago is measured over a minute, not over a span in which there was nothing")
    func young() throws {
        try add(ago: .seconds(60)) { $0.accepted = 60 }
        #expect(try series(.fiveMinutes).total.length <= .seconds(120))
        #expect(try series(.week).total.length < .seconds(2 * 3600))
    }

    @Test("the whole is all flows together, and no endpoint counts in it")
    func total() throws {
        try add(ago: .seconds(1)) {
            $0.accepted = 2
            $0.recordDelivered(after: .milliseconds(10))
        }
        try add(ago: .seconds(1), scope: "flow:waste") {
            $0.accepted = 3
            $0.recordDelivered(after: .seconds(1))
        }
        try add(ago: .seconds(1), scope: "endpoint:erp") { $0.accepted = 100 }
        let board = try state.reader().series(.fiveMinutes, now: now)
        #expect(board.all.total.accepted == 5)
        #expect(board.endpoints["erp"]?.total.accepted == 100)
        let latency = try #require(board.all.total.latency)
        #expect(latency.p50 < .milliseconds(11) && latency.p99 > .milliseconds(990))
    }

    @Test("a step's slot is taken over by a later one, and never by an earlier one")
    func ring() throws {
        let ring = MetricRing.step
        try add(ago: .seconds(ring.seconds * ring.slots)) { $0.accepted = 7 }
        try add(ago: .zero) { $0.accepted = 1 }
        #expect(try state.ask("SELECT count(*) FROM metric_ring WHERE seconds = 5") == 1)
        // Late news of what a later step has taken over: the minute has it, the ring hasn't.
        let old = now.advanced(by: .seconds(-ring.seconds * ring.slots))
        var late = MetricDelta()
        late.inTime = 5
        try store.commit(now: now) { try $0.add(late, scope: "flow:supply-usage", step: old.milliseconds / 5000) }
        #expect(try state.ask("SELECT accepted FROM metric_ring WHERE seconds = 5") == 1)
        #expect(try state.ask("SELECT sum(in_time) FROM metric") == 5)
    }

    @Test("adding minutes up twice comes to the same, and an hour keeps what its minutes had when they are gone")
    func rollUp() throws {
        for minute in 0..<30 { try add(ago: .seconds(60 * minute)) { $0.recordDelivered(after: .seconds(minute)) } }
        let before = try series(.week).total
        #expect(before.delivered == 30)
        try state.tamper("DELETE FROM metric WHERE minute % 2 = 0")
        try store.commit(now: now) { transaction in
            for hour in [now.minute / 60, now.minute / 60 - 1] {
                try transaction.rollUpHour(hour, scope: "flow:supply-usage")
            }
        }
        #expect(try series(.week).total.delivered == 30)
    }

    @Test("an hour that an older program left is found, and so are the last ten minutes of everything")
    func unadded() throws {
        var delta = MetricDelta()
        delta.accepted = 4
        let old = now.advanced(by: .seconds(-5 * 3600))
        try store.commit(now: now) { try $0.add(delta, scope: "flow:supply-usage", minute: old.minute) }
        let stretches = try state.work().unaddedMinutes(now: now)
        try store.commit(now: now) { transaction in
            for one in stretches {
                try transaction.rollUpTenMinutes(one.minute / 10, scope: one.scope)
                try transaction.rollUpHour(one.minute / 60, scope: one.scope)
            }
        }
        #expect(try series(.week).total.accepted == 4)
        #expect(try series(.day).total.accepted == 4)
        #expect(stretches.count < 8 * 24 + 150)
    }
}
