import AsyncHTTPClient
import NIOHTTP1

/// A request to one URL, taken apart once; headers and body are put in for each use.
struct OutgoingRequest: Sendable {
    /// The headers, without those that the transport adds (`Host`, `Content-Length`).
    var headers: HTTPHeaders
    /// The body; empty for none.
    var body: [UInt8] = []
    /// The method and the URL in its parts.
    let template: HTTPClient.Request
    /// What stands in the request line: path and query.
    let target: String

    /// A request with headers that never change; throws where `url` isn't one of `http` or `https`.
    init(_ method: HTTPMethod, _ url: String, headers: [(String, String)] = []) throws {
        template = try HTTPClient.Request(url: url, method: method)
        self.headers = HTTPHeaders([("User-Agent", "tallyward")] + headers)
        let authority = url.dropFirst(url.hasPrefix("https") ? 8 : 7).prefix { $0 != "#" }
        let path = authority.drop { $0 != "/" && $0 != "?" }
        target = path.hasPrefix("/") ? String(path) : "/\(path)"
    }

    /// As the shared client takes it.
    var forClient: HTTPClient.Request {
        var request = template
        request.headers = headers
        if !body.isEmpty { request.body = .bytes(body) }
        return request
    }
}
