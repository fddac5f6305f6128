import SyncEngine
import SyncModel

/// Sends a new key with each attempt, as an engine would that forgot it.
struct ForgetfulDestination: Destination {
    private let erp: FakeERP

    init(_ erp: FakeERP) { self.erp = erp }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        var work = work
        work.idempotencyKey += "-\(work.attempt)"
        return await erp.send(work)
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { await erp.lookUp(work) }

    func probe() async -> Result<Void, AttemptFailure> { await erp.probe() }
}

/// Says of everything in doubt that it wasn't booked.
struct BlindDestination: Destination {
    private let erp: FakeERP

    init(_ erp: FakeERP) { self.erp = erp }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome { await erp.send(work) }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        let outcome = await erp.lookUp(work)
        guard case .found = outcome else { return outcome }
        return .absent
    }

    func probe() async -> Result<Void, AttemptFailure> { await erp.probe() }
}
