import AsyncHTTPClient
import Catalog
import NIOHTTP1
import SyncEngine
import SyncModel

/// Oracle Fusion's inventory, booked through staged transactions
/// (`/fscmRestApi/resources/11.13.18.05/inventoryStagedTransactions`).
///
/// Oracle has no idempotency: what is in doubt is looked up by our business key before anything is sent again. An
/// answer to that is only as good as its moment: a request that is still on its way isn't found yet.
struct OracleInventoryDestination: Destination {
    private let exchange: SignedExchange
    private let site: Endpoint.OracleInventory
    private let booking: OutgoingRequest
    private let stagedURL: String
    private let completedURL: String
    private let now: @Sendable () -> UTCTime

    /// Speaks with the Oracle Fusion at `url`; throws where that isn't a URL.
    init(
        url: String, site: Endpoint.OracleInventory, exchange: SignedExchange, now: @escaping @Sendable () -> UTCTime
    ) throws {
        let resources = "\(url)/fscmRestApi/resources/11.13.18.05"
        stagedURL = "\(resources)/inventoryStagedTransactions"
        completedURL = "\(resources)/inventoryCompletedTransactions"
        booking = try OutgoingRequest(
            .POST, stagedURL, headers: [("Content-Type", "application/json")] + Self.headers)
        self.site = site
        self.exchange = exchange
        self.now = now
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        guard let use = work.resolved else { return .permanent(.noLine) }
        var request = booking
        request.headers.add(name: "traceparent", value: work.traceparent)
        request.body = OracleBooking.body(use, work.identity, site)
        switch await exchange.perform(request) {
        case .success(let answer): return OracleAnswer.outcome(of: answer, for: use, now: now())
        case .failure(let missing): return missing.outcome
        }
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        guard let use = work.resolved else { return .unsupported }
        switch await ask(stagedURL + OracleLookUp.query(work.identity, site), work) {
        case .failure(let missing): return missing.unavailable
        case .success(let answer):
            if let known = OracleLookUp.staged(answer, work.identity, use, now: now()) { return known }
        }
        switch await ask(completedURL + OracleLookUp.query(work.identity, site), work) {
        case .failure(let missing): return missing.unavailable
        case .success(let answer): return OracleLookUp.completed(answer, work.identity, now: now())
        }
    }

    func probe() async -> Result<Void, AttemptFailure> {
        let query = "?limit=1&onlyData=true&fields=TransactionInterfaceId"
        switch await ask(stagedURL + query, nil) {
        case .failure(let missing): return .failure(missing.failure)
        case .success(let answer) where StatusClass.of(answer.status) == .success: return .success(())
        case .success(let answer) where StatusClass.of(answer.status) == .misconfigured:
            return .failure(answer.refusal)
        case .success(let answer): return .failure(answer.failure("The ERP answered \(answer.status) to a probe."))
        }
    }

    private func ask(_ url: String, _ work: DeliveryWork?) async -> Result<HTTPAnswer, SignedExchange.Missing> {
        do {
            var request = try OutgoingRequest(.GET, url, headers: Self.headers)
            if let work { request.headers.add(name: "traceparent", value: work.traceparent) }
            return await exchange.perform(request)
        } catch {
            return .failure(.exchange(ExchangeFailure(error, requestBegun: false)))
        }
    }

    private static let headers = [("Accept", "application/json"), ("REST-Framework-Version", "4")]
}

extension DeliveryWork {
    /// What names it at a destination.
    var identity: DeliveryIdentity {
        DeliveryIdentity(message: message, line: line, idempotencyKey: idempotencyKey)
    }
}
