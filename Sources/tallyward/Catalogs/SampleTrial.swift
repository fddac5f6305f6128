import Catalog
import Foundation
import Inbound
import JSONText
import Outbound
import SyncEngine
import SyncModel
import SyncStore

/// A message that stands beside a catalog, `samples/SOURCE/NAME.hl7`, with what should become of it.
struct SampleTrial {
    let catalog: SiteCatalog
    let crosswalk: CrosswalkTables
    /// What stands beside the samples.
    var entries: [CrosswalkEntry] = []
    /// The folder that the catalog is in.
    let directory: String

    /// One sample.
    struct Sample: Comparable {
        let source: SourceName
        let name: String

        var path: String { "samples/\(source)/\(name).hl7" }
        var expectation: String { "samples/\(source)/\(name).expected.json" }

        static func < (left: Sample, right: Sample) -> Bool { left.path < right.path }
    }

    /// The samples of every source, by name.
    func samples() throws -> [Sample] {
        let folder = directory + "/samples"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0 != CrosswalkFile.name && $0 != "README.md" }
        return try sources.flatMap { source -> [Sample] in
            let name = SourceName(rawValue: source)
            guard catalog.sources[name] != nil else {
                throw Failure(
                    "\(folder)/\(source) is named for no source of the catalog: name it for one of "
                        + catalog.sources.keys.sorted().map(\.rawValue).joined(separator: ", ") + ".",
                    code: .badCatalog)
            }
            return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(source)")
                .filter { $0.hasSuffix(".hl7") }
                .map { Sample(source: name, name: String($0.dropLast(4))) }
        }.sorted()
    }

    /// What becomes of a sample, as JSON.
    func result(of sample: Sample) throws -> JSONValue {
        guard let source = catalog.sources[sample.source] else { return .array([]) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(sample.path)"))
        let decoder = try MessageDecoder(source: source, flows: catalog.flows, contracts: catalog.contracts)
        let message = decoder.decode(Self.segments(bytes)).message
        if let refusal = message.refusal {
            return .array([
                .object([
                    JSONValue.named("refused", refusal.code.rawValue), JSONValue.named("because", refusal.detail),
                ])
            ])
        }
        let trial = FlowTrial(catalog: catalog, crosswalk: crosswalk, entries: entries)
        return .array(try trial.results(of: message, at: Self.moment).map { try words($0, message) })
    }

    /// A file's lines as HL7 wants them: ended by CR.
    private static func segments(_ bytes: Data) -> [UInt8] {
        bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).flatMap { Array($0) + [0x0D] }
    }

    /// When samples arrive: always the same moment, so that their results are.
    private static let moment = UTCTime(year: 2026, month: 1, day: 1)

    private func words(_ result: FlowTrial.Result, _ message: IncomingMessage) throws -> JSONValue {
        var members = [
            JSONValue.named("flow", result.flow.name.rawValue),
            JSONValue.Member(name: "line", value: .number(String(result.line))),
        ]
        switch result.outcome {
        case .stops(let fault):
            members += [JSONValue.named("stops", fault.code.rawValue), JSONValue.named("because", fault.detail)]
        case .nothing(let why): members.append(JSONValue.named("nothing", why))
        case .sends(let booking):
            members.append(JSONValue.named("to", result.flow.endpoint.rawValue))
            members.append(JSONValue.Member(name: "sends", value: try request(booking, result, message)))
        }
        return .object(members)
    }

    private func request(
        _ booking: Booking?, _ result: FlowTrial.Result, _ message: IncomingMessage
    ) throws -> JSONValue {
        guard let endpoint = catalog.endpoints[result.flow.endpoint] else { return .null }
        let work = DeliveryWork(
            id: DeliveryID(rawValue: 1), flow: result.flow.name, idempotencyKey: "KEY", attempt: 1,
            traceparent: "TRACE", message: MessageID(rawValue: 1), line: result.line, resolved: booking?.use,
            record: booking?.record, source: message.source, payload: message.bytes)
        guard let body = try RequestPreview.json(of: work, in: result.flow, to: endpoint) else { return .null }
        return JSONReader.read(body) ?? .null
    }
}

/// The crosswalk that stands beside the samples, `samples/crosswalk.csv`: what the codes in them mean.
enum CrosswalkFile {
    static let name = "crosswalk.csv"

    /// What it says; nothing where there is none.
    static func entries(in directory: String) throws -> [CrosswalkEntry] {
        let path = "\(directory)/samples/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let bytes: [UInt8]
        do throws(SheetFile.Problem) { bytes = try SheetFile.read(path) } catch {
            throw Failure("\(error)", code: .badCatalog)
        }
        let contents = CrosswalkSheet.read(bytes) { _ in 0 }
        guard contents.problemCount == 0 else {
            let lines = contents.problems.map { "\(path):\($0.line): \($0.sentence)" }
            throw Failure(lines.joined(separator: "\n"), code: .badCatalog)
        }
        return contents.entries
    }
}

extension JSONValue {
    /// An object's member that is a text.
    fileprivate static func named(_ name: String, _ text: String) -> JSONValue.Member {
        JSONValue.Member(name: name, value: .string(text))
    }
}
