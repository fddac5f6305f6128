internal import Catalog
internal import NIOSSL

/// TLS for a listener: 1.2 or later, and where the catalog names authorities, a client certificate from one of them.
enum ListenerTLS {
    /// Loads the files that the catalog names; `nil` where it names none. Reads from disk: not for an event loop.
    static func context(_ tls: MLLPListener.TLS?) throws(ListenError) -> NIOSSLContext? {
        guard let tls else { return nil }
        let chain = try load(tls.certificateChain) { try NIOSSLCertificate.fromPEMFile($0) }
        let key = try load(tls.privateKey) { try NIOSSLPrivateKey(file: $0, format: .pem) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        if let authorities = tls.clientAuthorities {
            configuration.trustRoots = .certificates(try load(authorities) { try NIOSSLCertificate.fromPEMFile($0) })
            // A client's name isn't looked up anywhere; that an authority of ours signed it is what counts.
            configuration.certificateVerification = .noHostnameVerification
        }
        let ready = configuration
        return try load(tls.certificateChain) { _ in try NIOSSLContext(configuration: ready) }
    }

    private static func load<Loaded>(
        _ file: String, _ body: (String) throws -> Loaded
    ) throws(ListenError) -> Loaded {
        do {
            return try body(file)
        } catch {
            throw .tls(file: file, reason: "\(error)")
        }
    }
}
