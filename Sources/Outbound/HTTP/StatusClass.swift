/// What a status says of the request, before anything is read in the body.
enum StatusClass: Sendable, Hashable {
    /// 2xx: look into the body.
    case success
    /// Not done, and likely to work later.
    case busy
    /// It isn't known whether it was done.
    case unknown
    /// Not done: we aren't let in.
    case unauthorized
    /// Not done, and never will be as it is.
    case refused

    /// The class of a status. The table has what differs from its hundred.
    static func of(_ status: Int) -> StatusClass {
        if let exception = exceptions[status] { return exception }
        return switch status {
        case 200..<300: .success
        // A redirect isn't followed: the endpoint's URL is wrong.
        case 300..<500: .refused
        // Something failed in the middle of it, or is no status at all.
        default: .unknown
        }
    }

    private static let exceptions: [Int: StatusClass] = [
        401: .unauthorized,
        403: .unauthorized,
        // Oracle near its gateway limit: processing stopped and the row stays in the interface table.
        408: .unknown,
        // A conflict or a lock with what another request is doing.
        409: .busy,
        423: .busy,
        425: .busy,
        429: .busy,
        501: .refused,
        // Turned away at the door.
        503: .busy,
        505: .refused,
    ]
}
