import Catalog
import Measures
import SyncEngine
import SyncModel
import SyncStore

/// A site small enough to know by heart: two items, two locations, one source, one endpoint.
enum TestSite {
    static let start = UTCTime(year: 2026, month: 3, day: 2, hour: 8)
    static let source: SourceName = "ehr"
    static let endpoint: EndpointName = "erp"
    static let flowName: FlowName = "supply-usage"
    static let oracle = Endpoint.Kind.oracleInventory(Endpoint.OracleInventory())
    static let rest = Endpoint.Kind.rest(path: "/charges")

    /// A box of 50 at $50.00, and a piece at $1.20 that isn't split.
    static var items: [MasterItem] {
        get throws {
            [
                MasterItem(
                    number: "100", description: "IV CATHETER 20G", unit: "BX", unitCost: Money(cents: 5000),
                    packs: [try PackFactor(unit: "BX", contains: 50, of: "EA")]),
                MasterItem(
                    number: "200", description: "STAPLER", unit: "EA", indivisible: true, unitCost: Money(cents: 120)),
            ]
        }
    }

    static let itemMappings = [
        ItemMapping(source: source, code: "CATH", itemNumber: "100"),
        ItemMapping(source: source, code: "STAP", itemNumber: "200", defaultUnit: "EA"),
        ItemMapping(source: source, code: "LOST", itemNumber: "999"),
    ]

    static let locations = [
        LocationEntry(code: "ICU", organization: "M1", subinventory: "MAIN", costCenter: "4010", account: "01-4010"),
        LocationEntry(code: "OR", organization: "M1", subinventory: "SURG", costCenter: nil, account: nil),
    ]

    static var tables: CrosswalkTables {
        get throws {
            var tables = CrosswalkTables()
            tables.items = try items
            tables.itemMappings = itemMappings
            tables.locations = locations.map { (source, $0) }
            return tables
        }
    }

    static func flow(
        ordering: Flow.OrderingKey = .none, maximumQuantity: ExactDecimal? = 500, retry: RetryPolicy = RetryPolicy(),
        event: EventType = .supplyUsed, retention: Duration = .seconds(86_400), payloadRetention: Duration? = nil,
        deadLetterRetention: Duration? = nil
    ) -> Flow {
        Flow(
            name: flowName, purpose: "Stock falls by what was used.", owner: .materials, criticality: .revenue,
            sensitivity: .patient, source: source, messages: ["DFT^P03"], event: event, endpoint: endpoint,
            ordering: ordering, maximumQuantity: maximumQuantity, retry: retry,
            objective: Flow.Objective(percent: 99, within: .seconds(60)), retention: retention,
            payloadRetention: payloadRetention, deadLetterRetention: deadLetterRetention, fields: ["item", "quantity"])
    }

    static func catalog(
        _ flow: Flow = flow(), kind: Endpoint.Kind = rest, concurrency: Int = 4, limit: Endpoint.Limit? = nil,
        policies: Policies = Policies()
    ) -> SiteCatalog {
        SiteCatalog(
            site: "Test", environment: .test, sources: [:],
            endpoints: [
                endpoint: Endpoint(
                    name: endpoint, kind: kind, url: "http://127.0.0.1", concurrency: concurrency, limit: limit)
            ],
            flows: [flow], roles: Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0.rawValue, [$0]) }),
            policies: policies)
    }

    /// A use of `quantity` `unit` of `item`.
    static func use(
        _ item: String? = "CATH", _ quantity: ExactDecimal? = 2, _ unit: UnitCode? = "EA", location: String? = "ICU",
        line: Int = 1, encounter: String? = nil
    ) -> CanonicalEvent {
        var event = CanonicalEvent(type: .supplyUsed, line: line)
        event.item = item.map { CodedValue(code: $0, text: "text of \($0)") }
        event.quantity = quantity
        event.unit = unit
        event.location = location
        event.encounter = encounter
        return event
    }

    /// A message of these events; its bytes follow from its id and them.
    static func message(_ controlID: String, _ events: [CanonicalEvent]) -> IncomingMessage {
        // Written with sorted keys: the description of a dictionary isn't the same twice.
        let content = (try? StateJSON.encode(events)).map { String(decoding: $0, as: UTF8.self) } ?? "\(events)"
        return IncomingMessage(
            source: source, bytes: Array("\(controlID)|\(content)".utf8), controlID: controlID,
            type: "DFT^P03", version: "2.5.1", events: events)
    }
}
