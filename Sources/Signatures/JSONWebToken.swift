internal import JSONText

/// Why a token is not believed.
public enum TokenProblem: Error, Sendable, Hashable {
    /// It isn't three parts of base64url with JSON in them, or is longer than any token.
    case malformed
    /// It is signed in a way that isn't believed, or wants something of its reader that nobody here knows.
    case algorithm
    /// The key it names isn't in the set: it may have been added since the set was read.
    case unknownKey
    /// It was not signed with that key.
    case signature
    /// It is over, or says not when it will be.
    case expired
    /// It isn't valid yet.
    case notYet
    /// Somebody else issued it.
    case issuer
    /// It is meant for somebody else.
    case audience
}

/// What a token has to say to be believed (RFC 7519, RFC 8725).
public struct TokenExpectation: Sendable, Hashable {
    /// `iss`, exactly.
    public var issuer: String
    /// One of `aud`, exactly.
    public var audience: String
    /// How far two clocks may differ.
    public var leeway: Duration

    /// Joins what a token has to say.
    public init(issuer: String, audience: String, leeway: Duration) {
        self.issuer = issuer
        self.audience = audience
        self.leeway = leeway
    }
}

/// A signed token in its compact form (RFC 7515 §7.1).
public struct JSONWebToken: Sendable {
    /// The longest token that is looked at, in bytes.
    public static let limit = 8192

    private let algorithm: SigningAlgorithm
    private let keyID: String?
    private let claims: JSONValue
    private let content: [UInt8]
    private let signature: [UInt8]

    /// Takes a token apart. Nothing of it is believed yet.
    public init(_ text: String) throws(TokenProblem) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.limit, parts.count == 3, let head = Self.json(parts[0]) else { throw .malformed }
        guard let algorithm = head["alg"]?.text.flatMap(SigningAlgorithm.init(rawValue:)), head["crit"] == nil,
            head["b64"] == nil
        else { throw .algorithm }
        guard let claims = Self.json(parts[1]), let signature = Base64URL.decode(parts[2]) else { throw .malformed }
        self.algorithm = algorithm
        self.claims = claims
        self.signature = signature
        keyID = head["kid"]?.text
        content = Array("\(parts[0]).\(parts[1])".utf8)
    }

    private static func json(_ part: Substring) -> JSONValue? {
        guard let bytes = Base64URL.decode(part), let json = try? JSONReader.readStrictly(bytes) else { return nil }
        guard case .object = json else { return nil }
        return json
    }

    /// Believes the token, or says why not. The signature comes first: what an unsigned token says is nothing.
    ///
    /// - Parameter now: seconds since 1970.
    public func check(_ keys: JSONWebKeySet, _ expected: TokenExpectation, now: Int64) throws(TokenProblem) {
        guard let key = keys.key(keyID, for: algorithm) else { throw .unknownKey }
        guard key.verifies(signature, of: content, with: algorithm) else { throw .signature }
        guard claims["iss"] == .string(expected.issuer) else { throw .issuer }
        let audiences = claims["aud"]?.elements ?? [claims["aud"] ?? .null]
        guard audiences.contains(.string(expected.audience)) else { throw .audience }
        let leeway = expected.leeway.components.seconds
        guard let end = Self.moment(claims["exp"]), now < end.addingReportingOverflow(leeway).partialValue else {
            throw .expired
        }
        if let start = claims["nbf"] {
            guard let start = Self.moment(start), now >= start - leeway else { throw .notYet }
        }
    }

    /// Seconds since 1970, perhaps with a fraction, which is left away (RFC 7519 §2, NumericDate).
    private static func moment(_ value: JSONValue?) -> Int64? {
        guard case .number(let digits)? = value else { return nil }
        // Beyond the year 9999, and what is written with an exponent, is no time of day that anybody means.
        guard let seconds = Int64(digits.prefix { $0 != "." }), (0...253_402_300_799).contains(seconds) else {
            return nil
        }
        return seconds
    }
}
