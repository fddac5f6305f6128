/// Whether a flow's deliveries are sent. Intake goes on in each case.
public enum FlowCondition: String, CaseIterable, Codable, Sendable, Hashable {
    /// They are sent.
    case running
    /// What was accepted before the flow was told to drain is still sent; what comes later waits.
    case draining
    /// Nothing is sent.
    case paused
}
