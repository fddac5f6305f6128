import Catalog
import Foundation
import Logging
import Simulator
import SyncModel
import SyncStore

/// The shipped provider network on this machine: its catalog in a folder, everything that it sends to, and the engine.
struct NetworkWorld {
    let services: SimulatedServices
    let receiver: SimulatedReceiver
    let erp: SimulatedERP
    let runtime: EngineRuntime
    /// The folder that the catalog is in.
    let directory: String
    /// The folder that files are written to.
    let out: URL

    /// The secret that a source's senders sign with, or sign in with, by the variable that the catalog names.
    static let secrets = [
        "TALLYWARD_FHIR_KEY": "demo-fhir", "TALLYWARD_ERP_EVENTS_KEY": "demo-erp",
        "TALLYWARD_EHR_EVENTS_KEY": "demo-ehr",
        "TALLYWARD_REVENUE_KEY": "demo-revenue", "TALLYWARD_HR_KEY": "demo-hr",
        "TALLYWARD_RESEARCH_KEY": "demo-research", "TALLYWARD_PROCUREMENT_SECRET": "demo-procurement",
    ]

    /// Writes the catalog into `folder`, starts what it sends to, and the engine.
    static func start(statePath: String, folder: URL, logger: Logger) async throws -> NetworkWorld {
        let directory = folder.appendingPathComponent("catalog").path
        do throws(ShippedCatalogProblem) { _ = try ShippedCatalog.network.write(to: directory) } catch {
            throw Failure("\(error)", code: .failed)
        }
        let codes = try SampleCodes.loaded(from: directory)
        let settings = ERPSettings()
        for (name, value) in secrets { unsafe setenv(name, value, 1) }
        unsafe setenv("TALLYWARD_ERP_CLIENT_ID", settings.clientID, 1)
        unsafe setenv("TALLYWARD_ERP_CLIENT_SECRET", settings.clientSecret, 1)
        let erp = SimulatedERP(master: ERPMasterData(codes), settings: settings)
        let (services, receiver) = (SimulatedServices(), SimulatedReceiver())
        let (erpPort, port, mllpPort) = (try await erp.start(), try await services.start(), try await receiver.start())
        let (drop, out) = (folder.appendingPathComponent("drop"), folder.appendingPathComponent("out"))
        var values = Dictionary(uniqueKeysWithValues: variables.map { ($0, "http://127.0.0.1:\(port)") })
        values.merge(
            [
                "TALLYWARD_ERP_URL": "http://127.0.0.1:\(erpPort)",
                "TALLYWARD_EHR_MLLP_URL": "mllp://127.0.0.1:\(mllpPort)", "TALLYWARD_DROP": drop.path,
                "TALLYWARD_SETTLED_AFTER": "1s", "TALLYWARD_OUT": out.path, "TALLYWARD_CLOSE_AFTER": "1s",
            ]) { $1 }
        for name in ["EHR", "SUPPLIES", "PHARMACY", "HTTP"] { values["TALLYWARD_\(name)_PORT"] = "0" }
        var catalog: SiteCatalog
        do throws(CatalogProblems) {
            catalog = try CatalogLoader(directory: directory, settings: values).load()
        } catch { throw Failure("\(error)", code: .badCatalog) }
        catalog.policies.undoWindow = .zero
        for path in catalog.sources.values.compactMap({ $0.folder?.path })
            + catalog.endpoints.values.compactMap({ $0.fileExport?.folder })
        {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        let runtime = try await EngineRuntime.start(
            statePath: statePath, catalog: catalog, logger: logger, demoRoles: Set(Role.allCases)
        ) { store in
            try store.commit(now: .systemNow) { transaction in
                for item in codes.items { try transaction.write(item, author: "demo") }
                for fix in codes.fixes { try transaction.write(fix, author: "demo") }
            }
        }
        return NetworkWorld(
            services: services, receiver: receiver, erp: erp, runtime: runtime, directory: directory, out: out)
    }

    /// Where each service is, by the variable that the catalog names.
    private static let variables = ["FINANCE", "CARE", "CRM", "DATA", "PROCUREMENT", "EHR_FHIR", "PAYROLL"]
        .map { "TALLYWARD_\($0)_URL" }

    /// Stops what the engine sends to.
    func stop() async {
        await erp.stop()
        await services.stop()
        await receiver.stop()
    }
}

extension ERPMasterData {
    /// An ERP that has the items and the store rooms that a crosswalk speaks of.
    fileprivate init(_ codes: CrosswalkImport) {
        var rooms: [String: Set<String>] = [:]
        for case .mapLocation(_, let entry) in codes.fixes {
            rooms[entry.organization, default: []].insert(entry.subinventory)
        }
        for case .mapLocation(_, let entry)? in codes.entries.map(\.content.mapping) {
            rooms[entry.organization, default: []].insert(entry.subinventory)
        }
        self.init(items: codes.items, subinventories: rooms)
    }
}
