import SyncModel
import Yams

extension Value {
    private static let httpKeys = [
        "host", "port", "path", "kind", "tls", "maximum-body", "maximum-connections", "body-timeout", "idle-timeout",
        "authentication",
    ]

    /// What `http:` of a source says.
    func httpListener() -> HTTPListener? {
        guard let section = section(Self.httpKeys) else { return nil }
        let host = section.required("host") { $0.listeningHost() }
        let port = section.required("port") { $0.whole(0...65_535) }
        let path = section.required("path") { $0.listeningPath() }
        let content = section.required("kind") { $0.choice(HTTPListener.Content.self) }
        let usual = HTTPAddress(host: "", port: 0)
        let address = HTTPAddress(
            host: host ?? "", port: port ?? 0, tls: section.optional("tls", else: nil) { $0.listenerTLS() },
            maximumConnections: section.optional("maximum-connections", else: usual.maximumConnections) {
                $0.whole(1...100_000)
            },
            bodyTimeout: section.optional("body-timeout", else: usual.bodyTimeout) { $0.duration() },
            idleTimeout: section.optional("idle-timeout", else: usual.idleTimeout) { $0.duration() })
        let authentication = section.required("authentication") { $0.senderAuthentication() }
        guard host != nil, port != nil, let path, let content else { return nil }
        var listener = HTTPListener(address: address, path: path, content: content)
        listener.maximumBodyBytes = section.optional("maximum-body", else: listener.maximumBodyBytes) { $0.byteCount() }
        listener.authentication = authentication ?? []
        checkReach(of: listener, isOpen: authentication == [], section)
        if address.port != 0 { findings.claimPath(of: listener, at: section.place(of: "path")) }
        return listener
    }

    private func checkReach(of listener: HTTPListener, isOpen: Bool, _ section: Section) {
        let isLoopback = CompletenessRules.isLoopback(listener.address.host)
        if isOpen, isLoopback {
            findings.warn(
                section.place(of: "authentication"),
                "everybody on this machine may send; name a key, a token or a signature")
        } else if isOpen {
            findings.error(
                section.place(of: "authentication"),
                "everybody who reaches \(listener.address.host) could send; name a key, a token or a signature")
        }
        if listener.address.tls == nil, !isLoopback {
            findings.warn(
                section.place(of: "host"), "what is sent can be read on its way; add 'tls', or listen on 127.0.0.1")
        }
    }

    /// A path without a slash at its end: letters, digits, `-`, `_`, `.` and `~` between slashes.
    private func listeningPath() -> String? {
        let path: String? = parsed("a path such as /fhir") { text in
            if text == "/" { return "" }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            let isSound = parts.allSatisfy { part in
                !part.isEmpty && part != "." && part != ".."
                    && part.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-_.~".utf8.contains($0) }
            }
            return text.hasPrefix("/") && isSound ? text : nil
        }
        guard let path, path.hasPrefix("/healthz") else { return path }
        return refuse("can't be \(path): /healthz tells whether the engine works; choose another")
    }
}

extension Value {
    /// `none`, or any of `bearer-key`, `token` and `signature`.
    fileprivate func senderAuthentication() -> [HTTPListener.Authentication]? {
        if case .scalar = node { return choice(among: ["none"]).map { _ in [] } }
        guard let section = section(["bearer-key", "token", "signature"]) else { return nil }
        let ways = [
            section["bearer-key"].map { $0.secrets().map(HTTPListener.Authentication.key) },
            section["token"].map { $0.token().map(HTTPListener.Authentication.token) },
            section["signature"].map { $0.signature() },
        ].compactMap { $0 }
        guard !ways.isEmpty else { return refuse("needs a bearer-key, a token or a signature; or write none") }
        let known = ways.compactMap { $0 }
        // What couldn't be read is told of, and must not leave the door open.
        return known.count == ways.count ? known : nil
    }

    /// One reference to a secret, or a list of them.
    func secrets() -> [SecretReference]? {
        if case .sequence = node { return list { $0.secret() } }
        return secret().map { [$0] }
    }

    private func token() -> HTTPListener.Token? {
        guard let section = section(["issuer", "audience", "keys-file", "keys-url", "leeway"]) else { return nil }
        let issuer = section.required("issuer") { $0.text() }
        let audience = section.required("audience") { $0.text() }
        let file = section["keys-file"].flatMap { $0.filePath() }.map(HTTPListener.Token.Keys.file)
        let url = section["keys-url"].flatMap { $0.url() }.map(HTTPListener.Token.Keys.url)
        let leeway = section.optional("leeway", else: .seconds(30)) { $0.duration() }
        if leeway > .seconds(300) {
            findings.error(section.place(of: "leeway"), "'leeway' is longer than 5m; make it shorter")
        }
        if section["keys-file"] != nil, section["keys-url"] != nil {
            return refuse("has keys in a file and behind a URL; keep one of 'keys-file' and 'keys-url'")
        }
        if section["keys-file"] == nil, section["keys-url"] == nil {
            return refuse("says nowhere where the issuer's keys are; add 'keys-url' or 'keys-file'")
        }
        if case .url(let text)? = url, text.hasPrefix("http://"),
            !CompletenessRules.isLoopback(String(text.dropFirst(7)))
        {
            findings.error(section.place(of: "keys-url"), "anybody between could put keys in; write https://")
        }
        guard let issuer, let audience, let keys = file ?? url else { return nil }
        return HTTPListener.Token(issuer: issuer, audience: audience, keys: keys, leeway: leeway)
    }

    private func signature() -> HTTPListener.Authentication? {
        guard let section = section(["secrets", "window"]) else { return nil }
        let window = section.optional("window", else: .seconds(300)) { $0.duration() }
        if window > .seconds(3600) {
            findings.error(section.place(of: "window"), "'window' is longer than 1h; make it shorter")
        }
        return section.required("secrets") { $0.secrets() }.map { .signature($0, window: window) }
    }
}
