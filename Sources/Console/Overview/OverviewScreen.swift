import SyncModel
import SyncStore

/// The overview's cursor: on a flow, an endpoint or a role's queue.
struct OverviewScreen: Sendable {
    /// What can be opened.
    enum Row: Hashable, Sendable {
        case flow(FlowName)
        case endpoint(EndpointName)
        case role(Role)
    }

    var cursor = ListCursor<Row>()

    /// Takes a new state of the rows.
    mutating func adopt(_ overview: Overview) {
        cursor.adopt(
            overview.flows.map { .flow($0.flow) } + overview.endpoints.map { .endpoint($0.endpoint) }
                + Self.roles(overview).map { .role($0) })
    }

    /// The roles that own queues, and any other that has something waiting.
    static func roles(_ overview: Overview) -> [Role] {
        Role.allCases.filter { role in
            [.materials, .finance, .integration].contains(role) || (overview.waiting[role]?.count ?? 0) > 0
        }
    }
}
