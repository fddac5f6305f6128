import Catalog
import Foundation
import Inbound
import JSONText
import Outbound
import SyncEngine
import SyncModel
import SyncStore

/// What sources send, as samples beside a catalog, with what should become of each.
///
/// Each story of samples (``Sample/stories(_:)``) goes through an engine of its own, in the order of its samples.
struct SampleTrial {
    let catalog: SiteCatalog
    let ground: SampleGround
    /// The folder that the catalog is in.
    let directory: String

    /// A catalog in a folder, with what its codes mean.
    init(catalog: SiteCatalog, crosswalk: CrosswalkTables = CrosswalkTables(), directory: String) throws {
        self.catalog = catalog
        self.directory = directory
        ground = try SampleGround(crosswalk: crosswalk, beside: try SampleCodes.loaded(from: directory))
    }

    /// What becomes of each sample of a story, as JSON.
    func results(of story: [Sample]) async throws -> [(sample: Sample, result: JSONValue)] {
        let engine = try SampleStory(catalog, on: ground)
        do {
            var results: [(sample: Sample, result: JSONValue)] = []
            for sample in story { results.append((sample, try await result(of: sample, in: engine))) }
            await engine.end()
            return results
        } catch {
            await engine.end()
            throw error
        }
    }

    private func result(of sample: Sample, in story: SampleStory) async throws -> JSONValue {
        guard let source = catalog.sources[sample.source] else { return .array([]) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(sample.path)"))
        let reader = try SampleReader(
            source: source, flows: catalog.flows, contracts: catalog.contracts, now: SampleStory.moment)
        let messages: [IncomingMessage]
        do throws(SampleProblem) { messages = try reader.messages(in: Array(bytes)) } catch {
            return .array([.object([.named("refused", "file"), .named("because", "\(error)")])])
        }
        let first = story.nextMessage
        var answers: [(number: Int, words: [JSONValue.Member])] = []
        for (index, message) in messages.enumerated() {
            let place = SampleStory.Place(sample: sample.name, number: messages.count == 1 ? nil : index + 1)
            let answer = try words(await story.take(message, from: place))
            answers += answer.map { [(index + 1, place.members + $0)] } ?? []
        }
        let outcomes = try await story.outcomes(since: first)
        let told = outcomes.filter(\.isNew).map { (number: $0.place.number ?? 1, words: words($0)) } + answers
        // What came with earlier samples first, then each message as it stands in the file.
        return .array(
            outcomes.filter { !$0.isNew }.map { .object(words($0)) }
                + told.enumerated().sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }
                .map { .object($0.element.words) })
    }

    /// What is to be said of an answer itself; `nil` where the message was taken in.
    private func words(_ reply: IntakeReply) throws -> [JSONValue.Member]? {
        switch reply {
        case .accepted: nil
        case .duplicate: [.named("nothing", "The same message was taken in before.")]
        case .refused(let fault):
            [.named("refused", fault.code.rawValue), .named("because", fault.detail)]
        case .unavailable(let why): throw Failure(why, code: .failed)
        }
    }

    private func words(_ outcome: SampleStory.Outcome) -> [JSONValue.Member] {
        let delivery = outcome.delivery
        var members: [JSONValue.Member] = []
        // What came earlier and goes on now says what it is.
        if outcome.isNew {
            members += outcome.place.members
        } else {
            members.append(.named("of", outcome.place.words(line: delivery.line)))
        }
        members += [.named("flow", delivery.flow.rawValue), .numbered("line", delivery.line)]
        if let fault = outcome.fault {
            let word = delivery.state == .faulted ? "stops" : "waits"
            members += [.named(word, fault.code.rawValue), .named("because", fault.detail)]
        }
        switch delivery.state {
        case .delivered where delivery.endpoint == EndpointName.state:
            members.append(.named("keeps", delivery.document ?? ""))
        case .delivered:
            members += [
                .named("to", delivery.endpoint.rawValue),
                JSONValue.Member(name: "sends", value: outcome.request?.lines ?? .null),
            ]
        case .dismissed: members.append(.named("nothing", delivery.reason ?? ""))
        case .dead: members.append(.named("given-up", delivery.reason ?? ""))
        case .queued, .waiting, .sending, .inDoubt:
            members.append(.named("behind", outcome.behind ?? delivery.state.rawValue))
        case .faulted: break
        }
        return members
    }
}

extension SampleStory.Place {
    /// Of several messages of a file, which it is.
    fileprivate var members: [JSONValue.Member] { number.map { [.numbered("message", $0)] } ?? [] }
}

extension RequestPreview {
    /// The request as JSON: a message as its segments.
    fileprivate var lines: JSONValue {
        switch self {
        case .json(let bytes): JSONReader.read(bytes) ?? .null
        case .message(let bytes):
            .array(bytes.split(separator: 0x0D).map { .string(String(decoding: $0, as: UTF8.self)) })
        }
    }
}

extension JSONValue.Member {
    /// An object's member that is a text.
    fileprivate static func named(_ name: String, _ text: String) -> Self {
        Self(name: name, value: .string(text))
    }
    /// An object's member that is a number.
    fileprivate static func numbered(_ name: String, _ number: Int) -> Self {
        Self(name: name, value: .number(String(number)))
    }
}
