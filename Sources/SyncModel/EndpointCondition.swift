/// How an endpoint does, as far as we can see.
public enum EndpointCondition: String, CaseIterable, Codable, Sendable, Hashable {
    /// Accepts what we send.
    case up
    /// Asked us to slow down.
    case limited
    /// Can't be reached, or answers with errors.
    case down
    /// Stopped by a person.
    case paused
    /// Not tried since the engine started, or since it answers again.
    case unknown
}
