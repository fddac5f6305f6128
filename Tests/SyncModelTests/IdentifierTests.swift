import Foundation
import SyncModel
import Testing

@Suite("Identifiers and traces")
struct IdentifierTests {
    @Test("numbers and names are bare values in JSON and in text")
    func bareValues() throws {
        #expect(String(decoding: try JSONEncoder().encode([MessageID(rawValue: 7)]), as: UTF8.self) == "[7]")
        #expect(try JSONDecoder().decode([FlowName].self, from: Data("[\"a\"]".utf8)) == ["a"])
        #expect("\(DeliveryID(rawValue: 12)) of \(FlowName(rawValue: "supply-usage"))" == "12 of supply-usage")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([MessageID].self, from: Data("[\"7\"]".utf8)) }
    }

    @Test("older rows come first, and names in their alphabet")
    func order() {
        #expect([3, 1, 2].map(MessageID.init(rawValue:)).sorted().map(\.rawValue) == [1, 2, 3])
        #expect(["b", "a"].map(FlowName.init(rawValue:)).sorted() == ["a", "b"])
    }

    @Test("a traceparent is version, 32 digits of trace, 16 of span, and sampled")
    func trace() {
        let trace = TraceContext(state: 0xabc, message: MessageID(rawValue: 255))
        #expect(trace.traceID == "0000000000000abc00000000000000ff")
        #expect(
            trace.traceparent(delivery: DeliveryID(rawValue: 16))
                == "00-0000000000000abc00000000000000ff-0000000000000010-01")
        let largest = TraceContext(state: .max, message: MessageID(rawValue: -1))
        #expect(largest.traceID == String(repeating: "f", count: 32))
    }

    @Test("each message of a state and each state has a trace of its own")
    func distinct() {
        let ids = (1...3).flatMap { state in
            (1...3).map { TraceContext(state: UInt64(state), message: MessageID(rawValue: $0)).traceID }
        }
        #expect(Set(ids).count == 9)
    }

    @Test("the words that stand in files and on the wire don't change")
    func rawValues() {
        #expect(
            DeliveryState.allCases.map(\.rawValue) == [
                "queued", "sending", "waiting", "in-doubt", "faulted", "delivered", "dead", "dismissed",
            ])
        #expect(Disposition.allCases.map(\.rawValue) == ["accepted", "refused"])
        #expect(EndpointCondition.allCases.map(\.rawValue) == ["up", "limited", "down", "paused", "unknown"])
        #expect(
            Role.allCases.map(\.rawValue) == [
                "materials", "finance", "integration", "supervisor", "auditor", "administrator",
            ])
    }

    @Test("an event survives JSON, empty or full")
    func events() throws {
        let bare = CanonicalEvent(type: .messageReceived)
        var full = CanonicalEvent(type: .medicationAdministered, action: .reverse, line: 3)
        full.item = CodedValue(code: "1", text: "x", system: "NDC")
        full.alternateCodes = [CodedValue(code: "2")]
        full.quantity = 2
        full.unit = "mg"
        full.occurredAt = UTCTime(milliseconds: 5)
        full.unitCost = Money(cents: 7)
        for event in [bare, full] {
            #expect(try JSONDecoder().decode(CanonicalEvent.self, from: JSONEncoder().encode(event)) == event)
        }
    }
}
