import JSONText
import SyncModel

/// What Oracle's answer to a booking means.
enum OracleAnswer {
    /// Classes an answer to the `POST` of `use`. Pure: the same answer has the same outcome.
    ///
    /// | answer | outcome |
    /// | --- | --- |
    /// | 200, 201 with `TransactionInterfaceId` and no error | delivered |
    /// | 200, 201 with an error in the row | permanent, by ``OracleErrorTable`` |
    /// | other 2xx, or without the id | ambiguous: it may be booked |
    /// | 408, 500, 502, 504, other 5xx | ambiguous |
    /// | 500 with Oracle's own error body | permanent where the table knows the error, else transient: not booked |
    /// | 409, 423, 425, 429, 503 | transient, with its `Retry-After` |
    /// | 3xx, 401, 403, 404, 405, 407, 410, 421, 501, 505, 511 | the ERP refuses us all |
    /// | the same, with an error that names the item or the unit | permanent |
    /// | other 4xx | permanent, by ``OracleErrorTable`` |
    static func outcome(of answer: HTTPAnswer, for use: ResolvedUse, now: UTCTime) -> DeliveryOutcome {
        switch StatusClass.of(answer.status) {
        case .success: booked(answer, use)
        case .busy:
            .transient(
                answer.failure("The ERP answered \(answer.status): not now."), retryAfter: answer.delay(now: now))
        case .misconfigured: misconfigured(answer, use)
        case .unknown: unknown(answer, use)
        case .refused: .permanent(refusal(answer).fault(for: use, status: answer.status))
        }
    }

    private static func booked(_ answer: HTTPAnswer, _ use: ResolvedUse) -> DeliveryOutcome {
        guard answer.status == 200 || answer.status == 201, let row = JSONReader.read(answer.body) else {
            return .ambiguous(answer.failure("The ERP answered \(answer.status), but not with the booking."))
        }
        if let error = OracleError.inRow(row) {
            return .permanent(error.fault(for: use, status: answer.status))
        }
        guard let document = OracleAnswer.document(row["TransactionInterfaceId"]) else {
            return .ambiguous(answer.failure("The ERP answered \(answer.status), but without a document number."))
        }
        return .delivered(document: document)
    }

    private static func unknown(_ answer: HTTPAnswer, _ use: ResolvedUse) -> DeliveryOutcome {
        if answer.status == 500, let error = OracleError.inBody(JSONReader.read(answer.body)) {
            let fault = error.fault(for: use, status: answer.status)
            return error.fault == .rejected
                ? .transient(answer.failure(fault.detail), retryAfter: nil) : .permanent(fault)
        }
        return .ambiguous(answer.failure("The ERP answered \(answer.status): it may or may not be booked."))
    }

    private static func refusal(_ answer: HTTPAnswer) -> OracleError {
        if let error = OracleError.inBody(JSONReader.read(answer.body)) { return error }
        return OracleError(code: nil, text: RemoteText.clean(answer.body))
    }

    private static func misconfigured(_ answer: HTTPAnswer, _ use: ResolvedUse) -> DeliveryOutcome {
        if let error = OracleError.inBody(JSONReader.read(answer.body)), error.fault != .rejected {
            return .permanent(error.fault(for: use, status: answer.status))
        }
        return .endpointRefuses(answer.refusal)
    }

    /// A document number in its own digits; nil where there is none, or one that no system would give.
    static func document(_ value: JSONValue?) -> String? {
        guard let text = value?.text else { return nil }
        let cleaned = RemoteText.code(text)
        return cleaned.isEmpty || cleaned == "0" ? nil : cleaned
    }
}
