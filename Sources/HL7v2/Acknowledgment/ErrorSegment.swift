/// What one ERR segment of an acknowledgment reports. Its texts travel to the sender: no patient data in them.
public struct ErrorSegment: Hashable, Sendable {
    /// HL7 table 0516.
    public enum Severity: String, Hashable, Sendable {
        /// `E`: the message or a part of it was not used.
        case error = "E"
        /// `W`: it was used, but should be looked at.
        case warning = "W"
        /// `I`: for information.
        case information = "I"
    }

    /// ERR-2, where; nil when no one place is at fault.
    public var location: Path?
    /// ERR-3.
    public var code: ErrorCode0357
    /// ERR-4.
    public var severity: Severity
    /// ERR-5, the receiver's own code.
    public var applicationCode: String?
    /// ERR-7, for whoever debugs the interface.
    public var diagnostic: String?
    /// ERR-8, a sentence for the person at the other end.
    public var userMessage: String?

    /// One report.
    public init(
        _ code: ErrorCode0357, at location: Path? = nil, severity: Severity = .error, applicationCode: String? = nil,
        diagnostic: String? = nil, userMessage: String? = nil
    ) {
        self.code = code
        self.location = location
        self.severity = severity
        self.applicationCode = applicationCode
        self.diagnostic = diagnostic
        self.userMessage = userMessage
    }

    /// The report for bytes that are not a message.
    public init(_ error: MessageError) {
        self.init(error.errorCode, applicationCode: error.code, userMessage: error.description)
    }
}
