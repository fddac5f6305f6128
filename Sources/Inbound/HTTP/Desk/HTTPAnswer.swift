internal import JSONText

/// What goes back for one request.
struct HTTPAnswer: Sendable {
    /// The status code.
    var status: Int
    /// Header fields beside those of the connection and the length.
    var headers: [(name: String, value: String)] = []
    /// The body; empty for none.
    var body: [UInt8] = []
    /// Whether nothing more is read from this connection.
    var closes = false

    /// With one more header field.
    func with(_ name: String, _ value: String) -> Self {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }
}

/// What is wrong with a request, before it is written in the form that the sender reads.
///
/// No sentence repeats what the sender wrote: an answer may end up in a log over there.
struct Problem: Sendable, Error {
    /// The status code.
    var status: Int
    /// A bounded word for it: a ``FaultCode`` where the engine keeps the message, else one of this module's own.
    var code: String
    /// What is wrong, one sentence each, with its place where it has one. Never empty.
    var findings: [Finding]
    /// Header fields that belong to it: `Allow`, `Retry-After`, `WWW-Authenticate`.
    var headers: [(name: String, value: String)] = []

    /// One thing that is wrong.
    struct Finding: Sendable, Hashable {
        /// What kind of thing, in FHIR's words.
        var kind: IssueType
        /// A FHIRPath or a JSON Pointer into the body; `nil` where it is about the request as a whole.
        var path: String?
        /// What to do about it.
        var sentence: String
    }

    /// One finding about the request as a whole.
    init(_ status: Int, _ code: String, _ kind: IssueType, _ sentence: String) {
        self.init(status, code, [Finding(kind: kind, path: nil, sentence: sentence)])
    }

    init(_ status: Int, _ code: String, _ findings: [Finding]) {
        self.status = status
        self.code = code
        self.findings = findings
    }

    /// With a header field.
    func with(_ name: String, _ value: String) -> Self {
        var copy = self
        copy.headers.append((name, value))
        return copy
    }
}

extension Problem {
    /// The method is none of those that the place knows.
    static func method(allowed: String) -> Self {
        Problem(405, "method", .notSupported, "This address takes \(allowed) only.").with("Allow", allowed)
    }

    /// There is nothing at that path.
    static let noSuchPath = Problem(404, "path", .notFound, "No source of this server listens at that path.")

    /// The engine can't store just now.
    static func unavailable(_ sentence: String) -> Self {
        Problem(503, "unavailable", .transient, sentence).with("Retry-After", "2")
    }

    /// The body is larger than the source may send.
    static func tooLarge(_ limit: Int) -> Self {
        Problem(413, "body-too-large", .tooLong, "The body has more than \(limit) bytes: send less at once.")
    }

    /// As RFC 9457 writes it.
    var asDocument: HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        json.key("title")
        json.string(Self.titles[status] ?? "Refused")
        json.key("status")
        json.number(String(status))
        json.key("code")
        json.string(code)
        json.key("detail")
        json.string(findings.first?.sentence ?? "")
        if findings.contains(where: { $0.path != nil }) {
            json.key("errors")
            json.openArray()
            for finding in findings { finding.write(into: &json) }
            json.closeArray()
        }
        json.closeObject()
        return HTTPAnswer(
            status: status, headers: [("Content-Type", "application/problem+json")] + headers, body: json.bytes)
    }

    private static let titles = [
        400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 412: "Precondition Failed", 413: "Content Too Large",
        415: "Unsupported Media Type", 422: "Unprocessable Content", 431: "Request Header Fields Too Large",
        503: "Service Unavailable",
    ]
}

extension Problem.Finding {
    /// `{"pointer": "/data/quantity", "detail": "…"}`.
    func write(into json: inout JSONWriter) {
        json.openObject()
        if let path {
            json.key("pointer")
            json.string(path)
        }
        json.key("detail")
        json.string(sentence)
        json.closeObject()
    }
}

/// The kinds of issue that are told of, with FHIR's codes (FHIR R4, value set issue-type).
public enum IssueType: String, Sendable, Hashable {
    /// The body isn't of the form it says.
    case structure
    /// Something has to be there and isn't.
    case required
    /// A value isn't of its type, or not one of those allowed.
    case value
    /// What is asked for isn't done here.
    case notSupported = "not-supported"
    /// Nothing is there.
    case notFound = "not-found"
    /// It differs from what came before under the same id.
    case conflict
    /// Longer than is allowed.
    case tooLong = "too-long"
    /// More work than is allowed at once.
    case tooCostly = "too-costly"
    /// The sender isn't known.
    case login
    /// It may work later.
    case transient
    /// Anything else.
    case processing
    /// Nothing is wrong.
    case informational
}
