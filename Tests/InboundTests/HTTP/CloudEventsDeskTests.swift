import JSONText
import NIOHTTP1
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

struct CloudEventsDeskTests {
    private let desk = CloudEventsDesk(
        source: "hooks", routes: TypeRoutes(HTTPSamples.flows, source: "hooks"),
        reader: ResourceBodyReader(zone: .utc))

    private func head(_ type: String?, _ headers: [(String, String)] = [], length: Int? = 10) -> RequestHead {
        RequestHead(
            method: .POST, path: [], query: [],
            headers: HTTPHeaders(headers + (type.map { [("content-type", $0)] } ?? [])), bodyLength: length)
    }

    private func one(_ body: String) -> Intent {
        desk.read(head("application/cloudevents+json"), Array(body.utf8))
    }

    private func answer(_ intent: Intent) -> HTTPAnswer {
        intent.answer(
            intent.messages.map { $0.refusal.map(IntakeReply.refused) ?? .accepted(MessageID(rawValue: 4711)) })
    }

    @Test("an event is known by its source and id, and its type is the message's")
    func structured() throws {
        let body = HTTPSamples.event()
        let intent = one(body)
        let message = try #require(intent.messages.first)
        #expect(message.controlID == "/ehr 1" && message.type == "event:com.example.used")
        #expect(message.bytes == Array(body.utf8) && message.events.map(\.type) == [.supplyUsed])
        #expect(answer(intent).status == 200)
        #expect(JSONReader.read(answer(intent).body)?["message"]?.text == "4711")
        let again = intent.answer([.duplicate(MessageID(rawValue: 3))])
        #expect(again.status == 200 && JSONReader.read(again.body)?["status"]?.text == "duplicate")
        #expect(intent.answer([.refused(Fault(.controlIDConflict, detail: ""))]).status == 409)
        #expect(intent.answer([.unavailable("Full.")]).status == 503)
    }

    @Test("an id that is too long to keep is kept by its digest, and stays its own")
    func longID() {
        let (one, two) = (String(repeating: "a", count: 300), String(repeating: "a", count: 301))
        let ids = [one, two].map { self.one(HTTPSamples.event(id: $0)).messages[0].controlID }
        #expect(ids[0] != ids[1] && ids.allSatisfy { $0.hasPrefix("sha256:") && $0.utf8.count <= 199 })
    }

    @Test("the binary form is the same event as the structured one, whatever the order of its headers")
    func binary() throws {
        let headers = [
            ("ce-type", "com.example.used"), ("CE-Source", "/ehr"), ("ce-id", "caf%C3%A9"), ("ce-specversion", "1.0"),
            ("ce-traceparent", "00-1"),
        ]
        let intent = desk.read(head("application/json", headers), Array(HTTPSamples.supply().utf8))
        let message = try #require(intent.messages.first)
        #expect(message.refusal == nil && message.controlID == "/ehr café")
        let kept = try #require(JSONReader.read(message.bytes))
        #expect(kept["type"]?.text == "com.example.used" && kept["traceparent"] == nil)
        #expect(kept["data"]?["resourceType"]?.text == "SupplyDelivery")
        let reversed = desk.read(head("application/json", headers.reversed()), Array(HTTPSamples.supply().utf8))
        #expect(reversed.messages.first?.bytes == message.bytes)
    }

    @Test("an attribute that is null is one that isn't there")
    func nulls() {
        let optional = #""datacontenttype":null,"time":null,"data_base64":null"#
        let taken = one(HTTPSamples.event().replacing(#""id""#, with: optional + #","id""#))
        #expect(answer(taken).status == 200)
        let lacking = one(HTTPSamples.event().replacing(#""source":"/ehr""#, with: #""source":null"#))
        #expect(answer(lacking).status == 400)
    }

    @Test("a header in quotes says what stands between them")
    func quoted() {
        let headers = [
            ("ce-type", "com.example.used"), ("ce-source", "/ehr"), ("ce-id", #""a \"b\" c""#),
            ("ce-specversion", "1.0"),
        ]
        let intent = desk.read(head("application/json", headers), Array(HTTPSamples.supply().utf8))
        #expect(intent.messages.first?.controlID == #"/ehr a "b" c"#)
        let open = headers.map { $0.0 == "ce-id" ? ($0.0, #""a"b"#) : $0 }
        #expect(answer(desk.read(head("application/json", open), Array(HTTPSamples.supply().utf8))).status == 400)
    }

    @Test(
        "what an event lacks is told by its place",
        arguments: [
            (#"{"id":"1","source":"/a","type":"t"}"#, "/specversion"),
            (#"{"specversion":"0.3","id":"1","source":"/a","type":"t"}"#, "/specversion"),
            (#"{"specversion":"1.0","source":"/a","type":"t"}"#, "/id"),
            (#"{"specversion":"1.0","id":"","source":"/a","type":"t"}"#, "/id"),
            (#"{"specversion":"1.0","id":7,"source":"/a","type":"t"}"#, "/id"),
            (#"{"specversion":"1.0","id":"1","source":"a b","type":"t"}"#, "/source"),
            (#"{"specversion":"1.0","id":"1","source":"/a","type":"é"}"#, "/type"),
            (#"{"specversion":"1.0","id":"1","source":"/a","type":"t","data_base64":"aGk="}"#, "/data_base64"),
            (
                #"{"specversion":"1.0","id":"1","source":"/a","type":"t","datacontenttype":"text/xml"}"#,
                "/datacontenttype"
            ),
            (#"{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"yesterday"}"#, "/time"),
            (#"{"specversion":"1.0","id":"1","source":"/a","type":"t","time":"2026-11-22"}"#, "/time"),
        ])
    func lacking(body: String, pointer: String) throws {
        let intent = one(body)
        #expect(intent.messages.first?.refusal?.code == .messageMalformed)
        let answer = answer(intent)
        #expect(answer.status == 400)
        #expect(answer.headers.contains { $0 == ("Content-Type", "application/problem+json") })
        let found = JSONReader.read(answer.body)?["errors"]?.elements?.first?["pointer"]?.text
        #expect(found == pointer)
    }

    @Test("an event that no flow takes, and one that nobody can read, are refused and kept")
    func unread() throws {
        let unknown = one(HTTPSamples.event(type: "com.example.other"))
        #expect(unknown.messages[0].refusal?.code == .messageUnsupported && answer(unknown).status == 422)
        let odd = one(HTTPSamples.event(data: #"{"quantity":3}"#))
        #expect(odd.messages[0].refusal?.code == .messageMalformed && answer(odd).status == 422)
        let passed = one(HTTPSamples.event(type: "com.example.passed", data: #"{"quantity":3}"#))
        #expect(passed.messages[0].events.map(\.type) == [.messageReceived] && answer(passed).status == 200)
    }

    @Test("a batch says yes only where every event was taken, and says which were not")
    func batch() throws {
        let good = HTTPSamples.event()
        let head = head("application/cloudevents-batch+json")
        func batch(_ events: String...) -> Intent {
            desk.read(head, Array("[\(events.joined(separator: ","))]".utf8))
        }
        let whole = batch(good, HTTPSamples.event(id: "2"))
        #expect(whole.messages.map(\.controlID) == ["/ehr 1", "/ehr 2"] && answer(whole).status == 200)
        let mixed = batch(good, HTTPSamples.event(id: "2", type: "com.example.other"), "7")
        let refused = answer(mixed)
        #expect(refused.status == 422)
        let body = try #require(JSONReader.read(refused.body))
        #expect(body["taken"] == .number("1") && body["refused"] == .number("2"))
        #expect(body["events"]?.elements?.map { $0["status"]?.text } == ["accepted", "refused", "refused"])
        #expect(body["events"]?.elements?[2]["errors"]?.elements?[0]["pointer"]?.text == "/2")
        let busy = whole.answer([.accepted(MessageID(rawValue: 1)), .unavailable("Full.")])
        #expect(busy.status == 503 && busy.headers.contains { $0.name == "Retry-After" })
        #expect(answer(batch()).status == 200)
        #expect(answer(desk.read(head, Array("{}".utf8))).status == 400)
    }

    @Test("other forms are refused before their body is read")
    func forms() {
        #expect(desk.problem(with: head("application/json"))?.status == 415)
        #expect(desk.problem(with: head("application/xml", [("ce-specversion", "1.0")]))?.status == 415)
        #expect(desk.problem(with: head(nil))?.status == 415)
        #expect(desk.problem(with: head("application/json", [("ce-specversion", "1.0")])) == nil)
        #expect(desk.problem(with: head("application/cloudevents+json; charset=UTF-8")) == nil)
    }
}
