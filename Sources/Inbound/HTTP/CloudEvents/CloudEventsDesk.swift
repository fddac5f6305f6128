internal import Catalog
internal import JSONText
internal import NIOHTTP1
internal import SyncEngine
internal import SyncModel

/// Takes CloudEvents 1.0 in JSON: one in structured or binary form, or a batch.
///
/// Each event is a message of its own, of type `event:` and its `type`, known by its source and id. In a batch each is
/// taken or refused by itself; the answer is 2xx only where all were taken, so that a sender that looks at nothing else
/// sends again, and what was taken is known again.
struct CloudEventsDesk: RequestDesk {
    let source: SourceName
    let routes: TypeRoutes
    let reader: any BodyReader

    /// The most events of a batch.
    static let batchLimit = 1000

    private enum Form {
        case structured, batch, binary
    }

    func isOpen(_ head: RequestHead) -> Bool { false }

    func answer(_ problem: Problem) -> HTTPAnswer { problem.asDocument }

    func problem(with head: RequestHead) -> Problem? {
        guard head.path.isEmpty else { return .noSuchPath }
        guard head.method == .POST else { return .method(allowed: "POST") }
        if let problem = Encoding.problem(with: head) { return problem }
        guard form(head) == nil else { return nil }
        let sentence =
            "Send CloudEvents as application/cloudevents+json or application/cloudevents-batch+json, or JSON with "
            + "ce- headers."
        return Problem(415, "content-type", .notSupported, sentence).with("Accept", "application/cloudevents+json")
    }

    private func form(_ head: RequestHead) -> Form? {
        let isBinary = head.headers.contains(name: "ce-specversion")
        guard let type = head.contentType else { return isBinary && head.bodyLength == 0 ? .binary : nil }
        switch type.name {
        case "application/cloudevents+json": return .structured
        case "application/cloudevents-batch+json": return .batch
        default: return isBinary && type.isJSON ? .binary : nil
        }
    }

    func read(_ head: RequestHead, _ body: [UInt8]) -> Intent {
        let json: JSONValue?
        do throws(JSONProblem) {
            json = body.isEmpty && form(head) == .binary ? nil : try JSONReader.readStrictly(body)
        } catch {
            return single(body, refused: Problem(400, "json", .structure, error.sentence))
        }
        switch form(head) {
        case .batch: return batch(json ?? .null, body)
        case .binary:
            do throws(Problem) {
                let event = try CloudEvent.structured(head.headers, data: json)
                var written = JSONWriter()
                written.value(event)
                return single(event, written.bytes)
            } catch { return single(body, refused: error) }
        default: return single(json ?? .null, body)
        }
    }

    // MARK: One

    private func single(_ json: JSONValue, _ bytes: [UInt8]) -> Intent {
        let (message, problem) = message(json, bytes, place: "", dataPlace: "/data")
        return Intent([message]) { replies in
            switch Outcome(replies.first, problem) {
            case .failure(let problem): problem.asDocument
            case .success(let (id, isRepeat)):
                Self.answer(200) { json in
                    json.key("status")
                    json.string(isRepeat ? "duplicate" : "accepted")
                    json.key("message")
                    json.string("\(id)")
                }
            }
        }
    }

    /// What can't be read as an event at all is kept all the same.
    private func single(_ bytes: [UInt8], refused problem: Problem) -> Intent {
        let message = ReadMessage(type: "", refused: problem)
            .incoming(from: source, bytes: bytes, controlID: "", version: "")
        return Intent([message]) { replies in
            Outcome(replies.first, problem).problem.map(\.asDocument) ?? problem.asDocument
        }
    }

    private func message(
        _ json: JSONValue, _ bytes: [UInt8], place: String, dataPlace: String
    ) -> (IncomingMessage, Problem?) {
        do throws(Problem) {
            let event = try CloudEvent.read(json, place: place)
            let read = ReadMessage(
                event.data, type: "event:\(event.type)", routes: routes, reader: reader
            ) { $0.hasPrefix("/") || $0.isEmpty ? dataPlace + $0 : $0 }
            let incoming = read.incoming(from: source, bytes: bytes, controlID: event.controlID, version: "1.0")
            return (incoming, read.problem)
        } catch {
            let read = ReadMessage(type: "", refused: error)
            return (read.incoming(from: source, bytes: bytes, controlID: "", version: ""), error)
        }
    }

    // MARK: A batch

    private func batch(_ json: JSONValue, _ body: [UInt8]) -> Intent {
        guard let events = json.elements else {
            return single(body, refused: Problem(400, "event", .structure, "A batch is a JSON array of CloudEvents."))
        }
        guard events.count <= Self.batchLimit else {
            let sentence = "A batch has at most \(Self.batchLimit) events: send less at once."
            return Intent(Problem(413, "batch-too-large", .tooCostly, sentence).asDocument)
        }
        let read = events.enumerated().map { index, event in
            var written = JSONWriter()
            written.value(event)
            return message(event, written.bytes, place: "/\(index)", dataPlace: "/\(index)/data")
        }
        let problems = read.map(\.1)
        return Intent(read.map(\.0)) { replies in
            Self.answer(zip(replies, problems).map { Outcome($0, $1) })
        }
    }

    private static func answer(_ outcomes: [Outcome]) -> HTTPAnswer {
        let problems = outcomes.compactMap(\.problem)
        let statuses = Set(problems.map(\.status))
        // What may work later comes first: the sender has to send again.
        let status = statuses.contains(503) ? 503 : statuses.count == 1 ? statuses.first ?? 422 : 422
        var answer = answer(problems.isEmpty ? 200 : status) { json in
            json.key("taken")
            json.number(String(outcomes.count - problems.count))
            json.key("refused")
            json.number(String(problems.count))
            json.key("events")
            json.openArray()
            for outcome in outcomes { outcome.write(into: &json) }
            json.closeArray()
        }
        if status == 503, !problems.isEmpty { answer = answer.with("Retry-After", "2") }
        return answer
    }

    private static func answer(_ status: Int, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        write(&json)
        json.closeObject()
        return HTTPAnswer(status: status, headers: [("Content-Type", "application/json")], body: json.bytes)
    }
}

extension Outcome {
    /// `{"status": "accepted", "message": "4711"}`, or what is wrong.
    fileprivate func write(into json: inout JSONWriter) {
        json.openObject()
        json.key("status")
        switch self {
        case .success(let (id, isRepeat)):
            json.string(isRepeat ? "duplicate" : "accepted")
            json.key("message")
            json.string("\(id)")
        case .failure(let problem):
            json.string("refused")
            json.key("code")
            json.string(problem.code)
            json.key("errors")
            json.openArray()
            for finding in problem.findings { finding.write(into: &json) }
            json.closeArray()
        }
        json.closeObject()
    }
}
