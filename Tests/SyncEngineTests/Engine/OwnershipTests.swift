import Catalog
import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Fields that belong to a system")
struct OwnershipTests {
    private static let type = EventType(rawValue: "item.changed")

    private static var catalog: SiteCatalog {
        var contract = EventContract(
            type: type, version: 1, purpose: "An item has changed.",
            fields: [
                .init(name: "item", kind: .text, isRequired: true), .init(name: "name", kind: .text),
                .init(name: "cost", kind: .number), .init(name: "clinical-name", kind: .text),
                .init(name: "patient", kind: .text, isPatient: true), .init(name: "note", kind: .text),
                .init(name: "changed-at", kind: .time),
            ], key: ["item"], shows: [.item: "item", .occurredAt: "changed-at"])
        contract.owners = ["name": "erp", "cost": "erp", "patient": "erp", "clinical-name": "ehr"]
        contract.owner = .materials
        func flow(_ name: FlowName, from system: String) -> Flow {
            var flow = TestSite.flow(event: type)
            (flow.name, flow.source, flow.system) = (name, SourceName(rawValue: system), system)
            (flow.repeats, flow.fields) = (.send, contract.fields.map(\.name))
            return flow
        }
        var catalog = TestSite.catalog()
        catalog.flows = [flow("to-ehr", from: "erp"), flow("to-pharmacy", from: "erp"), flow("to-erp", from: "ehr")]
        catalog.contracts = [contract]
        return catalog
    }

    private func withEngine(_ body: (TestEngine) async throws -> Void) async throws {
        try await PurchaseSite.withEngine(Self.catalog, body)
    }

    @discardableResult
    private func say(
        _ engine: TestEngine, _ id: String, from system: String, _ values: [String: FieldValue],
        at: UTCTime? = nil, action: EventAction = .record
    ) async -> IntakeReply {
        var event = CanonicalEvent(type: Self.type, action: action)
        event.version = 1
        event.occurredAt = at
        event.fields = Fields(values.merging(["item": .text("100")]) { said, _ in said }, patientPaths: ["patient"])
        return await engine.submit(
            IncomingMessage(
                source: SourceName(rawValue: system), bytes: Array(id.utf8), controlID: id, type: "DFT^P03",
                version: "2.5.1", events: [event]))
    }

    private func states(_ engine: TestEngine, _ message: Int64) throws -> [DeliveryState] {
        try engine.reader.deliveries(of: MessageID(rawValue: message)).map(\.state)
    }

    @Test("that it is said later is nothing new")
    func later() async throws {
        try await withEngine { engine in
            for (id, system, hours) in [("A", "erp", 0), ("B", "ehr", 1), ("C", "erp", 2)] {
                let moment = TestSite.start.advanced(by: .seconds(hours * 3600))
                await say(engine, id, from: system, ["name": .text("Stent"), "changed-at": .time(moment)], at: moment)
            }
            try await engine.finish()
            #expect(try states(engine, 1) == [.delivered, .delivered])
            #expect(try states(engine, 2) == [.dismissed])
            #expect(try states(engine, 3) == [.dismissed, .dismissed])
        }
    }

    @Test("what an owner changes goes to everybody once; what comes back of it ends there")
    func echo() async throws {
        try await withEngine { engine in
            await say(engine, "A", from: "erp", ["name": .text("Stent"), "cost": .number(5)])
            try await engine.finish()
            #expect(try states(engine, 1) == [.delivered, .delivered])
            await say(engine, "B", from: "ehr", ["name": .text("Stent"), "cost": .number(5)])
            #expect(try states(engine, 2) == [.dismissed])
            #expect(try engine.delivery(2)?.reason == "It says nothing new of what ehr owns.")
            await say(engine, "C", from: "ehr", ["name": .text("Stent"), "clinical-name": .text("Stent, coronary")])
            try await engine.finish()
            #expect(try states(engine, 3) == [.delivered])
            // The ERP says it all again, as it took it over.
            await say(
                engine, "D", from: "erp",
                ["name": .text("Stent"), "cost": .number(5), "clinical-name": .text("Stent, coronary")])
            #expect(try states(engine, 4) == [.dismissed, .dismissed])
            await say(engine, "E", from: "erp", ["cost": .number(6)])
            try await engine.finish()
            #expect(try states(engine, 5) == [.delivered, .delivered])
        }
    }

    @Test("another value of a field that belongs to another stops, and says whose it is, both sides beside each other")
    func conflict() async throws {
        try await withEngine { engine in
            await say(
                engine, "A", from: "erp",
                ["name": .text("Stent"), "cost": .number(5), "patient": .text("Doe")])
            await say(
                engine, "B", from: "ehr",
                ["name": .text("STENT"), "patient": .text("Roe"), "clinical-name": .text("Coronary")])
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == .ownershipConflict && row.owner == .materials)
            #expect(row.fault.detail == "'name', 'patient' belong to erp, and ehr says other values.")
            #expect(row.cause == "ownership.conflict ehr item.changed 100")
            #expect(
                row.fault.table == [
                    "field    owner  the owner says  ehr says", "name     erp    Stent           STENT",
                    "patient  erp    ****            ****",
                ])
            #expect(engine.erp.booked.map(\.message) == [1, 1])
            // Resubmitting changes nothing as long as both say so.
            _ = try await engine.ask(.resubmit([row.id]))
            #expect(try engine.open.map(\.id) == [row.id])
            await say(engine, "C", from: "erp", ["name": .text("STENT"), "patient": .text("Roe")])
            _ = try await engine.ask(.resubmit([row.id]))
            try await engine.finish()
            #expect(try engine.open.isEmpty && states(engine, 2) == [.delivered])
        }
    }

    @Test("what is let through goes once; the owner's value still stands")
    func letThrough() async throws {
        try await withEngine { engine in
            await say(engine, "A", from: "erp", ["name": .text("Stent")])
            await say(engine, "B", from: "ehr", ["name": .text("STENT")])
            let row = try #require(try engine.open.first)
            guard case .refused(.forbidden, _) = try await engine.ask(.letThrough([row.id], reason: "x"), as: .finance)
            else { return #expect(Bool(false)) }
            _ = try await engine.ask(.letThrough([row.id], reason: "agreed"), as: .materials)
            try await engine.finish()
            #expect(try states(engine, 2) == [.delivered])
            await say(engine, "C", from: "ehr", ["name": .text("STENT"), "clinical-name": .text("Coronary")])
            #expect(try engine.open.map(\.fault.code) == [.ownershipConflict])
            _ = try await engine.ask(.dismiss(try engine.open.map(\.id), reason: "the owner is right"))
            await say(engine, "D", from: "ehr", ["name": .text("Stent")])
            #expect(try states(engine, 4) == [.dismissed])
        }
    }

    @Test("an owner's statement that is older changes nothing, and who owns nothing takes nothing back")
    func older() async throws {
        try await withEngine { engine in
            let (early, late) = (UTCTime(milliseconds: 1000), UTCTime(milliseconds: 2000))
            await say(engine, "A", from: "erp", ["name": .text("New")], at: late)
            await say(engine, "B", from: "erp", ["name": .text("Old")], at: early)
            try await engine.finish()
            #expect(try states(engine, 2) == [.dismissed, .dismissed])
            await say(engine, "C", from: "ehr", ["name": .text("New")])
            #expect(try states(engine, 3) == [.dismissed])
        }
    }

    @Test("two statements of one commit see each other, and a field of nobody's may be changed by all")
    func together() async throws {
        try await withEngine { engine in
            await say(engine, "A", from: "erp", ["note": .text("a")])
            await say(engine, "B", from: "ehr", ["note": .text("a")])
            await say(engine, "C", from: "ehr", ["note": .text("b")])
            try await engine.finish()
            #expect(try states(engine, 2) == [.dismissed] && states(engine, 3) == [.delivered])
        }
    }
}
