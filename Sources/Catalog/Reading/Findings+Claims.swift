import SyncModel

/// The way of one kind of message: where from and where to.
struct Route: Hashable {
    var source: String
    var message: String
    var endpoint: String
}

extension Findings {
    /// Notes which routes a flow takes; a route belongs to one flow only, or a message would be delivered twice.
    func claim(_ claims: [Route], for flow: String, at place: Place) {
        for claim in claims {
            if let (other, otherPlace) = routes[claim], otherPlace.file != place.file {
                error(
                    place,
                    "the flow '\(other)' (\(otherPlace)) takes \(claim.message) from \(claim.source) to "
                        + "\(claim.endpoint) already; leave it to one of them")
            } else {
                routes[claim] = (flow, place)
            }
        }
    }

    /// Notes what a listener binds to: only one can have it.
    func claimPort(of listener: MLLPListener, at place: Place) {
        let clash = listeners.first { other in
            let anywhere = ["0.0.0.0", "::"]
            let overlaps =
                other.listener.host == listener.host || anywhere.contains(other.listener.host)
                || anywhere.contains(listener.host)
            return other.listener.port == listener.port && overlaps
        }
        if let clash {
            error(place, "the port \(listener.port) is taken by the listener in \(clash.place); choose another")
        }
        listeners.append((listener, place))
    }

    /// Notes that a flow names a page of `runbooks/`.
    func referToPage(_ path: String, at place: Place) {
        pages.append((path, place))
    }

    /// Tells of flows whose endpoint can't do anything with what they bring.
    func checkDestinations(of catalog: SiteCatalog) {
        for flow in catalog.flows where flow.event == .messageReceived {
            guard case .oracleInventory? = catalog.endpoints[flow.endpoint]?.kind else { continue }
            error(
                declared[.flow]?[flow.name.rawValue] ?? Place(file: "flows"),
                "the endpoint '\(flow.endpoint)' books items and can't take whole messages; choose another")
        }
    }
}
