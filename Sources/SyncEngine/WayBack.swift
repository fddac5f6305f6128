import Catalog
import SyncModel
import SyncStore

/// How a stopped delivery may go again, seen from what may have become of it at its destination.
enum WayBack: Hashable {
    /// Nothing of it can be booked there, or the destination tells a repeat by its key.
    case send
    /// The destination is asked first, and it is sent only if it isn't there.
    case lookUp
    /// It may be booked there, nobody can ask, and a repeat would be booked again: a person has to look.
    case word

    /// - Parameters:
    ///   - code: what stopped it.
    ///   - attempts: what was heard of it.
    ///   - endpoint: where it goes; `nil` where the catalog has it no more.
    static func of(_ code: FaultCode, _ attempts: AttemptHistory, endpoint: Endpoint?, now: UTCTime) -> WayBack {
        guard mayBeBooked(code, attempts, honoursKeys: endpoint?.kind.honoursIdempotencyKey ?? false) else {
            return .send
        }
        // Nothing is sent there until the catalog has it again.
        guard let endpoint else { return .lookUp }
        if endpoint.kind.honoursIdempotencyKey {
            let isForgotten = endpoint.keyWindow.map { window in
                attempts.lastAt.map { now.elapsed(since: $0) >= window } ?? true
            }
            if isForgotten != true { return .send }
        }
        return endpoint.kind.answersLookUps ? .lookUp : .word
    }

    private static func mayBeBooked(_ code: FaultCode, _ attempts: AttemptHistory, honoursKeys: Bool) -> Bool {
        switch code {
        case .outcomeUnknown: true
        // Where keys are honoured, giving up hides whether an answer was missing; elsewhere asking costs little.
        case .attemptsExhausted: honoursKeys || (attempts.wasSent && !attempts.wasRefused)
        default: attempts.isInDoubt
        }
    }
}
