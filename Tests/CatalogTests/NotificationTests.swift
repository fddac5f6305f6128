import Catalog
import SyncModel
import Testing

@Suite("notifications.yaml")
struct NotificationTests {
    static let path = "notifications.yaml"
    static let both = """
        targets:
          on-call:
            kind: webhook
            url: https://hooks.example.org/tallyward
            secret: env:HOOK
            level: critical
            kinds: [endpoint, storage]
          materials:
            kind: smtp
            host: mail.example.org
            tls: starttls
            user: tallyward
            password: file:/etc/mail-password
            from: tallyward@example.org
            to: [materials@example.org, or.desk@example.org]
        """

    private func catalog(_ text: String?) -> DemoCatalog { DemoCatalog().with(Self.path, text) }

    @Test("targets are read, in the order of their names, with what they don't say as usual")
    func read() throws {
        let targets = try catalog(Self.both).loader.load().notifications
        #expect(
            targets == [
                NotificationTarget(
                    name: "materials",
                    channel: .smtp(
                        NotificationTarget.MailServer(
                            host: "mail.example.org", port: 587, tls: .starttls,
                            signIn: .init(user: "tallyward", password: .file("/etc/mail-password")),
                            from: "tallyward@example.org", to: ["materials@example.org", "or.desk@example.org"]))),
                NotificationTarget(
                    name: "on-call",
                    channel: .webhook(url: "https://hooks.example.org/tallyward", secret: .environment("HOOK")),
                    level: .critical, kinds: [.endpoint, .storage]),
            ])
        #expect(catalog(Self.both).lint == [])
    }

    @Test("the file may be missing, and may name nobody")
    func none() throws {
        #expect(try catalog(nil).loader.load().notifications == [])
        #expect(try catalog("targets: {}").loader.load().notifications == [])
        #expect(try ShippedCatalog.demo.load(settings: [:]).notifications == [])
    }

    static let slips: [Mistake] = [
        Mistake(
            path: path, old: "kind: webhook", new: "kind: webhok",
            message: "notifications.yaml:3:11: error: 'kind' can't be 'webhok'; did you mean 'webhook'?"),
        Mistake(
            path: path, old: "url: https://hooks.example.org/tallyward", new: "host: hooks.example.org",
            message: "notifications.yaml:4:5: error: 'host' belongs to the kind smtp, not to webhook; take it out"),
        Mistake(
            path: path, old: "secret: env:HOOK", new: "secret: hunter2",
            message: "notifications.yaml:5:13: error: 'secret' must not hold the secret itself"),
        Mistake(
            path: path, old: "level: critical", new: "level: bad",
            message: "notifications.yaml:6:12: error: 'level' can't be 'bad'; use one of: warning, critical"),
        Mistake(
            path: path, old: "[endpoint, storage]", new: "[endpoints]",
            message: "notifications.yaml:7:13: error: 'kinds' can't be 'endpoints'; did you mean 'endpoint'?"),
        Mistake(
            path: path, old: "tls: starttls", new: "tls: none",
            message: "notifications.yaml:11:10: error: the password would be sent for everybody to read"),
        Mistake(
            path: path, old: "tls: starttls", new: "tls: tls",
            message: "notifications.yaml:11:10: error: 'tls' can't be 'tls'; use one of: none, starttls, implicit"),
        Mistake(
            path: path, old: "    user: tallyward\n", new: "",
            message: "notifications.yaml:9:5: error: the key 'user' is missing; add it"),
        Mistake(
            path: path, old: "or.desk@example.org", new: "or desk@example.org",
            message: "notifications.yaml:15:33: error: 'to' needs a mail address such as materials@example.org"),
        Mistake(
            path: path, old: "from: tallyward@example.org", new: "from: \"x@example.org>\\r\\nBcc: y@z\"",
            message: "notifications.yaml:14:11: error: 'from' needs a mail address such as materials@example.org"),
        Mistake(
            path: path, old: "  on-call:", new: "  \"on call\":",
            message: "notifications.yaml:2:3: error: a target needs a name of at most 64 letters"),
        Mistake(
            path: path, old: "    level: critical", new: "    levels: critical",
            message: "notifications.yaml:6:5: error: unknown key 'levels'; did you mean 'level'?"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: slips)
    func told(_ mistake: Mistake) throws {
        let words = try catalog(Self.both).replacing(mistake.old, with: mistake.new, in: Self.path).words
        #expect(words.contains { $0.hasPrefix(mistake.message) }, "\(words)")
        #expect(!words.joined().contains("hunter2"))
    }

    @Test("what is told leaves this machine by TLS")
    func plainHTTP() throws {
        let plain = try catalog(Self.both).replacing("https://", with: "http://", in: Self.path)
        #expect(plain.words.map { $0.prefix(36) } == ["notifications.yaml:4:10: warning: wh"])
        let local = try catalog(Self.both).replacing(
            "https://hooks.example.org", with: "http://127.0.0.1:9", in: Self.path)
        #expect(local.words == [])
    }

    @Test("a target is told of its kinds from its level on")
    func wants() throws {
        let channel = NotificationTarget.Channel.webhook(url: "https://x", secret: nil)
        let target = NotificationTarget(name: "t", channel: channel, level: .critical, kinds: [.endpoint])
        func notice(_ kind: Notice.Kind, _ level: Notice.Level) -> Notice {
            let zero = UTCTime(milliseconds: 0)
            return Notice(cause: Notice.Cause(kind, "x"), level: level, text: "", startedAt: zero, changedAt: zero)
        }
        #expect(target.wants(notice(.endpoint, .critical)))
        #expect(!target.wants(notice(.endpoint, .warning)))
        #expect(!target.wants(notice(.storage, .critical)))
    }
}
