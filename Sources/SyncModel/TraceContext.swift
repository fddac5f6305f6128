/// The trace of a message from intake to the destination's document number (W3C Trace Context §3.2).
///
/// It is made from the state's identity and the message's number, so that it need not be stored.
public struct TraceContext: Sendable, Hashable {
    private var state: UInt64
    private var message: MessageID

    /// The trace of a message of a state.
    public init(state: UInt64, message: MessageID) {
        self.state = state
        self.message = message
    }

    /// The trace id: 32 lower-case hexadecimal digits.
    public var traceID: String { hexadecimal(state) + hexadecimal(UInt64(bitPattern: message.rawValue)) }

    /// The `traceparent` header of a request for a delivery of the message; the delivery is the parent span.
    public func traceparent(delivery: DeliveryID) -> String {
        "00-\(traceID)-\(hexadecimal(UInt64(bitPattern: delivery.rawValue)))-01"
    }

    private func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
