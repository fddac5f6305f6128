import JSONText
import SyncEngine
import SyncModel

/// A body as the data of a CloudEvent in structured mode (CloudEvents 1.0, JSON format §3).
struct CloudEventEnvelope {
    /// The event's type: that of our own event.
    let type: EventType

    /// The event. Its id is the delivery's key: a consumer that has seen source and id before has seen the event.
    func json(around data: [UInt8], of work: DeliveryWork) -> [UInt8] {
        var json = JSONWriter(capacity: data.count + 256)
        json.openObject()
        member("specversion", "1.0", &json)
        member("id", work.idempotencyKey, &json)
        member("source", "/tallyward/\(work.source)/\(work.flow)", &json)
        member("type", type.rawValue, &json)
        if let time = work.acceptedAt { member("time", time.description, &json) }
        member("traceparent", work.traceparent, &json)
        member("datacontenttype", "application/json", &json)
        json.name("data")
        json.number(data[...])
        json.closeObject()
        return json.bytes
    }

    private func member(_ name: String, _ text: String, _ json: inout JSONWriter) {
        json.name(name)
        json.string(text)
    }
}
