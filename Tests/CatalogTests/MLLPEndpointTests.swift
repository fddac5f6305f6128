import SyncModel
import Testing

@testable import Catalog

/// The endpoints of the kind `mllp`.
struct MLLPEndpointTests {
    private static let path = "endpoints/archive.yaml"

    private static let text = """
        name: archive
        kind: mllp
        url: mllps://ehr.example:2575
        sending: {application: LEDGER, facility: MAIN}
        receiving: {application: EHR}
        processing-id: T
        repeats: harmless
        authorities: /etc/ca.pem
        """

    private static func catalog(_ endpoint: String) -> DemoCatalog {
        InvoiceCatalog.demo.with(path, endpoint).with(
            InvoiceCatalog.flow,
            InvoiceCatalog.demo.files[InvoiceCatalog.flow, default: ""].replacing(
                "body: {n: $number, items: {each: $lines, body: $item}}",
                with: """
                    hl7:
                              message: MFN^M05^MFN_M05
                              segments:
                                - ZIN: {1: $number}
                    """))
    }

    @Test("a receiver is named, and what its repeats do is said")
    func reads() throws {
        let endpoint = try #require(try Self.catalog(Self.text).loader.load().endpoints["archive"])
        var site = Endpoint.MLLPSite()
        (site.sendingApplication, site.sendingFacility, site.receivingApplication) = ("LEDGER", "MAIN", "EHR")
        (site.processingID, site.areRepeatsHarmless, site.authorities) = ("T", true, "/etc/ca.pem")
        #expect(endpoint.kind == .mllp(site) && endpoint.url == "mllps://ehr.example:2575")
        #expect(endpoint.kind.honoursIdempotencyKey && !endpoint.kind.answersLookUps && !endpoint.kind.booksItems)
    }

    @Test("with its address alone, it gets our usual name, and what has no answer waits for a person")
    func usual() throws {
        let text = "name: archive\nkind: mllp\nurl: mllp://[::1]:2575\n"
        let endpoint = try #require(try Self.catalog(text).loader.load().endpoints["archive"])
        #expect(endpoint.kind == .mllp(Endpoint.MLLPSite()) && !endpoint.kind.honoursIdempotencyKey)
    }

    @Test(
        "an address is a scheme, a host and a port",
        arguments: [
            "https://ehr.example:2575", "mllp://ehr.example", "mllp://ehr.example:0", "mllp://ehr.example:2575/x",
            "mllp://:2575", "mllp://[::1]", "ehr.example:2575",
        ])
    func addresses(_ url: String) {
        let words = Self.catalog(Self.text.replacing("mllps://ehr.example:2575", with: url)).words
        #expect(words.contains { $0.contains("needs an address such as mllp://ehr.example:2575") }, "\(words)")
    }

    @Test(
        "what another kind has, and what does nothing, is refused where it stands",
        arguments: [
            ("receiving: {application: EHR}", "path: /x", "'path' belongs to the kind rest"),
            ("processing-id: T", "processing-id: X", "'processing-id' can't be 'X'"),
            ("mllps://", "mllp://", "'authorities' does nothing without TLS"),
            (
                "repeats: harmless", "authentication: {kind: password, login: env:A, password: env:B}",
                "MLLP knows no sign-in"
            ),
        ])
    func mistakes(_ old: String, _ new: String, _ expected: String) {
        let words = Self.catalog(Self.text.replacing(old, with: new)).words
        #expect(words.contains { $0.contains(expected) }, "\(words)")
    }
}
