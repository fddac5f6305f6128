internal import Catalog
internal import HL7v2
internal import SyncModel

/// Which messages the flows of a source take, and what they become.
struct Routes: Sendable {
    /// One kind of message.
    struct Route: Sendable {
        /// As flows name it: `DFT^P03`.
        let type: String
        /// What it becomes, each once.
        var events: [EventType]
        fileprivate let code: [UInt8]
        fileprivate let event: [UInt8]
    }

    private var routes: [Route] = []

    init(_ flows: [Flow]) {
        for flow in flows {
            for type in flow.messages { add(type, flow.event) }
        }
    }

    private mutating func add(_ type: String, _ event: EventType) {
        if let index = routes.firstIndex(where: { $0.type == type }) {
            if !routes[index].events.contains(event) { routes[index].events.append(event) }
            return
        }
        let parts = type.utf8.split(separator: 0x5E, maxSplits: 1).map(Array.init)
        guard let code = parts.first else { return }
        routes.append(Route(type: type, events: [event], code: code, event: parts.count > 1 ? parts[1] : []))
    }

    /// The route of a message. A source has a handful, so they are compared one by one, as bytes.
    func route(of header: Header, event: FieldView) -> Route? {
        let code = header.messageCode.bytes
        return routes.first { $0.code.elementsEqual(code) && $0.event.elementsEqual(event.bytes) }
    }

    /// Whether any flow takes messages with this MSH-9.1, whatever the event.
    func knows(_ code: FieldView) -> Bool {
        routes.contains { $0.code.elementsEqual(code.bytes) }
    }
}
