import SyncModel

/// The last answers of an endpoint, for people who look at it.
struct AnswerLog: Sendable, Hashable {
    private static let most = 20
    private static let mostProbes = 8
    /// No sentence of a destination is longer.
    private static let longestDetail = 200

    /// Oldest first.
    private(set) var answers: [AnswerNote] = []
    private(set) var probes: [AnswerNote] = []

    /// What an attempt came to.
    mutating func note(_ outcome: DeliveryOutcome, of departure: Departure, took: Duration, at now: UTCTime) {
        switch outcome {
        case .delivered(let document): add(.delivered, departure, nil, detail: document, took, now)
        case .transient(let failure, _): add(.transient, departure, failure, took, now)
        case .ambiguous(let failure): add(.ambiguous, departure, failure, took, now)
        case .permanent(let fault):
            let failure = AttemptFailure(code: fault.code.rawValue, detail: fault.detail)
            add(.permanent, departure, failure, took, now)
        case .endpointRefuses(let failure): add(.refused, departure, failure, took, now)
        }
    }

    /// What a look-up came to.
    mutating func note(_ outcome: LookUpOutcome, of departure: Departure, took: Duration, at now: UTCTime) {
        switch outcome {
        case .found(let document): add(.found, departure, nil, detail: document, took, now)
        case .absent: add(.absent, departure, nil, detail: "not there", took, now)
        case .refused(let fault):
            let failure = AttemptFailure(code: fault.code.rawValue, detail: fault.detail)
            add(.permanent, departure, failure, took, now)
        case .pending: add(.pending, departure, nil, detail: "not finished there", took, now)
        case .unavailable(let failure, _): add(.pending, departure, failure, took, now)
        case .endpointRefuses(let failure): add(.refused, departure, failure, took, now)
        case .unsupported: break
        }
    }

    /// What a question came to that books nothing.
    mutating func note(_ result: Result<Void, AttemptFailure>, took: Duration, at now: UTCTime) {
        let note =
            switch result {
            case .success: AnswerNote(at: now, kind: .answers, tookMilliseconds: took.milliseconds)
            case .failure(let failure):
                AnswerNote(
                    at: now, kind: .silent, code: failure.code, status: failure.status,
                    detail: String(failure.detail.prefix(Self.longestDetail)), tookMilliseconds: took.milliseconds)
            }
        probes.append(note)
        if probes.count > Self.mostProbes { probes.removeFirst() }
    }

    private mutating func add(
        _ kind: AnswerNote.Kind, _ departure: Departure, _ failure: AttemptFailure?, detail: String = "",
        _ took: Duration, _ now: UTCTime
    ) {
        answers.append(
            AnswerNote(
                at: now, kind: kind, delivery: departure.entry.id, code: failure?.code ?? "", status: failure?.status,
                detail: String((failure?.detail ?? detail).prefix(Self.longestDetail)),
                tookMilliseconds: took.milliseconds))
        if answers.count > Self.most { answers.removeFirst() }
    }
}
