import Foundation
import SyncModel

@testable import SyncEngine
@testable import SyncStore

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

/// Changes a state that no engine holds, as a broken one would have.
enum PlantedChange {
    static func write(_ sql: String, to folder: URL, now: UTCTime) throws {
        let store = try EngineStore(path: folder.appending(path: "state.db").path, holder: "planted", now: now)
        try store.commit(now: now) { transaction in
            let statement = try DirectStatement(transaction.database, sql)
            try statement.run()
        }
        try store.release(now: now)
    }
}
