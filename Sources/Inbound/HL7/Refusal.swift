internal import HL7v2
internal import SyncModel

/// Why a message is refused: for the engine, for the sender, and for the operator.
struct Refusal: Error {
    /// For the work queue.
    let code: FaultCode
    /// For MSA-1.
    let outcome: AcknowledgmentOutcome
    /// For the ERR segments.
    let errors: [ErrorSegment]

    init(_ code: FaultCode, _ outcome: AcknowledgmentOutcome, _ errors: [ErrorSegment]) {
        self.code = code
        self.outcome = outcome
        self.errors = errors
    }

    /// One thing that is wrong with the header.
    init(
        _ outcome: AcknowledgmentOutcome, _ code: ErrorCode0357, at place: Path?, _ sentence: String,
        fault: FaultCode = .messageMalformed
    ) {
        self.init(fault, outcome, [ErrorSegment(code, at: place, userMessage: sentence)])
    }

    /// What is wrong, for the operator: the sentences for the sender, the first three of them.
    var detail: String {
        errors.prefix(3).map { $0.userMessage ?? $0.code.name }.joined(separator: " ")
    }

    /// What messages refused for the same reason share: the type, and but for the type itself what is wrong and where.
    func cause(ofType type: String) -> String {
        guard code == .messageMalformed, let error = errors.first else { return type }
        let place = error.location.map { " \($0.segment)\($0.field.map { "-\($0)" } ?? "")" } ?? ""
        return "\(type.isEmpty ? "unreadable" : type) \(error.code.code)\(place)"
    }
}
