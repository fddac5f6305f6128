import Foundation
import Measures
import SyncModel
import SyncStore

/// A state with many open exceptions and a large item master, written through the engine's own verbs.
struct ExceptionState {
    /// Open exceptions of a full measurement.
    static let full = 100_000
    /// Items of the item master.
    static let items = 40_000
    private static let linesOfMessage = 20
    private static let causes = 400

    /// Writes a state with so many open exceptions at `path`.
    static func write(_ exceptions: Int, to path: String) throws {
        let store = try EngineStore(path: path, holder: "bench", now: .systemNow)
        let items = masterItems()
        for start in stride(from: 0, to: items.count, by: 4000) {
            _ = try store.commit(now: .systemNow) { transaction in
                for item in items[start..<min(start + 4000, items.count)] {
                    try transaction.write(item, author: "bench")
                }
            }
        }
        let messages = exceptions / linesOfMessage
        for start in stride(from: 0, to: messages, by: 250) {
            _ = try store.commit(now: .systemNow) { transaction in
                for number in start..<min(start + 250, messages) { _ = try transaction.accept(message(number)) }
            }
        }
        try store.release(now: .systemNow)
    }

    /// The item master, the same each time.
    static func masterItems() -> [MasterItem] {
        (0..<items).map { number in
            MasterItem(
                number: "ERP-\(100_000 + number)", description: description(number), unit: UnitCode(rawValue: "EA"),
                unitCost: Money(cents: Int64(number * 7919 % 90_000) + 25), manufacturerNumber: "MN\(number * 31 + 7)",
                manufacturer: makers[number % makers.count])
        }
    }

    /// What item `number` is called.
    static func description(_ number: Int) -> String {
        let size = number / 97 % 40 + 4
        return "\(things[number % things.count]) \(kinds[number / 7 % kinds.count]) "
            + "\(colors[number / 13 % colors.count]) \(size)FR \(number % 300) CM"
    }

    private static func message(_ number: Int) -> NewMessage {
        let payload = Data("exceptions of message \(number)".utf8)
        let now = UTCTime.systemNow
        return NewMessage(
            source: "ehr", controlID: "BENCH\(number)", type: "DFT^P03", version: "2.5.1", receivedAt: now,
            payload: payload, digest: PayloadDigest.of(payload), refusal: nil,
            deliveries: (1...linesOfMessage).map { delivery(of: number, line: $0, at: now) })
    }

    private static func delivery(of message: Int, line: Int, at now: UTCTime) -> NewDelivery {
        // The first causes have many rows, the last ones few, as it is in a hospital.
        let draw = (message * linesOfMessage + line) * 2_654_435_761 % 160_000
        let cause = Int(Double(draw).squareRoot()) % causes
        let code = "CHG-\(10_000 + cause)"
        var event = CanonicalEvent(type: .supplyUsed, line: line)
        event.item = CodedValue(code: code, text: description(cause * 41))
        event.quantity = ExactDecimal(1 + draw % 9)
        event.unit = UnitCode(rawValue: "EA")
        event.location = "4W-\(draw % 40)"
        let fault = Fault(
            .itemUnmapped, FaultSubject(source: "ehr", item: code), detail: "No ERP item is mapped to \(code) of ehr.")
        return NewDelivery(
            eventType: .supplyUsed, line: line, eventBody: nil, summary: EventSummary(event), flow: "supply-usage",
            endpoint: "erp", lane: nil,
            plan: DeliveryPlan(.faulted(fault), value: Money(cents: Int64(draw % 70_000) + 100)))
    }

    private static let things = [
        "CATHETER", "GLOVE", "SUTURE", "SYRINGE", "DRAPE", "STAPLER", "TROCAR", "GUIDEWIRE", "STENT", "SCREW", "PLATE",
        "MESH", "TUBING", "NEEDLE", "DRESSING", "CANNULA", "ELECTRODE",
    ]
    private static let kinds = [
        "FOLEY", "SURGICAL STERILE", "ABSORBABLE", "LUER LOCK", "LAPAROSCOPIC", "CORTICAL", "HYDROPHILIC", "PEDIATRIC",
        "RADIOPAQUE", "CUFFED",
    ]
    private static let colors = ["BLUE", "CLEAR", "VIOLET", "GREEN", "WHITE", "LATEX FREE", "SILICONE"]
    private static let makers = ["Northwind Medical", "Contoso Surgical", "Fabrikam", "Adventure Devices"]
}
