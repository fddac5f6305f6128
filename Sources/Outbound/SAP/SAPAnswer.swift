import JSONText
import SyncModel

/// What SAP's answers to a booking and to a look-up mean.
enum SAPAnswer {
    /// Classes an answer to the `POST` of `use`. Pure: the same answer has the same outcome.
    ///
    /// | answer | outcome |
    /// | --- | --- |
    /// | 2xx with a document number and its year | delivered |
    /// | other 2xx | ambiguous: it may be booked |
    /// | 409, 423, 425, 429, 503 | transient, with its `Retry-After` |
    /// | an error body whose code is a lock | transient: not booked |
    /// | an error body whose code is a fault | permanent, by ``SAPErrorTable`` |
    /// | an error body that says the service isn't active | the ERP refuses us all |
    /// | 3xx, 401, 403, 404, 405, 407, 410, 421, 501, 505, 511 | the ERP refuses us all |
    /// | 408, 5xx | ambiguous |
    /// | other 4xx | permanent, `erp.rejected` |
    static func outcome(of answer: HTTPAnswer, for use: ResolvedUse, days: ClockZone, now: UTCTime) -> DeliveryOutcome {
        let status = StatusClass.of(answer.status)
        if status == .success { return booked(answer) }
        let error = SAPError.inBody(answer.body)
        switch (error?.meaning, status) {
        case (.locked?, _):
            return .transient(
                answer.failure("SAP answered \(answer.status): another holds a lock on it."),
                retryAfter: answer.delay(now: now))
        case (.configuration?, _), (_, .misconfigured):
            return .endpointRefuses(error.map(answer.refusal(by:)) ?? answer.refusal)
        case (_, .busy):
            return .transient(
                answer.failure("SAP answered \(answer.status): not now."), retryAfter: answer.delay(now: now))
        case (.fault(let fault)?, _) where fault != .rejected, (.fault(let fault)?, .refused):
            return .permanent(
                error?.fault(fault, for: use, days: days, status: answer.status)
                    ?? Fault(fault, detail: "SAP refused the booking."))
        case (_, .refused):
            let plain = SAPError(code: nil, text: RemoteText.clean(answer.body))
            return .permanent(plain.fault(.rejected, for: use, days: days, status: answer.status))
        default:
            return .ambiguous(answer.failure("SAP answered \(answer.status): it may or may not be booked."))
        }
    }

    private static func booked(_ answer: HTTPAnswer) -> DeliveryOutcome {
        let body = JSONReader.read(answer.body)
        guard let document = document(body?["d"] ?? body) else {
            return .ambiguous(answer.failure("SAP answered \(answer.status), but without a document number."))
        }
        return .delivered(document: document)
    }

    /// Whether a look-up found the reference: booked, or never arrived.
    static func lookUp(_ answer: HTTPAnswer, reference: String, now: UTCTime) -> LookUpOutcome {
        guard StatusClass.of(answer.status) == .success else {
            // A filter that it doesn't take will never be answered, and guessing would book twice.
            if StatusClass.of(answer.status) == .refused { return .unsupported }
            return SAPFailure(answer, to: "whether it was booked", now: now).unavailable
        }
        let body = JSONReader.read(answer.body)
        guard let rows = (body?["d"]?["results"] ?? body?["d"])?.elements else {
            return .unavailable(
                answer.failure("SAP's answer to whether it was booked can't be read."), retryAfter: nil)
        }
        guard let ours = rows.first(where: { $0["ReferenceDocument"]?.text == reference }) else {
            guard rows.isEmpty else {
                return .unavailable(
                    answer.failure("SAP answered with documents of other references."), retryAfter: nil)
            }
            return .absent
        }
        guard let document = document(ours) else {
            return .unavailable(answer.failure("SAP knows the booking, but not its number."), retryAfter: nil)
        }
        return .found(document: document)
    }

    /// `4900000123/2026`; nil without both, or for a number of zeros.
    static func document(_ header: JSONValue?) -> String? {
        guard let number = header?["MaterialDocument"]?.text.map(RemoteText.code),
            let year = header?["MaterialDocumentYear"]?.text.map(RemoteText.code),
            !year.isEmpty, number.contains(where: { $0 != "0" })
        else { return nil }
        return "\(number)/\(year)"
    }
}
