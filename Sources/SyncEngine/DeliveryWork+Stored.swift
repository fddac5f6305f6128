import SyncModel
import SyncStore

extension DeliveryWork {
    /// What a stored delivery asks of its destination.
    ///
    /// - Parameter state: which state it is of, for its trace.
    init(_ delivery: OpenDelivery, attempt: Int, of state: UInt64) {
        let booking = delivery.resolved.flatMap { try? StateJSON.decode(Booking.self, from: $0) }
        self.init(
            id: delivery.id, flow: delivery.flow, idempotencyKey: IdempotencyKey.of(delivery), attempt: attempt,
            traceparent: TraceContext(state: state, message: delivery.message).traceparent(delivery: delivery.id),
            message: delivery.message, line: delivery.line, resolved: booking?.use, record: booking?.record,
            source: delivery.source, payload: Array(delivery.payload))
        acceptedAt = delivery.acceptedAt
    }
}
