import Foundation
import JSONText
import SyncStore
import Testing

@testable import Inbound

private let examples = PublishedSite.folder("TALLYWARD_FHIR_EXAMPLES")

/// Resources that others have published, through a real port into a real engine.
@Suite("Published FHIR resources", .timeLimit(.minutes(2)))
struct PublishedResourceTests {
    /// What the catalog has flows for.
    private static let taken: Set<String> = [
        "SupplyDelivery", "MedicationAdministration", "ChargeItem", "Encounter", "Practitioner",
    ]

    @Test(
        "each is accepted, or refused with a status and a sentence that hold nothing of what was sent",
        .enabled(if: examples != nil, "TALLYWARD_FHIR_EXAMPLES names no folder"))
    func resources() async throws {
        let files = try PublishedSite.files(in: try #require(examples), [".json"])
        var table = PublishedTable()
        try await PublishedSite.run { site in
            try await HTTPWire.connect(to: site.http) { wire in
                for (name, bytes) in files {
                    let json = JSONReader.read(bytes)
                    let type = json?["resourceType"]?.text ?? ""
                    // All on one connection: an example that is refused doesn't end it.
                    try await wire.send(Self.request(type, bytes))
                    let reply = try await wire.nextReply()
                    check(reply, json, type, name)
                    table.note(type.isEmpty ? "(no resource)" : type, Self.words(reply))
                }
            }
            let verification = try site.reader.verify()
            #expect(verification.findings == [])
            // Each is kept, and each entry of a batch.
            #expect(verification.messages >= Set(files.map(\.bytes)).count)
        }
        #expect(!files.isEmpty)
        table.show("FHIR examples, \(files.count) files")
    }

    private static func request(_ type: String, _ bytes: [UInt8]) -> [UInt8] {
        let path = ["", "Bundle"].contains(type) ? "/fhir" : "/fhir/\(type)"
        let head = [
            "POST \(path) HTTP/1.1", "Host: localhost", "Content-Type: application/fhir+json",
            "Content-Length: \(bytes.count)", "Prefer: return=OperationOutcome",
        ]
        return Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + bytes
    }

    private func check(_ reply: HTTPReply, _ json: JSONValue?, _ type: String, _ name: String) {
        #expect([200, 201, 400, 404, 412, 422].contains(reply.status), "\(name)")
        if type != "Bundle" {
            #expect(Self.taken.contains(type) || reply.status == (type.isEmpty ? 400 : 404), "\(name)")
        }
        if reply.status >= 400 {
            let issue = reply.json?["issue"]?.elements?.first
            #expect(reply.json?["resourceType"]?.text == "OperationOutcome", "\(name)")
            #expect(issue?["diagnostics"]?.text != nil && issue?["code"]?.text != nil, "\(name)")
        }
        for secret in Self.secrets(of: json ?? .null) { #expect(!reply.text.contains(secret), "\(name)") }
    }

    private static func words(_ reply: HTTPReply) -> String {
        let issues = (reply.json?["issue"]?.elements ?? []).map { issue in
            [issue["expression"]?.elements?.first?.text, issue["diagnostics"]?.text].compactMap { $0 }
                .joined(separator: ": ")
        }
        return "\(reply.status) " + (issues.isEmpty ? reply.json?["type"]?.text ?? "" : issues.joined(separator: " | "))
    }

    /// Names, numbers, addresses and narrative, where they are long enough to be told from other words.
    private static func secrets(of json: JSONValue, _ name: String = "") -> Set<String> {
        switch json {
        case .string(let text):
            let isPrivate = ["family", "given", "text", "div", "value", "line", "city", "birthDate", "id"]
                .contains(name)
            return isPrivate && text.utf8.count > 5 ? [text] : []
        case .array(let elements):
            return elements.reduce(into: []) { $0.formUnion(secrets(of: $1, name)) }
        case .object(let members):
            return members.reduce(into: []) { $0.formUnion(secrets(of: $1.value, $1.name)) }
        default: return []
        }
    }
}
