import SyncModel
import Testing

@testable import Catalog

/// The ways to sign in that need a key or sign each request.
struct SignInKindTests {
    private static let path = "endpoints/payables.yaml"

    private static func catalog(_ more: String, kind: String = "rest\npath: /invoices") -> DemoCatalog {
        InvoiceCatalog.demo.with(path, "name: payables\nkind: \(kind)\nurl: http://127.0.0.1:9\n\(more)\n")
    }

    @Test("webhooks are signed with one secret or several, in an envelope where that is asked for")
    func webhooks() throws {
        for (text, secrets) in [("env:ONE", ["ONE"]), ("[env:ONE, env:TWO]", ["ONE", "TWO"])] {
            let more = "authentication: {kind: webhook-signature, secret: \(text)}\nenvelope: cloudevents"
            let endpoint = try #require(try Self.catalog(more).loader.load().endpoints["payables"])
            #expect(endpoint.authentication == .webhookSignature(secrets: secrets.map { .environment($0) }))
            #expect(endpoint.envelope == .cloudEvents && endpoint.authentication.secrets.count == secrets.count)
        }
    }

    @Test("SMART Backend Services need a token URL, a client, and a key with its id")
    func smart() throws {
        let more = """
            authentication:
              kind: smart-backend
              token-url: https://ehr.example/token
              client-id: env:ID
              key: file:/etc/key.pem
              key-id: k1
              scope: system/*.rs
            """
        let endpoint = try #require(try Self.catalog(more).loader.load().endpoints["payables"])
        #expect(
            endpoint.authentication
                == .smartBackend(
                    Endpoint.SmartBackend(
                        tokenURL: "https://ehr.example/token", clientID: .environment("ID"),
                        key: .file("/etc/key.pem"), keyID: "k1", scope: "system/*.rs")))
    }

    @Test(
        "what is missing, and what belongs to another kind, is told where it stands",
        arguments: [
            ("authentication: {kind: webhook-signature}", "the key 'secret' is missing"),
            ("authentication: {kind: webhook-signature, secret: hush}", "must not hold the secret itself"),
            ("authentication: {kind: webhook-signature, secret: env:A, scope: x}", "'scope' belongs to the kind"),
            (
                "authentication: {kind: smart-backend, token-url: https://x/t, client-id: env:A, key: env:B}",
                "the key 'key-id' is missing"
            ),
            ("authentication: {kind: smart, scope: x}", "'kind' can't be 'smart'"),
            ("envelope: cloud", "'envelope' can't be 'cloud'"),
            ("envelope: cloudevents\nput-by: urn:x:y", "a FHIR server takes resources as they are"),
        ])
    func mistakes(_ more: String, _ expected: String) {
        let words = Self.catalog(more).words
        #expect(words.contains { $0.contains(expected) && $0.hasPrefix(Self.path) }, "\(words)")
    }

    @Test("only a rest endpoint takes signed webhooks")
    func kinds() {
        let words = Self.catalog(
            "authentication: {kind: webhook-signature, secret: env:A}", kind: "oracle-inventory"
        ).words
        #expect(words.contains { $0.contains("only a rest endpoint takes signed webhooks") }, "\(words)")
    }
}
