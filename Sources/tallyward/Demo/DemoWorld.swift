import Catalog
import Foundation
import Logging
import ServiceLifecycle
import Simulator
import SyncModel
import SyncStore

/// A simulated hospital and a simulated ERP with the engine between them, over real sockets on this machine.
struct DemoWorld {
    let site: SimulatedSite
    let erp: SimulatedERP
    let hospital: SimulatedHospital
    let runtime: EngineRuntime

    /// How the world is made.
    struct Plan {
        var statePath: String
        var seed: UInt64
        var messageCount: Int?
        var messagesPerSecond: Double
        var rates = HospitalRates()
    }

    /// Starts the ERP and the engine; the hospital sends once ``SimulatedHospital/run()`` is called.
    static func start(_ plan: Plan, logger: Logger) async throws -> DemoWorld {
        let site = SimulatedSite(seed: plan.seed, source: "ehr")
        let settings = ERPSettings(seed: plan.seed)
        // The catalog names the secrets by variable, as a real one does.
        unsafe setenv("TALLYWARD_ERP_CLIENT_ID", settings.clientID, 1)
        unsafe setenv("TALLYWARD_ERP_CLIENT_SECRET", settings.clientSecret, 1)
        let erp = SimulatedERP(site: site, settings: settings)
        let erpPort = try await erp.start()
        var catalog: SiteCatalog
        do throws(CatalogProblems) {
            catalog = try ShippedCatalog.demo.load(settings: [
                "TALLYWARD_ERP_URL": "http://127.0.0.1:\(erpPort)", "TALLYWARD_MLLP_PORT": "0",
            ])
        } catch { throw Failure("\(error)", code: .badCatalog) }
        // Nobody takes anything back in a run that ends by itself.
        if plan.messageCount != nil { catalog.policies.undoWindow = .zero }
        let runtime = try await EngineRuntime.start(
            statePath: plan.statePath, catalog: catalog, logger: logger, demoRoles: Set(Role.allCases)
        ) { store in try seed(store, from: site) }
        guard let port = runtime.ports.values.first else { throw Failure("The demo's catalog has no source.") }
        let hospital = SimulatedHospital(
            site: site,
            settings: HospitalSettings(
                port: port, rates: plan.rates, messageCount: plan.messageCount,
                messagesPerSecond: plan.messagesPerSecond,
                controlIDPrefix: prefix()),
            seed: plan.seed)
        return DemoWorld(site: site, erp: erp, hospital: hospital, runtime: runtime)
    }

    /// Two runs on one state must not use a control id twice for different messages.
    private static func prefix() -> String {
        String(UInt64(UTCTime.systemNow.milliseconds) % 1_679_616, radix: 36).uppercased()
    }

    private static func seed(_ store: EngineStore, from site: SimulatedSite) throws {
        try store.commit(now: .systemNow) { transaction in
            for item in site.items { try transaction.write(item, author: "demo") }
            for mapping in site.mappings { try transaction.write(.mapItem(mapping), author: "demo") }
            for unit in site.units { try transaction.write(.defineUnit(unit, factor: nil), author: "demo") }
            for location in site.locations {
                try transaction.write(.mapLocation(source: site.source, location), author: "demo")
            }
            try transaction.audit(
                actor: "demo", action: "seed", subject: "crosswalk",
                detail: "\(site.items.count) items, \(site.mappings.count) mappings")
        }
    }
}
