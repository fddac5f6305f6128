import SyncModel
import SyncStore

@testable import SyncEngine

/// Watches a history from outside: whoever is sent while an earlier one of the same visit, open already before, still
/// waits has gone past it.
///
/// It knows visits and numbers from what was acknowledged, and not what the state says of lanes.
struct LaneLookout {
    private(set) var findings: [String] = []
    private var open: Set<DeliveryID> = []
    private var held: Set<DeliveryID> = []

    /// Looks at an engine in which nothing moves.
    mutating func look(
        _ engine: TestEngine, lanes: [FakeERP.Business: String], held now: Set<DeliveryID>, aside: Set<DeliveryID>
    ) throws {
        var visits: [DeliveryID: String] = [:]
        var stillOpen: Set<DeliveryID> = []
        for message in Set(lanes.keys.map(\.message)) {
            for row in try engine.reader.deliveries(of: MessageID(rawValue: message)) where row.settledAt == nil {
                visits[row.id] = lanes[FakeERP.Business(message, row.line)]
                stillOpen.insert(row.id)
            }
        }
        for sent in now.subtracting(held) where !aside.contains(sent) {
            for waiting in open.intersection(stillOpen) where waiting < sent && !aside.contains(waiting) {
                if visits[waiting] == visits[sent] { findings.append("order: \(sent) was sent past \(waiting)") }
            }
        }
        for id in aside where try engine.reader.delivery(id)?.row.standing != nil {
            findings.append("place: \(id) stepped aside and is in its lane again")
        }
        (open, held) = (stillOpen, now)
    }

    /// Another engine: what was being sent isn't any more.
    mutating func forget() { held = [] }
}
