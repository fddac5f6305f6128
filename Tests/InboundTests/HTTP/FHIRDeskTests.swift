import Catalog
import JSONText
import NIOHTTP1
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

struct FHIRDeskTests {
    private let desk = HTTPSamples.desk()

    private func head(
        _ method: HTTPMethod, _ path: String, _ headers: [(String, String)] = [], length: Int? = 10
    ) -> RequestHead {
        let target = RequestTarget(path)
        var fields = HTTPHeaders(headers)
        if !fields.contains(name: "content-type") { fields.add(name: "content-type", value: "application/fhir+json") }
        return RequestHead(
            method: method, path: target?.path ?? [], query: target?.query ?? [], headers: fields, bodyLength: length)
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ body: String, _ headers: [(String, String)] = []
    ) throws -> Intent {
        let head = head(method, path, headers)
        #expect(desk.problem(with: head) == nil)
        return desk.read(head, Array(body.utf8))
    }

    private func usual(_ intent: Intent, _ ids: Int64...) -> HTTPAnswer {
        intent.answer(
            intent.messages.enumerated().map { index, message in
                message.refusal.map(IntakeReply.refused)
                    ?? .accepted(MessageID(rawValue: ids.indices.contains(index) ? ids[index] : 1))
            })
    }

    private func issues(_ answer: HTTPAnswer) -> [String] {
        (JSONReader.read(answer.body)?["issue"]?.elements ?? []).map { issue in
            "\(issue["code"]?.text ?? "") \(issue["expression"]?.elements?.first?.text ?? "")"
        }
    }

    @Test("a repeat is answered 200 with the place it was given first")
    func duplicate() throws {
        let intent = try send(.POST, "/SupplyDelivery", HTTPSamples.supply())
        let answer = intent.answer([.duplicate(MessageID(rawValue: 7))])
        #expect(answer.status == 200)
        #expect(answer.headers.contains { $0 == ("Location", "/fhir/SupplyDelivery/7/_history/1") })
    }

    @Test("an id that came with other content is a conflict, never a yes")
    func conflict() throws {
        let intent = try send(.POST, "/SupplyDelivery", HTTPSamples.supply())
        let answer = intent.answer([.refused(Fault(.controlIDConflict, detail: "SupplyDelivery/s1 came before."))])
        #expect(answer.status == 409 && issues(answer) == ["conflict "])
    }

    @Test("what tells a repeat: the identifier looked for, else id and version, else the content")
    func controlIDs() throws {
        let plain = try send(.POST, "/SupplyDelivery", HTTPSamples.supply())
        #expect(plain.messages[0].controlID == "SupplyDelivery/s1/_history/1")
        let looked = try send(
            .POST, "/SupplyDelivery", HTTPSamples.supply(), [("If-None-Exist", "identifier=urn:use%7CU-1")])
        #expect(looked.messages[0].controlID.hasPrefix("SupplyDelivery?identifier=sha256:"))
        #expect(!looked.messages[0].controlID.contains("U-1"))
        let one = try send(.POST, "/", HTTPSamples.supply(id: nil, version: nil)).messages[0].controlID
        let two = try send(.POST, "/", HTTPSamples.supply(id: nil, version: nil, quantity: "3")).messages[0].controlID
        #expect(one.hasPrefix("SupplyDelivery:") && one != two)
        #expect(try send(.POST, "/", HTTPSamples.supply(id: nil, version: nil)).messages[0].controlID == one)
        let long = String(repeating: "9", count: 300)
        #expect(try send(.POST, "/", HTTPSamples.supply(version: long)).messages[0].controlID.utf8.count == 71)
        let vague = try send(.POST, "/SupplyDelivery", HTTPSamples.supply(), [("If-None-Exist", "status=completed")])
        #expect(usual(vague).status == 412)
    }

    @Test("what If-None-Exist finds is answered 200, whatever the sender would have created")
    func conditionalCreate() throws {
        let intent = try send(.POST, "/SupplyDelivery", HTTPSamples.supply(), [("If-None-Exist", "identifier=x%7C1")])
        #expect(intent.messages.map(\.isKnownByID) == [true])
        let found = intent.answer([.duplicate(MessageID(rawValue: 7))])
        #expect(found.status == 200 && found.body.isEmpty)
        #expect(found.headers.contains { $0 == ("Location", "/fhir/SupplyDelivery/7/_history/1") })
        #expect(try send(.POST, "/SupplyDelivery", HTTPSamples.supply()).messages.map(\.isKnownByID) == [false])
    }

    @Test("the answer to a message names the MessageHeader's id, not the envelope's")
    func messageResponse() throws {
        let body = """
            {"resourceType":"Bundle","type":"message","identifier":{"value":"envelope"},"entry":[
             {"resource":{"resourceType":"MessageHeader","id":"m-1","eventUri":"urn:used"}},
             {"resource":\(HTTPSamples.supply())}]}
            """
        let answer = usual(try send(.POST, "/$process-message", body), 3)
        let header = JSONReader.read(answer.body)?["entry"]?.elements?.first?["resource"]
        #expect(header?["response"]?["identifier"]?.text == "m-1")
    }

    @Test(
        "what the sender prefers comes back",
        arguments: [
            ("return=minimal", ""), ("return=representation", "SupplyDelivery"),
            ("respond-async, return=OperationOutcome", "OperationOutcome"), ("", "SupplyDelivery"),
        ])
    func preferred(prefer: String, type: String) throws {
        let answer = usual(try send(.POST, "/SupplyDelivery", HTTPSamples.supply(), [("Prefer", prefer)]), 9)
        #expect(answer.status == 201)
        #expect(JSONReader.read(answer.body)?["resourceType"]?.text ?? "" == type)
        if type == "SupplyDelivery" {
            let body = try #require(JSONReader.read(answer.body))
            #expect(body["id"]?.text == "9" && body["suppliedItem"]?["quantity"]?["value"] == .number("2"))
        }
    }

    @Test(
        "what can't be taken is refused with the place and the kind, and kept",
        arguments: [
            ("/SupplyDelivery", "{", 400, "structure "),
            ("/SupplyDelivery", #"{"resourceType":"SupplyDelivery","resourceType":"Patient"}"#, 400, "structure "),
            ("/SupplyDelivery", "[]", 400, "structure resourceType"),
            ("/SupplyDelivery", "{}", 400, "structure resourceType"),
            ("/SupplyDelivery", #"{"resourceType":"Patient"}"#, 400, "value resourceType"),
            ("/SupplyDelivery", #"{"resourceType":"SupplyDelivery","id":"a b"}"#, 400, "structure id"),
            ("/SupplyDelivery", #"{"resourceType":"SupplyDelivery"}"#, 422, "required SupplyDelivery.status"),
            ("/Basic", #"{"resourceType":"Basic"}"#, 404, "not-supported "),
            ("/", #"{"resourceType":"Basic"}"#, 422, "not-supported "),
            ("/", #"{"resourceType":"Bundle","type":"collection"}"#, 422, "value Bundle.type"),
            ("/", #"{"resourceType":"Bundle","type":"transaction","entry":[]}"#, 422, "value Bundle.entry"),
            ("/$process-message", #"{"resourceType":"Basic"}"#, 422, "value Bundle.resourceType"),
            ("/", String(repeating: "[", count: 5000), 400, "structure "),
        ])
    func refused(path: String, body: String, status: Int, issue: String) throws {
        let intent = try send(.POST, path, body)
        #expect(intent.messages.count == 1 && intent.messages[0].refusal != nil)
        #expect(intent.messages[0].bytes == Array(body.utf8))
        let answer = usual(intent)
        #expect(answer.status == status)
        #expect(issues(answer).first == issue)
    }

    @Test(
        "what is wrong with the head is said before the body is read",
        arguments: [
            ("POST", "/SupplyDelivery", [("content-type", "application/fhir+xml")], 415),
            ("POST", "/SupplyDelivery", [("content-type", "text/plain")], 415),
            ("POST", "/SupplyDelivery", [("content-type", "application/fhir+json; charset=latin1")], 415),
            ("POST", "/SupplyDelivery", [("content-type", "application/fhir+json; fhirVersion=5.0")], 415),
            ("POST", "/SupplyDelivery", [("content-encoding", "gzip")], 415),
            ("POST", "/SupplyDelivery", [("accept", "application/fhir+xml")], 406),
            ("POST", "/SupplyDelivery?_format=xml", [], 406),
            ("GET", "/SupplyDelivery/1", [], 404),
            ("PUT", "/SupplyDelivery/s1", [("if-match", "W/\"3\"")], 412),
            ("PUT", "/SupplyDelivery/s1", [("if-none-match", "*")], 412),
            (
                "POST", "/SupplyDelivery",
                [("if-none-exist", "identifier=a"), ("if-none-exist", "identifier=b")], 400
            ),
            ("POST", "/supplydelivery", [], 404), ("POST", "/SupplyDelivery/1/$validate", [], 404),
        ] as [(String, String, [(String, String)], Int)])
    func heads(method: String, path: String, headers: [(String, String)], status: Int) {
        let problem = desk.problem(with: head(HTTPMethod(rawValue: method), path, headers))
        #expect(problem?.status == status)
    }

    @Test("the empty notification of a Subscription without a payload is answered with what to change")
    func emptyNotification() {
        let problem = desk.problem(with: head(.POST, "/", length: 0))
        #expect(problem?.status == 400)
        #expect(problem?.findings.first?.sentence.contains("channel.payload") == true)
    }

    @Test(
        "what can be accepted: JSON in any of its names",
        arguments: [
            "*/*", "application/*", "application/json;q=0.5", "application/fhir+xml, application/fhir+json;q=0.1",
        ])
    func accepted(accept: String) {
        #expect(desk.problem(with: head(.POST, "/SupplyDelivery", [("accept", accept)])) == nil)
    }

    @Test("a resource may be put under its own id, and under no other")
    func put() throws {
        let answer = usual(try send(.PUT, "/SupplyDelivery/s1", HTTPSamples.supply()), 9)
        #expect(answer.status == 201)
        #expect(answer.headers.contains { $0 == ("Location", "/fhir/SupplyDelivery/s1/_history/1") })
        #expect(try usual(send(.PUT, "/SupplyDelivery/s2", HTTPSamples.supply())).status == 400)
    }

    @Test("metadata lists what the flows take, and nothing else is open")
    func metadata() throws {
        let head = head(.GET, "/metadata", length: 0)
        #expect(desk.isOpen(head))
        #expect(!desk.isOpen(self.head(.GET, "/SupplyDelivery/1")))
        let body = try #require(JSONReader.read(desk.read(head, []).answer([]).body))
        #expect(body["resourceType"]?.text == "CapabilityStatement" && body["fhirVersion"]?.text == "4.0.1")
        let types = body["rest"]?.elements?.first?["resource"]?.elements?.compactMap { $0["type"]?.text }
        #expect(types == ["MedicationAdministration", "Patient", "SupplyDelivery"])
    }

    @Test("a search, as clients make before they create, finds nothing and says why")
    func search() throws {
        let head = head(.GET, "/Organization?identifier=a%7Cb", length: 0)
        #expect(desk.problem(with: head) == nil && !desk.isOpen(head))
        let body = try #require(JSONReader.read(desk.read(head, []).answer([]).body))
        #expect(body["total"] == .number("0") && body["type"]?.text == "searchset")
        #expect(body["entry"]?.elements?.map { $0["search"]?["mode"]?.text } == ["outcome"])
    }

    @Test("no answer and no fault repeats what was sent")
    func discreet() throws {
        let bodies = [
            #"{"resourceType":"SupplyDelivery","status":"SMITH"}"#, #"{"resourceType":"SMITH"}"#, "SMITH",
            HTTPSamples.supply(quantity: #""SMITH""#),
            #"{"resourceType":"SupplyDelivery","modifierExtension":["SMITH"]}"#,
            #"{"SMITH":1,"SMITH":1}"#,
        ]
        for body in bodies {
            let intent = try send(.POST, "/SupplyDelivery", body)
            #expect(!String(decoding: usual(intent).body, as: UTF8.self).contains("SMITH"))
            #expect(intent.messages[0].refusal?.detail.contains("SMITH") == false)
        }
    }
}

struct FHIRBundleTests {
    private let desk = HTTPSamples.desk()

    private func read(_ body: String, _ path: [String] = []) -> Intent {
        let head = RequestHead(
            method: .POST, path: path, query: [], headers: ["content-type": "application/fhir+json"],
            bodyLength: body.utf8.count)
        return desk.read(head, Array(body.utf8))
    }

    private func entry(_ resource: String, _ request: String) -> String {
        #"{"resource":\#(resource),"request":\#(request)}"#
    }

    private func bundle(_ type: String, _ entries: String..., id: String = "") -> String {
        #"{"resourceType":"Bundle",\#(id)"type":"\#(type)","entry":[\#(entries.joined(separator: ","))]}"#
    }

    private let post = #"{"method":"POST","url":"SupplyDelivery"}"#
    private let dose = """
        {"resourceType":"MedicationAdministration","id":"m1","status":"completed","effectiveDateTime":"2026-11-22",
         "medicationCodeableConcept":{"coding":[{"code":"325850"}]},"dosage":{"dose":{"value":1.50,"code":"mg"}}}
        """

    @Test("a transaction is one message: every entry a line of its own type")
    func transaction() throws {
        let put = #"{"method":"PUT","url":"MedicationAdministration/m1"}"#
        let body = bundle(
            "transaction", entry(HTTPSamples.supply(), post), entry(dose, put),
            id: #""identifier":{"system":"urn:b","value":"77"},"#)
        let intent = read(body)
        let message = try #require(intent.messages.first)
        #expect(intent.messages.count == 1 && message.refusal == nil)
        #expect(message.bytes == Array(body.utf8) && message.controlID == "Bundle?identifier=urn:b|77")
        #expect(message.events.map(\.type) == [.supplyUsed, .medicationAdministered])
        #expect(message.lineTypes == [1: "fhir:SupplyDelivery", 2: "fhir:MedicationAdministration"])
        let answer = try #require(JSONReader.read(intent.answer([.accepted(MessageID(rawValue: 9))]).body))
        #expect(answer["type"]?.text == "transaction-response")
        let places = answer["entry"]?.elements?.compactMap { $0["response"]?["location"]?.text }
        #expect(places == ["SupplyDelivery/9.1/_history/1", "MedicationAdministration/m1/_history/1"])
    }

    @Test("one bad entry keeps a transaction out as a whole, and is named")
    func badTransaction() throws {
        let cases = [
            (entry(HTTPSamples.supply(status: "odd"), post), "Bundle.entry[1].resource.status"),
            (entry(#"{"resourceType":"Basic"}"#, #"{"method":"POST","url":"Basic"}"#), "Bundle.entry[1].resource"),
            (entry(#"{"resourceType":"Patient"}"#, #"{"method":"POST","url":"Patient"}"#), "Bundle.entry[1].resource"),
            (
                entry(HTTPSamples.supply(), #"{"method":"DELETE","url":"SupplyDelivery/1"}"#),
                "Bundle.entry[1].request.method"
            ),
            (entry(HTTPSamples.supply(), #"{"method":"POST","url":"Patient"}"#), "Bundle.entry[1].request.url"),
            (entry(HTTPSamples.supply(), #"{"method":"PUT","url":"SupplyDelivery/x"}"#), "Bundle.entry[1].request.url"),
            (#"{"request":\#(post)}"#, "Bundle.entry[1].resource"), (#"{}"#, "Bundle.entry[1].request.method"),
            (
                entry(HTTPSamples.supply(), #"{"method":"POST","url":"SupplyDelivery","ifNoneExist":"identifier=a"}"#),
                "Bundle.entry[1].request.ifNoneExist"
            ),
        ]
        for (bad, path) in cases {
            let intent = read(bundle("transaction", entry(HTTPSamples.supply(), post), bad))
            #expect(intent.messages.count == 1 && intent.messages[0].refusal != nil, "\(path)")
            #expect(intent.messages[0].events.isEmpty)
            let answer = intent.answer([.refused(intent.messages[0].refusal ?? Fault(.rejected, detail: ""))])
            #expect([400, 422].contains(answer.status))
            let issue = JSONReader.read(answer.body)?["issue"]?.elements?.first
            #expect(issue?["expression"]?.elements?.first?.text == path)
        }
    }

    @Test("each entry of a batch is taken or refused by itself, and the answer says which")
    func batch() throws {
        let intent = read(
            bundle(
                "batch", entry(HTTPSamples.supply(), post), entry(HTTPSamples.supply(status: "odd"), post), "{}",
                entry(#"{"resourceType":"Patient"}"#, #"{"method":"POST","url":"Patient"}"#)))
        #expect(intent.messages.map { $0.refusal == nil } == [true, false, false, true])
        #expect(intent.messages[0].controlID == "SupplyDelivery/s1/_history/1")
        let replies = intent.messages.enumerated().map { index, message in
            message.refusal.map(IntakeReply.refused) ?? .accepted(MessageID(rawValue: Int64(index)))
        }
        let answer = intent.answer(replies)
        #expect(answer.status == 200)
        let statuses = JSONReader.read(answer.body)?["entry"]?.elements?.compactMap { $0["response"]?["status"]?.text }
        #expect(statuses == ["201 Created", "422", "422", "201 Created"])
    }

    @Test("a push of a Subscription says yes only where all of it was taken")
    func notification() throws {
        let status = #"{"resource":{"resourceType":"SubscriptionStatus"}}"#
        let good = read(bundle("history", status, #"{"resource":\#(HTTPSamples.supply())}"#))
        #expect(good.messages.map(\.type) == ["fhir:SupplyDelivery"])
        #expect(good.answer([.accepted(MessageID(rawValue: 1))]).status == 200)
        let bad = read(bundle("history", status, #"{"resource":{"resourceType":"Basic"}}"#))
        #expect(bad.answer(bad.messages.compactMap { $0.refusal.map(IntakeReply.refused) }).status == 422)
        #expect(read(bundle("history", status)).answer([]).status == 200)
    }

    @Test("a message is its header and what it is about; what no flow takes is its context")
    func message() throws {
        let header = #"{"resource":{"resourceType":"MessageHeader","id":"h1","eventCoding":{"code":"used"}}}"#
        let intent = read(
            bundle(
                "message", header, #"{"resource":{"resourceType":"Encounter"}}"#,
                #"{"resource":\#(HTTPSamples.supply())}"#), ["$process-message"])
        #expect(intent.messages.first?.lineTypes == [1: "fhir:SupplyDelivery"])
        let answer = JSONReader.read(intent.answer([.accepted(MessageID(rawValue: 5))]).body)
        let response = answer?["entry"]?.elements?.first?["resource"]?["response"]
        #expect(response?["identifier"]?.text == "h1" && response?["code"]?.text == "ok")
        let empty = read(bundle("message", header, #"{"resource":{"resourceType":"Encounter"}}"#))
        #expect(empty.messages.first?.refusal?.code == .messageUnsupported)
        let headless = read(bundle("message", #"{"resource":\#(HTTPSamples.supply())}"#))
        #expect(headless.messages.first?.refusal?.code == .messageMalformed)
    }

    @Test("an entry without a resource is refused, and kept as it came")
    func bare() throws {
        let entry = #"{"request":{"method":"GET","url":"Patient/1"}}"#
        let intent = read(bundle("batch", entry))
        #expect(intent.messages.map(\.bytes) == [Array(entry.utf8)])
        #expect(intent.messages.first?.refusal != nil)
    }

    @Test("more entries than are taken at once are refused unread")
    func tooMany() {
        let many = Array(repeating: "{}", count: 1001).joined(separator: ",")
        let intent = read(#"{"resourceType":"Bundle","type":"batch","entry":[\#(many)]}"#)
        #expect(intent.messages.count == 1)
        #expect(intent.answer([.refused(Fault(.messageMalformed, detail: ""))]).status == 413)
    }
}
