import JSONText
import Catalog
import SyncModel

/// Whether a booking in doubt arrived: first among the staged transactions, where what waits or failed is, then among
/// the completed ones.
enum OracleLookUp {
    /// The query for rows with our business key; both resources take the same.
    static func query(_ work: DeliveryIdentity, _ site: Endpoint.OracleInventory) -> String {
        let source = site.sourceCode.map { $0 == "'" ? "''" : String($0) }.joined()
        let condition = "SourceCode='\(source)';SourceHeaderId=\(work.message);SourceLineId=\(work.line)"
        return "?q=\(PercentEncoding.encode(condition))&onlyData=true&limit=25"
    }

    /// What the staged rows say; nil where there is none of ours, and the completed ones have to be asked.
    ///
    /// A row that waits outweighs one that failed: it may yet be booked. Rows with another reference are another
    /// delivery's that had the same numbers (a state file begun anew), and don't count.
    static func staged(
        _ answer: HTTPAnswer, _ work: DeliveryIdentity, _ use: ResolvedUse, now: UTCTime
    ) -> LookUpOutcome? {
        let rows: [JSONValue]
        switch items(answer, now: now) {
        case .failure(let stop): return stop.outcome
        case .success(let items): rows = items.filter { isOurs($0, work) }
        }
        if let processed = rows.first(where: { OracleRowStatus($0) == .processed && OracleError.inRow($0) == nil }),
            let document = OracleAnswer.document(processed["TransactionInterfaceId"])
        {
            return .found(document: document)
        }
        let errors = rows.compactMap(OracleError.inRow)
        if rows.count > errors.count { return .pending }
        return errors.first.map { .refused($0.fault(for: use, status: answer.status)) }
    }

    /// What the completed transactions say: booked, or never arrived.
    static func completed(_ answer: HTTPAnswer, _ work: DeliveryIdentity, now: UTCTime) -> LookUpOutcome {
        switch items(answer, now: now) {
        case .failure(let stop): return stop.outcome
        case .success(let items):
            guard let ours = items.first(where: { isOurs($0, work) }) else { return .absent }
            guard let document = OracleAnswer.document(ours["TransactionId"] ?? ours["TransactionInterfaceId"]) else {
                return unreadable(answer)
            }
            return .found(document: document)
        }
    }

    private struct Stop: Error { var outcome: LookUpOutcome }

    /// The rows of an answer. Never concludes from anything but a whole list that was asked for.
    private static func items(_ answer: HTTPAnswer, now: UTCTime) -> Result<[JSONValue], Stop> {
        switch StatusClass.of(answer.status) {
        case .success:
            guard let rows = JSONReader.read(answer.body)?["items"]?.elements else {
                return .failure(Stop(outcome: unreadable(answer)))
            }
            return .success(rows)
        // Not there, or not a question it takes: no answer can be had here, and guessing would book twice.
        case .refused: return .failure(Stop(outcome: .unsupported))
        case .misconfigured where [404, 405, 410, 501].contains(answer.status):
            return .failure(Stop(outcome: .unsupported))
        case .misconfigured: return .failure(Stop(outcome: .endpointRefuses(answer.refusal)))
        case .busy, .unknown:
            let failure = answer.failure("The ERP answered \(answer.status) when asked whether it was booked.")
            return .failure(Stop(outcome: .unavailable(failure, retryAfter: answer.delay(now: now))))
        }
    }

    private static func unreadable(_ answer: HTTPAnswer) -> LookUpOutcome {
        let failure = answer.failure("The ERP's answer to whether it was booked can't be read.")
        return .unavailable(failure, retryAfter: nil)
    }

    private static func isOurs(_ row: JSONValue, _ work: DeliveryIdentity) -> Bool {
        guard let reference = row["TransactionReference"]?.text else { return true }
        return reference == work.idempotencyKey
    }
}
