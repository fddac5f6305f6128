import Catalog
import Inbound
import JSONText
import Logging
import Measures
import NIOPosix
import Signatures
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// An intake that takes everything.
private final class OpenIntake: Intake {
    let messages = Mutex<[IncomingMessage]>([])

    func submit(_ message: IncomingMessage, mayBlock: Bool, reply: @escaping @Sendable (IntakeReply) -> Void) {
        let number = messages.withLock { messages in
            messages.append(message)
            return Int64(messages.count)
        }
        reply(.accepted(MessageID(rawValue: number)))
    }
}

@Suite("Signed webhooks", .timeLimit(.minutes(1)))
struct SignedWebhookTests {
    private static let environment = [
        "OLD": "whsec_dGhlIG9sZCBzZWNyZXQ=", "NEW": "whsec_dGhlIG5ldyBzZWNyZXQ=", "OTHER": "whsec_b3RoZXI=",
    ]

    private static func flow(_ event: EventType, to endpoint: EndpointName) -> Flow {
        Flow(
            name: "bonuses", purpose: "Tells of bonuses.", owner: .finance, criticality: .feed,
            sensitivity: .confidential, source: "hooks", messages: ["event:\(event)"], event: event,
            endpoint: endpoint, ordering: .none, objective: .init(percent: 99, within: .seconds(60)),
            retention: .seconds(86_400), fields: ["n"])
    }

    private static func work(_ key: String = "0af7651916cd43dd8448eb211c80319c") -> DeliveryWork {
        var work = DeliveryWork(
            id: DeliveryID(rawValue: 1), flow: "bonuses", idempotencyKey: key, attempt: 1,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", message: MessageID(rawValue: 1),
            line: 1, resolved: nil, record: Fields(["n": .number(7)]), source: "hr", payload: [])
        work.acceptedAt = Samples.now
        return work
    }

    private static func endpoint(_ url: String, signedWith secrets: [String]) -> Endpoint {
        var endpoint = Endpoint(
            name: "partner", kind: .rest(path: "/hooks"), url: url,
            authentication: .webhookSignature(secrets: secrets.map { .environment($0) }))
        endpoint.envelope = .cloudEvents
        return endpoint
    }

    /// Sends one delivery to an HTTP source of our own that knows `known`.
    private func deliver(signedWith secrets: [String], to known: [String]) async throws -> (String, [IncomingMessage]) {
        let type = EventType(rawValue: "compensation.input")
        let listener = HTTPListener(
            address: HTTPAddress(host: "127.0.0.1", port: 0), path: "/hooks", content: .cloudEvents,
            authentication: [.signature(known.map { .environment($0) }, window: .seconds(300))])
        var taking = Self.flow(type, to: "archive")
        taking.event = .messageReceived
        let intake = OpenIntake()
        let servers = try HTTPServer.servers(
            for: [Source(name: "hooks", kind: .http(listener))], flows: [taking],
            services: HTTPServer.Services(
                intake: intake, isHealthy: { true }, reader: { try CatalogBodyReader(source: $0, contracts: []) },
                fetch: { _ in [] }, environment: Self.environment, now: { .systemNow }),
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let server = try #require(servers.first)
        let port = try await server.start()
        let factory = DestinationFactory(connections: 2, environment: Self.environment)
        var sending = Self.flow(type, to: "partner")
        sending.body = .object([.init(name: "number", value: .place(.init(path: "n")))])
        let destination = try factory.make(
            Self.endpoint("http://127.0.0.1:\(port)", signedWith: secrets), flows: [sending])
        let outcome = await destination.send(Self.work())
        await factory.shutdown()
        await server.drain(within: .seconds(5))
        return (outcome.gist, intake.messages.withLock { $0 })
    }

    @Test("what we send, our own intake believes, with every secret that both know")
    func believed() async throws {
        for secrets in [["NEW"], ["OLD", "NEW"]] {
            let (gist, messages) = try await deliver(signedWith: secrets, to: ["NEW", "OTHER"])
            #expect(gist.hasPrefix("delivered"), "\(gist)")
            let message = try #require(messages.first)
            #expect(messages.count == 1 && message.type == "event:compensation.input")
            #expect(message.controlID.contains("0af7651916cd43dd8448eb211c80319c"))
        }
    }

    @Test("without a secret that both know nothing is taken, and the endpoint's page says that it refuses us")
    func unknown() async throws {
        let (gist, messages) = try await deliver(signedWith: ["OLD"], to: ["NEW"])
        #expect(gist.hasPrefix("endpoint-refuses http-401") && messages.isEmpty, "\(gist)")
    }

    @Test("each attempt is signed anew over the body as it is sent, with the delivery's key as its id")
    func headers() async throws {
        try await ScriptedServer.serving({ _ in .answer(503) }) { server, url in
            let factory = DestinationFactory(connections: 2, environment: Self.environment)
            var flow = Self.flow(EventType(rawValue: "compensation.input"), to: "partner")
            flow.body = .object([.init(name: "number", value: .place(.init(path: "n")))])
            let destination = try factory.make(Self.endpoint(url, signedWith: ["OLD", "NEW"]), flows: [flow])
            for _ in 0..<2 { #expect(await destination.send(Self.work()).gist.hasPrefix("transient")) }
            _ = await destination.probe()
            await factory.shutdown()
            for request in server.requests.prefix(2) {
                let (id, time) = (request.headers["webhook-id"] ?? "", request.headers["webhook-timestamp"] ?? "")
                #expect(id == Self.work().idempotencyKey && id == request.headers["idempotency-key"])
                let header = request.headers["webhook-signature"] ?? ""
                #expect(header.split(separator: " ").count == 2)
                for secret in ["OLD", "NEW"] {
                    let signature = WebhookSignature(secret: Self.environment[secret, default: ""])
                    #expect(signature.signed(header, id: id, timestamp: time, body: request.body))
                }
                #expect(request.headers["content-type"] == "application/cloudevents+json")
            }
            // A question has nothing done.
            #expect(server.requests.last?.headers["webhook-signature"] == nil)
        }
    }

    @Test("an envelope is a CloudEvent whose id is the delivery's key, and whose data is the body")
    func envelope() throws {
        let json = CloudEventEnvelope(type: EventType(rawValue: "compensation.input"))
            .json(around: Array(#"{"number":7.50}"#.utf8), of: Self.work("k\"1"))
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"specversion":"1.0","id":"k\"1","source":"/tallyward/hr/bonuses","type":"compensation.input","#
                + #""time":"2026-11-22T08:14:22Z","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"#
                + #"-01","datacontenttype":"application/json","data":{"number":7.50}}"#)
        #expect(JSONReader.read(json)?["data"]?["number"] == .number("7.50"))
    }

    @Test("a secret that isn't there refuses, with its name and what to do")
    func missing() async throws {
        let factory = DestinationFactory(connections: 1, environment: [:])
        var flow = Self.flow(EventType(rawValue: "compensation.input"), to: "partner")
        flow.body = .object([])
        let destination = try factory.make(Self.endpoint("http://127.0.0.1:9", signedWith: ["GONE"]), flows: [flow])
        let outcome = await destination.send(Self.work())
        #expect(outcome.gist == "endpoint-refuses sign-in" && outcome.sentence.contains("GONE isn't set"))
        await factory.shutdown()
    }
}
