internal import Catalog
internal import Measures
internal import SyncEngine
internal import SyncModel
internal import X12

/// Reads the transaction sets of one source's files. No I/O.
///
/// **What tells a set from another**: its sender, and the control numbers of its interchange, its group and its own.
/// The same set in another file is the same set, and one with other content is a conflict.
///
/// **What it is kept as**: an interchange of its own.
struct SetDecoder: Sendable {
    private let source: SourceName
    private let readers: [EventReader]
    private let routes: TypeRoutes

    /// Throws the first path of the source's readings that is none.
    init(source: Source, flows: [Flow], contracts: [EventContract]) throws {
        self.source = source.name
        readers = try EventReader.all(of: source, contracts).filter { $0.reading.grammar == .elements }
        routes = TypeRoutes(flows, source: source.name)
    }

    /// Reads a set.
    ///
    /// - Parameter piece: an interchange that holds one set.
    func read(_ piece: FilePiece) -> ReadPiece {
        guard let set = Self.set(in: piece.bytes) else {
            let problem = RowProblem("set", line: piece.line, "It can't be read again as it was cut.")
            return refuse(piece, type: "", id: "", problem, .messageMalformed)
        }
        let type = Source.setPrefix + set.identifier
        do throws(SetRefusal) {
            let message = IncomingMessage(
                source: source, bytes: piece.bytes, controlID: set.identity, type: type,
                version: set.group.text(8) ?? "", events: try events(of: set, type))
            var read = ReadPiece(message: message, problem: nil, line: piece.line)
            read.answer = PieceAnswer(SetAnswer(accepting: set), to: set, piece)
            return read
        } catch {
            let problem = RowProblem(
                error.kind, line: piece.line + (error.position ?? 1) - 1, column: error.place, error.sentence)
            var read = refuse(piece, type: type, id: set.identity, problem, error.code)
            read.answer = PieceAnswer(error.answer, to: set, piece)
            return read
        }
    }

    private static func set(in bytes: [UInt8]) -> TransactionSet? {
        var reader = InterchangeReader(limit: bytes.count)
        reader.append(bytes)
        do throws(InterchangeError) { return try reader.next() } catch { return nil }
    }

    private func refuse(
        _ piece: FilePiece, type: String, id: String, _ problem: RowProblem, _ code: FaultCode
    ) -> ReadPiece {
        let cause = [type.isEmpty ? nil : type, problem.kind, problem.column].compactMap { $0 }.joined(separator: " ")
        let fault = Fault(
            code, FaultSubject(source: source.rawValue, other: cause),
            detail: (problem.column.map { "\($0): " } ?? "") + problem.sentence)
        let message = IncomingMessage(
            source: source, bytes: piece.bytes, controlID: id, type: type, events: [], refusal: fault)
        return ReadPiece(message: message, problem: problem, line: piece.line)
    }

    // MARK: Events

    /// The events that flows want of a set. One that isn't sound refuses it: its sender reads why beside the file, and
    /// in the acknowledgment.
    private func events(of set: TransactionSet, _ type: String) throws(SetRefusal) -> [CanonicalEvent] {
        if let problem = set.problem { throw SetRefusal(problem, in: set) }
        guard let wanted = routes.events(of: type) else {
            throw SetRefusal(
                kind: "no flow", code: .messageUnsupported,
                sentence: "No flow takes sets of this kind from this source.",
                answer: SetAnswer(rejectingUnsupported: set))
        }
        var events: [CanonicalEvent] = []
        for reader in readers where reader.reading.message == type && wanted.contains(reader.contract.type) {
            let read = reader.events(in: set)
            if read.isEmpty, let each = reader.reading.each, SetFlaw.loops(each, in: SetScope(set)).isEmpty {
                throw SetRefusal(SetFlaw(missingLoop: each, in: SetScope(set)), in: set)
            }
            for (event, scope) in read {
                if let flaw = SetFlaw(in: event, of: reader, scope) { throw SetRefusal(flaw, in: set) }
                events.append(event)
            }
        }
        if wanted.contains(.messageReceived) { events.append(CanonicalEvent(type: .messageReceived, line: 0)) }
        for index in events.indices where events[index].type != .messageReceived { events[index].line = index + 1 }
        return events
    }
}

/// Why a set is refused, for the report, the work queue and the acknowledgment.
private struct SetRefusal: Error {
    var kind: String
    var code = FaultCode.messageMalformed
    /// The number of the segment within the set, ST being 1.
    var position: Int?
    /// Which element.
    var place: String?
    var sentence: String
    var answer: SetAnswer
}

extension SetRefusal {
    init(_ problem: SetProblem, in set: TransactionSet) {
        let isAtEnd = problem.place.map { !$0.hasPrefix("ST") } ?? true
        self.init(
            kind: "set", position: isAtEnd ? set.segments.count : 1, place: problem.place, sentence: problem.sentence,
            answer: SetAnswer(rejecting: set, for: problem))
    }

    init(_ flaw: SetFlaw, in set: TransactionSet) {
        self.init(
            kind: "field", position: flaw.position, place: flaw.place.description, sentence: flaw.sentence,
            answer: SetAnswer(rejecting: set, for: flaw.kind, at: flaw.place, in: flaw.scope))
    }
}
