import Catalog
import JSONText
import NIOHTTP1
import SyncModel
import Synchronization

/// Calls to one company of a Tryton, and the numbers of its locations and units, which are asked for once in a while.
final class TrytonDesk: Sendable {
    /// How long a number is believed.
    static let shelfLife = Duration.seconds(300)

    /// What is looked up by the site's words.
    private struct Word: Hashable {
        var model: String
        var text: String
    }

    private let exchange: SignedExchange
    private let template: OutgoingRequest
    private let now: @Sendable () -> UTCTime
    private let numbers = Mutex<[Word: (id: Int, until: UTCTime)]>([:])
    let call: TrytonCall

    /// Speaks with a database of the Tryton at `url`; throws where that isn't a URL.
    init(
        url: String, site: Endpoint.TrytonStock, exchange: SignedExchange, now: @escaping @Sendable () -> UTCTime
    ) throws {
        template = try TrytonCall.request(url: url, database: site.database)
        call = TrytonCall(company: site.company)
        self.exchange = exchange
        self.now = now
    }

    /// Makes one call. `body` is one of ``TrytonCall``'s.
    func perform(_ body: [UInt8], _ work: DeliveryTrace?) async -> Result<JSONValue, TrytonFailure> {
        var request = template
        if let work { request.headers.add(name: "traceparent", value: work.traceparent) }
        request.body = body
        switch await exchange.perform(request) {
        case .failure(let missing): return .failure(.missing(missing))
        case .success(let answer):
            let reply = TrytonReply.read(answer, now: now())
            if case .failure(.refused(let error)) = reply, error.meaning == .staleNumber { forget() }
            return reply
        }
    }

    /// The rows that a search finds.
    func rows(_ body: [UInt8], _ work: DeliveryTrace?) async -> Result<[JSONValue], TrytonFailure> {
        await perform(body, work).flatMap { result in
            guard let rows = result.elements else { return .failure(.unknown(Self.unreadable)) }
            return .success(rows)
        }
    }

    /// The shipments with a reference, the oldest first.
    func shipments(_ reference: String, _ work: DeliveryTrace) async -> Result<[TrytonShipment], TrytonFailure> {
        await rows(call.find(reference: reference), work).flatMap(Self.shipments)
    }

    /// One shipment as it is now; nil where it is there no more.
    func shipment(_ id: Int, _ work: DeliveryTrace) async -> Result<TrytonShipment?, TrytonFailure> {
        await rows(call.read(id), work).flatMap(Self.shipments).map { $0.first { $0.id == id } }
    }

    /// A remembered number, or the one that `find` comes back with.
    func number(
        _ model: String, _ text: String, _ find: () async -> Result<Int?, TrytonFailure>
    ) async -> Result<Int?, TrytonFailure> {
        let word = Word(model: model, text: text)
        let current = now()
        if let known = numbers.withLock({ $0[word] }), current < known.until { return .success(known.id) }
        let found = await find()
        if case .success(let id?) = found {
            numbers.withLock { $0[word] = (id, current.advanced(by: Self.shelfLife)) }
        }
        return found
    }

    /// Forgets every number: one of them is no record any more.
    func forget() { numbers.withLock { $0.removeAll() } }

    private static func shipments(_ rows: [JSONValue]) -> Result<[TrytonShipment], TrytonFailure> {
        let shipments = rows.compactMap(TrytonShipment.init)
        // A row that can't be read might be the one that is booked.
        return shipments.count == rows.count ? .success(shipments) : .failure(.unknown(unreadable))
    }

    private static let unreadable = AttemptFailure(
        code: "tryton-unreadable", detail: "Tryton answered, but not with what was asked for.")
}

/// What a call carries of the delivery it is made for.
struct DeliveryTrace: Sendable {
    /// The W3C `traceparent` of the delivery.
    let traceparent: String
}
