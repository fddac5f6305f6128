internal import Catalog
internal import Crypto
internal import HL7v2
internal import SyncEngine
internal import SyncModel

/// What a row, a message or a transaction set of a file is to the engine, and why it is refused, where it is.
struct ReadPiece: Sendable {
    var message: IncomingMessage
    var problem: RowProblem?
    /// Where it begins in the file.
    var line: Int
    /// What a functional acknowledgment says of it, where there may be one.
    var answer: PieceAnswer?

    /// Whether it is kept and means nothing to any flow.
    var isAside: Bool { problem == nil && message.events.isEmpty }
}

/// Reads the rows, the messages, or the transaction sets of one source's files. No I/O.
///
/// **What tells a row from another.** Where the catalog names a `key`, the cells of these columns: the same row in
/// another file is the same row, and one with other content is a conflict. Else the file's content and the row's number
/// in it: two equal rows are two uses, and the same file under another name brings nothing new. A message has its
/// control id.
///
/// **What a row is kept as**: heading and row as they came, a table of its own; without a key with the file's digest
/// and the row's number in two columns before the others, for two equal rows are not to share a payload: the keys that
/// destinations tell repeats by are made from it.
struct PieceDecoder: Sendable {
    private let source: Source
    private let messages: MessageDecoder
    private let sets: SetDecoder
    private let readers: [EventReader]
    private let wanted: [EventType]
    private let layout: RowLayout?

    /// Throws the first path of the source's readings that is none.
    init(source: Source, flows: [Flow], contracts: [EventContract]) throws {
        self.source = source
        messages = try MessageDecoder(source: source, flows: flows, contracts: contracts)
        sets = try SetDecoder(source: source, flows: flows, contracts: contracts)
        readers = try EventReader.all(of: source, contracts).filter { $0.reading.grammar == .columns }
        wanted = TypeRoutes(flows, source: source.name).events(of: Source.row) ?? []
        if case .rows(let layout)? = source.folder?.content { self.layout = layout } else { layout = nil }
    }

    /// Reads a message.
    func message(_ piece: FilePiece) -> ReadPiece {
        let decoded = messages.decode(piece.bytes)
        guard let refusal = decoded.message.refusal else {
            return ReadPiece(message: decoded.message, problem: nil, line: piece.line)
        }
        let place = decoded.receipt.errors.first?.location.map { $0.segment + ($0.field.map { "-\($0)" } ?? "") }
        let problem = RowProblem(refusal.code.rawValue, line: piece.line, column: place, refusal.detail)
        return ReadPiece(message: decoded.message, problem: problem, line: piece.line)
    }

    /// Reads a transaction set.
    func set(_ piece: FilePiece) -> ReadPiece { sets.read(piece) }

    /// Reads a row.
    ///
    /// - Parameters:
    ///   - number: its number within the file, from 1.
    ///   - digest: that of the file's content.
    func row(_ piece: FilePiece, number: Int, of table: RowTable, digest: String) -> ReadPiece {
        let bytes = payload(piece, number, table, digest)
        do throws(RowProblem) {
            guard !wanted.isEmpty else {
                throw RowProblem("no flow", line: piece.line, "No flow takes the rows of this source.")
            }
            let cells = try table.cells(of: piece)
            let id = try identity(cells, number, digest, line: piece.line)
            let events = try events(cells, line: piece.line)
            let message = IncomingMessage(
                source: source.name, bytes: bytes, controlID: id, type: Source.row, events: events)
            return ReadPiece(message: message, problem: nil, line: piece.line)
        } catch {
            let cause = [Source.row, error.kind, error.column].compactMap { $0 }.joined(separator: " ")
            let fault = Fault(
                error.kind == "no flow" ? .messageUnsupported : .messageMalformed,
                FaultSubject(source: source.name.rawValue, other: cause),
                detail: (error.column.map { "Column \($0): " } ?? "") + error.sentence)
            let message = IncomingMessage(
                source: source.name, bytes: bytes, controlID: "", type: Source.row, events: [], refusal: fault)
            return ReadPiece(message: message, problem: error, line: piece.line)
        }
    }

    private func payload(_ piece: FilePiece, _ number: Int, _ table: RowTable, _ digest: String) -> [UInt8] {
        let (before, mine): (String, String)
        if table.layout.key.isEmpty {
            let mark = String(decoding: [table.layout.delimiter], as: UTF8.self)
            (before, mine) = ("file\(mark)row\(mark)", "\(digest)\(mark)\(number)\(mark)")
        } else {
            (before, mine) = ("", "")
        }
        return Array(before.utf8) + table.heading + [0x0D, 0x0A] + Array(mine.utf8) + piece.bytes + [0x0D, 0x0A]
    }

    private func identity(
        _ cells: [String: String], _ number: Int, _ digest: String, line: Int
    ) throws(RowProblem) -> String {
        guard let key = layout?.key, !key.isEmpty else { return "file:\(digest)#\(number)" }
        let values = key.map { (cells[$0] ?? "").trimmedOfSpace }
        guard values.contains(where: { !$0.isEmpty }) else {
            throw RowProblem("key", line: line, column: key.first, "It has no key, and can't be told from others.")
        }
        // The digest of it: a key may name a person, and an id is shown.
        let text = values.map { "\($0.utf8.count):\($0)" }.joined()
        return "row:" + Hexadecimal.text(SHA256.hash(data: Array(text.utf8)))
    }

    /// The events that flows want of a row. One that isn't sound refuses it: its sender reads why beside the file, and
    /// can send it again.
    private func events(_ cells: [String: String], line: Int) throws(RowProblem) -> [CanonicalEvent] {
        var events: [CanonicalEvent] = []
        for reader in readers where wanted.contains(reader.contract.type) {
            for event in reader.events(in: [RowScope(cells: cells)]) {
                if let problem = reader.problem(in: event) {
                    let column = reader.reading.fields[problem.field]?.paths.first
                    throw RowProblem("field", line: line, column: column, problem.sentence)
                }
                events.append(reader.contract.type.movesStock ? event.asStock() : event)
            }
        }
        if wanted.contains(.messageReceived) { events.append(CanonicalEvent(type: .messageReceived, line: 0)) }
        for index in events.indices where events[index].type != .messageReceived { events[index].line = index + 1 }
        return events
    }
}

extension EventReader {
    /// The first thing that is wrong with an event of a row.
    fileprivate func problem(in event: CanonicalEvent) -> FieldProblem? {
        if let first = event.problems?.first { return first }
        guard event.action != .none else { return nil }
        let missing = contract.fields.first { $0.isRequired && event.fields?.values[$0.name] == nil }
        return missing.map { FieldProblem(field: $0.name, sentence: "'\($0.name)' is missing.") }
    }
}
