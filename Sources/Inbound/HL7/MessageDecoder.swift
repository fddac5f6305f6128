public import Catalog
internal import HL7v2
public import SyncEngine
internal import SyncModel

/// A message as the engine takes it in, with what its acknowledgment is made from.
public struct DecodedMessage: Sendable {
    /// For the engine.
    public var message: IncomingMessage
    /// For the acknowledgment.
    public var receipt: Receipt
}

/// Reads the messages of one source: bytes into what the engine takes in, and what is needed to answer. No I/O.
///
/// **What refuses a message** (it is kept all the same, with whatever ids could be read):
///
/// - it can't be read at all: no MSH, no delimiters, a line that is no segment, a second MSH, a batch (AR, 100 … 102)
/// - MSH-9, 10, 11 or 12 is empty (AE, 101), or MSH-10 is longer than 199 bytes (AE, 102)
/// - MSH-12 is no version from 2.1 to 2.8.2 (AR, 203), MSH-11 is not P, T or D (AR, 202)
/// - no flow takes MSH-9.1 (AR, 200), or none takes MSH-9.2 of it (AR, 201)
/// - MSH-18 says UTF-8 and the bytes are not (AE, 102)
/// - a flow reads its lines, and it has none (AE, 100), or **not one** of them is sound (AE, 101 … 103)
///
/// **What doesn't:** a line that is not sound beside one that is. It becomes an event like the others, with what could
/// not be read left `nil`, and waits for a person alone. A line is sound when its required fields (FT1-4, 6 and 7;
/// RXA-3, 5 and 6) are there and what is there is of its type: dates are dates, quantities numbers, codes in their
/// table. Whether an item, unit or location is known is not asked here.
public struct MessageDecoder: Sendable {
    private let source: Source
    private let limits: MessageLimits
    private let routes: Routes
    private let extraFields: [EventType: [Source.ExtraField: Path]]
    private let readers: [EventReader]

    /// Reads for the flows that listen to `source`; others are left aside.
    ///
    /// - Parameter contracts: what events say that aren't built in.
    /// - Throws: the first path of the source that is none.
    public init(source: Source, flows: [Flow], contracts: [EventContract] = []) throws {
        self.source = source
        let limit = source.listener?.maximumFrameBytes ?? source.folder?.maximumRowBytes
        limits = limit.map { MessageLimits(byteCount: $0) } ?? MessageLimits()
        routes = Routes(flows.filter { $0.source == source.name })
        var extraFields: [EventType: [Source.ExtraField: Path]] = [:]
        for (type, paths) in source.extraFields {
            for (field, path) in paths { extraFields[type, default: [:]][field] = try Path(path) }
        }
        self.extraFields = extraFields
        readers = try EventReader.all(of: source, contracts)
    }

    /// Reads one message.
    public func decode(_ bytes: [UInt8]) -> DecodedMessage {
        let message: Message
        do {
            message = try Message(bytes, limits: limits)
        } catch {
            return unreadable(bytes, error)
        }
        let header = message.header
        do {
            return read(message, header, try Self.route(of: message, header, routes))
        } catch {
            return refuse(bytes, header, error)
        }
    }

    /// Reads what is left of a message that was too large to take in.
    public func decode(oversizeHead head: [UInt8], limit: Int) -> DecodedMessage {
        let sentence = "The message has more than \(limit) bytes: only its beginning is kept."
        let error = ErrorSegment(.applicationInternalError, applicationCode: "message-too-large", userMessage: sentence)
        return refuse(head, Self.header(in: head), Refusal(.messageMalformed, .rejected, [error]))
    }
}

extension MessageDecoder {
    private func read(_ message: Message, _ header: Header, _ route: Routes.Route) -> DecodedMessage {
        var events: [CanonicalEvent] = []
        var problems: [ErrorSegment] = []
        for type in route.events {
            guard type != .messageReceived else {
                events.append(whole(message))
                continue
            }
            guard type.movesStock else {
                let (read, wrong) = readers.events(of: type, in: message, typed: route.type)
                events += read
                problems += wrong
                continue
            }
            let walk = LineWalk(
                message: message, extraFields: extraFields[type] ?? [:], zone: source.zone)
            let lines = walk.lines(of: type)
            if lines.allSatisfy({ !$0.problems.isEmpty }) {
                problems += lines.isEmpty ? [Self.noLines(of: type, in: route)] : lines.flatMap(\.problems)
            }
            events += lines.map(\.event)
        }
        guard problems.isEmpty else {
            return refuse(
                message.bytes, header, Refusal(.messageMalformed, .error, Array(problems.toldOnce.prefix(10))))
        }
        let incoming = IncomingMessage(
            source: source.name, bytes: message.bytes, controlID: header.messageControlID.text, type: route.type,
            version: header.version.text, events: events)
        return DecodedMessage(message: incoming, receipt: Receipt(header: header))
    }

    /// The one event of a message that is passed on as it came.
    private func whole(_ message: Message) -> CanonicalEvent {
        var event = CanonicalEvent(type: .messageReceived, line: 0)
        event.encounter = message.segment("PV1")?.field(19).component(1).code
        return event
    }

    private static func noLines(of type: EventType, in route: Routes.Route) -> ErrorSegment {
        let segment = type == .supplyUsed ? "FT1" : "RXA"
        let sentence = "\(route.type) needs at least one \(segment)."
        return ErrorSegment(.segmentSequenceError, at: Path(segment, field: nil), userMessage: sentence)
    }

    private func unreadable(_ bytes: [UInt8], _ error: MessageError) -> DecodedMessage {
        refuse(bytes, Self.header(in: bytes), Refusal(.messageMalformed, .rejected, [ErrorSegment(error)]))
    }

    /// The header in bytes whose first line can be read, though the rest can't.
    private static func header(in bytes: [UInt8]) -> Header? {
        let start = bytes.firstIndex { $0 == 0x4D } ?? bytes.endIndex
        let line = bytes[start...].prefix { $0 != 0x0D && $0 != 0x0A }
        let only = try? Message(Array(bytes[..<start] + line))
        return only?.header
    }

    private func refuse(_ bytes: [UInt8], _ header: Header?, _ refusal: Refusal) -> DecodedMessage {
        let type = header.map(Self.typeName) ?? ""
        let subject = FaultSubject(source: source.name.rawValue, other: refusal.cause(ofType: type))
        let fault = Fault(refusal.code, subject, detail: refusal.detail)
        let incoming = IncomingMessage(
            source: source.name, bytes: bytes, controlID: String((header?.messageControlID.text ?? "").prefix(199)),
            type: type, version: String((header?.version.text ?? "").prefix(20)), events: [], refusal: fault)
        let head = header == nil ? Array(bytes.prefix(4096)) : []
        let receipt = Receipt(header: header, head: head, outcome: refusal.outcome, errors: refusal.errors)
        return DecodedMessage(message: incoming, receipt: receipt)
    }

    /// `DFT^P03`, of letters, digits and underscores only, at most ten of each: it is compared, listed and counted.
    private static func typeName(_ header: Header) -> String {
        [header.messageCode, header.triggerEvent].map { part in
            let kept = part.bytes.prefix(10).filter { byte in
                byte == 0x5F || (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
            }
            return String(decoding: kept, as: UTF8.self)
        }.filter { !$0.isEmpty }.joined(separator: "^")
    }
}

extension [ErrorSegment] {
    /// The same with each label told of once: what a reading says of it, with its fields, stands at the place of what
    /// the line says of it.
    fileprivate var toldOnce: [ErrorSegment] {
        var told = filter { $0.location == nil }
        for problem in self {
            guard let place = problem.location else { continue }
            let ending = " (\(place)): \(problem.userMessage ?? "")"
            let same = told.firstIndex { $0.location == nil && $0.userMessage?.hasSuffix(ending) == true }
            if let same { told[same].location = place } else { told.append(problem) }
        }
        return told
    }
}
