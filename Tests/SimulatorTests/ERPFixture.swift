import Measures
import Simulator
import SyncModel
import Synchronization

/// A small ERP with three items and one store room, and a clock that only moves when told.
struct ERPFixture {
    let clock = ManualTime()
    var settings = ERPSettings()

    var master: ERPMasterData {
        let box = try? PackFactor(unit: "BX", contains: 50, of: "EA")
        return ERPMasterData(
            items: [
                MasterItem(
                    number: "100", description: "CATH IV 20GA", unit: "BX", unitCost: Money(cents: 7500),
                    packs: [box].compactMap { $0 }),
                MasterItem(
                    number: "200", description: "KWIRE", unit: "EA", indivisible: true, unitCost: Money(cents: 900)),
                MasterItem(number: "300", description: "OLD DRAPE", unit: "EA", unitCost: Money(cents: 400)),
            ], closedItems: ["300"], subinventories: ["NGH": ["OR-CORE"]])
    }

    func erp() -> SimulatedERP { SimulatedERP(master: master, settings: settings, time: clock.time) }

    /// A posting that is booked, with some fields changed or (empty) left out.
    static func posting(header: Int = 1, line: Int = 1, _ changes: [String: String] = [:]) -> String {
        var fields = [
            "OrganizationCode": "\"NGH\"", "ItemNumber": "\"100\"", "SubinventoryCode": "\"OR-CORE\"",
            "TransactionTypeName": "\"Miscellaneous issue\"", "TransactionQuantity": "-0.04",
            "TransactionUOM": "\"BX\"", "TransactionDate": "\"2026-11-22T08:14:22Z\"",
            "AccountCombination": "\"01-6420-71010-000\"", "SourceCode": "\"TALLYWARD\"",
            "SourceHeaderId": String(header), "SourceLineId": String(line),
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        let body = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{" + body.joined(separator: ",") + "}"
    }
}

/// Time that stands still until a test moves it; whoever sleeps goes on at once, that much later.
final class ManualTime: Sendable {
    private let state = Mutex<Duration>(.zero)

    func advance(by duration: Duration) { state.withLock { $0 += duration } }

    var elapsed: Duration { state.withLock { $0 } }

    var time: SimulatedTime {
        SimulatedTime(
            elapsed: { self.elapsed },
            wall: { UTCTime(year: 2026, month: 11, day: 22, hour: 8).advanced(by: self.elapsed) },
            sleep: { self.advance(by: $0) })
    }
}
