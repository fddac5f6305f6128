import Dispatch
import Foundation
import Logging
import SyncModel
import SyncStore

/// Looks through the state after an engine that didn't end cleanly: SQLite's own check, and the checksums of what is
/// still to be sent.
///
/// It runs on a thread and a connection of its own. A small state is checked before anything is taken in; listening
/// waits for a larger one no longer than ``patience``. What is damaged isn't sent; the dispatchers see to that.
struct StartCheck: Sendable {
    /// How long the engine's start waits for it.
    static let patience: Duration = .milliseconds(250)
    /// Up to this size, in bytes, every table is checked. Beyond it, one transaction would keep the log from being
    /// moved into the state for too long, and history is left to `tallyward verify`.
    static let wholeLimit = 512 << 20
    /// So many damaged deliveries are named.
    private static let named = 10
    private static let history: Set = ["message", "event", "delivery", "attempt", "audit", "intake_key", "exception"]

    let path: String
    let storage: StorageHealth
    let logger: Logger

    /// Starts it, and waits until it has ended or patience has.
    func run() {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            check()
            done.signal()
        }
        thread.name = "tallyward.check"
        thread.start()
        _ = done.wait(timeout: .now() + .milliseconds(Int(Self.patience.milliseconds)))
    }

    private func check() {
        do {
            let reader = try StateReader(path: path)
            logger.notice("the last engine didn't end cleanly: the state is checked")
            let tables = try damagedTables(reader)
            // A damaged delivery stops with an exception of its own when it is its turn.
            let deliveries = try damagedDeliveries(reader)
            for finding in (tables + deliveries).prefix(Self.named) { logger.error("\(finding)") }
            if tables.isEmpty, deliveries.isEmpty { logger.notice("the state is whole") }
            guard let first = tables.first else { return }
            storage.found(tables.count == 1 ? first : "\(first) And \(tables.count - 1) more.")
        } catch {
            logger.error("the state can't be checked", metadata: ["reason": "\(error)"])
            if error.storageFault == .damaged { storage.found("\(error)") }
        }
    }

    private func damagedTables(_ reader: StateReader) throws(StateFileProblem) -> [String] {
        let isSmall = reader.size <= Self.wholeLimit
        var findings: [String] = []
        for table in try reader.tables() where isSmall || !Self.history.contains(table) {
            findings += try reader.damage(ofTable: table)
        }
        return findings
    }

    private func damagedDeliveries(_ reader: StateReader) throws(StateFileProblem) -> [String] {
        var findings: [String] = []
        var after = DeliveryID(rawValue: 0)
        while true {
            let scan: PayloadScan
            do throws(StateFileProblem) { scan = try reader.scanOpen(after: after, limit: 500) } catch {
                guard error.storageFault == .damaged else { throw error }
                return findings + ["What is still to be sent can't all be read behind delivery \(after)."]
            }
            findings += scan.damaged.map { "Delivery \($0): what is stored isn't what was received." }
            guard let last = scan.last else { return findings }
            after = last
        }
    }
}
