/// MSA-1, HL7 table 0008.
public enum AcknowledgmentCode: String, Hashable, Sendable, CaseIterable {
    /// Original mode or application level: accepted.
    case applicationAccept = "AA"
    /// Original mode or application level: the content is at fault; fix it, then send again.
    case applicationError = "AE"
    /// Original mode or application level: refused for MSH-9, 11 or 12, or for a reason outside the message.
    case applicationReject = "AR"
    /// Enhanced mode: the message is in safe storage.
    case commitAccept = "CA"
    /// Enhanced mode: it could not be taken over for another reason than its header.
    case commitError = "CE"
    /// Enhanced mode: refused for its header.
    case commitReject = "CR"

    /// Whether the sender has nothing left to do.
    public var isPositive: Bool { self == .applicationAccept || self == .commitAccept }
}

/// How it went, at either level.
public enum AcknowledgmentOutcome: Hashable, Sendable, CaseIterable {
    /// Taken over, or processed.
    case accepted
    /// Its content is at fault.
    case error
    /// Refused for its header, or for a reason outside the message; the same may be sent again later.
    case rejected
}

/// MSH-15 and MSH-16, HL7 table 0155: when an acknowledgment is wanted.
public enum AcknowledgmentCondition: String, Hashable, Sendable, CaseIterable {
    /// Always.
    case always = "AL"
    /// Never.
    case never = "NE"
    /// Only on error or rejection.
    case onError = "ER"
    /// Only on success.
    case onSuccess = "SU"

    /// Whether this outcome is to be acknowledged.
    public func wants(_ outcome: AcknowledgmentOutcome) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .onError: outcome != .accepted
        case .onSuccess: outcome == .accepted
        }
    }

    /// Empty in enhanced mode means never. A value outside the table means always: an answer too many is cheaper
    /// than a sender that waits.
    init(_ view: FieldView) {
        self = view.isEmpty || view.isNull ? .never : AcknowledgmentCondition(rawValue: view.text) ?? .always
    }
}

/// Which of the standard's two ways of acknowledging a sender asks for (HL7 v2.5.1 §2.9).
public enum AcknowledgmentMode: Hashable, Sendable {
    /// MSH-15 and MSH-16 are both empty: one answer, AA, AE or AR.
    case original
    /// Either is valued: an accept answer once the message is stored, an application answer once it is processed.
    case enhanced(accept: AcknowledgmentCondition, application: AcknowledgmentCondition)

    /// What the header asks for.
    public init(_ header: Header) {
        let accept = header.acceptAcknowledgment
        let application = header.applicationAcknowledgment
        if accept.isEmpty && application.isEmpty {
            self = .original
        } else {
            self = .enhanced(
                accept: AcknowledgmentCondition(accept), application: AcknowledgmentCondition(application))
        }
    }

    /// The answer to send now that the receiver has stored the message, or failed to; nil for none.
    public func immediateCode(_ outcome: AcknowledgmentOutcome) -> AcknowledgmentCode? {
        switch self {
        case .original: Self.applicationLevel(outcome)
        case .enhanced(let accept, _): accept.wants(outcome) ? Self.commitLevel(outcome) : nil
        }
    }

    /// Whether an application answer may be due later: only in enhanced mode, and only for a message taken over.
    public func isApplicationAnswerPossible(after outcome: AcknowledgmentOutcome) -> Bool {
        guard case .enhanced(_, let application) = self else { return false }
        return outcome == .accepted && application != .never
    }

    /// The application answer to send once a message taken over has been processed; nil for none.
    public func applicationCode(_ outcome: AcknowledgmentOutcome) -> AcknowledgmentCode? {
        guard case .enhanced(_, let application) = self, application.wants(outcome) else { return nil }
        return Self.applicationLevel(outcome)
    }

    private static func applicationLevel(_ outcome: AcknowledgmentOutcome) -> AcknowledgmentCode {
        switch outcome {
        case .accepted: .applicationAccept
        case .error: .applicationError
        case .rejected: .applicationReject
        }
    }

    private static func commitLevel(_ outcome: AcknowledgmentOutcome) -> AcknowledgmentCode {
        switch outcome {
        case .accepted: .commitAccept
        case .error: .commitError
        case .rejected: .commitReject
        }
    }
}
