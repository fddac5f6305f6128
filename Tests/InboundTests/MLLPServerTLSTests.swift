import Catalog
import Foundation
import HL7v2
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SyncModel
import Testing

@testable import Inbound

@Suite(.timeLimit(.minutes(1))) struct MLLPServerTLSTests {
    /// Runs a TLS server, with or without asking for a client's certificate.
    private func withServer(
        clientAuthorities: Bool, _ body: (MLLPServer, FakeIntake, Int) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "inbound-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = [
            "server.pem": TestCertificates.server, "server.key": TestCertificates.serverKey,
            "clients.pem": TestCertificates.client,
        ]
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        var listener = MLLPListener(host: "127.0.0.1", port: 0)
        listener.tls = .init(
            certificateChain: folder.appending(path: "server.pem").path,
            privateKey: folder.appending(path: "server.key").path,
            clientAuthorities: clientAuthorities ? folder.appending(path: "clients.pem").path : nil)
        let intake = FakeIntake()
        let server = MLLPServer(
            source: Samples.source, listener: listener, flows: Samples.flows, intake: intake,
            group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { UTCTime(milliseconds: 1_775_000_000_000) })
        let port = try await server.start()
        try await body(server, intake, port)
        await server.drain(within: .seconds(10))
    }

    private func client(withCertificate: Bool) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([
            try NIOSSLCertificate(bytes: Array(TestCertificates.server.utf8), format: .pem)
        ])
        if withCertificate {
            let certificate = try NIOSSLCertificate(bytes: Array(TestCertificates.client.utf8), format: .pem)
            let key = try NIOSSLPrivateKey(bytes: Array(TestCertificates.clientKey.utf8), format: .pem)
            configuration.certificateChain = [.certificate(certificate)]
            configuration.privateKey = .privateKey(key)
        }
        return configuration
    }

    private let frame = MLLPFrame.wrap(Samples.dft(controlID: "M1"))

    @Test("messages over TLS are taken and answered")
    func overTLS() async throws {
        try await withServer(clientAuthorities: false) { _, intake, port in
            try await WireClient.connect(to: port, tls: try client(withCertificate: false)) { client in
                try await client.send(frame)
                #expect(try await client.nextAnswer() == "AA M1")
            }
            #expect(intake.messages.count == 1)
        }
    }

    @Test("where the catalog names authorities, a client with their certificate gets in")
    func clientCertificate() async throws {
        try await withServer(clientAuthorities: true) { _, _, port in
            try await WireClient.connect(to: port, tls: try client(withCertificate: true)) { client in
                try await client.send(frame)
                #expect(try await client.nextAnswer() == "AA M1")
            }
        }
    }

    @Test("a client without a certificate doesn't get in where one is asked for, nor does one without TLS")
    func withoutCertificate() async throws {
        try await withServer(clientAuthorities: true) { _, intake, port in
            let answer = try? await WireClient.connect(to: port, tls: try client(withCertificate: false)) { client in
                try await client.send(frame)
                return try await client.nextAnswer()
            }
            #expect(answer == .none || answer == .some(nil))
            let plain = try? await WireClient.connect(to: port) { client in
                try await client.send(frame)
                return try await client.nextAnswer()
            }
            #expect(plain == .none || plain == .some(nil))
            #expect(intake.messages.isEmpty)
        }
    }
}
