import Catalog
import FoundationEssentials
import SyncModel

/// What is said to a mail server, one command for each reply (RFC 5321). Pure: no socket, no clock.
struct SMTPDialogue {
    /// What to do next.
    enum Step: Equatable {
        /// Say this, and wait for the reply.
        case say([UInt8])
        /// Encrypt the connection, then say this.
        case encrypt(then: [UInt8])
        /// The mail was taken; say this and end.
        case taken(bye: [UInt8])
        /// It wasn't; say this and end.
        case failed(AttemptFailure, bye: [UInt8])
    }

    private enum Stage {
        case greeting, hello, startTLS, helloAgain, authentication, sender, recipient(Int), data, end
    }

    private let server: NotificationTarget.MailServer
    private let password: Secret?
    private let mail: [UInt8]
    private let name: String
    private var stage = Stage.greeting
    private var isEncrypted: Bool

    /// - Parameters:
    ///   - mail: the mail with CRLF lines, dots not doubled yet.
    ///   - name: what this machine calls itself.
    init(server: NotificationTarget.MailServer, password: Secret?, mail: [UInt8], name: String) {
        self.server = server
        self.password = password
        self.mail = mail
        self.name = name
        isEncrypted = server.tls == .implicit
    }

    /// What follows from a reply.
    mutating func step(after reply: SMTPReply) -> Step {
        switch stage {
        case .greeting:
            guard reply.code == 220 else { return refused("doesn't take us", reply) }
            stage = .hello
            return say("EHLO \(name)")
        case .hello:
            guard reply.code == 250 else { return refused("doesn't speak ESMTP", reply) }
            guard server.tls == .starttls else { return signIn(reply) }
            guard Self.offers("STARTTLS", reply) else {
                // Never without: whoever is in between could have taken it out.
                return failed("smtp-no-starttls", reply.code, "The mail server doesn't offer STARTTLS.")
            }
            stage = .startTLS
            return say("STARTTLS")
        case .startTLS:
            guard reply.code == 220 else { return refused("refuses STARTTLS", reply) }
            isEncrypted = true
            stage = .helloAgain
            return .encrypt(then: Self.line("EHLO \(name)"))
        case .helloAgain:
            guard reply.code == 250 else { return refused("doesn't speak ESMTP", reply) }
            return signIn(reply)
        case .authentication:
            guard reply.code == 235 else { return refused("refuses our sign-in", reply) }
            return sender()
        case .sender:
            guard reply.code == 250 else { return refused("refuses the sender", reply) }
            return recipient(0)
        case .recipient(let index):
            guard reply.code == 250 || reply.code == 251 else { return refused("refuses a recipient", reply) }
            if index + 1 < server.to.count { return recipient(index + 1) }
            stage = .data
            return say("DATA")
        case .data:
            guard reply.code == 354 else { return refused("refuses the mail", reply) }
            stage = .end
            return .say(Self.dotted(mail))
        case .end:
            guard reply.code == 250 else { return refused("refuses the mail", reply) }
            return .taken(bye: Self.line("QUIT"))
        }
    }

    private mutating func signIn(_ hello: SMTPReply) -> Step {
        guard let signIn = server.signIn, let password else { return sender() }
        guard isEncrypted || Self.isLoopback(server.host) else {
            return failed("smtp-sign-in", nil, "Nothing is signed in to without TLS: set 'tls' in the catalog.")
        }
        guard Self.offers("AUTH", with: "PLAIN", hello) else {
            return failed("smtp-sign-in", nil, "The mail server doesn't offer to sign in with AUTH PLAIN.")
        }
        stage = .authentication
        // RFC 4616: nobody else's name, our own, the password.
        let identity = Data("\u{0}\(signIn.user)\u{0}\(password.exposed)".utf8)
        return say("AUTH PLAIN \(identity.base64EncodedString())")
    }

    private mutating func sender() -> Step {
        stage = .sender
        return say("MAIL FROM:<\(server.from)>")
    }

    private mutating func recipient(_ index: Int) -> Step {
        stage = .recipient(index)
        return say("RCPT TO:<\(server.to[index])>")
    }

    private func say(_ text: String) -> Step { .say(Self.line(text)) }

    private func refused(_ what: String, _ reply: SMTPReply) -> Step {
        failed("smtp-\(reply.code)", reply.code, "The mail server \(what) (\(reply.code)).")
    }

    private func failed(_ code: String, _ status: Int?, _ detail: String) -> Step {
        .failed(AttemptFailure(code: code, status: status, detail: detail), bye: Self.line("QUIT"))
    }

    private static func line(_ text: String) -> [UInt8] { Array(text.utf8) + [0x0D, 0x0A] }

    private static func offers(_ keyword: String, with argument: String? = nil, _ hello: SMTPReply) -> Bool {
        hello.lines.dropFirst().contains { line in
            let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
            return words.first == keyword && argument.map { words.dropFirst().contains($0) } ?? true
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// The mail as DATA wants it: a dot at the beginning of a line doubled, and a line with a dot at the end
    /// (RFC 5321 §4.5.2).
    static func dotted(_ mail: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(mail.count + 16)
        var isLineStart = true
        for byte in mail {
            if isLineStart, byte == 0x2E { bytes.append(0x2E) }
            bytes.append(byte)
            isLineStart = byte == 0x0A
        }
        if !isLineStart { bytes += [0x0D, 0x0A] }
        return bytes + [0x2E, 0x0D, 0x0A]
    }
}
