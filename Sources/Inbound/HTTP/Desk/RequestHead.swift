internal import NIOHTTP1

/// What a request says before its body.
struct RequestHead: Sendable {
    /// The method.
    var method: HTTPMethod
    /// The parts of the path below the source's own, decoded.
    var path: [String]
    /// The query, decoded, in its order.
    var query: [(name: String, value: String)]
    /// The header fields.
    var headers: HTTPHeaders
    /// The length of the body where it is declared; 0 where there is none, `nil` where it comes in chunks.
    var bodyLength: Int?

    /// A media type and its parameters, in lower case; `nil` where the field isn't there.
    var contentType: MediaType? { headers.first(name: "content-type").map(MediaType.init) }

    /// The one value of a field; `nil` where there is none, or more than one.
    func only(_ name: String) -> String? {
        let values = headers[name]
        return values.count == 1 ? values[0] : nil
    }
}

/// A media type as `Content-Type` and `Accept` name it (RFC 9110 §8.3.1).
struct MediaType: Sendable, Hashable {
    /// `application/fhir+json`, in lower case.
    let name: String
    /// `charset` and others, in lower case, without quotes.
    let parameters: [String: String]

    init(_ text: String) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        name = parts[0].trimmedOfSpace.lowercased()
        var parameters: [String: String] = [:]
        for part in parts.dropFirst().prefix(16) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let value = pair[1].trimmedOfSpace.filter { $0 != "\"" }
            parameters[pair[0].trimmedOfSpace.lowercased()] = value.lowercased()
        }
        self.parameters = parameters
    }

    /// Whether text in it is UTF-8: it says so, or nothing.
    var isUTF8: Bool { ["utf-8", "utf8"].contains(parameters["charset", default: "utf-8"]) }
    /// Whether it is JSON, by its name or its suffix (RFC 6839 §3.1).
    var isJSON: Bool { name == "application/json" || name == "text/json" || name.hasSuffix("+json") }
    /// Whether it is XML.
    var isXML: Bool { name.hasSuffix("/xml") || name.hasSuffix("+xml") }

    /// Whether a list of them, as in `Accept`, leaves room for one of `offers`.
    static func accepts(_ accept: String, anyOf offers: [String]) -> Bool {
        accept.split(separator: ",").prefix(32).contains { entry in
            let type = MediaType(String(entry))
            if type.parameters["q"].flatMap(Double.init) == 0 { return false }
            return type.name == "*/*" || type.name == "application/*" || offers.contains(type.name)
        }
    }
}

extension StringProtocol {
    /// Without spaces and tabs around it.
    var trimmedOfSpace: String {
        let inner = drop { $0 == " " || $0 == "\t" }
        guard let last = inner.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(inner[...last])
    }

    /// With `%20` and its like made characters again; `nil` where that gives no UTF-8 or a control character.
    var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// The path and the query of a request's target (RFC 9112 §3.2).
struct RequestTarget {
    /// The parts between the slashes, decoded.
    let path: [String]
    /// The query, decoded, in its order.
    let query: [(name: String, value: String)]

    /// Reads a target in origin form or absolute form; `nil` for anything else, and for what can't be decoded.
    init?(_ target: String) {
        var rest = target[...]
        for scheme in ["http://", "https://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
            if !rest.hasPrefix("/") { rest = "/" + rest }
        }
        guard rest.hasPrefix("/"), rest.utf8.count <= 8192 else { return nil }
        let pieces = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path: [String] = []
        for part in pieces[0].split(separator: "/") {
            guard let decoded = part.percentDecoded, !decoded.contains("/"), decoded != ".", decoded != ".." else {
                return nil
            }
            path.append(decoded)
        }
        self.path = path
        guard let query = Self.pairs(pieces.count > 1 ? pieces[1] : "") else { return nil }
        self.query = query
    }

    /// The pairs of a query, decoded; `nil` where one can't be.
    static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)]? {
        var pairs: [(name: String, value: String)] = []
        for pair in text.split(separator: "&").prefix(64) {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = sides[0].percentDecoded,
                let value = (sides.count > 1 ? String(sides[1]) : "").percentDecoded
            else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }
}
