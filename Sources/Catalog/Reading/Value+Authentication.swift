import SyncModel

extension Value {
    private static let ownKeys = [
        "client-credentials": ["token-url", "client-id", "client-secret", "scope"],
        "password": ["login", "password"],
        "webhook-signature": ["secret"],
        "smart-backend": ["token-url", "client-id", "key", "key-id", "scope"],
    ]

    /// How we sign in at an endpoint: `kind`, and what only that kind needs.
    func authentication() -> Endpoint.Authentication? {
        let own = Self.ownKeys
        let all = Set(own.values.joined()).sorted()
        guard let section = section(["kind"] + all),
            let word = section.required("kind", { $0.choice(among: own.keys.sorted()) })
        else { return nil }
        for key in all where own[word]?.contains(key) != true {
            guard let place = section.keyPlaces[key] else { continue }
            let owners = own.filter { $0.value.contains(key) }.keys.sorted().joined(separator: " and ")
            findings.error(place, "'\(key)' belongs to the kind \(owners), not to \(word); take it out")
        }
        switch word {
        case "password": return section.password()
        case "webhook-signature":
            return section.required("secret") { $0.secrets() }.map(Endpoint.Authentication.webhookSignature)
        case "smart-backend": return section.smartBackend()
        default: return section.clientCredentials()
        }
    }
}

extension Section {
    fileprivate func password() -> Endpoint.Authentication? {
        let login = required("login") { $0.secret() }
        let password = required("password") { $0.secret() }
        guard let login, let password else { return nil }
        return .password(login: login, password: password)
    }

    fileprivate func clientCredentials() -> Endpoint.Authentication? {
        let tokenURL = required("token-url") { $0.url() }
        let clientID = required("client-id") { $0.secret() }
        let clientSecret = required("client-secret") { $0.secret() }
        let scope = optional("scope", else: nil) { $0.text() }
        guard let tokenURL, let clientID, let clientSecret else { return nil }
        return .clientCredentials(tokenURL: tokenURL, clientID: clientID, clientSecret: clientSecret, scope: scope)
    }

    fileprivate func smartBackend() -> Endpoint.Authentication? {
        let tokenURL = required("token-url") { $0.url() }
        let clientID = required("client-id") { $0.secret() }
        let key = required("key") { $0.secret() }
        let keyID = required("key-id") { $0.text() }
        let scope = optional("scope", else: nil) { $0.text() }
        guard let tokenURL, let clientID, let key, let keyID else { return nil }
        return .smartBackend(
            Endpoint.SmartBackend(tokenURL: tokenURL, clientID: clientID, key: key, keyID: keyID, scope: scope))
    }
}
