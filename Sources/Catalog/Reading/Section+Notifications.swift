import SyncModel

extension Section {
    static let notificationKeys = ["targets"]
    private static let targetKeys = ["kind", "level", "kinds"]
    /// The keys that only one kind of target has.
    private static let channelKeys = [
        "smtp": ["host", "port", "tls", "from", "to", "user", "password"],
        "webhook": ["url", "secret"],
    ]

    /// What `notifications.yaml` says.
    func notifications() -> [NotificationTarget] {
        let keys = Self.targetKeys + Self.channelKeys.keys.sorted().flatMap { Self.channelKeys[$0] ?? [] }
        guard let targets = required("targets", { $0.section(nil) }) else { return [] }
        return targets.names.compactMap { name in
            guard let value = targets[name], let section = value.section(keys) else { return nil }
            guard name.utf8.count <= 64, name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) })
            else {
                findings.error(
                    targets.keyPlaces[name] ?? place,
                    "a target needs a name of at most 64 letters, digits, '-', '_' or '.'")
                return nil
            }
            return section.target(name)
        }
    }

    private func target(_ name: String) -> NotificationTarget? {
        guard let kind = required("kind", { $0.choice(among: Self.channelKeys.keys.sorted()) }) else { return nil }
        for (other, keys) in Self.channelKeys where other != kind {
            for key in keys {
                guard let place = keyPlaces[key] else { continue }
                findings.error(place, "'\(key)' belongs to the kind \(other), not to \(kind); take it out")
            }
        }
        let level = optional("level", else: Notice.Level.warning) { $0.choice() }
        let kinds = optional("kinds", else: Notice.Kind.allCases) { $0.list { $0.choice() } }
        guard let channel = kind == "smtp" ? mailServer() : webhook() else { return nil }
        return NotificationTarget(name: name, channel: channel, level: level, kinds: Set(kinds))
    }

    private func webhook() -> NotificationTarget.Channel? {
        let url = required("url") { $0.url() }
        let secret = optional("secret", else: nil) { $0.secret() }
        if let url, url.hasPrefix("http://"), !CompletenessRules.isLoopback(String(url.dropFirst(7))) {
            findings.warn(place(of: "url"), "what is told leaves without TLS; write https://")
        }
        return url.map { .webhook(url: $0, secret: secret) }
    }

    private func mailServer() -> NotificationTarget.Channel? {
        let host = required("host") { value in
            value.parsed("a host such as mail.example.org") { text in
                text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-._:".utf8.contains($0) } ? text : nil
            }
        }
        let tls = required("tls") { $0.choice(NotificationTarget.MailServer.TLS.self) }
        let port = optional("port", else: tls?.usualPort ?? 587) { $0.whole(1...65_535) }
        let from = required("from") { $0.mailAddress() }
        let to = required("to") { $0.list { $0.mailAddress() } }
        let signIn = mailSignIn()
        if signIn != nil, tls == NotificationTarget.MailServer.TLS.none, let host, !CompletenessRules.isLoopback(host) {
            findings.error(
                place(of: "tls"), "the password would be sent for everybody to read; write starttls or implicit")
        }
        guard let host, let tls, let from, let to else { return nil }
        return .smtp(
            NotificationTarget.MailServer(host: host, port: port, tls: tls, signIn: signIn, from: from, to: to))
    }

    private func mailSignIn() -> NotificationTarget.MailServer.SignIn? {
        guard self["user"] != nil || self["password"] != nil else { return nil }
        let user = required("user") { $0.text() }
        let password = required("password") { $0.secret() }
        guard let user, let password else { return nil }
        return NotificationTarget.MailServer.SignIn(user: user, password: password)
    }
}

extension Value {
    /// A mail address of letters, digits and the few signs that need no quotes (RFC 5321 §4.1.2).
    fileprivate func mailAddress() -> String? {
        parsed("a mail address such as materials@example.org") { text in
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            let signs = "!#$%&'*+-/=?^_`{|}~.".utf8
            guard parts.count == 2, (1...64).contains(parts[0].utf8.count), (1...255).contains(parts[1].utf8.count),
                parts[0].utf8.allSatisfy({ $0.isASCIILetterOrDigit || signs.contains($0) }),
                parts[1].utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-.".utf8.contains($0) }),
                parts.allSatisfy({ !$0.hasPrefix(".") && !$0.hasSuffix(".") && !$0.contains("..") })
            else { return nil }
            return text
        }
    }
}
