import Catalog
import SyncModel

extension SiteCatalog {
    /// Whether an event of a message goes to a flow of the message's source.
    ///
    /// Flows for several versions of its contract may stand beside each other; then each takes its own. A version that
    /// none of them takes goes to all of them, and stops there: it isn't lost.
    func takes(_ event: CanonicalEvent, of message: IncomingMessage, in flow: Flow) -> Bool {
        let type = message.lineTypes[event.line] ?? message.type
        guard event.type == flow.event, flow.messages.contains(type) else { return false }
        guard let version = event.version, version != flow.payloadVersion else { return true }
        return !flows.contains { other in
            other.payloadVersion == version && other.event == flow.event && other.source == flow.source
                && other.endpoint == flow.endpoint && other.messages.contains(type)
        }
    }
}
