extension DeliveryState {
    /// The one table of what may become of a delivery: every state it can go to from this one.
    ///
    /// The engine moves open ones on its own; a stopped one is moved by a person, or by what a person or a table has
    /// settled; one that is done only by a replay that was asked for, and one that was booked never.
    public var successors: Set<DeliveryState> {
        switch self {
        case .queued: [.sending, .waiting, .inDoubt, .faulted, .delivered, .dead, .dismissed]
        case .sending: [.queued, .waiting, .inDoubt, .faulted, .delivered, .dead]
        case .waiting: [.sending, .waiting, .inDoubt, .faulted, .delivered, .dead, .dismissed]
        case .inDoubt: [.queued, .waiting, .inDoubt, .faulted, .delivered, .dead]
        case .faulted: [.queued, .inDoubt, .delivered, .dismissed]
        case .dead, .dismissed: [.queued, .inDoubt]
        case .delivered: []
        }
    }
}
