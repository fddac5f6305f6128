import Catalog
import FoundationEssentials

/// What lets us in at an endpoint.
enum SignIn: Sendable {
    /// Nothing is asked for.
    case none
    /// Tokens behind the word of their scheme: `Bearer` (RFC 6750), or a server's own.
    case tokens(OAuthTokens, scheme: String)
    /// A login and its password with every request.
    case basic(BasicCredentials)
    /// A signature of each request that has something done.
    case signature(WebhookSigner)
}

/// HTTP Basic (RFC 7617): the secrets are read anew each time, so that one replaced in its file needs no restart.
struct BasicCredentials: Sendable {
    /// Where the login is kept.
    let login: SecretReference
    /// Where the password is kept.
    let password: SecretReference
    /// The environment that secrets are looked up in.
    let environment: [String: String]

    /// The value of `Authorization`.
    func authorization() throws(SecretProblem) -> String {
        let login = try login.resolve(environment: environment)
        let password = try password.resolve(environment: environment)
        return "Basic " + Data("\(login):\(password)".utf8).base64EncodedString()
    }
}
