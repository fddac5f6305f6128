import Catalog
import Measures
import SyncModel

@testable import SyncEngine

/// Counts of what was used on 2 March 2026, held against the books of other flows.
enum CountSite {
    static let type = EventType(rawValue: "usage.counted")
    static let noon = UTCTime(year: 2026, month: 3, day: 2, hour: 12)

    static let contract = EventContract(
        type: type, version: 1, purpose: "A day's count.",
        fields: ["day", "item", "location", "unit"].map { .init(name: $0, kind: .text) } + [
            .init(name: "used", kind: .number, isRequired: true)
        ])

    /// The flow of counts that are held against `flows`.
    static func flow(
        against flows: [FlowName], leavingOutReturns: Bool = false, posted: Bool = false
    ) -> Flow {
        var counts = TestSite.flow(event: type)
        (counts.name, counts.fields) = ("counts", ["day", "item", "location", "used", "difference"])
        counts.reconciliation = FlowReconciliation(
            flows: flows, day: "day", item: "item", location: "location", quantity: "used", unit: "unit",
            into: "difference", leavesOutReturns: leavingOutReturns, countsPosted: posted)
        return counts
    }

    static func count(
        _ used: ExactDecimal, of item: String = "CATH", at location: String = "ICU", in unit: String = "EA"
    ) -> CanonicalEvent {
        var event = CanonicalEvent(type: type)
        event.version = 1
        event.fields = Fields([
            "day": .text("2026-03-02"), "item": .text(item), "location": .text(location), "unit": .text(unit),
            "used": .number(used),
        ])
        return event
    }
}
