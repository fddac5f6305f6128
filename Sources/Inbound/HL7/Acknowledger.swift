internal import HL7v2
public import SyncEngine
public import SyncModel
internal import Synchronization

/// Makes the answers to messages, once the engine has said what became of them (HL7 v2.5.1 §2.9).
///
/// | engine says | original mode | enhanced mode | ERR-3 |
/// | --- | --- | --- | --- |
/// | accepted, duplicate | AA | CA, then AA where MSH-16 asks for it | - |
/// | refused, the control id has other content | AE | CE | 205 |
/// | refused for its header | AR | CR | 200 … 203 |
/// | refused for its content | AE | CE | 100 … 103 |
/// | unavailable | AE | CE | 207 |
///
/// A message that reading refused is never answered with yes, even where the engine has seen it before. An
/// acknowledgment is never acknowledged.
public final class Acknowledger: Sendable {
    private struct State {
        var controlIDs: ControlIDGenerator
        var second: Int64 = .min
        var timestamp = ""
    }

    private let now: @Sendable () -> UTCTime
    private let state: Mutex<State>

    /// Answers get their MSH-10 from a generator with this seed, and their MSH-7 from the clock, in UTC.
    public init(seed: UInt64, now: @escaping @Sendable () -> UTCTime) {
        self.now = now
        state = Mutex(State(controlIDs: ControlIDGenerator(seed: seed)))
    }

    /// The messages to send back, without framing, in order. Usually one; two in enhanced mode where an application
    /// answer is wanted as well; none where the sender wants none.
    public func answers(to receipt: Receipt, _ reply: IntakeReply) -> [[UInt8]] {
        let (outcome, errors) = Self.verdict(receipt, reply)
        guard let header = receipt.header else {
            let stamp = nextStamp()
            let answer = Acknowledgment(
                toUnreadable: receipt.head, outcome: outcome, controlID: stamp.controlID, timestamp: stamp.timestamp,
                errors: errors)
            return answer.map { [$0.bytes] } ?? []
        }
        return Self.codes(AcknowledgmentMode(header), outcome).compactMap { code in
            let stamp = nextStamp()
            return Acknowledgment(
                to: header, code: code, controlID: stamp.controlID, timestamp: stamp.timestamp, errors: errors
            )?.bytes
        }
    }

    /// What the sender hears, from what reading and what storing the message came to.
    static func verdict(
        _ receipt: Receipt, _ reply: IntakeReply
    ) -> (outcome: AcknowledgmentOutcome, errors: [ErrorSegment]) {
        switch reply {
        case .accepted, .duplicate:
            return (receipt.outcome, receipt.errors)
        case .unavailable(let reason):
            let error = ErrorSegment(.applicationInternalError, userMessage: reason)
            return (.error, [error])
        case .refused(let fault) where fault.code == .controlIDConflict:
            let error = ErrorSegment(
                .duplicateKeyIdentifier, at: Path("MSH", field: 10), applicationCode: fault.code.rawValue,
                userMessage: "This message control id was used before for other content: send it with a new one.")
            return (.error, [error])
        case .refused where receipt.outcome != .accepted:
            return (receipt.outcome, receipt.errors)
        case .refused(let fault):
            let error = ErrorSegment(
                .applicationInternalError, applicationCode: fault.code.rawValue, userMessage: fault.detail)
            return (.error, [error])
        }
    }

    /// MSA-1 of each answer. Where MSH-15 wants no answer to a refusal, MSH-16 may still want one.
    private static func codes(_ mode: AcknowledgmentMode, _ outcome: AcknowledgmentOutcome) -> [AcknowledgmentCode] {
        var codes: [AcknowledgmentCode] = []
        if let immediate = mode.immediateCode(outcome) { codes.append(immediate) }
        if codes.isEmpty || outcome == .accepted, let later = mode.applicationCode(outcome) { codes.append(later) }
        return codes
    }

    private func nextStamp() -> (controlID: String, timestamp: String) {
        let second = now().milliseconds / 1000
        return state.withLock { state in
            if state.second != second {
                state.second = second
                state.timestamp = Timestamp(secondsSince1970: second).description
            }
            var controlID = state.controlIDs.next()
            // Some senders search the whole answer for `MSA|`: an id that ends so would mislead them.
            while controlID.hasSuffix("MSA") { controlID = state.controlIDs.next() }
            return (controlID, state.timestamp)
        }
    }
}
