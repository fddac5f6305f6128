internal import JSONText
internal import SyncEngine
internal import SyncModel

/// One entry of a Bundle that is taken in.
private struct Entry: Sendable {
    /// Its number in the Bundle, from 1.
    let number: Int
    let resource: Resource
    /// `PUT` puts it under its own id.
    let isPut: Bool
    /// What `ifNoneExist` looks for.
    let criteria: String?
}

extension FHIRDesk {
    /// The most entries of a Bundle.
    static let entryLimit = 1000

    /// A Bundle, as its type says it is meant.
    ///
    /// A transaction and a message are one message each: taken in whole or not at all, in one commit. The entries of a
    /// batch, and of a Subscription's push, are messages of their own.
    func bundle(_ bundle: Resource, _ body: [UInt8], mustBeMessage: Bool) throws(Problem) -> Intent {
        guard bundle.type == "Bundle" else { throw Self.bundleProblem("resourceType", "A message is a Bundle.") }
        let kind = bundle.json["type"]?.text
        let entries = bundle.json["entry"]?.elements ?? []
        guard entries.count <= Self.entryLimit else {
            throw Problem(
                413, "bundle-too-large", .tooCostly,
                "A Bundle has at most \(Self.entryLimit) entries: send less at once.")
        }
        guard !mustBeMessage || kind == "message" else {
            throw Self.bundleProblem("type", "Here a Bundle is a message; send others to the base.")
        }
        do throws(Problem) {
            switch kind {
            case "transaction": return try whole(bundle, try requests(entries), body)
            case "batch": return batch(entries)
            case "message": return try message(bundle, entries, body)
            case "history", "subscription-notification": return batch(entries, isNotification: true)
            default: throw Self.bundleProblem("type", "A Bundle is taken as transaction, batch or message.")
            }
        } catch { return refuse(body, type: "fhir:Bundle", error) }
    }

    private static func bundleProblem(_ path: String, _ sentence: String, status: Int = 422) -> Problem {
        Problem(status, "bundle", [.init(kind: .value, path: "Bundle.\(path)", sentence: sentence)])
    }

    // MARK: Entries

    private func requests(_ entries: [JSONValue]) throws(Problem) -> [Entry] {
        var found: [Entry] = []
        for (index, entry) in entries.enumerated() { found.append(try request(entry, index, isTransaction: true)) }
        guard !found.isEmpty else {
            throw Self.bundleProblem("entry", "The Bundle is empty: there is nothing to take.")
        }
        return found
    }

    private func request(_ entry: JSONValue, _ index: Int, isTransaction: Bool) throws(Problem) -> Entry {
        let path = "entry[\(index)]"
        let method = entry["request"]?["method"]?.text
        guard let method, ["POST", "PUT"].contains(method) else {
            throw Self.bundleProblem("\(path).request.method", "An entry is taken with POST or PUT only.")
        }
        guard let json = entry["resource"] else {
            throw Self.bundleProblem("\(path).resource", "The entry has no resource: add it.")
        }
        let resource = try Resource(json, place: "Bundle.\(path).resource")
        guard let target = RequestTarget("/\(entry["request"]?["url"]?.text ?? "")"), let first = target.path.first,
            first == resource.type, target.query.isEmpty,
            method == "POST" ? target.path.count == 1 : target.path.count == 2 && target.path[1] == resource.id
        else {
            throw Self.bundleProblem(
                "\(path).request.url", "The URL is the resource's type, and with PUT its id: SupplyDelivery/123.")
        }
        let criteria = try entry["request"]?["ifNoneExist"]?.text.map(Resource.identifierCriteria)
        if isTransaction, criteria != nil {
            throw Self.bundleProblem(
                "\(path).request.ifNoneExist", "A transaction is known as a whole: send such an entry in a batch.")
        }
        return Entry(number: index + 1, resource: resource, isPut: method == "PUT", criteria: criteria)
    }

    // MARK: Whole

    private func read(_ entry: Entry) -> ReadMessage {
        let place = "Bundle.entry[\(entry.number - 1)].resource"
        return ReadMessage(
            entry.resource.json, type: entry.resource.messageType, routes: routes, reader: reader, isPart: true
        ) { path in
            // The path of an element begins with the resource's type.
            let rest = path.drop { $0 != "." }
            return path.isEmpty || rest.isEmpty ? place : place + rest
        }
    }

    /// One message of all entries.
    private func gather(
        _ entries: [Entry], of bundle: Resource, _ body: [UInt8]
    ) throws(Problem) -> IncomingMessage {
        var events: [CanonicalEvent] = []
        var types: [Int: String] = [:]
        for entry in entries {
            let read = read(entry)
            if let problem = read.problem { throw problem }
            for var event in read.events {
                event.line = events.count + 1
                types[event.line] = read.type
                events.append(event)
            }
        }
        var message = IncomingMessage(
            source: source, bytes: body, controlID: controlID(of: bundle, body), type: "fhir:Bundle", version: "4.0",
            events: events)
        message.lineTypes = types
        return message
    }

    private func controlID(of bundle: Resource, _ body: [UInt8]) -> String {
        let identifier = bundle.json["identifier"]
        guard let value = identifier?["value"]?.text else { return bundle.controlID(nil, bytes: body) }
        return ControlID.bounded("Bundle?identifier=\(identifier?["system"]?.text ?? "")|\(value)")
    }

    private func whole(_ bundle: Resource, _ entries: [Entry], _ body: [UInt8]) throws(Problem) -> Intent {
        let message = try gather(entries, of: bundle, body)
        return Intent([message]) { replies in
            switch Outcome(replies.first, nil) {
            case .failure(let problem): return problem.asOperationOutcome
            case .success(let (number, isRepeat)):
                return Self.response("transaction-response") { json in
                    for entry in entries {
                        Self.write(
                            entry, id: entry.isPut ? entry.resource.id : "\(number).\(entry.number)",
                            isRepeat: isRepeat,
                            into: &json)
                    }
                }
            }
        }
    }

    // MARK: Each by itself

    private func batch(_ entries: [JSONValue], isNotification: Bool = false) -> Intent {
        var messages: [IncomingMessage] = []
        var parts: [(entry: Entry?, problem: Problem?)] = []
        for (index, json) in entries.enumerated() {
            let resource = json["resource"] ?? .null
            // What tells of the Subscription itself isn't what happened.
            let type = resource["resourceType"]?.text ?? ""
            if isNotification, ["SubscriptionStatus", "Parameters"].contains(type) { continue }
            var written = JSONWriter()
            // An entry without a resource is kept as it is, for whoever looks into it.
            written.value(json["resource"] ?? json)
            let bytes = written.bytes
            do throws(Problem) {
                let entry =
                    isNotification
                    ? Entry(
                        number: index + 1,
                        resource: try Resource(resource, place: "Bundle.entry[\(index)].resource"), isPut: false,
                        criteria: nil)
                    : try request(json, index, isTransaction: false)
                let read = ReadMessage(
                    resource, type: entry.resource.messageType, routes: routes, reader: reader)
                parts.append((entry, read.problem))
                messages.append(
                    read.incoming(
                        from: source, bytes: bytes, controlID: entry.resource.controlID(entry.criteria, bytes: bytes),
                        version: "4.0", isKnownByID: entry.criteria != nil))
            } catch {
                parts.append((nil, error))
                messages.append(
                    ReadMessage(type: "", refused: error)
                        .incoming(from: source, bytes: bytes, controlID: "", version: ""))
            }
        }
        return Intent(messages) { [parts] replies in
            Self.response(zip(replies, parts).map { (Outcome($0, $1.problem), $1.entry) }, isNotification)
        }
    }

    private static func response(_ outcomes: [(Outcome, Entry?)], _ isNotification: Bool) -> HTTPAnswer {
        // Whoever pushes looks at nothing but the status: it says yes only where everything was taken.
        if isNotification, let problem = outcomes.compactMap({ $0.0.problem }).max(by: { $0.status < $1.status }) {
            return problem.asOperationOutcome
        }
        return response("batch-response") { json in
            for (outcome, entry) in outcomes {
                switch outcome {
                case .success(let (number, isRepeat)):
                    guard let entry else { continue }
                    write(entry, id: entry.isPut ? entry.resource.id : "\(number)", isRepeat: isRepeat, into: &json)
                case .failure(let problem): write(problem, into: &json)
                }
            }
        }
    }

    // MARK: Answers

    private static func response(_ type: String, _ write: (inout JSONWriter) -> Void) -> HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        json.key("resourceType")
        json.string("Bundle")
        json.key("type")
        json.string(type)
        json.key("entry")
        json.openArray()
        write(&json)
        json.closeArray()
        json.closeObject()
        return HTTPAnswer(status: 200, headers: [("Content-Type", mediaType)], body: json.bytes)
    }

    private static func write(_ entry: Entry, id: String?, isRepeat: Bool, into json: inout JSONWriter) {
        json.openObject()
        json.key("response")
        json.openObject()
        json.key("status")
        json.string(isRepeat ? "200 OK" : "201 Created")
        json.key("location")
        json.string("\(entry.resource.type)/\(id ?? "")/_history/1")
        json.key("etag")
        json.string("W/\"1\"")
        json.closeObject()
        json.closeObject()
    }

    private static func write(_ problem: Problem, into json: inout JSONWriter) {
        json.openObject()
        json.key("response")
        json.openObject()
        json.key("status")
        json.string(String(problem.status))
        json.key("outcome")
        problem.writeOutcome(into: &json)
        json.closeObject()
        json.closeObject()
    }
}

// MARK: - Messages

extension FHIRDesk {
    /// A message (FHIR R4 §2.4): a MessageHeader, and what it is about. Entries that no flow takes are the context of
    /// those that one does; there has to be one of those.
    private func message(_ bundle: Resource, _ entries: [JSONValue], _ body: [UInt8]) throws(Problem) -> Intent {
        let header = entries.first?["resource"]
        guard header?["resourceType"] == .string("MessageHeader"),
            let event = header?["eventCoding"] ?? header?["eventUri"]
        else {
            let sentence = "The first entry of a message is its MessageHeader, with its event."
            throw Self.bundleProblem("entry[0].resource", sentence)
        }
        var parts: [Entry] = []
        for (index, entry) in entries.enumerated().dropFirst() {
            guard let json = entry["resource"] else { continue }
            let resource = try Resource(json, place: "Bundle.entry[\(index)].resource")
            guard routes.events(of: resource.messageType) != nil else { continue }
            parts.append(Entry(number: index + 1, resource: resource, isPut: false, criteria: nil))
        }
        guard !parts.isEmpty else {
            let finding = Problem.Finding(
                kind: .notSupported, path: "Bundle.entry", sentence: "No flow takes anything of this message.")
            throw Problem(422, FaultCode.messageUnsupported.rawValue, [finding])
        }
        let message = try gather(parts, of: bundle, body)
        // What R4 answers with is the id of the MessageHeader (FHIR R4, MessageHeader.response.identifier).
        let identifier = header?["id"]?.text ?? bundle.json["identifier"]?["value"]?.text ?? bundle.id ?? ""
        let time = now()
        return Intent([message]) { replies in
            switch Outcome(replies.first, nil) {
            case .failure(let problem): problem.asOperationOutcome
            case .success(let (number, _)):
                Self.messageResponse(to: identifier, event, number: "\(number)", at: time)
            }
        }
    }

    private static func messageResponse(
        to identifier: String, _ event: JSONValue, number: String, at time: UTCTime
    ) -> HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        for (name, value) in [("resourceType", "Bundle"), ("type", "message"), ("timestamp", time.description)] {
            json.key(name)
            json.string(value)
        }
        json.key("entry")
        json.openArray()
        json.openObject()
        json.key("resource")
        json.openObject()
        for (name, value) in [("resourceType", "MessageHeader"), ("id", number)] {
            json.key(name)
            json.string(value)
        }
        if case .string(let uri) = event {
            json.key("eventUri")
            json.string(uri)
        } else {
            json.key("eventCoding")
            json.value(event)
        }
        json.key("source")
        json.openObject()
        json.key("endpoint")
        json.string("urn:tallyward")
        json.closeObject()
        json.key("response")
        json.openObject()
        json.key("identifier")
        json.string(identifier)
        json.key("code")
        json.string("ok")
        json.closeObject()
        json.closeObject()
        json.closeObject()
        json.closeArray()
        json.closeObject()
        return HTTPAnswer(status: 200, headers: [("Content-Type", mediaType)], body: json.bytes)
    }
}
