import Catalog
import Foundation
import NIOSSL
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

@Suite(.timeLimit(.minutes(1)))
struct MailNotifierTests {
    private static let signIn = NotificationTarget.MailServer.SignIn(user: "tallyward", password: .environment("MAIL"))

    private static func serverTLS() throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(MailCertificate.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(MailCertificate.key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
    }

    private static func roots() throws -> NIOSSLTrustRoots {
        .certificates([try NIOSSLCertificate(bytes: Array(MailCertificate.certificate.utf8), format: .pem)])
    }

    /// Mails an announcement to a server of this manner; how it went and what the server heard.
    private func mail(
        _ manner: MailServerDouble.Manner = .init(), _ announcement: Announcement = Announcements.announcement(),
        tls: NotificationTarget.MailServer.TLS = .none, signIn: NotificationTarget.MailServer.SignIn? = nil,
        to: [String] = ["or@example.org"], trusts: Bool = true, timeout: Duration = .seconds(20)
    ) async throws -> (String, MailServerDouble.Mail?) {
        try await MailServerDouble.serving(manner) { server, port in
            let notifier = MailNotifier(
                server: Announcements.server(port: port, tls: tls, signIn: signIn, to: to, host: "localhost"),
                environment: ["MAIL": "pä ss"], trustRoots: trusts ? try Self.roots() : .default, timeout: timeout)
            let result = await notifier.notify(announcement)
            // The server keeps a mail when its connection has ended, which may be a moment later.
            while server.mails.isEmpty { await Task.yield() }
            switch result {
            case .success: return ("taken", server.mails.first)
            case .failure(let failure): return (failure.code, server.mails.first)
            }
        }
    }

    @Test("a mail goes to all recipients over one connection, with the commands in their order")
    func plain() async throws {
        let (outcome, mail) = try await mail(to: ["a@example.org", "b@example.org"])
        #expect(outcome == "taken")
        let heard = try #require(mail)
        #expect(
            heard.commands.dropFirst() == [
                "MAIL FROM:<tallyward@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>", "DATA",
                "QUIT",
            ]
                || heard.commands.dropFirst() == [
                    "MAIL FROM:<tallyward@example.org>", "RCPT TO:<a@example.org>", "RCPT TO:<b@example.org>", "DATA",
                ])
        #expect(heard.commands.first?.hasPrefix("EHLO ") == true)
        #expect(heard.content.contains("\r\nSubject: Do not re-key: erp-inventory (Mercy Valley Hospital)\r\n"))
        #expect(heard.content.contains("\r\nTo: a@example.org,\r\n b@example.org\r\n"))
        #expect(heard.content.contains("\r\n\r\nDo not re-key: erp-inventory can't be reached.\r\n"))
    }

    @Test("the password goes out only inside of TLS, by AUTH PLAIN", arguments: [true, false])
    func encrypted(isImplicit: Bool) async throws {
        let manner = MailServerDouble.Manner(tls: try Self.serverTLS(), isImplicit: isImplicit)
        let (outcome, mail) = try await mail(manner, tls: isImplicit ? .implicit : .starttls, signIn: Self.signIn)
        #expect(outcome == "taken")
        let heard = try #require(mail)
        #expect(heard.wasEncrypted)
        let token = Data("\u{0}tallyward\u{0}pä ss".utf8).base64EncodedString()
        #expect(heard.commands.contains("AUTH PLAIN \(token)"))
        #expect(heard.commands.count { $0.hasPrefix("EHLO") } == (isImplicit ? 1 : 2))
        if !isImplicit {
            let starts = try #require(heard.commands.firstIndex(of: "STARTTLS"))
            let signsIn = try #require(heard.commands.firstIndex(of: "AUTH PLAIN \(token)"))
            #expect(starts < signsIn)
        }
    }

    @Test("a certificate that isn't trusted gets no mail", arguments: [true, false])
    func untrusted(isImplicit: Bool) async throws {
        let manner = MailServerDouble.Manner(tls: try Self.serverTLS(), isImplicit: isImplicit)
        let (outcome, mail) = try await mail(
            manner, tls: isImplicit ? .implicit : .starttls, signIn: Self.signIn, trusts: false)
        #expect(outcome == "tls")
        #expect(mail?.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") } == false)
    }

    @Test("a server that doesn't offer STARTTLS gets nothing: whoever is in between may have taken it out")
    func stripped() async throws {
        let (outcome, mail) = try await mail(tls: .starttls, signIn: Self.signIn)
        #expect(outcome == "smtp-no-starttls")
        #expect(mail?.commands.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") } == false)
    }

    @Test("words put in before the encryption end the dialogue")
    func injected() async throws {
        let manner = MailServerDouble.Manner(tls: try Self.serverTLS(), injected: "250 inserted")
        let (outcome, mail) = try await mail(manner, tls: .starttls, signIn: Self.signIn)
        #expect(outcome == "garbage")
        #expect(mail?.commands.contains { $0.hasPrefix("AUTH") } == false)
    }

    @Test(
        "a refusal is a failure with the server's code, at whatever command",
        arguments: [
            ("greeting", "554 go away"), ("EHLO", "502 no"), ("AUTH", "535 wrong"), ("MAIL", "451 later"),
            ("RCPT", "550 unknown"), ("DATA", "452 full"), (".", "554 spam"),
        ])
    func refused(command: String, answer: String) async throws {
        let manner = MailServerDouble.Manner(answers: [command: answer])
        let (outcome, _) = try await mail(manner, signIn: Self.signIn)
        #expect(outcome == "smtp-\(answer.prefix(3))")
    }

    @Test("a server that falls silent is given up in time", arguments: ["greeting", "MAIL", "."])
    func silent(command: String) async throws {
        let manner = MailServerDouble.Manner(answers: [command: ""])
        let (outcome, _) = try await mail(manner, timeout: .seconds(1))
        #expect(outcome == "timeout")
    }

    @Test("what isn't SMTP is no mail server", arguments: ["SSH-2.0-OpenSSH", "99 x", "220", "220-a\r\n221 b"])
    func garbage(greeting: String) async throws {
        let manner = MailServerDouble.Manner(answers: ["greeting": greeting])
        let (outcome, _) = try await mail(manner)
        #expect(outcome == (greeting == "220" ? "taken" : "garbage"))
    }

    @Test("nobody there is a failure like any other")
    func nobody() async {
        let notifier = MailNotifier(server: Announcements.server(port: 1), environment: [:])
        guard case .failure(let failure) = await notifier.notify(Announcements.announcement()) else {
            Issue.record("it was taken")
            return
        }
        #expect(failure.code == "connect")
    }

    @Test("without TLS nothing is signed in to beyond this machine")
    func noPasswordInTheOpen() {
        var dialogue = SMTPDialogue(
            server: Announcements.server(signIn: Self.signIn, host: "mail.example.org"), password: Secret("x"),
            mail: [],
            name: "here")
        _ = dialogue.step(after: SMTPReply(code: 220, lines: [""]))
        guard case .failed(let failure, _) = dialogue.step(after: SMTPReply(code: 250, lines: ["m", "AUTH PLAIN"]))
        else {
            Issue.record("it went on")
            return
        }
        #expect(failure.code == "smtp-sign-in")
    }
}
