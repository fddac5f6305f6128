import Foundation
import Measures
import SyncModel

@testable import SyncStore

/// Messages, faults and plans as the pipeline hands them in.
enum Sample {
    static let start = UTCTime(year: 2026, month: 11, day: 22, hour: 8)
    static let flow = FlowName(rawValue: "supply-usage")
    static let endpoint = EndpointName(rawValue: "erp-inventory")
    static let source = SourceName(rawValue: "ehr-mllp")
    static let ready = DeliveryPlan(.ready(Data("{}".utf8)), value: Money(cents: 250))

    static func message(
        _ controlID: String, content: String? = nil, refusal: Fault? = nil, deliveries: [NewDelivery] = [delivery()]
    ) -> NewMessage {
        let payload = Data((content ?? "MSH|^~\\&|\(controlID)\r").utf8)
        return NewMessage(
            source: source, controlID: controlID, type: "DFT^P03", version: "2.5.1", receivedAt: start,
            payload: payload, digest: PayloadDigest.of(payload), refusal: refusal,
            deliveries: refusal == nil ? deliveries : [])
    }

    static func delivery(
        line: Int = 1, item: String = "4471-B", flow: FlowName = flow, lane: String? = nil,
        _ plan: DeliveryPlan = ready
    ) -> NewDelivery {
        let event = event(line: line, item: item)
        return NewDelivery(
            eventType: .supplyUsed, line: line, eventBody: try? StateJSON.encode(event), summary: EventSummary(event),
            flow: flow, endpoint: endpoint, lane: lane, plan: plan)
    }

    /// A delivery that stops at intake because its item has no mapping.
    static func stopped(
        line: Int = 1, item: String = "4471-B", cents: Int64 = 250, flow: FlowName = flow, lane: String? = nil
    ) -> NewDelivery {
        delivery(line: line, item: item, flow: flow, lane: lane, faulted(item, cents: cents))
    }

    static func event(line: Int = 1, item: String = "4471-B") -> CanonicalEvent {
        var event = CanonicalEvent(type: .supplyUsed, line: line)
        event.item = CodedValue(code: item, text: "catheter \(item)")
        event.quantity = ExactDecimal(2)
        event.unit = UnitCode(rawValue: "EA")
        event.location = "ICU-3"
        return event
    }

    static func unmapped(_ item: String = "4471-B") -> Fault {
        Fault(.itemUnmapped, FaultSubject(source: "ehr-mllp", item: item), detail: "Item \(item) is not mapped.")
    }

    static func faulted(_ item: String = "4471-B", cents: Int64 = 250) -> DeliveryPlan {
        DeliveryPlan(.faulted(unmapped(item)), value: Money(cents: cents))
    }

    static func failure(_ code: String = "http-503") -> AttemptFailure {
        AttemptFailure(code: code, status: 503, detail: "answered \(code)")
    }
}

extension Sample {
    /// A flow as an engine publishes it.
    static func profile(
        _ name: FlowName = flow, criticality: FlowCriticality = .revenue, percent: Double = 99.5,
        within: Duration = .seconds(300), fields: [String] = ["item", "quantity", "unit"]
    ) -> FlowProfile {
        FlowProfile(
            name: name, purpose: "Takes supplies off stock.", owner: .materials, criticality: criticality,
            sensitivity: "patient", source: source, messages: ["DFT^P03"], event: .supplyUsed, endpoints: [endpoint],
            ordering: "none", objectivePercent: percent, objectiveWithin: within, payloadVersion: 1, fields: fields,
            retention: .seconds(86_400))
    }
}
