import Catalog
import Foundation
import Logging
import Measures
import NIOPosix
import SyncEngine
import SyncModel
import SyncStore

@testable import Inbound

/// A site that takes what Tallyward takes, with a real engine on a state of its own behind real ports.
struct PublishedSite {
    let reader: StateReader
    let mllp: Int
    let http: Int

    /// What is published, where the environment names the folder.
    static func folder(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// The files of a folder and those below it, by their names.
    static func files(in folder: String, _ endings: [String]) throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            .filter { name in endings.contains { name.hasSuffix($0) } }
            .compactMap { name in
                FileManager.default.contents(atPath: "\(folder)/\(name)").map { (name, [UInt8]($0)) }
            }
    }

    /// Runs an engine for as long as `body` does.
    static func run(_ body: (PublishedSite) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "published-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "state.db").path
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let core = try EngineCore(
            store: try EngineStore(path: path, holder: "test", now: .systemNow), catalog: catalog,
            destinations: ["erp": Taker()], logger: logger)
        try core.start()
        let mllp = MLLPServer(
            source: ehr, listener: MLLPListener(host: "127.0.0.1", port: 0), flows: catalog.flows,
            contracts: catalog.contracts, intake: core, group: MultiThreadedEventLoopGroup.singleton, logger: logger,
            now: { .systemNow })
        let services = HTTPServer.Services(
            intake: core, isHealthy: { core.takesIn },
            reader: { try CatalogBodyReader(source: $0, contracts: catalog.contracts) }, fetch: { _ in [] },
            environment: [:], now: { .systemNow })
        let http = try HTTPServer.servers(
            for: [fhir], flows: catalog.flows, services: services, group: MultiThreadedEventLoopGroup.singleton,
            logger: logger)[0]
        let site = PublishedSite(
            reader: try StateReader(path: path), mllp: try await mllp.start(), http: try await http.start())
        try await body(site)
        await mllp.drain(within: .seconds(10))
        await http.drain(within: .seconds(10))
        await core.stop(drainingWithin: .seconds(10))
    }

    /// Takes every delivery at once.
    private struct Taker: Destination {
        func send(_ work: DeliveryWork) async -> DeliveryOutcome { .delivered(document: "D\(work.id)") }
        func lookUp(_ work: DeliveryWork) async -> LookUpOutcome { .absent }
        func probe() async -> Result<Void, AttemptFailure> { .success(()) }
    }

    // MARK: The catalog

    private static let charged = EventType(rawValue: "charge.finalized")
    private static let discharged = EventType(rawValue: "encounter.discharged")
    private static let onboarded = EventType(rawValue: "provider.onboarded")

    private static let contracts = [
        EventContract(
            type: charged, version: 1, purpose: "What a patient is charged for.",
            fields: [
                FieldDefinition(name: "code", kind: .text, isRequired: true),
                FieldDefinition(name: "quantity", kind: .number), FieldDefinition(name: "visit", kind: .text),
            ]),
        EventContract(
            type: discharged, version: 1, purpose: "That a stay is over.",
            fields: [
                FieldDefinition(name: "visit", kind: .text, isRequired: true),
                FieldDefinition(name: "ended", kind: .time),
            ]),
        EventContract(
            type: onboarded, version: 1, purpose: "Who works here.",
            fields: [
                FieldDefinition(name: "number", kind: .text, isRequired: true),
                FieldDefinition(name: "name", kind: .text),
            ]),
    ]

    private static func fields(_ paths: [String: String]) -> [String: FieldReading] {
        paths.mapValues { FieldReading(paths: [$0]) }
    }

    private static let ehr = Source(
        name: "ehr", kind: .mllp(MLLPListener(host: "127.0.0.1", port: 0)),
        readings: [
            MessageReading(
                message: "ADT^A03", event: discharged, fields: fields(["visit": "PV1-19.1", "ended": "PV1-45"])),
            MessageReading(
                message: "MFN^M02", event: onboarded, each: "STF",
                fields: fields(["number": "STF-1.1", "name": "STF-3.1"])),
        ])

    private static let fhir = Source(
        name: "fhir",
        kind: .http(
            HTTPListener(address: HTTPAddress(host: "127.0.0.1", port: 0), path: "/fhir", content: .fhir)),
        readings: [
            MessageReading(
                message: "fhir:ChargeItem", event: charged,
                fields: fields([
                    "code": "code.coding[0].code", "quantity": "quantity.value", "visit": "context.reference",
                ])),
            MessageReading(
                message: "fhir:Encounter", event: discharged, conditions: ["status": ["finished"]],
                fields: fields(["visit": "id", "ended": "period.end"])),
            MessageReading(
                message: "fhir:Practitioner", event: onboarded,
                fields: fields(["number": "identifier[0].value", "name": "name[0].family"])),
        ])

    private static let catalog = SiteCatalog(
        site: "Published", environment: .test, sources: ["ehr": ehr, "fhir": fhir],
        endpoints: ["erp": Endpoint(name: "erp", kind: .rest(path: "/"), url: "http://127.0.0.1:9")],
        flows: [
            Samples.flow("supply", ["DFT^P03"], .supplyUsed),
            Samples.flow("doses", ["RAS^O17"], .medicationAdministered),
            Samples.flow("discharges", ["ADT^A03"], discharged), Samples.flow("staff", ["MFN^M02"], onboarded),
            Samples.flow("late", ["DFT^P11", "ADT^A13"], .messageReceived),
            HTTPSamples.flow("fhir-supply", ["fhir:SupplyDelivery"], .supplyUsed),
            HTTPSamples.flow("fhir-doses", ["fhir:MedicationAdministration"], .medicationAdministered),
            HTTPSamples.flow("fhir-charges", ["fhir:ChargeItem"], charged),
            HTTPSamples.flow("fhir-discharges", ["fhir:Encounter"], discharged),
            HTTPSamples.flow("fhir-staff", ["fhir:Practitioner"], onboarded),
        ], roles: ["*": [.administrator]], contracts: contracts)
}

/// What came of each kind of sample, to be read by people.
struct PublishedTable {
    private var counts: [String: Int] = [:]

    mutating func note(_ kind: String, _ outcome: String) { counts["\(kind)  \(outcome)", default: 0] += 1 }

    func show(_ title: String) {
        print("\(title):")
        for (line, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(count) × \(line)") }
    }
}
