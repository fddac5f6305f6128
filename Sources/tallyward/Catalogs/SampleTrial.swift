import Catalog
import Foundation
import Inbound
import JSONText
import Outbound
import SyncEngine
import SyncModel
import SyncStore

/// What a source sends, as samples beside a catalog, `samples/SOURCE/NAME.hl7`, `.json` or `.csv`, with what should
/// become of it.
struct SampleTrial {
    let catalog: SiteCatalog
    let crosswalk: CrosswalkTables
    /// What stands beside the samples.
    var codes = CrosswalkImport()
    /// The folder that the catalog is in.
    let directory: String

    /// One sample.
    struct Sample: Comparable {
        let source: SourceName
        let name: String
        let ending: String

        var path: String { "samples/\(source)/\(name).\(ending)" }
        var expectation: String { "samples/\(source)/\(name).expected.json" }

        static func < (left: Sample, right: Sample) -> Bool { left.path < right.path }
    }

    /// The samples of every source, by name.
    func samples() throws -> [Sample] {
        let folder = directory + "/samples"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !SampleCodes.files.contains($0) && $0 != "README.md" }
        return try sources.flatMap { source -> [Sample] in
            let name = SourceName(rawValue: source)
            guard let ending = catalog.sources[name]?.sampleEnding else {
                throw Failure(
                    "\(folder)/\(source) is named for no source of the catalog: name it for one of "
                        + catalog.sources.keys.sorted().map(\.rawValue).joined(separator: ", ") + ".",
                    code: .badCatalog)
            }
            return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(source)")
                .filter { $0.hasSuffix("." + ending) && !$0.hasSuffix(".expected.json") }
                .map { Sample(source: name, name: String($0.dropLast(ending.count + 1)), ending: ending) }
        }.sorted()
    }

    /// What becomes of a sample, as JSON.
    func result(of sample: Sample) throws -> JSONValue {
        guard let source = catalog.sources[sample.source] else { return .array([]) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(sample.path)"))
        let reader = try SampleReader(
            source: source, flows: catalog.flows, contracts: catalog.contracts, now: Self.moment)
        let messages: [IncomingMessage]
        do throws(SampleProblem) { messages = try reader.messages(in: Array(bytes)) } catch {
            return .array([.object([JSONValue.named("refused", "file"), JSONValue.named("because", "\(error)")])])
        }
        let trial = FlowTrial(catalog: catalog, crosswalk: crosswalk, loading: codes)
        return .array(
            try messages.enumerated().flatMap { index, message in
                // Of several, each says which it is.
                let place = messages.count == 1 ? [] : [JSONValue.numbered("message", index + 1)]
                return try results(of: message, by: trial).map { JSONValue.object(place + $0) }
            })
    }

    private func results(of message: IncomingMessage, by trial: FlowTrial) throws -> [[JSONValue.Member]] {
        if let refusal = message.refusal {
            return [
                [JSONValue.named("refused", refusal.code.rawValue), JSONValue.named("because", refusal.detail)]
            ]
        }
        return try trial.results(of: message, at: Self.moment).map { try words($0, message) }
    }

    /// When samples arrive: always the same moment, so that their results are.
    private static let moment = UTCTime(year: 2026, month: 1, day: 1)

    private func words(_ result: FlowTrial.Result, _ message: IncomingMessage) throws -> [JSONValue.Member] {
        var members = [
            JSONValue.named("flow", result.flow.name.rawValue), JSONValue.numbered("line", result.line),
        ]
        switch result.outcome {
        case .stops(let fault):
            members += [JSONValue.named("stops", fault.code.rawValue), JSONValue.named("because", fault.detail)]
        case .waits(let booking, let fault):
            members += [
                JSONValue.named("waits", fault.code.rawValue), JSONValue.named("because", fault.detail),
                JSONValue.named("to", result.flow.endpoint.rawValue),
                JSONValue.Member(name: "sends", value: try request(booking, result, message)),
            ]
        case .nothing(let why): members.append(JSONValue.named("nothing", why))
        case .sends(let booking):
            members.append(JSONValue.named("to", result.flow.endpoint.rawValue))
            members.append(JSONValue.Member(name: "sends", value: try request(booking, result, message)))
        }
        return members
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

extension JSONValue {
    /// An object's member that is a text.
    fileprivate static func named(_ name: String, _ text: String) -> JSONValue.Member {
        JSONValue.Member(name: name, value: .string(text))
    }
    /// An object's member that is a number.
    fileprivate static func numbered(_ name: String, _ number: Int) -> JSONValue.Member {
        JSONValue.Member(name: name, value: .number(String(number)))
    }
}

extension Source {
    /// What the names of its samples end in.
    fileprivate var sampleEnding: String {
        if http != nil { return "json" }
        if case .rows? = folder?.content { return "csv" }
        return "hl7"
    }
}
