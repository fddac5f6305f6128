import Catalog
import Measures
import SyncModel
import SyncStore

extension CanonicalEvent {
    /// What it adds to the books of its day; `nil` where it says no item or no quantity, or nothing is to be booked.
    ///
    /// - Parameter plan: what its destination is asked for.
    func count(in flow: Flow, _ plan: DeliveryPlan, receivedAt: UTCTime) -> PlannedCount? {
        guard action != .none, let item = item?.code, let quantity else { return nil }
        let day = flow.days.day(of: occurredAt ?? receivedAt)
        let place = BookedPlace(day: day, item: item, location: location ?? "")
        var entries = [
            PlannedCount.Entry(BookedKey(place, in: flow.name, .sender), quantity, unit?.rawValue ?? "")
        ]
        if flow.event.movesStock, case .ready(let data?) = plan.decision,
            let use = (try? StateJSON.decode(Booking.self, from: data))?.use
        {
            let place = BookedPlace(day: day, item: use.itemNumber, location: use.subinventory)
            entries.append(
                .init(BookedKey(place, in: flow.name, .destination), use.quantity.magnitude, use.unit.rawValue))
        }
        return PlannedCount(entries, takesBack: action == .reverse)
    }
}

extension RecordPlanner {
    /// What an event says was counted, where its flow holds it against the books.
    func counted(_ event: CanonicalEvent, from source: SourceName) -> PlannedReconciliation? {
        guard let step = flow.reconciliation, event.action == .record, let fields = event.fields,
            let item = fields[step.item]?.text, let quantity = fields[step.quantity]?.number
        else { return nil }
        let day: String
        switch fields[step.day] {
        case .time(let moment)?: day = flow.days.day(of: moment)
        case .text(let words)?: day = words
        default: return nil
        }
        return PlannedReconciliation(
            place: BookedPlace(day: day, item: item, location: fields[step.location]?.text ?? ""), flows: step.flows,
            quantity: quantity, unit: step.unit.flatMap { fields[$0]?.text }, leavesOutReturns: step.leavesOutReturns,
            side: step.countsPosted ? .destination : .sender, into: step.into, source: source, owner: flow.owner)
    }
}

extension SiteCatalog {
    /// The flows whose events some reconciliation adds up.
    var countedFlows: Set<FlowName> { Set(flows.flatMap { $0.reconciliation?.flows ?? [] }) }
}
