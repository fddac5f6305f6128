import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import Outbound

/// A mail server on loopback that keeps what it is told, and may be made to refuse, fall silent or lie.
final class MailServerDouble: Sendable {
    /// How it differs from a good one.
    struct Manner: Sendable {
        /// TLS from the first byte, or by STARTTLS; nil speaks none.
        var tls: NIOSSLContext?
        var isImplicit = false
        /// What its EHLO offers beside STARTTLS.
        var offers = ["PIPELINING", "AUTH LOGIN PLAIN", "8BITMIME"]
        /// Answers to commands, by their first word, instead of the usual ones; an empty one is silence.
        var answers: [String: String] = [:]
        /// Said right behind the answer to STARTTLS, unencrypted.
        var injected = ""
    }

    /// What it was told.
    struct Mail: Sendable, Hashable {
        var commands: [String] = []
        /// What came between DATA and the lone dot, with dots undoubled.
        var content = ""
        var wasEncrypted = false
    }

    private let manner: Manner
    private let state = Mutex<[Mail]>([])

    private init(_ manner: Manner) { self.manner = manner }

    /// What each connection told it.
    var mails: [Mail] { state.withLock { $0 } }

    /// Listens while `body` runs.
    static func serving<Result>(
        _ manner: Manner = Manner(), _ body: (MailServerDouble, Int) async throws -> Result
    ) async throws -> Result {
        let server = MailServerDouble(manner)
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    let pipeline = child.pipeline.syncOperations
                    if manner.isImplicit, let tls = manner.tls {
                        try pipeline.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try pipeline.addHandler(Connection(server, manner))
                }
            }
        let channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(server, channel.localAddress?.port ?? 0)
            try await channel.close().get()
            return result
        } catch {
            try await channel.close().get()
            throw error
        }
    }

    private func keep(_ mail: Mail) { state.withLock { $0.append(mail) } }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: MailServerDouble
        private let manner: Manner
        private var mail = Mail()
        private var received: [UInt8] = []
        private var isInData = false
        private var hasGreeted = false

        init(_ server: MailServerDouble, _ manner: Manner) {
            self.server = server
            self.manner = manner
            mail.wasEncrypted = manner.isImplicit
        }

        func handlerAdded(context: ChannelHandlerContext) { if context.channel.isActive { greet(context) } }

        func channelActive(context: ChannelHandlerContext) { greet(context) }

        func channelInactive(context: ChannelHandlerContext) { server.keep(mail) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.append(contentsOf: unwrapInboundIn(data).readableBytesView)
            while let end = received.firstRange(of: [0x0D, 0x0A]) {
                let line = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                received.removeFirst(end.upperBound)
                hear(line, context)
            }
        }

        private func greet(_ context: ChannelHandlerContext) {
            guard !hasGreeted else { return }
            hasGreeted = true
            say(manner.answers["greeting"] ?? "220-mail.test ESMTP\r\n220 ready", context)
        }

        private func hear(_ line: String, _ context: ChannelHandlerContext) {
            if isInData {
                if line == "." {
                    isInData = false
                    say(manner.answers["."] ?? "250 2.0.0 queued", context)
                } else {
                    mail.content += (line.hasPrefix(".") ? String(line.dropFirst()) : line) + "\r\n"
                }
                return
            }
            mail.commands.append(line)
            let verb = line.split(separator: " ").first.map(String.init) ?? ""
            if let answer = manner.answers[verb] { return say(answer, context) }
            switch verb {
            case "EHLO":
                let starts = manner.tls != nil && !mail.wasEncrypted ? ["STARTTLS"] : []
                let lines = ["mail.test"] + manner.offers + starts + ["HELP"]
                let last = lines.count - 1
                say(lines.enumerated().map { "250\($0 == last ? " " : "-")\($1)" }.joined(separator: "\r\n"), context)
            case "STARTTLS": encrypt(context)
            case "AUTH": say("235 2.7.0 welcome", context)
            case "MAIL", "RCPT": say("250 ok", context)
            case "DATA":
                isInData = true
                say("354 go on", context)
            case "QUIT":
                say("221 bye", context)
                context.close(promise: nil)
            default: say("500 what?", context)
            }
        }

        private func encrypt(_ context: ChannelHandlerContext) {
            guard let tls = manner.tls else { return say("454 not now", context) }
            say("220 go ahead" + (manner.injected.isEmpty ? "" : "\r\n" + manner.injected), context)
            mail.wasEncrypted = true
            do {
                try context.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls), position: .first)
            } catch { context.close(promise: nil) }
        }

        private func say(_ text: String, _ context: ChannelHandlerContext) {
            guard !text.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
        }
    }
}
