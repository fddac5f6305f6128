/// What came of one attempt, classed where the answer was read.
public enum DeliveryOutcome: Sendable, Hashable {
    /// Booked; the destination's number for it.
    case delivered(document: String)
    /// Not booked, and likely to work later: refused for load, no connection, a lock.
    case transient(AttemptFailure, retryAfter: Duration?)
    /// A request left and it isn't known whether it was booked.
    case ambiguous(AttemptFailure)
    /// Not booked, and never will be as it stands.
    case permanent(Fault)
    /// Not booked, and nothing else will be: the endpoint doesn't take us, or isn't where the catalog says. A person
    /// has to mend that; the delivery isn't at fault and waits.
    case endpointRefuses(AttemptFailure)
}

/// What a look-up at the destination says of a delivery in doubt.
public enum LookUpOutcome: Sendable, Hashable {
    /// It was booked.
    case found(document: String)
    /// It was not booked: it may be sent again.
    case absent
    /// It arrived and was refused.
    case refused(Fault)
    /// The destination knows it but hasn't finished: ask again later.
    case pending
    /// The destination couldn't be asked just now.
    case unavailable(AttemptFailure, retryAfter: Duration?)
    /// The destination can't be asked at all.
    case unsupported
    /// The endpoint doesn't take us: nothing can be asked until a person has mended that.
    case endpointRefuses(AttemptFailure)
}

/// Why an attempt failed: a bounded code for metrics and a sentence for the timeline. Never patient data.
public struct AttemptFailure: Error, Codable, Sendable, Hashable {
    /// From a closed set: `http-503`, `timeout`, `connect`, `reset`, …
    public var code: String
    /// The HTTP status, where there was one.
    public var status: Int?
    /// One sentence.
    public var detail: String

    /// Joins a bounded code with a status and a sentence.
    public init(code: String, status: Int? = nil, detail: String) {
        self.code = code
        self.status = status
        self.detail = detail
    }
}
