import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

/// Charges that are posted in months and paid by several: a contract, tables, and a flow with both steps.
enum StepSite {
    static let type = EventType(rawValue: "cost.allocated")
    static let months: CodeTableName = "accounting-period"
    static let funds: CodeTableName = "funding"

    static let contract = EventContract(
        type: type, version: 1, purpose: "A cost.",
        fields: [
            .init(name: "number", kind: .text, isRequired: true), .init(name: "study", kind: .text),
            .init(name: "cost", kind: .number), .init(name: "day", kind: .date), .init(name: "at", kind: .time),
            .init(name: "shares-text", kind: .text),
            .init(
                name: "payers", kind: .lines,
                fields: [.init(name: "to", kind: .text), .init(name: "percent", kind: .number)]),
        ], key: ["number"], shows: [.value: "cost"])

    static let tables = [
        CodeTable(
            name: months, title: "Accounting periods", codeWord: "month", valueWord: "state", owner: .supervisor),
        CodeTable(name: funds, title: "Funding", codeWord: "study", valueWord: "shares", owner: .finance),
    ]

    static func period(_ closed: FlowPeriod.Closed, of field: String = "day") -> FlowPeriod {
        FlowPeriod(table: months, of: field, into: "posting-date", closed: closed)
    }

    static func flow(_ period: FlowPeriod? = nil, _ split: FlowSplit? = nil) -> Flow {
        var flow = TestSite.flow(event: type)
        flow.fields = ["number", "cost", "posting-date", "late", "shares"]
        (flow.period, flow.split) = (period, split)
        if split?.by == "funding" {
            flow.lookUps = [FlowLookUp(table: funds, from: ["study"], into: "funding")]
        }
        return flow
    }

    static func catalog(_ flow: Flow, policies: Policies = Policies()) -> SiteCatalog {
        var catalog = TestSite.catalog(flow, policies: policies)
        (catalog.contracts, catalog.tables) = ([contract], tables)
        return catalog
    }

    static func cost(
        _ number: String, _ values: [String: FieldValue] = [:], action: EventAction = .record
    ) -> CanonicalEvent {
        var event = CanonicalEvent(type: type, action: action, line: 1)
        event.version = 1
        event.fields = Fields(values.merging(["number": .text(number)]) { $1 })
        return event
    }

    /// What a table says of a code.
    static func entry(_ table: CodeTableName, _ code: String, _ value: String) -> Fix {
        .mapCode(CodeMapping(table: table, source: TestSite.source, code: code, value: value))
    }

    static func snapshot(_ fixes: Fix...) -> CrosswalkSnapshot {
        fixes.reduce(CrosswalkSnapshot(CrosswalkTables(), definitions: tables)) { $0.applying($1, at: TestSite.start) }
    }

    static func withEngine(
        _ flow: Flow, policies: Policies = Policies(), _ body: (TestEngine) async throws -> Void
    ) async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(
            catalog(flow, policies: policies), in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        #expect(try engine.reader.verify().findings.isEmpty)
        await engine.close()
    }
}
