internal import Catalog
internal import JSONText
internal import NIOHTTP1
internal import SyncEngine
internal import SyncModel

/// Takes FHIR R4 resources over its REST interface, in JSON.
///
/// | request | what it is |
/// | --- | --- |
/// | `POST [path]/[Type]`, `PUT [path]/[Type]/[id]` | one resource |
/// | `POST [path]` with a resource | the same: the push of a Subscription (rest-hook) |
/// | `POST [path]` with a Bundle | a transaction, a batch, a message, or the push of a Subscription |
/// | `POST [path]/$process-message` | a message |
/// | `GET [path]/metadata` | what is taken |
///
/// What is taken in goes on to where it belongs and isn't given out again: reading it is answered 404, and a search, as
/// clients make before they create something, finds nothing and says why.
struct FHIRDesk: RequestDesk {
    static let mediaType = "application/fhir+json"

    let source: SourceName
    /// The path that the source listens at, for `Location`: it has to hold wherever a request was sent to.
    let base: String
    let routes: TypeRoutes
    let reader: any BodyReader
    /// For the dates of answers.
    let now: @Sendable () -> UTCTime

    /// Where a request leads to.
    enum Place: Sendable {
        case metadata
        case base
        case processMessage
        case type(String)
        case instance(String, id: String)
    }

    func isOpen(_ head: RequestHead) -> Bool { head.path == ["metadata"] && [.GET, .HEAD].contains(head.method) }

    func answer(_ problem: Problem) -> HTTPAnswer { problem.asOperationOutcome }

    /// Where a path leads to; `nil` where it leads nowhere.
    func place(_ path: [String]) -> Place? {
        switch path.count {
        case 0: .base
        case 1 where path[0] == "metadata": .metadata
        case 1 where path[0] == "$process-message": .processMessage
        case 1 where Resource.isType(path[0]): .type(path[0])
        case 2 where Resource.isType(path[0]) && Resource.isID(path[1]): .instance(path[0], id: path[1])
        default: nil
        }
    }

    func problem(with head: RequestHead) -> Problem? {
        if let problem = formatProblem(head) { return problem }
        switch (place(head.path), head.method) {
        case (nil, _):
            return Problem(404, "path", .notFound, "Nothing is taken at that path: see metadata for what is.")
        case (.metadata?, .GET), (.metadata?, .HEAD): return nil
        case (.metadata?, _): return .method(allowed: "GET, HEAD")
        case (.type?, .GET): return nil
        case (.instance?, .GET):
            let sentence = "What is taken in goes on to where it belongs: it can't be read here."
            return Problem(404, "read", .notFound, sentence)
        case (.instance?, .PUT), (.type?, .POST), (.base?, .POST), (.processMessage?, .POST): return bodyProblem(head)
        case (.instance?, _): return .method(allowed: "GET, PUT")
        case (.type?, _): return .method(allowed: "GET, POST")
        case (.base?, _), (.processMessage?, _): return .method(allowed: "POST")
        }
    }

    /// Whether the sender can read JSON.
    private func formatProblem(_ head: RequestHead) -> Problem? {
        let offers = [Self.mediaType, "application/json", "text/json", "json"]
        let format = head.query.first { $0.name == "_format" }?.value
        let accept = format ?? head.headers["accept"].joined(separator: ",")
        guard !accept.isEmpty, !MediaType.accepts(accept.replacing(" json", with: "+json"), anyOf: offers) else {
            return nil
        }
        return Problem(406, "accept", .notSupported, "Answers are JSON only: accept \(Self.mediaType).")
    }

    private func bodyProblem(_ head: RequestHead) -> Problem? {
        if let problem = Encoding.problem(with: head) { return problem }
        if head.bodyLength == 0 {
            let sentence =
                "The request has no body. Where a Subscription sends it: set its channel.payload to "
                + "\(Self.mediaType), so that what happened comes with it."
            return Problem(400, "empty", .required, sentence)
        }
        if ["if-match", "if-none-match"].contains(where: head.headers.contains(name:)) {
            let sentence = "Versions aren't kept here: send it without If-Match and If-None-Match."
            return Problem(412, "if-match", .notSupported, sentence)
        }
        if head.headers["if-none-exist"].count > 1 {
            return Problem(400, "if-none-exist", .value, "Send one If-None-Exist, with one identifier.")
        }
        guard let type = head.contentType else {
            return Problem(415, "content-type", .notSupported, "Say what the body is: \(Self.mediaType).")
        }
        if type.isXML {
            let sentence = "XML isn't read here: send the resource in JSON, as \(Self.mediaType)."
            return Problem(415, "content-type", .notSupported, sentence).with("Accept", Self.mediaType)
        }
        guard type.isJSON else {
            let sentence = "Send the resource in JSON, as \(Self.mediaType)."
            return Problem(415, "content-type", .notSupported, sentence).with("Accept", Self.mediaType)
        }
        if let version = type.parameters["fhirversion"], version != "4.0" {
            return Problem(415, "fhir-version", .notSupported, "Only FHIR R4 (4.0) is read here.")
        }
        return nil
    }

    func read(_ head: RequestHead, _ body: [UInt8]) -> Intent {
        if case .metadata? = place(head.path) { return Intent(capability) }
        if head.method == .GET { return Intent(Self.nothingFound) }
        do throws(JSONProblem) {
            let json = try JSONReader.readStrictly(body)
            do throws(Problem) {
                return try read(head, Resource(json), body)
            } catch { return refuse(body, type: "", error) }
        } catch {
            return refuse(body, type: "", Problem(400, "json", .structure, error.sentence))
        }
    }

    private func read(_ head: RequestHead, _ resource: Resource, _ body: [UInt8]) throws(Problem) -> Intent {
        switch place(head.path) {
        case .type(let type)?:
            guard resource.type == type else { throw Self.mismatch }
            let criteria = try head.only("if-none-exist").map(Resource.identifierCriteria)
            return one(resource, body, Wish(head), criteria: criteria, isTyped: true)
        case .instance(let type, let id)?:
            guard resource.type == type, resource.id == id else { throw Self.mismatch }
            return one(resource, body, Wish(head), id: id, isTyped: true)
        case .processMessage?: return try bundle(resource, body, mustBeMessage: true)
        default:
            if resource.type == "Bundle" { return try bundle(resource, body, mustBeMessage: false) }
            return one(resource, body, Wish(head), isTyped: false)
        }
    }

    private static let mismatch = Problem(
        400, "mismatch",
        [.init(kind: .value, path: "resourceType", sentence: "The type and the id of the body are those of the path.")])

    /// Keeps what is refused for its form, and says no.
    func refuse(_ body: [UInt8], type: String, _ problem: Problem) -> Intent {
        let message = ReadMessage(type: type, refused: problem)
            .incoming(from: source, bytes: body, controlID: "", version: "")
        return Intent([message]) { replies in
            (Outcome(replies.first, problem).problem ?? problem).asOperationOutcome
        }
    }
}

// MARK: - One resource

extension FHIRDesk {
    /// What the sender wants back (RFC 7240, `return`).
    enum Wish: Sendable {
        case minimal, representation, outcome

        init(_ head: RequestHead) {
            let words = head.headers["prefer"].joined(separator: ",").split { ",; ".contains($0) }
            self =
                words.contains("return=minimal")
                ? .minimal : words.contains("return=OperationOutcome") ? .outcome : .representation
        }
    }

    private func one(
        _ resource: Resource, _ body: [UInt8], _ wish: Wish, criteria: String? = nil, id: String? = nil, isTyped: Bool
    ) -> Intent {
        let read = ReadMessage(resource.json, type: resource.messageType, routes: routes, reader: reader)
        var problem = read.problem
        // At an address of its own, a type that nobody takes isn't there.
        if isTyped, problem?.code == FaultCode.messageUnsupported.rawValue { problem?.status = 404 }
        let message = read.incoming(
            from: source, bytes: body, controlID: resource.controlID(criteria, bytes: body), version: "4.0",
            isKnownByID: criteria != nil)
        return Intent([message]) { [problem] replies in
            switch Outcome(replies.first, problem) {
            case .failure(let problem): problem.asOperationOutcome
            case .success(let (number, isRepeat)):
                // What is there under the identifier needn't be what came now (FHIR R4 §3.1.0.8.1).
                taken(
                    resource, id: id ?? "\(number)", isRepeat: isRepeat,
                    isRepeat && criteria != nil && wish == .representation ? .minimal : wish)
            }
        }
    }

    private func taken(_ resource: Resource, id: String, isRepeat: Bool, _ wish: Wish) -> HTTPAnswer {
        var answer = HTTPAnswer(status: isRepeat ? 200 : 201)
            .with("Location", "\(base)/\(resource.type)/\(id)/_history/1").with("ETag", "W/\"1\"")
        switch wish {
        case .minimal: return answer
        case .representation: answer.body = resource.written(id: id)
        case .outcome:
            let sentence = isRepeat ? "It came before, and is taken once." : "It is taken in."
            var json = JSONWriter()
            Problem(answer.status, isRepeat ? "duplicate" : "accepted", .informational, sentence)
                .writeOutcome(into: &json)
            answer.body = json.bytes
        }
        return answer.with("Content-Type", Self.mediaType)
    }
}
