internal import Catalog
internal import Crypto
internal import JSONText
internal import SyncEngine
internal import SyncModel

/// A body on its way to the engine: what it is, what it means, and what is wrong with it.
struct ReadMessage: Sendable {
    /// As flows name it; empty where it can't be told.
    var type: String
    /// What the body means.
    var events: [CanonicalEvent] = []
    /// Why it is refused, where it is.
    var problem: Problem?

    /// A body that is refused, and kept.
    init(type: String, refused problem: Problem) {
        self.type = type
        self.problem = problem
    }

    /// Reads a body of a type, as the flows of its source want it.
    ///
    /// - Parameters:
    ///   - place: makes of a path within the body one within what was sent; of an empty one, where the body stands.
    ///   - isPart: whether it came with others in one message, and so can't be passed on by itself.
    init(
        _ body: JSONValue, type: String, routes: TypeRoutes, reader: any BodyReader, isPart: Bool = false,
        place: (String) -> String = { $0 }
    ) {
        let own = place("").isEmpty ? nil : place("")
        self.type = type
        guard let wanted = routes.events(of: type) else {
            problem = Problem(
                422, FaultCode.messageUnsupported.rawValue,
                [.init(kind: .notSupported, path: own, sentence: "No flow takes this type.")])
            return
        }
        let meant = wanted.filter { $0 != .messageReceived }
        let reading = reader.read(body, type: type, as: meant)
        var findings = reading.problems.prefix(10).map { found in
            Problem.Finding(kind: found.kind, path: place(found.path), sentence: found.sentence)
        }
        if findings.isEmpty {
            let told = Set(reading.events.map(\.type)).union(reading.passedOver)
            for missing in meant where !told.contains(missing) {
                findings.append(
                    .init(
                        kind: .notSupported, path: own,
                        sentence: "Nothing in it can be read as \(missing.rawValue)."))
            }
        }
        events = reading.events.filter { meant.contains($0.type) }
        if wanted.contains(.messageReceived) {
            var whole = CanonicalEvent(type: .messageReceived, line: 0)
            whole.encounter = reading.encounter
            events.append(whole)
            if isPart {
                findings.append(
                    .init(
                        kind: .notSupported, path: own,
                        sentence: "This type is passed on whole: send it by itself, or in a batch."))
            }
        }
        guard !findings.isEmpty else { return }
        problem = Problem(422, FaultCode.messageMalformed.rawValue, findings)
        events = []
    }

    /// As the engine takes it in.
    func incoming(
        from source: SourceName, bytes: [UInt8], controlID: String, version: String, isKnownByID: Bool = false
    ) -> IncomingMessage {
        var message = IncomingMessage(
            source: source, bytes: bytes, controlID: controlID, type: type, version: version, events: events,
            refusal: problem.map { Self.fault($0, type: type, source: source) })
        message.isKnownByID = isKnownByID
        return message
    }

    /// What a problem is to the engine: for the work queue, without what was sent.
    static func fault(_ problem: Problem, type: String, source: SourceName) -> Fault {
        let code: FaultCode =
            problem.code == FaultCode.messageUnsupported.rawValue ? .messageUnsupported : .messageMalformed
        let first = problem.findings.first
        // What messages refused for the same reason share: not the number of an entry.
        let path = (first?.path ?? "").replacing(#/\[\d+\]/#, with: "[]").replacing(#/^\/\d+/#, with: "")
        let cause = [type.isEmpty ? "unreadable" : type, code == .messageMalformed ? first?.kind.rawValue : nil, path]
            .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        let detail = problem.findings.prefix(3).map { finding in
            finding.path.map { "\($0): \(finding.sentence)" } ?? finding.sentence
        }.joined(separator: " ")
        return Fault(code, FaultSubject(source: source.rawValue, other: cause), detail: detail)
    }
}

/// The id that tells a repeat of a message from another message.
enum ControlID {
    /// The longest, in bytes, as for MSH-10.
    static let limit = 199

    /// `text` where it isn't too long, else its digest: two texts never share one.
    static func bounded(_ text: String) -> String {
        text.utf8.count <= limit && !text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
            ? text : "sha256:" + digest(Array(text.utf8))
    }

    /// The SHA-256 of `bytes`, in hexadecimal.
    static func digest(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: bytes) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
