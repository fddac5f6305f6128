internal import JSONText

/// A resource as it came: what it is, and which one.
struct Resource: Sendable {
    /// The whole of it.
    let json: JSONValue
    /// `resourceType`: letters only.
    let type: String
    /// Its own id, where the sender gave it one.
    let id: String?

    /// The kind of message, as flows name it.
    var messageType: String { "fhir:\(type)" }

    /// Reads what every resource has; `place` stands before the paths of what is wrong.
    init(_ json: JSONValue, place: String = "") throws(Problem) {
        func refuse(_ name: String, _ sentence: String) -> Problem {
            let path = place.isEmpty ? name : "\(place).\(name)"
            return Problem(400, "resource", [.init(kind: .structure, path: path, sentence: sentence)])
        }
        guard case .object = json else { throw refuse("resourceType", "A resource is a JSON object.") }
        guard case .string(let type)? = json["resourceType"], Self.isType(type) else {
            throw refuse("resourceType", "A resource names its type: add resourceType.")
        }
        self.json = json
        self.type = type
        switch json["id"] {
        case nil: id = nil
        case .string(let id)? where Self.isID(id): self.id = id
        default: throw refuse("id", "An id has at most 64 letters, digits, '-' and '.'.")
        }
    }

    /// Whether this could be the type of a resource.
    static func isType(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x41...0x5A).contains(first), text.utf8.count <= 64 else { return false }
        return text.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
    }

    /// Whether this could be an id (FHIR R4 §2.24.0.1).
    static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x41...0x5A).contains(byte & 0xDF) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
            }
    }

    /// What tells a repeat of it: the identifier that the sender says no other has, else its id and version, else what
    /// it says.
    ///
    /// - Parameter criteria: of `If-None-Exist`, as ``identifierCriteria(_:)`` reads them.
    func controlID(_ criteria: String?, bytes: @autoclosure () -> [UInt8]) -> String {
        // An identifier may be a patient's: lists show its digest.
        if let criteria { return "\(type)?identifier=sha256:\(ControlID.digest(Array(criteria.utf8)))" }
        if let id, let version = json["meta"]?["versionId"]?.text {
            return ControlID.bounded("\(type)/\(id)/_history/\(version)")
        }
        return "\(type):" + ControlID.digest(bytes())
    }

    /// What `If-None-Exist` asks for, where that is one identifier: `system|value`.
    static func identifierCriteria(_ text: String) throws(Problem) -> String {
        let pairs = RequestTarget.pairs(text.drop { $0 == "?" }) ?? []
        guard pairs.count == 1, pairs[0].name == "identifier", !pairs[0].value.isEmpty, !pairs[0].value.contains(",")
        else {
            let sentence = "Only one identifier can be looked for: write identifier=system|value."
            throw Problem(412, "if-none-exist", .notSupported, sentence)
        }
        return pairs[0].value
    }

    /// Itself under an id of ours, or of its own, and a version.
    func written(id: String, version: String = "1") -> [UInt8] {
        guard case .object(let members) = json else { return [] }
        var json = JSONWriter()
        json.openObject()
        json.key("resourceType")
        json.string(type)
        json.key("id")
        json.string(id)
        json.key("meta")
        json.openObject()
        json.key("versionId")
        json.string(version)
        if case .object(let meta)? = self.json["meta"] {
            for member in meta where member.name != "versionId" {
                json.name(member.name)
                json.value(member.value)
            }
        }
        json.closeObject()
        for member in members where !["resourceType", "id", "meta"].contains(member.name) {
            json.name(member.name)
            json.value(member.value)
        }
        json.closeObject()
        return json.bytes
    }
}
