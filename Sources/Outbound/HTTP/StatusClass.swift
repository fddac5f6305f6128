/// What a status says of the request, before anything is read in the body.
enum StatusClass: Sendable, Hashable {
    /// 2xx: look into the body.
    case success
    /// Not done, and likely to work later.
    case busy
    /// It isn't known whether it was done.
    case unknown
    /// Not done, and nothing else would be: we aren't let in, or this isn't the address it is done at.
    case misconfigured
    /// Not done, and never will be as it is.
    case refused

    /// The class of a status. The table has what differs from its hundred.
    static func of(_ status: Int) -> StatusClass {
        if let exception = exceptions[status] { return exception }
        return switch status {
        case 200..<300: .success
        // A redirect isn't followed: the endpoint's URL is wrong.
        case 300..<400: .misconfigured
        case 400..<500: .refused
        // Something failed in the middle of it, or is no status at all.
        default: .unknown
        }
    }

    private static let exceptions: [Int: StatusClass] = [
        // Who we are, what we may, and where: RFC 9110 §15.5.2, .4 to .6, .8, .11, .20.
        401: .misconfigured,
        403: .misconfigured,
        404: .misconfigured,
        405: .misconfigured,
        407: .misconfigured,
        // Oracle near its gateway limit: processing stopped and the row stays in the interface table.
        408: .unknown,
        // A conflict or a lock with what another request is doing.
        409: .busy,
        410: .misconfigured,
        421: .misconfigured,
        423: .busy,
        425: .busy,
        429: .busy,
        501: .misconfigured,
        // Turned away at the door.
        503: .busy,
        505: .misconfigured,
        511: .misconfigured,
    ]

    /// What is wrong with the whole endpoint where a status is ``misconfigured``, and where to look.
    static func misconfiguration(_ status: Int) -> String {
        switch status {
        case 401: "it refuses our credentials. Check the endpoint's sign-in"
        case 403: "our account may not do this there. Check its rights"
        case 407, 511: "a proxy before it wants a sign-in. Check the way there"
        case 300..<400: "it redirects, which isn't followed. Check the endpoint's url"
        case 501, 505: "it doesn't do this at all. Check the endpoint's kind and url"
        default: "this isn't the address of what we ask for. Check the endpoint's url"
        }
    }
}
