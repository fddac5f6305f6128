import SyncModel

extension Section {
    /// The keys that every endpoint may have.
    private static let commonKeys = ["name", "kind", "url", "authentication", "concurrency", "timeout", "limit"]
    /// The keys that only one kind of endpoint has.
    private static let kindKeys = [
        "oracle-inventory": ["source-code", "issue-type", "receipt-type"],
        "rest": ["key-window", "path"],
    ]

    static let endpointKeys = commonKeys + kindKeys.keys.sorted().flatMap { kindKeys[$0] ?? [] }

    /// What a file of `endpoints/` says.
    func endpoint() -> Endpoint? {
        let name = required("name") { $0.name() }
        findings.declare(.endpoint, name, at: place(of: "name"))
        let kind = endpointKind()
        let url = required("url") { $0.baseURL() }
        let usual = Endpoint(name: "", kind: .rest(path: ""), url: "")
        let authentication = optional("authentication", else: usual.authentication) { $0.authentication() }
        let concurrency = optional("concurrency", else: usual.concurrency) { $0.whole(1...1000) }
        let timeout = optional("timeout", else: usual.timeout) { $0.duration() }
        let limit = optional("limit", else: nil) { $0.limit() }
        let keyWindow = optional("key-window", else: usual.keyWindow) { $0.duration() }
        guard let name, let kind, let url else { return nil }
        return Endpoint(
            name: EndpointName(rawValue: name), kind: kind, url: url, authentication: authentication,
            concurrency: concurrency, timeout: timeout, limit: limit, keyWindow: keyWindow)
    }

    private func endpointKind() -> Endpoint.Kind? {
        guard let word = required("kind", { $0.choice(among: Self.kindKeys.keys.sorted()) }) else { return nil }
        for (other, keys) in Self.kindKeys where other != word {
            for key in keys {
                guard let place = keyPlaces[key] else { continue }
                findings.error(place, "'\(key)' belongs to the kind \(other), not to \(word); take it out")
            }
        }
        switch word {
        case "oracle-inventory":
            let usual = Endpoint.OracleInventory()
            return .oracleInventory(
                Endpoint.OracleInventory(
                    sourceCode: optional("source-code", else: usual.sourceCode) { $0.text() },
                    issueType: optional("issue-type", else: usual.issueType) { $0.text() },
                    receiptType: optional("receipt-type", else: usual.receiptType) { $0.text() }
                ))
        default:
            return required("path") { $0.urlPath() }.map(Endpoint.Kind.rest)
        }
    }
}

extension Value {
    fileprivate func authentication() -> Endpoint.Authentication? {
        guard let section = section(["kind", "token-url", "client-id", "client-secret", "scope"]) else { return nil }
        guard section.required("kind", { $0.choice(among: ["client-credentials"]) }) != nil else { return nil }
        let tokenURL = section.required("token-url") { $0.url() }
        let clientID = section.required("client-id") { $0.secret() }
        let clientSecret = section.required("client-secret") { $0.secret() }
        let scope = section.optional("scope", else: nil) { $0.text() }
        guard let tokenURL, let clientID, let clientSecret else { return nil }
        return .clientCredentials(tokenURL: tokenURL, clientID: clientID, clientSecret: clientSecret, scope: scope)
    }

    /// `{requests: 600, per: 1m, burst: 20}`; without `burst`, what comes in a second.
    fileprivate func limit() -> Endpoint.Limit? {
        guard let section = section(["requests", "per", "burst"]) else { return nil }
        let requests = section.required("requests") { $0.whole(1...1_000_000) }
        let per = section.required("per") { $0.duration() }
        let burst = section["burst"].map { value -> Int? in
            guard let burst = value.whole(1...1_000_000) else { return nil }
            if let requests, burst > requests { return value.refuse("is more than 'requests'; make it smaller") }
            return burst
        }
        guard let requests, let per else { return nil }
        return Endpoint.Limit(requests: requests, per: per, burst: burst ?? nil)
    }
}
