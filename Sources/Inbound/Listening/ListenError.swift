internal import Catalog
internal import NIOCore
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Why a listener can't start. Each says what to do.
public enum ListenError: Error, Hashable, Sendable {
    /// Another program listens there.
    case portInUse(host: String, port: Int)
    /// The system doesn't let this user listen there.
    case notPermitted(host: String, port: Int)
    /// The host is no address of this machine.
    case addressUnavailable(host: String)
    /// A certificate, key or authority file can't be read or used.
    case tls(file: String, reason: String)
    /// A path of the source's extra fields is none.
    case extraField(reason: String)
    /// What senders prove who they are with isn't at hand.
    case proof(source: String, reason: String)
    /// It was started before.
    case alreadyStarted
    /// Anything else the system says.
    case system(host: String, port: Int, reason: String)

    /// What a failure to bind to the listener's address means.
    init(_ error: any Error, host: String, port: Int) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .portInUse(host: host, port: port)
        case EACCES, EPERM: self = .notPermitted(host: host, port: port)
        case EADDRNOTAVAIL: self = .addressUnavailable(host: host)
        default:
            let isUnknownHost = error is SocketAddressError
            self = isUnknownHost ? .addressUnavailable(host: host) : .system(host: host, port: port, reason: "\(error)")
        }
    }
}

extension ListenError: CustomStringConvertible {
    /// A bounded name for metrics and runbooks.
    public var code: String {
        switch self {
        case .portInUse: "listen-port-in-use"
        case .notPermitted: "listen-not-permitted"
        case .addressUnavailable: "listen-address-unavailable"
        case .tls: "listen-tls-file"
        case .extraField: "listen-extra-field"
        case .proof: "listen-proof"
        case .alreadyStarted: "listen-already-started"
        case .system: "listen-failed"
        }
    }

    /// One sentence for the operator.
    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "Another program listens on \(host):\(port): stop it, or give the source another port in the catalog."
        case .notPermitted(let host, let port):
            "This user may not listen on \(host):\(port): choose a port from 1024 up, or allow it to bind low ports."
        case .addressUnavailable(let host):
            "\(host) is no address of this machine: give the source's listener one that is, or 0.0.0.0 for all."
        case .tls(let file, let reason):
            "The TLS file \(file) can't be used (\(reason)): check that it is PEM and that this user may read it."
        case .extraField(let reason):
            "An extra field of the source is no path: \(reason)"
        case .proof(let source, let reason):
            "The source \(source) can't tell who sends: \(reason)"
        case .alreadyStarted:
            "This listener was started before: make a new one."
        case .system(let host, let port, let reason):
            "The system does not let us listen on \(host):\(port): \(reason)"
        }
    }
}
