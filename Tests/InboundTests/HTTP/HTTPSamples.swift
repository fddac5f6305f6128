import Catalog
import Foundation
import JSONText
import Logging
import NIOCore
import NIOPosix
import SyncEngine
import SyncModel
import Synchronization

@testable import Inbound

/// Sources, flows and bodies that the tests of HTTP are written with.
enum HTTPSamples {
    static let key = "a key of thirty-two characters.."
    static let now = UTCTime(year: 2026, month: 11, day: 22, hour: 8)

    static let flows = [
        flow("supply", ["fhir:SupplyDelivery"], .supplyUsed),
        flow("doses", ["fhir:MedicationAdministration"], .medicationAdministered),
        flow("patients", ["fhir:Patient"], .messageReceived),
        flow("events", ["event:com.example.used"], .supplyUsed, source: "hooks"),
        flow("passed", ["event:com.example.passed"], .messageReceived, source: "hooks"),
    ]

    static func flow(
        _ name: String, _ messages: [String], _ event: EventType, source: SourceName = "fhir"
    ) -> Flow {
        Samples.flow(name, messages, event, source: source)
    }

    static func source(
        _ name: SourceName = "fhir", _ content: HTTPListener.Content = .fhir, path: String = "/fhir",
        _ ways: [HTTPListener.Authentication] = [.key([.environment("KEY")])],
        _ change: (inout HTTPListener) -> Void = { _ in }
    ) -> Source {
        var listener = HTTPListener(
            address: HTTPAddress(host: "127.0.0.1", port: 0), path: path, content: content, authentication: ways)
        change(&listener)
        return Source(name: name, kind: .http(listener))
    }

    static func desk(_ flows: [Flow] = flows) -> FHIRDesk {
        FHIRDesk(
            source: "fhir", base: "/fhir", routes: TypeRoutes(flows, source: "fhir"),
            reader: ResourceBodyReader(zone: .utc),
            now: { now })
    }

    static func supply(
        id: String? = "s1", version: String? = "1", quantity: String = "2", status: String = "completed"
    ) -> String {
        let id = id.map { #""id":"\#($0)","# } ?? ""
        let meta = version.map { #""meta":{"versionId":"\#($0)"},"# } ?? ""
        return """
            {"resourceType":"SupplyDelivery",\(id)\(meta)"status":"\(status)",
             "suppliedItem":{"quantity":{"value":\(quantity),"system":"http://unitsofmeasure.org","code":"{box}"},
              "itemCodeableConcept":{"coding":[{"system":"urn:items","code":"4471-B","display":"Suture"},
                {"system":"urn:ndc","code":"0001"}],"text":"Suture 3-0"}},
             "occurrenceDateTime":"2026-11-22T08:14:22-05:00",
             "destination":{"identifier":{"value":"OR-2"}},"identifier":[{"system":"urn:use","value":"U-1"}]}
            """
    }

    static func event(id: String = "1", type: String = "com.example.used", data: String = supply()) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/ehr","type":"\#(type)","data":\#(data)}"#
    }
}

/// A server with an intake in memory, on a port the system chose.
struct HTTPFixture {
    let server: HTTPServer
    let intake: FakeIntake
    let port: Int
    private let health: Health

    /// What the engine would say of itself.
    final class Health: Sendable {
        let isWell = Mutex(true)
    }

    struct NoDocument: Error {}

    static func run(
        _ sources: [Source] = [HTTPSamples.source()], holding: Bool = false,
        fetch: @escaping DocumentFetch = { _ in throw NoDocument() },
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        _ body: (HTTPFixture) async throws -> Void
    ) async throws {
        let intake = FakeIntake(holding: holding)
        let health = Health()
        let services = HTTPServer.Services(
            intake: intake, isHealthy: { health.isWell.withLock { $0 } },
            reader: { _ in ResourceBodyReader(zone: .utc) }, fetch: fetch,
            environment: ["KEY": HTTPSamples.key, "NEXT": "the next key", "HOOK": "whsec_c2VjcmV0IG9mIHRoZSBob29r"],
            now: { HTTPSamples.now })
        let servers = try HTTPServer.servers(
            for: sources, flows: HTTPSamples.flows, services: services, group: group,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let server = servers[0]
        let port = try await server.start()
        try await body(HTTPFixture(server: server, intake: intake, port: port, health: health))
        await server.drain(within: .seconds(10))
    }

    /// What `/healthz` is to say from now on.
    func setHealthy(_ isWell: Bool) { health.isWell.withLock { $0 = isWell } }

    /// One request on a connection of its own.
    func ask(
        _ method: String, _ path: String, _ body: String? = nil, type: String = "application/fhir+json",
        headers: [String] = ["Authorization: Bearer \(HTTPSamples.key)"]
    ) async throws -> HTTPReply {
        try await HTTPWire.connect(to: port) { wire in
            try await wire.send(HTTPWire.request(method, path, body, type: type, headers: headers))
            return try await wire.nextReply()
        }
    }
}
