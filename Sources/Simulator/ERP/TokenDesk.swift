internal import FoundationEssentials

/// The identity service beside the ERP: OAuth 2.0 client credentials (RFC 6749 §4.4).
struct TokenDesk: Sendable {
    private var expiries: [String: Duration] = [:]

    /// Answers a token request: 200 with a token, 400 or 401 with the standard's error codes.
    mutating func issue(
        for request: ERPRequest, settings: ERPSettings, at now: Duration, using chance: inout SeededGenerator
    ) -> ERPAnswer {
        let form = FormText.pairs(String(decoding: request.body, as: UTF8.self))
        let credentials =
            Self.basic(request.headers["authorization"])
            ?? (form["client_id"] ?? "", form["client_secret"] ?? "")
        guard credentials == (settings.clientID, settings.clientSecret) else {
            return .json(
                401,
                .object([
                    "error": .string("invalid_client"), "error_description": .string("Client authentication failed."),
                ]))
        }
        guard form["grant_type"] == "client_credentials" else {
            return .json(400, .object(["error": .string("unsupported_grant_type")]))
        }
        expiries = expiries.filter { $0.value > now }
        let token = "sim-" + String(chance.next(), radix: 16) + String(chance.next(), radix: 16)
        expiries[token] = now + (settings.realTokenLifetime ?? settings.tokenLifetime)
        return .json(
            200,
            .object([
                "access_token": .string(token), "token_type": .string("Bearer"),
                "expires_in": .whole(Int(settings.tokenLifetime.components.seconds)),
            ]))
    }

    /// Whether the request carries a token that holds.
    func admits(_ request: ERPRequest, at now: Duration) -> Bool {
        let parts = (request.headers["authorization"] ?? "").split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer", let expiry = expiries[String(parts[1])] else {
            return false
        }
        return now < expiry
    }

    /// Lets every token run out.
    mutating func revokeAll() { expiries = [:] }

    /// The id and the secret of a Basic header, form-decoded as RFC 6749 §2.3.1 has it.
    private static func basic(_ header: String?) -> (String, String)? {
        let parts = (header ?? "").split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1]))
        else { return nil }
        let pair = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return pair.count == 2 ? (FormText.decode(pair[0]), FormText.decode(pair[1])) : nil
    }
}
