internal import FoundationEssentials
internal import Measures
internal import SyncModel

/// The simulated SAP without its sockets: a request in, a reply out. Not safe for concurrent use by itself.
struct SAPDesk: Sendable {
    var materials: [String: SAPMaterial]
    var settings: SAPSettings
    var counts = ERPCounts()
    var weather = WeatherStation()
    var documents: [SAPDocument] = []
    /// The token of each session, by its cookie, and when it runs out.
    var sessions: [String: (token: String, until: Duration)] = [:]
    private var tokens = TokenDesk()
    private var chance: SeededGenerator
    /// What was answered to each `RequestID`.
    private var answered: [String: ERPAnswer] = [:]

    init(materials: [SAPMaterial], settings: SAPSettings) {
        self.materials = Dictionary(materials.map { ($0.number, $0) }) { first, _ in first }
        self.settings = settings
        chance = SeededGenerator(seed: settings.tokens.seed).stream("sap")
    }

    /// Answers a request at a moment, as the weather and the books have it.
    mutating func reply(to request: ERPRequest, at now: Duration, wall: UTCTime) -> ERPReply {
        counts.requests += 1
        let isToken = request.path == ERPDesk.tokenPath
        switch weather.admit(isToken: isToken, at: now, wall: wall, using: &chance) {
        case .proceed: break
        case .refuse(let answer, let isImpatient):
            if answer.status == 429 { counts.rateLimited += 1 } else { counts.failed += 1 }
            if isImpatient { counts.impatient += 1 }
            return .answer(answer, after: .zero)
        case .hangUp: return .hangUp
        }
        let answer = route(request, at: now)
        let isBooking = answer.status == 201 && request.method == "POST" && !isToken
        return weather.farewell(answer, isBooking: isBooking, counts: &counts, using: &chance)
    }

    private mutating func route(_ request: ERPRequest, at now: Duration) -> ERPAnswer {
        if request.method == "POST", request.path == ERPDesk.tokenPath {
            let answer = tokens.issue(for: request, settings: settings.tokens, at: now, using: &chance)
            if answer.status == 200 { counts.tokens += 1 }
            return answer
        }
        guard isLetIn(request, at: now) else {
            counts.unauthorized += 1
            return .text(401, "Unauthorized")
        }
        switch (request.method, request.path) {
        case ("GET", Self.service), ("GET", Self.service + "/"): return open(request, at: now)
        case ("GET", Self.header):
            counts.lookUps += 1
            return found(request)
        case ("POST", Self.header): return guarded(request, at: now)
        default: return .sapError(404, "/IWFND/MED/170", "No service found for that name")
        }
    }

    private func isLetIn(_ request: ERPRequest, at now: Duration) -> Bool {
        let pair = Data("\(settings.login):\(settings.password)".utf8).base64EncodedString()
        return request.headers["authorization"] == "Basic \(pair)" || tokens.admits(request, at: now)
    }

    private mutating func open(_ request: ERPRequest, at now: Duration) -> ERPAnswer {
        var answer = ERPAnswer.json(200, .object(["d": .object(["EntitySets": .array([])])]))
        guard request.headers["x-csrf-token"]?.lowercased() == "fetch" else { return answer }
        sessions = sessions.filter { $0.value.until > now }
        let cookie = "SAP_SESSIONID_S4H_100=" + String(chance.next(), radix: 36)
        let token = String(chance.next(), radix: 36) + "=="
        sessions[cookie] = (token, now + settings.sessionLifetime)
        answer.headers["X-CSRF-Token"] = token
        answer.headers["Set-Cookie"] = "\(cookie); path=/; HttpOnly"
        return answer
    }

    /// Posts only with a token and the cookie that it was given with.
    private mutating func guarded(_ request: ERPRequest, at now: Duration) -> ERPAnswer {
        let cookies = (request.headers["cookie"] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        let isKnown = cookies.contains { cookie in
            guard let session = sessions[String(cookie)] else { return false }
            return session.until > now && session.token == request.headers["x-csrf-token"]
        }
        guard isKnown else {
            counts.unauthorized += 1
            var answer = ERPAnswer.text(403, "CSRF token validation failed")
            answer.headers["X-CSRF-Token"] = "Required"
            return answer
        }
        guard settings.tellsRepeats, let id = request.headers["requestid"] else { return post(request) }
        if let known = answered[id] {
            counts.replays += 1
            return known
        }
        var answer = post(request)
        answer.headers["RepeatabilityResult"] = "accepted"
        if answer.status == 201 { answered[id] = answer }
        return answer
    }

    private mutating func post(_ request: ERPRequest) -> ERPAnswer {
        switch SAPPosting.read(request.body).flatMap({ $0.checked(against: self) }) {
        case .failure(let refusal):
            counts.refused += 1
            return refusal.answer
        case .success(let (posting, change, left)):
            let number = String(4_900_000_001 + documents.count)
            materials[posting.material]?.stock[posting.place] = left
            documents.append(
                SAPDocument(
                    number: number, year: posting.year, reference: posting.reference, material: posting.material,
                    movement: posting.movement, change: change, costCenter: posting.costCenter))
            counts.accepted += 1
            let isWithheld = settings.numbersWithheld > 0
            if isWithheld { settings.numbersWithheld -= 1 }
            return .json(
                201,
                .object([
                    "d": .object([
                        "MaterialDocument": .string(isWithheld ? "" : number),
                        "MaterialDocumentYear": .string(posting.year),
                        "ReferenceDocument": .string(posting.reference),
                    ])
                ]))
        }
    }

    /// The documents of `$filter=ReferenceDocument eq '…'`, or the first of all without a filter.
    private func found(_ request: ERPRequest) -> ERPAnswer {
        let pairs = FormText.pairs(request.query)
        var rows = documents
        if let filter = pairs["$filter"] {
            let words = filter.split(separator: "'", omittingEmptySubsequences: false)
            guard words.count == 3, words[0] == "ReferenceDocument eq " else {
                return .sapError(400, "/IWCOR/CX_DS_EXPR_SYNTAX_ERROR", "The filter can't be read")
            }
            rows = rows.filter { $0.reference == words[1] }
        }
        let results = rows.prefix(pairs["$top"].flatMap(Int.init) ?? 100).map { document in
            JSONValue.object([
                "MaterialDocument": .string(document.number), "MaterialDocumentYear": .string(document.year),
                "ReferenceDocument": .string(document.reference),
            ])
        }
        return .json(200, .object(["d": .object(["results": .array(Array(results))])]))
    }

    private static let service = "/sap/opu/odata/sap/API_MATERIAL_DOCUMENT_SRV"
    private static let header = service + "/A_MaterialDocumentHeader"
}

extension ERPAnswer {
    /// An error as SAP's gateway has it, with one detail that names a property.
    static func sapError(_ status: Int, _ code: String, _ words: String, property: String = "") -> ERPAnswer {
        let detail = JSONValue.object([
            "code": .string(code), "message": .string(words), "propertyref": .string(property),
            "severity": .string("error"), "target": .string(property),
        ])
        return .json(
            status,
            .object([
                "error": .object([
                    "code": .string(code),
                    "message": .object(["lang": .string("en"), "value": .string(words)]),
                    "innererror": .object([
                        "transactionid": .string("0"), "errordetails": .array([detail]),
                    ]),
                ])
            ]))
    }
}
