import SyncModel
import SyncStore

/// The systems we send to.
struct EndpointsScreen: Sendable {
    var cursor = ListCursor<EndpointName>()

    mutating func adopt(_ overview: Overview) {
        cursor.adopt(overview.endpoints.map(\.endpoint))
    }
}
