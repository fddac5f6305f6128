import Foundation
import Measures
import SyncModel
import SyncStore

/// A state with a long history: messages of a week, most of them booked, some waiting for people, with the figures and
/// the audit of that week. Written through the engine's own verbs.
struct HistoryState {
    /// Messages of a full measurement, one delivery each.
    static let full = 1_000_000
    /// One in so many waits for people.
    static let stoppedEvery = 10
    /// Which flows the messages are of.
    static let flows: [FlowName] = ["supply-usage", "medication-administered", "waste", "implants"]
    static let endpoint: EndpointName = "erp"
    private static let group = 1000
    private static let week: Int64 = 7 * 86_400_000

    let messages: Int
    /// When the last message came.
    let end: UTCTime

    /// When message `number` came, from 1.
    func time(of number: Int) -> UTCTime {
        end.advanced(by: .milliseconds(-Self.week + Self.week * Int64(number) / Int64(messages)))
    }

    /// Writes the state at `path`.
    func write(to path: String) throws {
        let store = try EngineStore(path: path, holder: "bench", now: time(of: 0))
        for start in stride(from: 1, through: messages, by: Self.group) {
            let numbers = start..<min(start + Self.group, messages + 1)
            let now = time(of: numbers.upperBound - 1)
            _ = try store.commit(now: now) { transaction in
                for number in numbers { try accept(number, into: &transaction) }
                if start / Self.group % 10 == 0 {
                    try transaction.audit(
                        actor: "user\(start / Self.group % 7)", action: start % 3 == 0 ? "fix" : "dismiss",
                        subject: "item.unmapped ehr CHG-\(start % 400)", detail: "bench")
                }
            }
        }
        try writeFigures(store)
        try store.release(now: end)
    }

    private func accept(_ number: Int, into transaction: inout EngineTransaction) throws {
        let message = message(number)
        guard case .stored(_, let ready, _) = try transaction.accept(message) else { return }
        for delivery in ready {
            let settlement = Settlement(.delivered(document: "D\(number)"), attempt: 1, took: .milliseconds(40))
            try transaction.settle(delivery, settlement)
        }
    }

    private func message(_ number: Int) -> NewMessage {
        let code = "CHG-\(10_000 + number * 31 % 400)"
        let text = """
            MSH|^~\\&|EHR|HOSP|TALLY|SITE|20260304||DFT^P03|BENCH\(number)|P|2.5.1\rPID|1||\(number * 7)^^^HOSP^MR\r\
            PV1|1|I|4W\rFT1|1|||20260304||CG|\(code)^CATHETER \(number % 97)|||2|||||4W\r
            """
        let payload = Data((text + String(repeating: "ZZZ|padding of a usual message\r", count: 12)).utf8)
        return NewMessage(
            source: "ehr", controlID: "BENCH\(number)", type: number % 9 == 0 ? "RAS^O17" : "DFT^P03",
            version: "2.5.1", receivedAt: time(of: number), payload: payload, digest: PayloadDigest.of(payload),
            refusal: nil, deliveries: [delivery(number, code)])
    }

    private func delivery(_ number: Int, _ code: String) -> NewDelivery {
        var event = CanonicalEvent(type: .supplyUsed)
        event.item = CodedValue(code: code, text: "CATHETER \(number % 97)")
        event.quantity = 2
        event.encounter = "V\(number / 20)"
        event.location = "4W"
        let value = Money(cents: Int64(number * 7919 % 70_000) + 100)
        let isStopped = number % Self.stoppedEvery == 0
        let fault = Fault(
            .itemUnmapped, FaultSubject(source: "ehr", item: code), detail: "No ERP item is mapped to \(code) of ehr.")
        return NewDelivery(
            eventType: .supplyUsed, line: 1, eventBody: try? StateJSON.encode(event), summary: EventSummary(event),
            flow: Self.flows[number % Self.flows.count], endpoint: Self.endpoint, lane: nil,
            plan: DeliveryPlan(isStopped ? .faulted(fault) : .ready(Data("{}".utf8)), value: value))
    }

    /// The minutes, steps and hours that an engine would have written in that week.
    private func writeFigures(_ store: EngineStore) throws {
        let scopes = Self.flows.map { "flow:\($0)" } + ["endpoint:\(Self.endpoint)"]
        let last = end.minute
        for hour in stride(from: last - 7 * 1440, through: last, by: 60) {
            _ = try store.commit(now: end) { transaction in
                for scope in scopes {
                    for minute in hour..<min(hour + 60, last + 1) {
                        try transaction.add(Self.delta(minute), scope: scope, minute: minute)
                    }
                    for ten in stride(from: hour / 10, to: hour / 10 + 6, by: 1) {
                        try transaction.rollUpTenMinutes(ten, scope: scope)
                    }
                    try transaction.rollUpHour(hour / 60, scope: scope)
                }
            }
        }
        _ = try store.commit(now: end) { transaction in
            for scope in scopes {
                for step in 0..<170 {
                    try transaction.add(
                        Self.delta(Int64(step)), scope: scope, step: end.milliseconds / 5000 - Int64(step))
                }
            }
            for flow in Self.flows {
                try transaction.publish(try StateJSON.encode(Self.profile(flow)), of: "flow:\(flow)")
            }
            let figures = EndpointFigures(endpoint: Self.endpoint, kind: "rest", concurrency: 8)
            try transaction.publish(try StateJSON.encode(figures), of: "endpoint:\(Self.endpoint)")
        }
    }

    private static func delta(_ seed: Int64) -> MetricDelta {
        var delta = MetricDelta()
        delta.accepted = 60
        delta.due = 60
        delta.inTime = 60
        for number in 0..<60 {
            delta.recordDelivered(after: .milliseconds(20 + (seed * 37 + Int64(number) * 61) % 900))
        }
        return delta
    }

    private static func profile(_ flow: FlowName) -> FlowProfile {
        FlowProfile(
            name: flow, purpose: "A flow of a benchmark.", owner: .materials, criticality: .revenue,
            sensitivity: "patient", source: "ehr", messages: ["DFT^P03"], event: .supplyUsed, endpoints: [endpoint],
            ordering: "none", objectivePercent: 99.5, objectiveWithin: .seconds(300), payloadVersion: 1,
            fields: ["item", "quantity"], retention: .seconds(400 * 86_400))
    }
}
