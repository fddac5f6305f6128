public import Catalog
internal import NIOHTTP1
public import SyncEngine
public import SyncModel

/// Reads samples as their source would take them in, without a socket, a folder or an engine: HL7 v2 messages, the
/// bodies of HTTP requests, files of rows or of X12. Control totals aren't held against what is there.
public struct SampleReader: Sendable {
    private let source: Source
    private let messages: MessageDecoder
    private let pieces: PieceDecoder
    private let desk: (any RequestDesk)?

    /// Throws the first path of the source's readings that is none.
    ///
    /// - Parameter now: when samples arrive, where their form needs it.
    public init(source: Source, flows: [Flow], contracts: [EventContract], now: UTCTime) throws {
        self.source = source
        messages = try MessageDecoder(source: source, flows: flows, contracts: contracts)
        pieces = try PieceDecoder(source: source, flows: flows, contracts: contracts)
        let routes = TypeRoutes(flows, source: source.name)
        let reader = try CatalogBodyReader(source: source, contracts: contracts)
        desk =
            switch source.http?.content {
            case .fhir?: FHIRDesk(source: source.name, base: "/", routes: routes, reader: reader, now: { now })
            case .cloudEvents?: CloudEventsDesk(source: source.name, routes: routes, reader: reader)
            case nil: nil
            }
    }

    /// The messages of a sample, in their order.
    ///
    /// - Throws: what is wrong with a file of rows as a whole, in a sentence.
    public func messages(in bytes: [UInt8]) throws(SampleProblem) -> [IncomingMessage] {
        if let desk { return requested(bytes, of: desk) }
        if source.folder?.interchanges != nil { return try sets(in: bytes) }
        guard case .rows(let layout)? = source.folder?.content else {
            return [messages.decode(bytes.asSegments).message]
        }
        var cutter = RowCutter(delimiter: layout.delimiter, limit: bytes.count + 1)
        var table = RowTable(layout)
        var found: [IncomingMessage] = []
        do {
            let take: (FilePiece) throws -> Void = { piece in
                guard case .row(let number) = try table.take(piece) else { return }
                found.append(pieces.row(piece, number: number, of: table, digest: "sample").message)
            }
            try cutter.take(bytes[...], take)
            try cutter.finish(take)
            try table.finish()
        } catch { throw SampleProblem(description: "\((error as? FileProblem)?.sentence ?? "\(error)")") }
        return found
    }

    private func sets(in bytes: [UInt8]) throws(SampleProblem) -> [IncomingMessage] {
        var cutter = SetCutter(limit: bytes.count + 1, mayBeTests: true)
        var found: [IncomingMessage] = []
        do {
            try cutter.take(bytes[...]) { found.append(pieces.set($0).message) }
            try cutter.finish { _ in }
        } catch { throw SampleProblem(description: "\((error as? FileProblem)?.sentence ?? "\(error)")") }
        return found
    }

    private func requested(_ bytes: [UInt8], of desk: any RequestDesk) -> [IncomingMessage] {
        let type = source.http?.content == .fhir ? FHIRDesk.mediaType : "application/cloudevents+json"
        let head = RequestHead(
            method: .POST, path: [], query: [], headers: ["content-type": type], bodyLength: bytes.count)
        return desk.read(head, bytes).messages
    }
}

/// Why a sample can't be taken in at all.
public struct SampleProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in a sentence.
    public let description: String
}

extension [UInt8] {
    /// A file's lines as HL7 wants them: ended by CR.
    fileprivate var asSegments: [UInt8] {
        split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).flatMap { Array($0) + [0x0D] }
    }
}
