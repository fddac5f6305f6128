import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore

@testable import SyncEngine

/// A site whose one flow takes charges, each with a number by which it can be taken back.
enum ChargeSite {
    static let type = EventType(rawValue: "charge.posted")

    static let contract = EventContract(
        type: type, version: 1, purpose: "A charge.",
        fields: [
            .init(name: "number", kind: .text, isRequired: true), .init(name: "amount", kind: .number),
            .init(name: "code", kind: .text, isRequired: true),
        ], key: ["number"], shows: [.value: "amount"])

    static func flow(
        _ repeats: RepeatRule = .stop, name: FlowName = TestSite.flowName, retention: Duration = .seconds(86_400)
    ) -> Flow {
        var flow = TestSite.flow(event: type, retention: retention)
        (flow.name, flow.fields, flow.repeats) = (name, ["number", "amount", "code"], repeats)
        return flow
    }

    static func catalog(_ flows: Flow..., kind: Endpoint.Kind = TestSite.rest) -> SiteCatalog {
        var catalog = TestSite.catalog(flows.first ?? flow(), kind: kind)
        if !flows.isEmpty { catalog.flows = flows }
        catalog.contracts = [contract]
        return catalog
    }

    /// A charge, or what takes one back. Without a code it violates its contract.
    static func charge(
        _ number: String, _ amount: Int = 100, code: String? = "99213", action: EventAction = .record, line: Int = 1
    ) -> CanonicalEvent {
        var event = CanonicalEvent(type: type, action: action, line: line)
        event.version = 1
        var values: [String: FieldValue] = ["number": .text(number), "amount": .number(ExactDecimal(amount))]
        if let code { values["code"] = .text(code) }
        event.fields = Fields(values)
        return event
    }

    static func reversal(_ number: String, line: Int = 1) -> CanonicalEvent {
        charge(number, action: .reverse, line: line)
    }

    static func withEngine(
        _ flows: Flow..., kind: Endpoint.Kind = TestSite.rest, _ body: (TestEngine) async throws -> Void
    ) async throws {
        var catalog = catalog(kind: kind)
        if !flows.isEmpty { catalog.flows = flows }
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let erp = FakeERP(honoursKeys: kind.honoursIdempotencyKey)
        let engine = try TestEngine(catalog, in: folder, clock: TestClock(), erp: erp)
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        await engine.close()
    }
}
