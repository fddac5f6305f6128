import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Months that things are posted in")
struct PeriodStageTests {
    private func filled(
        _ event: CanonicalEvent, _ step: FlowPeriod, _ crosswalk: CrosswalkSnapshot, at now: UTCTime = TestSite.start,
        zone: ClockZone = .utc
    ) throws -> Fields {
        var fields = event.fields ?? Fields()
        var flow = StepSite.flow(step)
        flow.zone = zone
        let stage = PeriodStage(
            flow: flow, step: step, contract: StepSite.contract, crosswalk: crosswalk,
            source: TestSite.source, now: now)
        _ = try stage.fill(&fields)
        return fields
    }

    private func day(_ text: String) -> CanonicalEvent { StepSite.cost("1", ["day": .text(text)]) }

    private func closed(_ months: String...) -> CrosswalkSnapshot {
        months.reduce(StepSite.snapshot()) {
            $0.applying(StepSite.entry(StepSite.months, $1, "closed"), at: TestSite.start)
        }
    }

    @Test(
        "a day stays in a month that is open or unknown, else it becomes the first of the next that is open",
        arguments: [
            ("2026-10-05", [], "2026-10-05", false), ("2026-10-05", ["2026-11"], "2026-10-05", false),
            ("2026-10-31", ["2026-10"], "2026-11-01", true),
            ("2026-11-30", ["2026-11", "2026-12", "2027-01"], "2027-02-01", true),
            ("2024-02-29", ["2024-02"], "2024-03-01", true),
        ])
    func nextOpen(_ text: String, _ months: [String], _ posted: String, _ late: Bool) throws {
        let crosswalk = months.reduce(StepSite.snapshot()) {
            $0.applying(StepSite.entry(StepSite.months, $1, "closed"), at: TestSite.start)
        }
        let fields = try filled(day(text), StepSite.period(.nextOpen), crosswalk)
        #expect(fields["posting-date"] == .text(posted) && fields["late"] == .flag(late))
        #expect(fields["day"] == .text(text))
    }

    @Test("a moment is of the day that people have where the site is")
    func moment() throws {
        let event = StepSite.cost("1", ["at": .time(UTCTime(year: 2026, month: 10, day: 31, hour: 23))])
        let step = StepSite.period(.stop, of: "at")
        #expect(try filled(event, step, closed())["posting-date"] == .text("2026-10-31"))
        let ahead = try filled(event, step, closed("2026-10"), zone: ClockZone(secondsEastOfUTC: 7200))
        #expect(ahead["posting-date"] == .text("2026-11-01") && ahead["late"] == nil)
    }

    @Test(
        "the last minutes of a month are in it by the clocks of the site, in summer as in winter",
        arguments: [
            ("America/Chicago", UTCTime(year: 2026, month: 8, day: 1, hour: 4, minute: 59), "2026-07-31"),
            ("America/Chicago", UTCTime(year: 2026, month: 8, day: 1, hour: 5), "2026-08-01"),
            ("America/Chicago", UTCTime(year: 2026, month: 12, day: 1, hour: 5, minute: 59), "2026-11-30"),
            ("America/Chicago", UTCTime(year: 2026, month: 12, day: 1, hour: 6), "2026-12-01"),
            ("Europe/Berlin", UTCTime(year: 2026, month: 7, day: 31, hour: 22), "2026-08-01"),
            ("Europe/Berlin", UTCTime(year: 2026, month: 11, day: 30, hour: 22), "2026-11-30"),
        ])
    func monthEnds(_ name: String, _ moment: UTCTime, _ day: String) throws {
        let zone = try #require(ClockZone(name: name))
        let event = StepSite.cost("1", ["at": .time(moment)])
        let fields = try filled(event, StepSite.period(.stop, of: "at"), closed(), zone: zone)
        #expect(fields["posting-date"] == .text(day))
    }

    @Test("a closed month stops it by source, table and month, for whoever looks after the table")
    func stops() throws {
        let error = #expect(throws: Fault.self) {
            try filled(day("2026-10-05"), StepSite.period(.stop), closed("2026-10"))
        }
        #expect(error?.code == .accountingPeriodClosed && error?.owner == .supervisor)
        #expect(error?.cause == "period.closed ehr accounting-period 2026-10")
        #expect(error?.detail == "2026-10 of ehr is closed in Accounting periods.")
    }

    @Test("after two years of closed months nobody looks any further")
    func bounded() throws {
        var months: [String] = []
        for number in 0..<FlowPeriod.mostMonths {
            months.append(
                "\(2026 + (number + 9) / 12)-\((number + 9) % 12 + 1 < 10 ? "0" : "")\((number + 9) % 12 + 1)")
        }
        let all = months.reduce(StepSite.snapshot()) {
            $0.applying(StepSite.entry(StepSite.months, $1, "closed"), at: TestSite.start)
        }
        let error = #expect(throws: Fault.self) { try filled(day("2026-10-05"), StepSite.period(.nextOpen), all) }
        #expect(error?.code == .accountingPeriodClosed && error?.subject.code == "2026-10")
        let opened = all.applying(StepSite.entry(StepSite.months, "2028-09", "open"), at: TestSite.start)
        #expect(
            try filled(day("2026-10-05"), StepSite.period(.nextOpen), opened)["posting-date"] == .text("2028-09-01"))
    }

    @Test("a month that is neither open nor closed, and an event without the day, are faults of their own")
    func unfit() throws {
        let odd = StepSite.snapshot(StepSite.entry(StepSite.months, "2026-10", "shut"))
        let error = #expect(throws: Fault.self) { try filled(day("2026-10-05"), StepSite.period(.nextOpen), odd) }
        #expect(error?.code == .codeValueInvalid && error?.owner == .supervisor)
        let missing = #expect(throws: Fault.self) { try filled(StepSite.cost("1"), StepSite.period(.stop), odd) }
        #expect(missing?.code == .contractViolated && missing?.detail.contains("is missing") == true)
    }

    @Test("a month that is closed from a day on is closed for what is planned from then on, whatever day it is about")
    func dated() throws {
        let key = StepSite.entry(StepSite.months, "2026-10", "").key
        let close = UTCTime(year: 2026, month: 11, day: 5)
        let content = CrosswalkContent(
            mapping: nil,
            steps: [CrosswalkStep(from: close, mapping: StepSite.entry(StepSite.months, "2026-10", "closed"))])
        let crosswalk = StepSite.snapshot().applying(
            .revise(CrosswalkRevision(key, before: nil, after: content)), at: TestSite.start)
        let step = StepSite.period(.nextOpen)
        let before = close.advanced(by: .seconds(-1))
        #expect(try filled(day("2026-10-05"), step, crosswalk, at: before)["posting-date"] == .text("2026-10-05"))
        #expect(try filled(day("2026-10-05"), step, crosswalk, at: close)["posting-date"] == .text("2026-11-01"))
    }

    @Test("what follows from a patient's day is the patient's too")
    func patient() throws {
        var event = day("2026-10-05")
        event.fields?.patientPaths = ["day"]
        #expect(try filled(event, StepSite.period(.stop), closed()).isOfPatient("posting-date"))
    }

    @Test("opening the month releases all of it, once, and closing it stops what comes then")
    func released() async throws {
        try await StepSite.withEngine(StepSite.flow(StepSite.period(.stop))) { engine in
            let close = StepSite.entry(StepSite.months, "2026-03", "closed")
            _ = try await engine.ask(.apply(close, cause: ""))
            for number in ["1", "2"] {
                await engine.submit("M\(number)", StepSite.cost(number, ["day": .text("2026-03-0\(number)")]))
            }
            await engine.submit("M3", StepSite.cost("3", ["day": .text("2026-04-01")]))
            try await engine.finish()
            let cause = "period.closed ehr accounting-period 2026-03"
            #expect(try engine.open.map(\.cause) == [cause, cause] && engine.erp.calls.count == 1)
            let open = StepSite.entry(StepSite.months, "2026-03", "open")
            guard case .done(2, 2, _, _) = try await engine.ask(.apply(open, cause: cause)) else {
                Issue.record("not released")
                return
            }
            try await engine.finish()
            #expect(try engine.open.isEmpty)
            let days = engine.erp.works.map { $0.record?["posting-date"]?.words }
            // Nothing says which of the two goes first.
            #expect(days.first == "2026-04-01" && days.count == 3)
            #expect(Set(days.dropFirst()) == ["2026-03-01", "2026-03-02"])
        }
    }
}
