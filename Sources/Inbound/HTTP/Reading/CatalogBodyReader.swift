public import Catalog
public import JSONText
public import SyncModel

/// Reads bodies as the catalog's readings say, and what is built in as ``ResourceBodyReader`` does.
///
/// As with a message over MLLP, a body is refused for its fields only where not one of its events is sound; beside a
/// sound one, an event that isn't waits for a person.
public struct CatalogBodyReader: BodyReader {
    private let readers: [EventReader]
    private let builtIn: ResourceBodyReader

    /// Throws the first path of the source's readings that is none.
    public init(source: Source, contracts: [EventContract]) throws {
        readers = try EventReader.all(of: source, contracts).filter { $0.reading.grammar == .json }
        builtIn = ResourceBodyReader(zone: source.zone)
    }

    /// Reads one body; see ``BodyReader``.
    public func read(_ body: JSONValue, type: String, as events: [EventType]) -> ReadBody {
        var read = builtIn.read(body, type: type, as: events.filter(EventType.builtIn.contains))
        for wanted in events where !EventType.builtIn.contains(wanted) {
            let readers = readers.filter { $0.reading.message == type && $0.contract.type == wanted }
            let found = readers.flatMap { $0.events(in: body) }
            read.events += found
            if found.isEmpty, readers.contains(where: { $0.passesOver(body) }) { read.passedOver.append(wanted) }
            guard !found.isEmpty, found.allSatisfy({ $0.problems != nil }) else { continue }
            read.problems += found.flatMap { $0.problems ?? [] }.map { BodyProblem(.value, at: "", $0.sentence) }
        }
        return read
    }
}
