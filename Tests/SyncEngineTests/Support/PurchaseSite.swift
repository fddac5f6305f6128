import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

/// A site that keeps purchase orders and receipts, and takes invoices to its payables.
enum PurchaseSite {
    static let ordered = EventType(rawValue: "purchase.ordered")
    static let received = EventType(rawValue: "goods.received")
    static let invoiced = EventType(rawValue: "invoice.received")
    static let orders: FlowName = "orders"
    static let receipts: FlowName = "receipts"
    static let invoices: FlowName = "invoices"

    private static let lines = FieldDefinition(
        name: "lines", kind: .lines,
        fields: [
            .init(name: "line", kind: .text), .init(name: "quantity", kind: .number), .init(name: "unit", kind: .text),
            .init(name: "unit-price", kind: .number), .init(name: "amount", kind: .number),
        ])

    static let contracts = [
        EventContract(
            type: ordered, version: 1, purpose: "An order.",
            fields: [.init(name: "order-number", kind: .text, isRequired: true), lines], key: ["order-number"]),
        EventContract(
            type: received, version: 1, purpose: "A receipt.",
            fields: [
                .init(name: "order-number", kind: .text, isRequired: true),
                .init(name: "receipt-number", kind: .text, isRequired: true), lines,
            ], key: ["order-number", "receipt-number"]),
        EventContract(
            type: invoiced, version: 1, purpose: "An invoice.",
            fields: [
                .init(name: "number", kind: .text, isRequired: true),
                .init(name: "order-number", kind: .text, isRequired: true), .init(name: "total", kind: .number),
                .init(name: "tax", kind: .number), lines,
            ], key: ["number"], shows: [.item: "order-number", .value: "total"]),
    ]

    static func keeping(_ name: FlowName, _ event: EventType, retention: Duration = .seconds(86_400)) -> Flow {
        var flow = TestSite.flow(event: event, retention: retention)
        (flow.name, flow.keeps, flow.endpoint) = (name, true, .state)
        flow.fields = ["lines"]
        return flow
    }

    static func invoicing() -> Flow {
        var flow = TestSite.flow(event: invoiced)
        (flow.name, flow.fields) = (invoices, ["number", "order-number", "lines"])
        flow.match = rule()
        return flow
    }

    /// Quantities to the piece; prices up to 2 %, and $25 a line.
    static func rule() -> MatchRule {
        var rule = MatchRule(order: .init(contract: ordered, key: ["order-number"]))
        rule.receipt = .init(contract: received, key: ["order-number"])
        rule.lines = .init(field: "lines", name: "line")
        rule.quantity = .init(field: "quantity", unit: "unit")
        rule.price = .init(field: "unit-price", tolerance: .percent(2), atMost: 25)
        return rule
    }

    static func catalog(invoicing flow: Flow = invoicing(), retention: Duration = .seconds(86_400)) -> SiteCatalog {
        var catalog = TestSite.catalog(flow)
        catalog.flows = [
            keeping(orders, ordered, retention: retention), keeping(receipts, received, retention: retention), flow,
        ]
        catalog.contracts = contracts
        return catalog
    }

    /// One line of an order, a receipt or an invoice.
    struct Line {
        var name: String
        var quantity: Int
        var price: String?
        var unit = "EA"

        init(_ name: String, _ quantity: Int, _ price: String? = nil, unit: String = "EA") {
            (self.name, self.quantity, self.price, self.unit) = (name, quantity, price, unit)
        }

        var fields: FieldValue {
            var values: [String: FieldValue] = [
                "line": .text(name), "quantity": .number(ExactDecimal(quantity)), "unit": .text(unit),
            ]
            if let price = price.flatMap(ExactDecimal.init) { values["unit-price"] = .number(price) }
            return .record(Fields(values))
        }
    }

    static func event(
        _ type: EventType, _ names: [String: String], _ lines: [Line], at: UTCTime? = nil,
        action: EventAction = .record
    ) -> CanonicalEvent {
        var event = CanonicalEvent(type: type, action: action)
        event.version = 1
        event.occurredAt = at
        var values = names.mapValues { FieldValue.text($0) }
        values["lines"] = .list(lines.map(\.fields))
        event.fields = Fields(values)
        return event
    }

    static func order(
        _ number: String, _ lines: Line..., at: UTCTime? = nil, action: EventAction = .record
    ) -> CanonicalEvent {
        event(ordered, ["order-number": number], lines, at: at, action: action)
    }

    static func receipt(
        _ number: String, of order: String, _ lines: Line..., action: EventAction = .record
    ) -> CanonicalEvent {
        event(received, ["order-number": order, "receipt-number": number], lines, action: action)
    }

    static func invoice(
        _ number: String, of order: String, _ lines: Line..., action: EventAction = .record
    ) -> CanonicalEvent {
        event(invoiced, ["number": number, "order-number": order], lines, action: action)
    }

    static func withEngine(
        _ catalog: SiteCatalog = catalog(), _ body: (TestEngine) async throws -> Void
    ) async throws {
        let folder = try TestSite.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try TestEngine(catalog, in: folder, clock: TestClock(), erp: FakeERP(honoursKeys: true))
        do { try await body(engine) } catch {
            await engine.close()
            throw error
        }
        #expect(try engine.reader.verify().findings.isEmpty)
        await engine.close()
    }
}

extension TestEngine {
    /// What is kept of a contract: the key with how many lines there are, or a dash where it was taken back.
    func kept(_ type: EventType) throws -> [String] {
        try reader.kept(type).map { record in
            "\(record.key) \(record.fields?.values["lines"]?.records?.count.description ?? "-")"
        }
    }
}
