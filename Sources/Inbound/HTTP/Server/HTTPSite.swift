internal import Catalog
internal import JSONText
internal import Logging
internal import NIOHTTP1
internal import SyncModel

/// All that one address answers for: the sources that share it, by path, and whether the engine works.
struct HTTPSite: Sendable {
    /// One source behind the address.
    struct Door: Sendable {
        let source: SourceName
        /// The parts of its path.
        let path: [String]
        let bodyLimit: Int
        let check: SenderCheck
        let desk: any RequestDesk
    }

    let doors: [Door]
    /// Whether what is handed in now is likely to be stored.
    let isHealthy: @Sendable () -> Bool

    /// Where a request leads.
    enum Way: Sendable {
        /// To a source, with the rest of its path.
        case door(Door, RequestHead)
        /// Nowhere further.
        case answer(HTTPAnswer)
    }

    /// Where a request leads, before anything of its body.
    func way(_ head: HTTPRequestHead) -> Way {
        // Whoever stands between may see another end of such a body (RFC 9112 §6.1, §6.3).
        let codings = head.headers["transfer-encoding"]
        guard codings.isEmpty || (head.version.minor > 0 && codings.map { $0.lowercased() } == ["chunked"]) else {
            return .answer(
                Problem(400, "transfer-encoding", .structure, "A body comes whole, or chunked.").asDocument)
        }
        guard let target = RequestTarget(head.uri) else {
            return .answer(Problem(400, "target", .structure, "The path can't be read.").asDocument)
        }
        let hosts = head.headers["host"].count
        guard hosts == 1 || (hosts == 0 && head.version.minor == 0) else {
            return .answer(Problem(400, "host", .structure, "A request has one Host.").asDocument)
        }
        if target.path == ["healthz"] { return .answer(health(head.method)) }
        guard let door = doors.first(where: { target.path.starts(with: $0.path) }) else {
            return .answer(Problem.noSuchPath.asDocument)
        }
        let request = RequestHead(
            method: head.method, path: Array(target.path.dropFirst(door.path.count)), query: target.query,
            headers: head.headers, bodyLength: Self.bodyLength(head.headers))
        return .door(door, request)
    }

    /// What the head declares; the parser has seen to it that there is one way to read it.
    static func bodyLength(_ headers: HTTPHeaders) -> Int? {
        if headers.contains(name: "transfer-encoding") { return nil }
        return headers.first(name: "content-length").map { Int($0) ?? .max } ?? 0
    }

    private func health(_ method: HTTPMethod) -> HTTPAnswer {
        guard method == .GET || method == .HEAD else { return Problem.method(allowed: "GET, HEAD").asDocument }
        let isHealthy = isHealthy()
        var json = JSONWriter()
        json.openObject()
        json.key("status")
        json.string(isHealthy ? "ok" : "unavailable")
        json.closeObject()
        let answer = HTTPAnswer(
            status: isHealthy ? 200 : 503, headers: [("Content-Type", "application/json")], body: json.bytes)
        return isHealthy ? answer : answer.with("Retry-After", "2")
    }
}
