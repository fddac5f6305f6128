import Catalog
import SyncModel
import Testing

@Suite("HTTP sources of a catalog")
struct HTTPSourceTests {
    private static let ways = "{bearer-key: env:KEY}"

    private func text(
        _ name: String = "gate", path: String = "/fhir", port: Int = 8090, kind: String = "fhir",
        host: String = "127.0.0.1",
        ways: String = ways, more: String = ""
    ) -> String {
        """
        name: \(name)
        http:
          host: \(host)
          port: \(port)
          path: \(path)
          kind: \(kind)
          authentication: \(ways)
        \(more)
        """
    }

    private func catalog(_ texts: String...) -> DemoCatalog {
        texts.enumerated().reduce(DemoCatalog()) { $0.with("sources/gate\($1.offset).yaml", $1.element) }
    }

    @Test("a source is read with its bounds and every way to sign in")
    func read() throws {
        let full = """
            name: gate
            http:
              host: 127.0.0.1
              port: 8090
              path: /in/fhir
              kind: fhir
              maximum-body: 1MiB
              maximum-connections: 20
              body-timeout: 5s
              idle-timeout: 1m
              authentication:
                bearer-key: [env:KEY, env:NEXT]
                token: {issuer: "https://id.example", audience: us, keys-url: "https://id.example/keys", leeway: 10s}
                signature: {secrets: env:HOOK, window: 1m}
            """
        let source = try #require(try catalog(full).loader.load().sources["gate"])
        let listener = try #require(source.http)
        #expect(
            listener.address
                == HTTPAddress(
                    host: "127.0.0.1", port: 8090, maximumConnections: 20, bodyTimeout: .seconds(5),
                    idleTimeout: .seconds(60)))
        #expect(listener.path == "/in/fhir" && listener.content == .fhir && listener.maximumBodyBytes == 1 << 20)
        #expect(
            listener.authentication == [
                .key([.environment("KEY"), .environment("NEXT")]),
                .token(
                    .init(
                        issuer: "https://id.example", audience: "us", keys: .url("https://id.example/keys"),
                        leeway: .seconds(10))),
                .signature([.environment("HOOK")], window: .seconds(60)),
            ])
        #expect(source.listener == nil && source.maySend("fhir:Patient") && !source.maySend("DFT^P03"))
    }

    @Test("sources share an address where their paths and nothing else differ")
    func shared() {
        #expect(catalog(text(), text("other", path: "/events", kind: "cloudevents")).words == [])
        #expect(
            catalog(text(), text("other", path: "/fhir/sub")).words.first?
                .contains("the path overlaps with /fhir in sources/gate0.yaml:5:9") == true)
        #expect(catalog(text(), text("other")).words.count == 1)
        #expect(catalog(text(), text("other", path: "/")).words.count == 1)
        #expect(catalog(text(), text("other", path: "/fhirs")).words == [])
        #expect(
            catalog(text(), text("other", path: "/b", more: "  idle-timeout: 9s")).words.first?
                .contains("are the same; write them as in sources/gate0.yaml") == true)
        #expect(
            catalog(text(), text("other", path: "/b", host: "0.0.0.0")).words.contains {
                $0.contains("port 8090 is taken")
            })
        #expect(catalog(text(port: 2575)).words.contains { $0.contains("the port 2575 is taken") })
    }

    @Test(
        "what would leave the door open, or can't be, is told with what to write",
        arguments: [
            ("open", "warning: everybody on this machine may send"),
            ("open to all", "error: everybody who reaches 0.0.0.0 could send"),
            ("plain", "warning: what is sent can be read on its way"),
            ("secret", "error: 'bearer-key' must not hold the secret itself"),
            ("nothing", "error: 'authentication' needs a bearer-key, a token or a signature"),
            ("no keys", "error: 'token' says nowhere where the issuer's keys are"),
            ("http keys", "error: anybody between could put keys in"),
            ("healthz", "error: 'path' can't be /healthz"),
            ("both", "error: a source has one way to reach us"),
            ("extra", "error: 'extra-fields' names fields of HL7 v2"),
            ("slash", "error: 'path' needs a path such as /fhir"),
        ])
    func told(what: String, message: String) {
        let text =
            switch what {
            case "open": text(ways: "none")
            case "open to all": text(host: "0.0.0.0", ways: "none")
            case "plain": text(host: "0.0.0.0")
            case "secret": text(ways: "{bearer-key: sesame}")
            case "nothing": text(ways: "{}")
            case "no keys": text(ways: "{token: {issuer: a, audience: b}}")
            case "http keys": text(ways: "{token: {issuer: a, audience: b, keys-url: 'http://id.example/k'}}")
            case "healthz": text(path: "/healthz")
            case "both": text(more: "listener: {host: 127.0.0.1, port: 9}")
            case "extra": text(more: "extra-fields: {supply.used: {unit: ZSU-1}}")
            default: text(path: "/fhir/")
            }
        let words = catalog(text).words
        #expect(words.contains { $0.contains(message) }, "\(words)")
        #expect(!words.contains { $0.contains("sesame") })
    }

    @Test("a flow takes only what its source can send")
    func flows() throws {
        let fhir = try catalog(text()).replacing("source: ehr", with: "source: gate", in: DemoCatalog.flow)
        #expect(
            fhir.lint.contains { $0.contains("the source 'gate' doesn't send DFT^P03; it sends types such as fhir:") })
        let right = try fhir.replacing("[DFT^P03]", with: "[fhir:SupplyDelivery]", in: DemoCatalog.flow)
        #expect(!right.lint.contains { $0.contains("doesn't send") || $0.contains("is read from") })
        let wrong = try fhir.replacing("[DFT^P03]", with: "[fhir:Patient]", in: DemoCatalog.flow)
        #expect(wrong.lint.contains { $0.contains("'supply.used' is read from DFT^P03, fhir:SupplyDelivery") })
        let bad = try fhir.replacing("[DFT^P03]", with: "[fhir:patient]", in: DemoCatalog.flow)
        #expect(bad.words.contains { $0.contains("needs a message type such as DFT^P03, fhir:ChargeItem") })
    }
}
