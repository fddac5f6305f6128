import Catalog
import JSONText
import SyncEngine
import SyncModel

/// Tryton's stock, booked through internal shipments from a store room to the location of a cost centre, and back for a
/// reversal.
///
/// Tryton has no idempotency: two calls make two shipments. So every attempt first looks up our reference and goes on
/// from the state that is found, and only the last of four steps moves stock. An attempt that broke off anywhere leaves
/// at most a shipment that the next one finds.
struct TrytonStockDestination: Destination {
    /// More steps than there are: a shipment that others change meanwhile is left for the next attempt.
    private static let mostSteps = 8

    private let site: Endpoint.TrytonStock
    private let days: ClockZone
    private let desk: TrytonDesk
    private let now: @Sendable () -> UTCTime

    /// Speaks with the Tryton at `url`; throws where that isn't a URL.
    init(
        url: String, site: Endpoint.TrytonStock, days: ClockZone, exchange: SignedExchange,
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        self.site = site
        self.days = days
        desk = try TrytonDesk(url: url, site: site, exchange: exchange, now: now)
        self.now = now
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        guard let use = work.resolved else { return .permanent(.noLine) }
        var attempt = TrytonAttempt(
            use: use, reference: Self.reference(work), work: DeliveryTrace(traceparent: work.traceparent),
            records: TrytonRecords(site: site, days: days, desk: desk), now: now())
        do throws(TrytonAttempt.End) {
            try await attempt.find()
            for _ in 0..<Self.mostSteps { try await attempt.takeStep() }
        } catch {
            return await attempt.outcome(of: error)
        }
        return .transient(
            AttemptFailure(code: "tryton-state", detail: "The shipment's state kept changing: it is looked up again."),
            retryAfter: nil)
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        guard let use = work.resolved else { return .unsupported }
        switch await desk.shipments(Self.reference(work), DeliveryTrace(traceparent: work.traceparent)) {
        case .failure(let failure): return failure.unavailable(use, days: days)
        case .success(let shipments): return Self.known(shipments)
        }
    }

    func probe() async -> Result<Void, AttemptFailure> {
        switch await desk.rows(desk.call.probe(), nil) {
        case .success(let rows) where rows.isEmpty:
            return .failure(
                AttemptFailure(
                    code: "tryton-company", detail: "Tryton has no company \(site.company): check 'company'."))
        case .success: return .success(())
        case .failure(.missing(let missing)): return .failure(missing.failure)
        case .failure(.busy(let failure, _)), .failure(.unknown(let failure)), .failure(.endpoint(let failure)):
            return .failure(failure)
        case .failure(.refused(let error)):
            return .failure(
                AttemptFailure(
                    code: "tryton-\(error.name)", detail: "Tryton doesn't let us look at the company: \(error.text)"))
        }
    }

    /// What a look-up says. A shipment that isn't done yet has moved nothing: the next attempt goes on with it.
    static func known(_ shipments: [TrytonShipment]) -> LookUpOutcome {
        guard let leading = TrytonShipment.leading(shipments) else {
            return shipments.last.map { .refused(.cancelled($0.document)) } ?? .absent
        }
        switch TrytonStep(after: leading) {
        case .finished(let document): return .found(document: document)
        case .inOtherHands(let document): return .refused(.inOtherHands(document))
        case .create, .wait, .assign, .book: return .absent
        }
    }

    /// Our key, as Tryton keeps it: it has no place for a key of its own.
    static func reference(_ work: DeliveryWork) -> String { "TW-\(work.idempotencyKey)" }
}

extension Fault {
    /// A flow that hands whole messages to an endpoint that books item lines.
    static let noLine = Fault(
        .rejected, FaultSubject(other: "no-line"),
        detail: "The flow hands whole messages to an endpoint that books item lines: check the catalog.")

    fileprivate static func cancelled(_ document: String) -> Fault {
        Fault(
            .rejected, FaultSubject(other: "cancelled"),
            detail: "The shipment \(document) was cancelled in Tryton: resubmit to book it with another.")
    }

    static func inOtherHands(_ document: String) -> Fault {
        Fault(
            .rejected, FaultSubject(other: "in-other-hands"),
            detail:
                "The shipment \(document) is in a state in Tryton that only people bring about: finish or cancel it "
                + "there, then resubmit.")
    }
}
