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
    public var traceID: String {
        var text: [UInt8] = []
        appendTraceID(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The `traceparent` header of a request for a delivery of the message; the delivery is the parent span.
    public func traceparent(delivery: DeliveryID) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(55)
        text.append(contentsOf: "00-".utf8)
        appendTraceID(to: &text)
        text.append(UInt8(ascii: "-"))
        Hexadecimal.append(UInt64(bitPattern: delivery.rawValue), to: &text)
        text.append(contentsOf: "-01".utf8)
        return String(decoding: text, as: UTF8.self)
    }

    private func appendTraceID(to text: inout [UInt8]) {
        Hexadecimal.append(state, to: &text)
        Hexadecimal.append(UInt64(bitPattern: message.rawValue), to: &text)
    }
}
