internal import FoundationEssentials

/// What a client asked, without the socket it came from.
struct ERPRequest: Sendable {
    var method: String
    /// Without the query.
    var path: String
    /// As sent, without the question mark.
    var query: String
    /// By lower-case name.
    var headers: [String: String]
    var body: [UInt8]

    init(method: String, path: String, query: String = "", headers: [String: String] = [:], body: [UInt8] = []) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What the client is told.
struct ERPAnswer: Sendable, Hashable {
    var status: Int
    var headers: [String: String] = [:]
    var contentType = "application/json"
    var body: [UInt8] = []

    /// An answer in JSON. Nothing that the ERP writes fails to encode; if it did, the body would be empty.
    static func json(_ status: Int, _ value: JSONValue, headers: [String: String] = [:]) -> ERPAnswer {
        ERPAnswer(status: status, headers: headers, body: (try? JSONEncoder().encode(value)).map(Array.init) ?? [])
    }

    /// An answer in plain text.
    static func text(_ status: Int, _ text: String) -> ERPAnswer {
        ERPAnswer(status: status, contentType: "text/plain", body: Array(text.utf8))
    }
}

/// What becomes of a request.
enum ERPReply: Sendable, Hashable {
    /// The answer, after a while.
    case answer(ERPAnswer, after: Duration)
    /// The connection closes instead.
    case hangUp
}

/// One thing that is wrong with a transaction, as Oracle's REST framework reports it.
struct ERPProblem: Sendable, Hashable {
    var detail: String
    var code: String
    var path: String

    static func missing(_ field: String) -> ERPProblem {
        ERPProblem(
            detail: "A value for attribute \(field) in StagedTransactions is required.", code: "JBO-27014",
            path: "/\(field)")
    }

    static func malformed(_ field: String, _ detail: String) -> ERPProblem {
        ERPProblem(detail: detail, code: "JBO-25009", path: "/\(field)")
    }
}

extension ERPAnswer {
    /// 400 with `o:errorDetails`; plain text where the client asked for a framework before version 4, or for none.
    static func refusal(_ problems: [ERPProblem], to request: ERPRequest) -> ERPAnswer {
        guard let version = request.headers["rest-framework-version"].flatMap(Int.init), version >= 4 else {
            return .text(400, problems.map(\.detail).joined(separator: "\n"))
        }
        let details = problems.map { problem in
            JSONValue.object([
                "detail": .string(problem.detail), "o:errorCode": .string(problem.code),
                "o:errorPath": .string(problem.path),
            ])
        }
        return .json(
            400,
            .object(["title": .string("Bad Request"), "status": .string("400"), "o:errorDetails": .array(details)]))
    }
}
