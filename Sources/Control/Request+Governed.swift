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
            case .mapCode: .mapCode
            }
        case .importCrosswalk: .importCrosswalk
        case .resubmit, .resubmitCause: .resubmit
        case .letThrough: .letThrough
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

    /// The reason that it names itself; `nil` where it names none.
    public var reason: String? {
        switch self {
        case .letThrough(_, let reason), .dismiss(_, let reason), .confirmAbsent(_, let reason),
            .stepAside(_, let reason), .pause(_, let reason),
            .unmask(_, let reason), .correct(_, _, let reason), .replay(_, _, _, let reason),
            .approve(_, let reason), .reject(_, let reason), .withdraw(_, let reason), .pauseFlow(_, let reason),
            .drainFlow(_, let reason), .resumeFlow(_, let reason):
            reason
        default: nil
        }
    }
}

extension RequestKind {
    /// Why what somebody once asked for isn't done for them any more, in one sentence; `nil` where they may still ask
    /// for it with these roles.
    public func loss(of user: String, with roles: Set<Role>) -> String? {
        guard self != .whoAmI, roles.isDisjoint(with: self.roles) else { return nil }
        let allowed = self.roles.map(\.title).sorted().joined(separator: ", ")
        return "\(user), who asked for it, may not \(deed) any more: that takes \(allowed). Somebody else has to ask."
    }
}
