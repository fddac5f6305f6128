import Catalog
import HL7v2
import Measures
import NIOPosix
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

@Suite("An HL7 receiver")
struct MLLPDestinationTests {
    private static let tree = MessageTree(
        code: "MFN", event: "M02", structure: "MFN_M02",
        segments: [
            .one(
                id: "MFE",
                fields: [
                    .init(position: [1], value: .text("MUP")), .init(position: [4], value: place("id")),
                    .init(position: [3], value: place("since", as: .date)),
                ]),
            .one(
                id: "STF",
                fields: [
                    .init(position: [1], value: place("id")), .init(position: [3, 1], value: place("family")),
                    .init(position: [3, 2], value: place("given")), .init(position: [7], value: .text("A")),
                    .init(position: [8], value: place("nothing")),
                ]),
            .each(
                BodyTree.Place(path: "privileges"),
                [
                    .one(
                        id: "PRA",
                        fields: [
                            .init(position: [1], value: place("id", top: true)),
                            .init(position: [6, 1, 2], value: place("code")),
                        ])
                ]),
        ])

    private static func place(_ path: String, as form: BodyTree.Form? = nil, top: Bool = false) -> BodyTree {
        .place(BodyTree.Place(path: path, isAbsolute: top, form: form))
    }

    private static let provider = Fields([
        "id": .text("D7"), "family": .text("O^Neill|x"), "given": .text("Ann"),
        "since": .time(UTCTime(year: 2026, month: 4, day: 6, hour: 9)),
        "privileges": .list([.record(Fields(["code": .text("P1")])), .record(Fields(["code": .text("P2")]))]),
    ])

    @Test("a message is the tree with the event's values, escaped; what isn't there leaves its field empty")
    func written() {
        var site = Endpoint.MLLPSite()
        site.receivingApplication = "EHR"
        let bytes = MessageWriter.bytes(
            Self.tree, of: Self.provider, controlID: "C1", site: site, days: .utc,
            now: UTCTime(year: 2026, month: 4, day: 6, hour: 10))
        #expect(
            String(decoding: bytes, as: UTF8.self).split(separator: "\r") == [
                "MSH|^~\\&|TALLYWARD||EHR||20260406100000+0000||MFN^M02^MFN_M02|C1|P|2.5.1||||||UNICODE UTF-8",
                "MFE|MUP||20260406|D7", "STF|D7||O\\S\\Neill\\F\\x^Ann||||A", "PRA|D7|||||&P1", "PRA|D7|||||&P2",
            ])
    }

    @Test(
        "an acknowledgment's code is the outcome, and nothing of its texts is kept",
        arguments: [
            ("AA", "", "delivered R9"), ("CA", "", "delivered R9"),
            (
                "AE", "ERR||STF^1^3|101|E||||Smith has no name\r",
                "permanent The receiver answered AE: Required field missing at STF-3."
            ),
            ("CE", "", "permanent The receiver answered CE."), ("AR", "ERR|||207|E\r", "transient"),
            ("CR", "", "transient"), ("AR", "ERR|||200|E\r", "permanent"), ("XX", "", "unreadable"),
        ])
    func codes(code: String, error: String, outcome: String) {
        let text = ScriptedReceiver.acknowledgment(code, "C1", error: error)
        let words: String
        switch AcknowledgmentAnswer(Array(text.utf8), to: "C1") {
        case .outcome(.delivered(let document)): words = "delivered \(document)"
        case .outcome(.permanent(let fault)): words = "permanent \(fault.detail)"
        case .outcome(.transient): words = "transient"
        case .outcome, .other: words = "something else"
        case .unreadable: words = "unreadable"
        }
        #expect(words.lowercased().hasPrefix(outcome.lowercased()), "\(words)")
        #expect(!words.contains("Smith"))
    }

    private static func with(
        timeout: Duration = .seconds(20), _ script: @escaping ScriptedReceiver.Script,
        _ body: (MLLPDestination, ScriptedReceiver) async throws -> Void
    ) async throws {
        var flow = Flow(
            name: "providers", purpose: "Tells of providers.", owner: .integration, criticality: .feed,
            sensitivity: .confidential, source: "hr", messages: [], event: EventType(rawValue: "provider.onboarded"),
            endpoint: "ehr", ordering: .none, objective: .init(percent: 99, within: .seconds(60)),
            retention: .seconds(86_400), fields: ["id"])
        flow.message = tree
        let flows = [flow]
        try await ScriptedReceiver.serving(script) { receiver, url in
            let destination = try MLLPDestination(
                url: url, site: Endpoint.MLLPSite(), days: .utc, flows: flows, timeout: timeout,
                group: MultiThreadedEventLoopGroup.singleton, now: { UTCTime(milliseconds: 0) })
            try await body(destination, receiver)
            destination.close()
        }
    }

    private static func work(_ key: String) -> DeliveryWork {
        DeliveryWork(
            id: DeliveryID(rawValue: 1), flow: "providers", idempotencyKey: key, attempt: 1, traceparent: "00-1",
            message: MessageID(rawValue: 1), line: 1, resolved: nil, record: provider, payload: [])
    }

    private static func controlID(_ message: Message) -> String { message.header.messageControlID.text }

    @Test("deliveries one after another share a connection, each answered by its control id")
    func delivers() async throws {
        try await Self.with({ message, _ in [.frame(ScriptedReceiver.acknowledgment("AA", Self.controlID(message)))] })
        {
            destination, receiver in
            for key in ["aaaabbbbccccddddeeeeffff", "b2"] {
                #expect(await destination.send(Self.work(key)) == .delivered(document: "R9"))
            }
            #expect(receiver.connections == 1)
            #expect(receiver.messages.first?.contains("|AAAABBBBCCCCDDDDEEEE|P|") == true)
        }
    }

    @Test("the answer to another message is passed over")
    func others() async throws {
        try await Self.with({ message, _ in
            [
                .frame(ScriptedReceiver.acknowledgment("AE", "OLD")),
                .frame(ScriptedReceiver.acknowledgment("AA", Self.controlID(message))),
            ]
        }) { destination, _ in
            #expect(await destination.send(Self.work("k1")) == .delivered(document: "R9"))
        }
    }

    @Test("without an answer it is unknown, and the connection is given up so that a late one is never mistaken")
    func silence() async throws {
        try await Self.with(
            timeout: .seconds(2),
            { message, connection in
                connection == 1 ? [] : [.frame(ScriptedReceiver.acknowledgment("AA", Self.controlID(message)))]
            }
        ) { destination, receiver in
            guard case .ambiguous(let failure) = await destination.send(Self.work("k1")) else {
                return #expect(Bool(false), "not ambiguous")
            }
            #expect(failure.code == "timeout")
            #expect(await destination.send(Self.work("k1")) == .delivered(document: "R9"))
            #expect(receiver.connections == 2)
        }
    }

    @Test("a connection that ends instead of an answer leaves it unknown; one that can't be made sent nothing")
    func ends() async throws {
        var dead: MLLPDestination?
        try await Self.with({ _, _ in [.close] }) { destination, _ in
            guard case .ambiguous = await destination.send(Self.work("k1")) else {
                return #expect(Bool(false), "not ambiguous")
            }
            dead = destination
        }
        guard case .transient = await dead?.send(Self.work("k2")) else {
            return #expect(Bool(false), "not transient")
        }
    }

    @Test("several at once have a connection each")
    func several() async throws {
        try await Self.with({ message, _ in [.frame(ScriptedReceiver.acknowledgment("AA", Self.controlID(message)))] })
        {
            destination, _ in
            await withTaskGroup(of: DeliveryOutcome.self) { group in
                for number in 0..<8 { group.addTask { await destination.send(Self.work("key\(number)")) } }
                for await outcome in group { #expect(outcome == .delivered(document: "R9")) }
            }
        }
    }

    @Test(
        "an address needs its scheme and a port",
        arguments: [
            ("mllp://ehr:2575", "ehr 2575 false"), ("mllps://[::1]:1", "::1 1 true"), ("http://ehr:1", ""),
            ("mllp://ehr", ""), ("mllp://:1", ""),
        ])
    func addresses(url: String, words: String) {
        let address = try? MLLPAddress(url)
        #expect(address.map { "\($0.host) \($0.port) \($0.isSecure)" } ?? "" == words)
    }
}
