import SyncModel

/// The way of one kind of message: where from and where to.
struct Route: Hashable {
    var source: String
    var message: String
    var endpoint: String
    var event: String
    /// Of the payload's contract: several may be in use at once.
    var version: Int
}

/// What a listener binds to.
struct BoundAddress {
    var host: String
    var port: Int
    /// The source's path and the rest, where it listens over HTTP.
    var http: HTTPListener?

    /// Whether the system would let only one of them bind.
    func overlaps(_ other: Self) -> Bool {
        let anywhere = ["0.0.0.0", "::"]
        return port == other.port
            && (host == other.host || anywhere.contains(host) || anywhere.contains(other.host))
    }
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
        claim(BoundAddress(host: listener.host, port: listener.port, http: nil), at: place)
    }

    /// Notes what an HTTP source binds to. Those of one address share it, each with a path of its own.
    func claimPath(of listener: HTTPListener, at place: Place) {
        claim(BoundAddress(host: listener.address.host, port: listener.address.port, http: listener), at: place)
    }

    private func claim(_ address: BoundAddress, at place: Place) {
        for other in listeners where other.address.overlaps(address) {
            guard let mine = address.http, let theirs = other.address.http, address.host == other.address.host else {
                error(place, "the port \(address.port) is taken by the listener in \(other.place); choose another")
                break
            }
            if "\(mine.path)/".hasPrefix("\(theirs.path)/") || "\(theirs.path)/".hasPrefix("\(mine.path)/") {
                let theirs = theirs.path.isEmpty ? "/" : theirs.path
                error(place, "the path overlaps with \(theirs) in \(other.place), on the same port; choose another")
                break
            }
            if mine.address != theirs.address {
                error(
                    place,
                    "on one port, 'tls', 'maximum-connections', 'body-timeout' and 'idle-timeout' are the same; "
                        + "write them as in \(other.place)")
                break
            }
        }
        listeners.append((address, place))
    }

    /// Notes that a flow names a page of `runbooks/`.
    func referToPage(_ path: String, at place: Place) {
        pages.append((path, place))
    }

    /// Tells of flows whose endpoint can't do anything with what they bring.
    func checkDestinations(of catalog: SiteCatalog) {
        for flow in catalog.flows where flow.event == .messageReceived {
            guard catalog.endpoints[flow.endpoint]?.kind.booksItems == true else { continue }
            error(
                declared[.flow]?[flow.name.rawValue] ?? Place(file: "flows"),
                "the endpoint '\(flow.endpoint)' books items and can't take whole messages; choose another")
        }
    }
}
