import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Reports")
struct ReportTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private static func hour(_ hour: Double) -> UTCTime { Sample.start.advanced(by: .seconds(hour * 3600)) }

    private func stop(_ id: String, at hour: Double, item: String = "4471-B", cents: Int64 = 100) throws {
        var message = Sample.message(id, deliveries: [Sample.stopped(item: item, cents: cents)])
        message.receivedAt = Self.hour(hour)
        try store.accept(message, now: Self.hour(hour))
    }

    @Test("a shift has what was opened, cleared and left in it, whenever it is read")
    func shift() throws {
        try stop("before", at: 0)
        try stop("in-1", at: 2, item: "X")
        try stop("in-2", at: 3, cents: 500)
        try store.replan(1, Sample.ready, now: Self.hour(4))
        try store.commit(now: Self.hour(5)) { transaction in
            let found = try #require(try transaction.exception(ExceptionID(rawValue: 2)))
            try transaction.dismiss(found.exception, found.delivery, reason: "a test")
            try transaction.audit(actor: "ann", action: "dismiss", subject: "2", detail: "a test")
        }
        func report() throws -> ShiftReport {
            try state.reader().shiftReport(since: Self.hour(1), until: Self.hour(6))
        }
        let atOnce = try report()
        #expect(atOnce.opened == WorkSum(count: 2, value: Money(cents: 600)))
        #expect(atOnce.cleared == WorkSum(count: 2, value: Money(cents: 200)))
        #expect(atOnce.clearedBy["fixed"]?.count == 1 && atOnce.clearedBy["dismissed"]?.count == 1)
        #expect(atOnce.left == WorkSum(count: 1, value: Money(cents: 500)) && atOnce.oldest == Self.hour(3))
        #expect(atOnce.topOpen.map(\.open) == [1] && atOnce.topCleared.count == 2)
        #expect(atOnce.acts == [ActCount(actor: "ann", action: "dismiss", count: 1)])
        // What happens after the shift changes what is open now, not what was left.
        try stop("after", at: 7, cents: 9000)
        try store.replan(3, Sample.ready, now: Self.hour(8))
        let later = try report()
        #expect(later.left == atOnce.left && later.opened == atOnce.opened && later.cleared == atOnce.cleared)
        let others = try state.reader().shiftReport(since: Self.hour(1), until: Self.hour(6), owner: .finance)
        #expect(others.opened.count == 0 && others.cleared.count == 0 && others.left.count == 0)
    }

    @Test("a day's charges are those documented in it, with what became of them since")
    func charges() throws {
        try stop("yesterday", at: -9, cents: 7)
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(), Sample.stopped(line: 2, cents: 40)]))
        try store.settle(2, .delivered(document: "D1"), now: Self.hour(30))
        let day = UTCTime(year: 2026, month: 11, day: 22)
        let charges = try state.reader().charges(from: day, to: day.advanced(by: .seconds(86_400)))
        let flow = try #require(charges.first)
        #expect(charges.count == 1 && flow.documented == WorkSum(count: 2, value: Money(cents: 290)))
        #expect(flow.posted == WorkSum(count: 1, value: Money(cents: 250)))
        #expect(flow.outstanding == WorkSum(count: 1, value: Money(cents: 40)))
        let before = try state.reader().charges(from: day.advanced(by: .seconds(-86_400)), to: day)
        #expect(before.first?.documented.value == Money(cents: 7))
    }

    @Test("what was saved is what was booked without a touch, and one fix of many rows is one touch")
    func savings() throws {
        for number in 1...5 { try stop("A\(number)", at: 1) }
        for id in 1...5 { try store.replan(Int64(id), Sample.ready, now: Self.hour(2)) }
        var delta = MetricDelta()
        delta.delivered = 101
        try store.commit(now: Self.hour(2)) { transaction in
            try transaction.add(delta, scope: "flow:supply-usage", minute: Self.hour(2).minute)
            try transaction.rollUpHour(Self.hour(2).minute / 60, scope: "flow:supply-usage")
            try transaction.publish(try StateJSON.encode(Sample.profile()), of: "flow:supply-usage")
        }
        let savings = try #require(
            try state.reader().savings(from: Self.hour(0), to: Self.hour(3)).first)
        #expect(savings.booked == 101 && savings.touches == 1 && savings.touchesSaved == 100)
        #expect(savings.minutesSaved == 300 && savings.saved == Money(cents: 15_000))
        #expect(try state.reader().savings(from: Self.hour(5), to: Self.hour(6)).first?.booked == 0)
    }

    @Test("a time is found among rows with gaps")
    func times() throws {
        for hour in 0..<50 { try stop("A\(hour)", at: Double(hour)) }
        try state.tamper("DELETE FROM message WHERE id % 7 = 0 OR id < 4")
        try state.reader().read { database in
            for hour in [0, 3, 6, 13, 29.5, 49, 60] {
                let first = try TimeSearch.messages.first(at: Self.hour(hour), last: 50, database)
                let wanted = (Int(hour.rounded(.up)) + 1...100).first { $0 > 50 || ($0 % 7 != 0 && $0 >= 4) } ?? 51
                #expect(first == Int64(min(wanted, 51)) || (first < wanted && (first % 7 == 0 || first < 4)), "\(hour)")
            }
        }
    }
}
