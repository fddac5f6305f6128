public import SyncModel

extension Request {
    /// What policies call it; `nil` where they can't put it under approval.
    public var governed: GovernedRequest? {
        switch self {
        case .apply(let fix, _):
            switch fix.kind {
            case .mapItem: .mapItem
            case .defineUnit: .defineUnit
            case .mapLocation: .mapLocation
            }
        case .importCrosswalk: .importCrosswalk
        case .resubmit, .resubmitCause: .resubmit
        case .dismiss: .dismiss
        case .confirmDelivered: .confirm
        case .replay(_, nil, _, _): .replay
        // Either way a person changes what was documented, and it goes out.
        case .replay, .correct: .editReplay
        case .pauseFlow, .drainFlow: .pauseFlow
        case .pause: .pauseEndpoint
        default: nil
        }
    }
}
