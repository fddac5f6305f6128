import Catalog
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import SyncEngine
import SyncModel
import Synchronization

/// Tells a target by mail: one connection a mail, ended whatever happens within its time.
struct MailNotifier: Notifier {
    private let server: NotificationTarget.MailServer
    private let environment: [String: String]
    private let trustRoots: NIOSSLTrustRoots
    private let timeout: Duration

    /// Hands mail to `server`.
    ///
    /// - Parameters:
    ///   - trustRoots: whose certificates count.
    ///   - timeout: how long a whole dialogue may take.
    init(
        server: NotificationTarget.MailServer, environment: [String: String], trustRoots: NIOSSLTrustRoots = .default,
        timeout: Duration = .seconds(60)
    ) {
        self.server = server
        self.environment = environment
        self.trustRoots = trustRoots
        self.timeout = timeout
    }

    func notify(_ announcement: Announcement) async -> Result<Void, AttemptFailure> {
        let dialogue: SMTPDialogue
        let tls: NIOSSLContext?
        do {
            // Read anew each time, so that one replaced in its file needs no restart.
            let password = try server.signIn.map { Secret(try $0.password.resolve(environment: environment)) }
            dialogue = SMTPDialogue(
                server: server, password: password, mail: NoticeMail(announcement, server: server).bytes,
                name: Self.ownName)
            tls = try context()
        } catch let problem as SecretProblem {
            return .failure(AttemptFailure(code: "secret", detail: problem.description))
        } catch {
            return .failure(AttemptFailure(code: "tls", detail: "TLS can't be set up on this machine."))
        }
        return await deliver(dialogue, tls)
    }

    private func deliver(_ dialogue: SMTPDialogue, _ tls: NIOSSLContext?) async -> Result<Void, AttemptFailure> {
        let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = eventLoop.makePromise(of: Void.self)
        let (server, timeout) = (server, timeout)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(min(TimeAmount(timeout), .seconds(10)))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if server.tls == .implicit, let tls { try pipeline.addHandler(Self.encryption(tls, server)) }
                    try pipeline.addHandler(
                        SMTPConnection(dialogue: dialogue, promise: promise, timeout: TimeAmount(timeout)) {
                            guard let tls else { throw SMTPGarbage() }
                            return try Self.encryption(tls, server)
                        })
                }
            }
        do {
            _ = try await bootstrap.connect(host: server.host, port: server.port).get()
            try await promise.futureResult.get()
            return .success(())
        } catch let failure as AttemptFailure {
            return .failure(failure)
        } catch {
            // Where nothing was connected, nobody else completes it.
            promise.fail(error)
            return .failure(Self.failure(error))
        }
    }

    private func context() throws -> NIOSSLContext? {
        guard server.tls != .none else { return nil }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = trustRoots
        return try NIOSSLContext(configuration: configuration)
    }

    private static func encryption(
        _ context: NIOSSLContext, _ server: NotificationTarget.MailServer
    ) throws -> NIOSSLClientHandler {
        // A name for an address can't be asked for (RFC 6066 §3).
        let isAddress = server.host.contains(":") || server.host.allSatisfy { $0.isNumber || $0 == "." }
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : server.host)
    }

    private static func failure(_ error: any Error) -> AttemptFailure {
        switch error {
        case is SMTPGarbage: AttemptFailure(code: "garbage", detail: "What the mail server answers isn't SMTP.")
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            AttemptFailure(
                code: "tls", detail: "The mail server and we don't agree on TLS, or its certificate isn't trusted.")
        case is SMTPTimeout: AttemptFailure(code: "timeout", detail: "The mail server didn't answer within its time.")
        case is ChannelError, is NIOConnectionError, is SocketAddressError, is SocketAddressError.UnknownHost:
            AttemptFailure(code: "connect", detail: "No connection to the mail server: unknown, refused or too slow.")
        default: AttemptFailure(code: "reset", detail: "The connection to the mail server ended too early.")
        }
    }

    private static var ownName: String {
        let name = ProcessInfo.processInfo.hostName
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x2D || $0 == 0x2E }
        return isName ? name : "localhost"
    }
}

/// The dialogue took too long.
struct SMTPTimeout: Error {}

/// One dialogue on one connection. Lives on the event loop.
private final class SMTPConnection: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dialogue: SMTPDialogue
    private var reader = SMTPReplyReader()
    private let promise: EventLoopPromise<Void>
    private let timeout: TimeAmount
    private let encryption: () throws -> NIOSSLClientHandler
    private var deadline: Scheduled<Void>?
    private var isOver = false

    init(
        dialogue: SMTPDialogue, promise: EventLoopPromise<Void>, timeout: TimeAmount,
        encryption: @escaping () throws -> NIOSSLClientHandler
    ) {
        self.dialogue = dialogue
        self.promise = promise
        self.timeout = timeout
        self.encryption = encryption
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.end(.failure(SMTPTimeout()), context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        do {
            let replies = try reader.read(unwrapInboundIn(data).readableBytesView)
            // One command, one reply: what comes unasked could be another's words, put in before the encryption.
            guard replies.count <= 1 else { throw SMTPGarbage() }
            if let reply = replies.first { try act(dialogue.step(after: reply), context) }
        } catch { end(.failure(error), context) }
    }

    private func act(_ step: SMTPDialogue.Step, _ context: ChannelHandlerContext) throws {
        switch step {
        case .say(let bytes): write(bytes, context)
        case .encrypt(let bytes):
            guard !reader.isWithin else { throw SMTPGarbage() }
            try context.pipeline.syncOperations.addHandler(try encryption(), position: .first)
            write(bytes, context)
        case .taken(let bye):
            write(bye, context)
            end(.success(()), context)
        case .failed(let failure, let bye):
            write(bye, context)
            end(.failure(failure), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { end(.failure(ChannelError.eof), context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.failure(error), context) }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    private func end(_ result: Result<Void, any Error>, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        deadline?.cancel()
        promise.completeWith(result)
        context.close(promise: nil)
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
