import Catalog
import JSONText
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// FHIR resources that are put in place of those with the same identifier.
struct ConditionalUpdateTests {
    private static let body = BodyTree.object([
        .init(name: "resourceType", value: .text("Practitioner")),
        .init(
            name: "identifier",
            value: .list([
                .object([.init(name: "system", value: .text("urn:other")), .init(name: "value", value: .text("1"))]),
                .object([
                    .init(name: "system", value: .text("urn:hospital:staff")),
                    .init(name: "value", value: .place(BodyTree.Place(path: "number"))),
                ]),
            ])),
    ])

    private func send(_ number: String, _ answer: ScriptedReply) async throws -> (String, [RecordedRequest]) {
        var flow = Flow(
            name: "supply-usage", purpose: "Who works here.", owner: .integration, criticality: .feed,
            sensitivity: .confidential, source: "hr", messages: ["event:staff"], event: EventType(rawValue: "a.b"),
            endpoint: "erp", ordering: .none, objective: .init(percent: 99, within: .seconds(60)),
            retention: .seconds(86_400), fields: ["number"])
        flow.body = Self.body
        return try await ScriptedServer.serving({ _ in answer }) { [flow] server, url in
            let factory = DestinationFactory()
            var endpoint = Endpoint(name: "erp", kind: .rest(path: "/fhir/Practitioner"), url: url)
            endpoint.putBy = "urn:hospital:staff"
            var work = Samples.work(resolved: nil)
            work.record = Fields(["number": .text(number)])
            let outcome = try await factory.make(endpoint, flows: [flow]).send(work)
            await factory.shutdown()
            return (outcome.gist, server.requests)
        }
    }

    @Test("a resource is put by its identifier of the endpoint's system, and its id is the document")
    func puts() async throws {
        let (outcome, requests) = try await send("D 7,x", .answer(201, #"{"resourceType":"Practitioner","id":"p1"}"#))
        #expect(outcome == "delivered p1")
        let request = try #require(requests.first)
        #expect(request.method == "PUT")
        #expect(request.target == "/fhir/Practitioner?identifier=urn%3Ahospital%3Astaff%7CD%207%5C%2Cx")
        #expect(request.headers["content-type"] == "application/fhir+json")
        #expect(JSONReader.read(request.body)?["identifier"]?.elements?.last?["value"]?.text == "D 7,x")
    }

    @Test("several with the same identifier are a person's to sort out, and without one nothing is sent")
    func refused() async throws {
        #expect(try await send("7", .answer(412)).0 == "permanent erp.rejected http-412")
        let (outcome, requests) = try await send("", .answer(201))
        #expect(outcome == "permanent contract.violated identifier" && requests.isEmpty)
    }
}
