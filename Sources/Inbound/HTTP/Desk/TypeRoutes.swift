internal import Catalog
internal import SyncModel

/// Which types of message the flows of a source take, and what they become.
struct TypeRoutes: Sendable {
    /// By type as flows name it: `fhir:SupplyDelivery`.
    private let events: [String: [EventType]]

    /// The routes of the flows that listen to `source`.
    init(_ flows: [Flow], source: SourceName) {
        var events: [String: [EventType]] = [:]
        for flow in flows where flow.source == source {
            for type in flow.messages where !(events[type] ?? []).contains(flow.event) {
                events[type, default: []].append(flow.event)
            }
        }
        self.events = events
    }

    /// What a type becomes, each once; `nil` where no flow takes it.
    func events(of type: String) -> [EventType]? { events[type] }

    /// Every type, in order.
    var types: [String] { events.keys.sorted() }
}
