import Catalog
import HL7v2
import NIOCore
import NIOPosix
import NIOSSL
import SyncEngine
import SyncModel
import Synchronization

/// An HL7 v2 receiver over MLLP: each delivery is one message, answered by an acknowledgment whose MSA-2 is its MSH-10.
///
/// The control id is made from the delivery's key and is the same at each attempt: a receiver that knows repeats by it
/// (HL7 v2.5.1 §2.15.9.10) applies a message once.
final class MLLPDestination: Destination {
    private let address: MLLPAddress
    private let site: Endpoint.MLLPSite
    private let days: ClockZone
    private let trees: [FlowName: MessageTree]
    private let timeout: Duration
    private let group: any EventLoopGroup
    private let tls: NIOSSLContext?
    private let now: @Sendable () -> UTCTime
    private let idle = Mutex<[MLLPConnection]>([])

    init(
        url: String, site: Endpoint.MLLPSite, days: ClockZone, flows: [Flow], timeout: Duration,
        group: any EventLoopGroup,
        now: @escaping @Sendable () -> UTCTime
    ) throws {
        address = try MLLPAddress(url)
        self.site = site
        self.days = days
        trees = Dictionary(flows.compactMap { flow in flow.message.map { (flow.name, $0) } }) { first, _ in first }
        self.timeout = timeout
        self.group = group
        self.now = now
        tls = address.isSecure ? try Self.context(site) : nil
    }

    private static func context(_ site: Endpoint.MLLPSite) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file = site.authorities { configuration.trustRoots = .file(file) }
        return try NIOSSLContext(configuration: configuration)
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        let controlID = Self.controlID(of: work)
        let message: [UInt8]
        do throws(Fault) { message = try self.message(of: work, controlID) } catch { return .permanent(error) }
        let connection: MLLPConnection
        switch await connected() {
        case .success(let usable): connection = usable
        case .failure(let missing): return missing.outcome
        }
        let outcome = await connection.exchange(
            message, controlID: controlID, timeout: .milliseconds(timeout.milliseconds))
        if case .ambiguous = outcome { connection.close() } else { idle.withLock { $0.append(connection) } }
        return outcome
    }

    /// Twenty characters, as much as versions before 2.6 allow.
    static func controlID(of work: DeliveryWork) -> String { String(work.idempotencyKey.prefix(20)).uppercased() }

    /// What is sent: the flow's tree, or the message as it came with a control id of ours.
    private func message(of work: DeliveryWork, _ controlID: String) throws(Fault) -> [UInt8] {
        guard let record = work.record, let tree = trees[work.flow] else {
            throw Fault(
                .messageUnsupported, FaultSubject(other: work.flow.rawValue),
                detail: "The catalog doesn't say what \(work.flow) sends.")
        }
        return MessageWriter.bytes(
            tree, of: record.with(delivered: work), controlID: controlID, site: site, days: days, now: now())
    }

    /// Where repeats do no harm, what is in doubt is just sent again.
    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { site.areRepeatsHarmless ? .absent : .unsupported }

    /// A connection is all that can be asked without sending a message.
    func probe() async -> Result<Void, AttemptFailure> {
        switch await connected() {
        case .success(let connection):
            idle.withLock { $0.append(connection) }
            return .success(())
        case .failure(let missing): return .failure(missing.failure)
        }
    }

    private func connected() async -> Result<MLLPConnection, ExchangeFailure> {
        while let connection = idle.withLock({ $0.popLast() }) {
            if connection.isUsable { return .success(connection) }
        }
        do { return .success(try await connect()) } catch {
            return .failure(ExchangeFailure(error, requestBegun: false))
        }
    }

    private func connect() async throws -> MLLPConnection {
        let (tls, address) = (tls, address)
        let ready = group.any().makePromise(of: Void.self)
        let connecting = ClientBootstrap(group: group)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls {
                        let name = address.isNumeric ? nil : address.host
                        try pipeline.addHandler(try NIOSSLClientHandler(context: tls, serverHostname: name))
                        try pipeline.addHandler(Readiness(ready))
                    }
                    try pipeline.addHandler(Conversation())
                }
            }
            .connect(host: address.host, port: address.port)
        connecting.whenComplete { result in
            if case .failure(let error) = result { ready.fail(error) } else if tls == nil { ready.succeed() }
        }
        let channel = try await connecting.get()
        try await ready.futureResult.get()
        return MLLPConnection(channel: channel)
    }

    /// Closes what is open.
    func close() { for connection in idle.withLock({ $0 }) { connection.close() } }
}

/// `mllp://host:port`, or `mllps://host:port` inside of TLS.
struct MLLPAddress: Hashable {
    let host: String
    let port: Int
    let isSecure: Bool

    /// An address of the catalog.
    init(_ url: String) throws {
        let scheme = ["mllp://", "mllps://"].first(where: url.hasPrefix)
        let rest = url.dropFirst(scheme?.count ?? 0)
        guard let scheme, let colon = rest.lastIndex(of: ":"), let port = Int(rest[rest.index(after: colon)...]),
            (1...65_535).contains(port), colon > rest.startIndex
        else { throw InvalidMLLPAddress() }
        let name = rest[..<colon]
        host = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : String(name)
        self.port = port
        isSecure = scheme == "mllps://"
    }

    /// Whether the host is an address and no name, which no certificate's name is compared with.
    var isNumeric: Bool { host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." } }
}

/// A url that is no address of an MLLP receiver.
struct InvalidMLLPAddress: Error {}
