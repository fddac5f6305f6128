internal import JSONText
internal import NIOHTTP1
internal import SyncModel

/// One event in the form of CloudEvents 1.0, as JSON (CloudEvents JSON format 1.0.2).
struct CloudEvent: Sendable {
    /// `id`.
    var id: String
    /// `source`.
    var source: String
    /// `type`.
    var type: String
    /// The data; `null` where there is none.
    var data: JSONValue

    /// The longest `type` that is taken.
    static let typeLimit = 128

    /// What tells a repeat of it: source and id together are unique (CloudEvents 1.0 §REQUIRED Attributes).
    var controlID: String { ControlID.bounded("\(source) \(id)") }

    /// Reads an event in structured form, with what is wrong with it. `place` stands before the paths.
    static func read(_ event: JSONValue, place: String = "") throws(Problem) -> CloudEvent {
        let json = event.withoutNulls
        var findings: [Problem.Finding] = []
        func refuse(_ kind: IssueType, _ name: String, _ sentence: String) {
            findings.append(.init(kind: kind, path: "\(place)/\(name)", sentence: sentence))
        }
        func required(_ name: String) -> String {
            switch json[name] {
            case .string(let text)? where !text.isEmpty: return text
            case nil: refuse(.required, name, "The attribute \(name) is required: add it.")
            default: refuse(.value, name, "The attribute \(name) has to be a text that isn't empty.")
            }
            return ""
        }
        guard case .object = json else {
            let path = place.isEmpty ? nil : place
            throw Problem(
                400, "event", [.init(kind: .structure, path: path, sentence: "A CloudEvent is a JSON object.")])
        }
        let version = required("specversion")
        if !version.isEmpty, version != "1.0" { refuse(.value, "specversion", "Only specversion 1.0 is taken.") }
        let read = CloudEvent(
            id: required("id"), source: required("source"), type: required("type"), data: json["data"] ?? .null)
        if read.source.contains(where: \.isWhitespace) { refuse(.value, "source", "A source is a URI: no spaces.") }
        if read.type.utf8.count > typeLimit || read.type.utf8.contains(where: { !(0x21...0x7E).contains($0) }) {
            refuse(.value, "type", "A type has at most \(typeLimit) letters, digits and signs of ASCII.")
        }
        if json["data_base64"] != nil { refuse(.notSupported, "data_base64", "Only JSON is read: send it as data.") }
        if let type = json["datacontenttype"], !MediaType(type.text ?? "").isJSON {
            refuse(.notSupported, "datacontenttype", "Only JSON is read: send data as application/json.")
        }
        if let time = json["time"]?.text ?? json["time"].map({ _ in "" }),
            time.utf8.count < 20 || DateText.moment(time, in: .utc) == nil
        {
            refuse(.value, "time", "A time is written as in 2026-11-22T08:14:22Z.")
        }
        guard findings.isEmpty else { throw Problem(400, "event", findings) }
        return read
    }

    /// An event in binary form (CloudEvents HTTP binding §3.1) as the same event in structured form.
    ///
    /// Where a trace passed by is no part of an event: it would make a repeat look like another one.
    static func structured(_ headers: HTTPHeaders, data: JSONValue?) throws(Problem) -> JSONValue {
        var members: [JSONValue.Member] = []
        for (name, value) in headers.map({ ($0.name.lowercased(), $0.value) }).sorted(by: { $0.0 < $1.0 }) {
            guard name.hasPrefix("ce-"), name != "ce-traceparent", name != "ce-tracestate" else { continue }
            let attribute = String(name.dropFirst(3))
            let isSound = attribute.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
            guard isSound, attribute != "data", attribute != "datacontenttype",
                !members.contains(where: { $0.name == attribute }),
                let text = value.unquoted?.percentDecoded
            else {
                throw Problem(400, "event", .structure, "Each ce- header has a name of its own, of letters and digits.")
            }
            members.append(.init(name: attribute, value: .string(text)))
        }
        if let data {
            members.append(.init(name: "datacontenttype", value: .string("application/json")))
            members.append(.init(name: "data", value: data))
        }
        return .object(members)
    }
}

extension JSONValue {
    /// Without members that are `null`: of an event, they count as not there (CloudEvents JSON format §2.2).
    fileprivate var withoutNulls: JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { $0.value != .null })
    }
}

extension String {
    /// What a quoted string says, else the text as it is; `nil` where a quote isn't closed (CloudEvents HTTP binding
    /// §3.1.3.2, RFC 9110 §5.6.4).
    fileprivate var unquoted: String? {
        guard hasPrefix("\"") else { return self }
        var text = ""
        var rest = dropFirst()[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"": return rest.isEmpty ? text : nil
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                text.append(next)
            default: text.append(character)
            }
        }
        return nil
    }
}
