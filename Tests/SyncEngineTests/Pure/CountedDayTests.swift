import Catalog
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Days that things are counted on")
struct CountedDayTests {
    @Test(
        "what is used late in the evening is in the books of that evening, in summer as in winter",
        arguments: [
            (UTCTime(year: 2026, month: 7, day: 16, hour: 4, minute: 30), "2026-07-15"),
            (UTCTime(year: 2026, month: 7, day: 16, hour: 5), "2026-07-16"),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 5, minute: 59), "2026-01-15"),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 6), "2026-01-16"),
        ])
    func days(moment: UTCTime, day: String) {
        var flow = TestSite.flow()
        flow.zone = ClockZone(name: "America/Chicago")
        var event = TestSite.use()
        let plan = DeliveryPlan(.ready(nil), value: .zero)
        // Where it doesn't say when it was, it was when it came.
        #expect(event.count(in: flow, plan, receivedAt: moment)?.entries.map(\.book.place.day) == [day])
        event.occurredAt = moment
        #expect(event.count(in: flow, plan, receivedAt: TestSite.start)?.entries.map(\.book.place.day) == [day])
    }
}
