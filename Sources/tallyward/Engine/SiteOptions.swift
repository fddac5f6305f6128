import ArgumentParser
import Catalog
import Foundation
import SyncModel

/// Which state and which catalog a command is about.
struct SiteOptions: ParsableArguments {
    @Option(name: .long, help: "The state file; $TALLYWARD_STATE, else tallyward.db in this folder.")
    var state: String?

    @Option(
        name: .long,
        help: "The catalog's folder, or the shipped `demo` or `bench`; $TALLYWARD_CATALOG, else catalog in this folder."
    )
    var catalog: String?

    @Option(name: .customLong("set"), help: "A value for the catalog's ${NAME}, as NAME=VALUE; may be repeated.")
    var settings: [String] = []

    /// The path of the state file.
    var statePath: String { state ?? environment["TALLYWARD_STATE"] ?? "tallyward.db" }

    private var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Reads the catalog.
    ///
    /// - Throws: a `ValidationError`-like failure with every mistake in it.
    func loadCatalog() throws -> SiteCatalog {
        let values = try values()
        let name = catalogName
        do throws(CatalogProblems) {
            if let shipped { return try shipped.load(settings: values) }
            return try CatalogLoader(directory: name, settings: values).load()
        } catch {
            throw Failure("The catalog \(name) can't be used:\n\(error)", code: .badCatalog)
        }
    }

    /// Where the site's days are: as its catalog says, and without one where this machine is.
    func clocks() throws -> ClockZone {
        let isThere = shipped != nil || FileManager.default.fileExists(atPath: catalogName)
        return isThere || catalog != nil ? try loadCatalog().clocks : .machine
    }

    /// Checks the catalog as `tallyward lint` does.
    func lint() throws -> LintReport {
        let values = try values()
        if let shipped { return CatalogLoader(tree: shipped.tree, settings: values).lint() }
        return CatalogLoader(directory: catalogName, settings: values).lint()
    }

    /// The catalog's folder, or the name of a shipped one.
    var catalogName: String { catalog ?? environment["TALLYWARD_CATALOG"] ?? "catalog" }

    /// The shipped catalog of that name, unless there is a folder of it.
    private var shipped: ShippedCatalog? {
        guard !FileManager.default.fileExists(atPath: catalogName) else { return nil }
        return ShippedCatalog.all.first { $0.name == catalogName }
    }

    /// The values for the catalog's `${NAME}`.
    private func values() throws -> [String: String] {
        var values = environment
        for setting in settings {
            guard let equals = setting.firstIndex(of: "=") else {
                throw Failure("--set \(setting): write it as NAME=VALUE.", code: .usage)
            }
            values[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
        }
        return values
    }
}
