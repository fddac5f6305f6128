import Catalog
import Foundation
import Signatures
import Simulator
import SyncModel

/// Sends a sample the way that its source's senders do: over MLLP, over HTTP with what they sign in with, or as a file
/// in the source's folder.
struct SamplePost {
    let catalog: SiteCatalog
    /// The ports that the sources listen on.
    let ports: [SourceName: Int]
    /// What the environment says, for what senders sign in with.
    let environment: [String: String]

    /// Sends it; returns what the sender hears, in a few words.
    func send(_ bytes: [UInt8], named name: String, to source: Source) async throws -> String {
        switch source.kind {
        case .mllp:
            let message = bytes.asSegments
            let id = message.headerField(10)
            return try await SampleSender.send(message, controlID: id, to: ports[source.name] ?? 0)
        case .http(let listener): return try await post(bytes, to: listener, of: source)
        case .folder(let folder): return try await drop(bytes, named: name, into: folder)
        }
    }

    private func post(_ body: [UInt8], to listener: HTTPListener, of source: Source) async throws -> String {
        let isFHIR = listener.content == .fhir
        var headers = [
            (name: "Content-Type", value: isFHIR ? "application/fhir+json" : "application/cloudevents+json")
        ]
        for way in listener.authentication {
            switch way {
            case .key(let references): headers.append(("Authorization", "Bearer \(secret(references))"))
            case .signature(let references, _):
                let (id, time) = ("msg_\(UUID().uuidString)", "\(UTCTime.systemNow.milliseconds / 1000)")
                let signature = WebhookSignature(secret: secret(references))
                headers += [
                    ("webhook-id", id), ("webhook-timestamp", time),
                    ("webhook-signature", signature.header(id: id, timestamp: time, body: body)),
                ]
            case .token: break
            }
        }
        let port = ports[source.name] ?? 0
        return "\(try await SamplePoster.post(body, to: listener.path, headers: headers, port: port))"
    }

    private func secret(_ references: [SecretReference]) -> String {
        guard case .environment(let name)? = references.first else { return "" }
        return environment[name] ?? ""
    }

    /// What a sample's file is called in a folder.
    static func file(_ name: String, in folder: DropFolder) -> String { folder.pattern.replacing("*", with: name) }

    /// A file under another name until it is whole; returns where it went.
    private func drop(_ bytes: [UInt8], named name: String, into folder: DropFolder) async throws -> String {
        let file = Self.file(name, in: folder)
        let path = "\(folder.path)/\(file)"
        try Data(bytes).write(to: URL(fileURLWithPath: path + ".part"))
        try FileManager.default.moveItem(atPath: path + ".part", toPath: path)
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            for place in ["done", "refused"]
            where FileManager.default.fileExists(atPath: "\(folder.path)/\(place)/\(file).report.csv") { return place }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure("\(file) wasn't taken up within 30 seconds.")
    }
}

extension [UInt8] {
    /// A file's lines as HL7 wants them: ended by CR.
    fileprivate var asSegments: [UInt8] {
        split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).flatMap { Array($0) + [0x0D] }
    }

    /// A field of the MSH of a sample, whose delimiters are the usual ones.
    fileprivate func headerField(_ number: Int) -> String {
        let fields = prefix { $0 != 0x0D }.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
        return fields.count >= number ? String(decoding: fields[number - 1], as: UTF8.self) : ""
    }
}
