import Catalog
import NIOHTTP1
import SyncEngine
import SyncModel
import Synchronization

/// SAP S/4HANA's inventory, booked through material documents
/// (`/sap/opu/odata/sap/API_MATERIAL_DOCUMENT_SRV`, OData 2).
///
/// Where the endpoint is configured for repeatability, each request carries our key and the system books a repeat once.
/// Whether it really does is only in its answers: until one of them has said so, and wherever it isn't configured, what
/// may be there is looked up by `ReferenceDocument` before it is sent.
struct SAPDestination: Destination {
    private let exchange: SignedExchange
    private let session: SAPSession
    private let site: Endpoint.SAPMaterialDocument
    private let days: ClockZone
    private let booking: OutgoingRequest
    private let headersURL: String
    private let now: @Sendable () -> UTCTime
    private let repeats: Repeats

    /// Whether the system has said that it tells repeats apart.
    private final class Repeats: Sendable {
        private let proved = Mutex(false)
        var areProved: Bool { proved.withLock { $0 } }
        func note(_ answer: HTTPAnswer) {
            if answer.repeatability == "accepted" { proved.withLock { $0 = true } }
        }
    }

    /// Speaks with the S/4HANA at `url`; throws where that isn't a URL.
    init(
        url: String, site: Endpoint.SAPMaterialDocument, days: ClockZone, exchange: SignedExchange,
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        let service = "\(url)/sap/opu/odata/sap/API_MATERIAL_DOCUMENT_SRV"
        headersURL = "\(service)/A_MaterialDocumentHeader"
        booking = try OutgoingRequest(
            .POST, headersURL, headers: [("Content-Type", "application/json"), ("Accept", "application/json")])
        session = try SAPSession(url: "\(service)/", exchange: exchange, now: now)
        repeats = Repeats()
        self.site = site
        self.days = days
        self.exchange = exchange
        self.now = now
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        guard let use = work.resolved else { return .permanent(.noLine) }
        var request = booking
        request.headers.add(name: "traceparent", value: work.traceparent)
        request.body = SAPBooking.body(use, work.identity, site, days: days)
        if site.repeatability != .none, !repeats.areProved {
            if let known = await before(work) { return known }
        }
        let first = await post(marked(request, work, sentAt: work.acceptedAt ?? now()), use)
        guard site.repeatability != .none, case .tooOld = first else { return first.outcome }
        // It remembers nothing that old: what it has booked is still to be found.
        if let known = await before(work) { return known }
        return await post(marked(request, work, sentAt: now()), use).outcome
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        guard work.resolved != nil else { return .unsupported }
        let reference = SAPBooking.reference(work.idempotencyKey)
        let filter = PercentEncoding.encode("ReferenceDocument eq '\(reference)'")
        let fields = "MaterialDocument,MaterialDocumentYear,ReferenceDocument"
        switch await ask("?$filter=\(filter)&$select=\(fields)&$top=5&$format=json", work) {
        case .failure(let missing): return missing.unavailable
        case .success(let answer): return SAPAnswer.lookUp(answer, reference: reference, now: now())
        }
    }

    func probe() async -> Result<Void, AttemptFailure> {
        switch await ask("?$select=MaterialDocument&$top=1&$format=json", nil) {
        case .failure(let missing): .failure(missing.failure)
        case .success(let answer) where StatusClass.of(answer.status) == .success: .success(())
        case .success(let answer): .failure(SAPFailure(answer, to: "its documents", now: now()).failure)
        }
    }

    /// What becomes of the delivery by what is there already; nil where nothing is.
    private func before(_ work: DeliveryWork) async -> DeliveryOutcome? {
        switch await lookUp(work) {
        case .absent: nil
        case .found(let document): .delivered(document: document)
        case .refused(let fault): .permanent(fault)
        case .unavailable(let failure, let delay): .transient(failure, retryAfter: delay)
        case .endpointRefuses(let failure): .endpointRefuses(failure)
        case .pending, .unsupported:
            .endpointRefuses(
                AttemptFailure(
                    code: "sap-no-look-up",
                    detail: "SAP doesn't say whether it tells repeats apart, and takes no question for a reference: "
                        + "nothing is sent that might be booked twice. Check 'repeatability'."))
        }
    }

    private func marked(_ request: OutgoingRequest, _ work: DeliveryWork, sentAt: UTCTime) -> OutgoingRequest {
        var request = request
        switch site.repeatability {
        case .none: break
        case .requestID:
            request.headers.add(name: "RequestID", value: work.idempotencyKey.uppercased())
            request.headers.add(name: "RepeatabilityCreation", value: HTTPDate.words(sentAt))
        case .oasis:
            request.headers.add(name: "Repeatability-Request-ID", value: work.idempotencyKey)
            request.headers.add(name: "Repeatability-First-Sent", value: HTTPDate.words(sentAt))
        }
        return request
    }

    /// What came of a posting.
    private enum Posting {
        case done(DeliveryOutcome)
        /// 412: it was first sent longer ago than the system remembers.
        case tooOld(DeliveryOutcome)

        var outcome: DeliveryOutcome {
            switch self {
            case .done(let outcome), .tooOld(let outcome): outcome
            }
        }
    }

    /// Posts with the pass of the session; once more with a new one where it is refused: nothing was done then.
    private func post(_ request: OutgoingRequest, _ use: ResolvedUse) async -> Posting {
        for isLast in [false, true] {
            let pass: SAPPass
            switch await session.pass() {
            case .failure(let failure): return .done(failure.outcome)
            case .success(let held): pass = held
            }
            var passed = request
            passed.headers.add(name: "X-CSRF-Token", value: pass.token.exposed)
            if !pass.cookies.exposed.isEmpty { passed.headers.add(name: "Cookie", value: pass.cookies.exposed) }
            switch await exchange.perform(passed) {
            case .failure(let missing): return .done(missing.outcome)
            case .success(let answer) where answer.status == 403 && answer.csrfToken?.lowercased() == "required":
                session.forget(pass)
                if isLast { return .done(.endpointRefuses(answer.failure(Self.noPass))) }
            case .success(let answer):
                repeats.note(answer)
                let outcome = SAPAnswer.outcome(of: answer, for: use, days: days, now: now())
                return answer.status == 412 ? .tooOld(outcome) : .done(outcome)
            }
        }
        return .done(.endpointRefuses(AttemptFailure(code: "http-403", status: 403, detail: Self.noPass)))
    }

    private func ask(_ query: String, _ work: DeliveryWork?) async -> Result<HTTPAnswer, SignedExchange.Missing> {
        do {
            var request = try OutgoingRequest(.GET, headersURL + query, headers: [("Accept", "application/json")])
            if let work { request.headers.add(name: "traceparent", value: work.traceparent) }
            return await exchange.perform(request)
        } catch {
            return .failure(.exchange(ExchangeFailure(error, requestBegun: false)))
        }
    }

    private static let noPass =
        "SAP gave us a token and then didn't take it: check that the way there keeps cookies and headers."
}
