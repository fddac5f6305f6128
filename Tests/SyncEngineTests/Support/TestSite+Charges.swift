import Catalog
import Measures
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

/// A site whose charges are booked to accounts: a contract, a flow that looks one up, and its table.
extension TestSite {
    static let charge = EventType(rawValue: "charge.posted")
    static let accounts: CodeTableName = "charge-account"

    static let chargeContract = EventContract(
        type: charge, version: 1, purpose: "A charge.",
        fields: [
            .init(name: "code", kind: .text, isRequired: true), .init(name: "site", kind: .text),
            .init(name: "amount", kind: .number),
            .init(
                name: "lines", kind: .lines,
                fields: [.init(name: "code", kind: .text), .init(name: "price", kind: .number)]),
        ], shows: [.item: "code", .value: "amount"])

    static func accountTable(_ pattern: String? = "[0-9]{4}-[0-9]{2}") -> CodeTable {
        CodeTable(
            name: accounts, title: "Charge accounts", codeWord: "charge code", valueWord: "GL account",
            pattern: pattern.flatMap { try? ValuePattern($0) }, example: "4010-52", owner: .finance)
    }

    static func chargeFlow(
        _ steps: [FlowLookUp] = [FlowLookUp(table: accounts, from: ["code"], into: "account")],
        fields: [String] = ["amount", "account"]
    ) -> Flow {
        var flow = flow(event: charge)
        flow.fields = fields
        flow.lookUps = steps
        return flow
    }

    static func chargeCatalog(_ flow: Flow = chargeFlow(), policies: Policies = Policies()) -> SiteCatalog {
        var catalog = catalog(flow, policies: policies)
        catalog.contracts = [chargeContract]
        catalog.tables = [accountTable()]
        return catalog
    }

    /// A charge of $10 for a code.
    static func charge(_ code: String?, at moment: UTCTime? = nil, line: Int = 1) -> CanonicalEvent {
        var event = CanonicalEvent(type: charge, line: line)
        event.version = 1
        event.occurredAt = moment
        event.fields = Fields(["amount": .number(10)])
        if let code { event.fields?.values["code"] = .text(code) }
        return event
    }

    static func account(_ code: String, _ value: String) -> Fix {
        .mapCode(CodeMapping(table: accounts, source: source, code: code, value: value))
    }

    static func withCharges(
        _ flow: Flow = chargeFlow(), policies: Policies = Policies(), _ body: (TestEngine) async throws -> Void
    ) async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(
            chargeCatalog(flow, policies: policies), in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        #expect(try engine.reader.verify().findings.isEmpty)
        await engine.close()
    }
}
