import Foundation
import SyncModel

/// A catalog that comes with the program, kept in the program itself: nothing is looked for at run time.
public struct ShippedCatalog: Sendable {
    /// Its name: `demo`, `network` or `bench`.
    public let name: String
    /// Its files, as a site would have them in a directory.
    public let tree: MemoryTree

    /// The simulated hospital: supplies and medications to an inventory, one source, one endpoint.
    public static let demo = ShippedCatalog(
        name: "demo",
        files: [
            "site.yaml": PackageResources.demo_site_yaml,
            "roles.yaml": PackageResources.demo_roles_yaml,
            "notifications.yaml": PackageResources.demo_notifications_yaml,
            "policies.yaml": PackageResources.demo_policies_yaml,
            "sources/ehr.yaml": PackageResources.demo_ehr_yaml,
            "endpoints/erp-inventory.yaml": PackageResources.demo_erp_inventory_yaml,
            "flows/supply-usage.yaml": PackageResources.demo_supply_usage_yaml,
            "flows/medication-administered.yaml": PackageResources.demo_medication_administered_yaml,
        ])

    /// For measuring: whole messages to a REST service.
    public static let bench = ShippedCatalog(
        name: "bench",
        files: [
            "site.yaml": PackageResources.bench_site_yaml,
            "roles.yaml": PackageResources.bench_roles_yaml,
            "sources/sender.yaml": PackageResources.bench_sender_yaml,
            "endpoints/charges.yaml": PackageResources.bench_charges_yaml,
            "flows/bench.yaml": PackageResources.bench_flow_yaml,
        ])

    /// All of them.
    public static let all = [demo, network, bench]

    init(name: String, files: [String: [UInt8]]) {
        self.name = name
        let pages = FaultCode.allCases.map { ($0.runbookPath, $0.shippedRunbook) }
        tree = MemoryTree(files: files.merging(pages) { file, _ in file })
    }

    /// The catalog with `settings` put in: the environment, with the command line's settings over it.
    public func load(settings: [String: String]) throws(CatalogProblems) -> SiteCatalog {
        try CatalogLoader(tree: tree, settings: settings).load()
    }

    /// Writes the files into a directory, which is made where it is missing. A directory that holds anything, hidden
    /// entries aside, is left as it is.
    ///
    /// - Returns: the paths that were written, within the directory.
    public func write(to directory: String) throws(ShippedCatalogProblem) -> [String] {
        try Self.checkEmpty(directory)
        let paths = tree.files.keys.sorted()
        for path in paths {
            let target = URL(fileURLWithPath: directory).appendingPathComponent(path)
            do {
                try FileManager.default.createDirectory(
                    at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(tree.files[path] ?? []).write(to: target, options: .withoutOverwriting)
            } catch {
                throw .notWritten(target.path, error.localizedDescription.quotable)
            }
        }
        return paths
    }

    private static func checkEmpty(_ directory: String) throws(ShippedCatalogProblem) {
        let present: [CatalogEntry]
        do {
            present = try DirectoryTree(path: directory).entries(in: "")
        } catch {
            if error == .missing { return }
            throw .notWritten(directory, "it isn't a directory that can be read")
        }
        guard present.allSatisfy({ $0.name.hasPrefix(".") }) else { throw .notEmpty(directory) }
    }
}

/// Why a shipped catalog wasn't written.
public enum ShippedCatalogProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The directory holds something already.
    case notEmpty(String)
    /// A path can't be written, for this reason.
    case notWritten(String, String)

    /// What is wrong and what to do, in one sentence.
    public var description: String {
        switch self {
        case .notEmpty(let path):
            "\(path.quotable) holds files already and was left as it is; name a new or an empty directory."
        case .notWritten(let path, let reason):
            "\(path.quotable) can't be written (\(reason)); choose a directory you may write to."
        }
    }
}

extension FaultCode {
    /// The page of the shipped catalogs on this fault.
    fileprivate var shippedRunbook: [UInt8] {
        switch self {
        case .itemUnmapped: PackageResources.item_unmapped_md
        case .unitInvalid: PackageResources.unit_invalid_md
        case .conversionMissing: PackageResources.unit_no_conversion_md
        case .packSplit: PackageResources.unit_pack_split_md
        case .locationUnknown: PackageResources.location_unknown_md
        case .codeUnmapped: PackageResources.code_unmapped_md
        case .codeValueInvalid: PackageResources.code_value_invalid_md
        case .costCenterMissing: PackageResources.cost_center_missing_md
        case .quantityOutOfRange: PackageResources.quantity_out_of_range_md
        case .itemRejected: PackageResources.erp_item_rejected_md
        case .unitRejected: PackageResources.erp_unit_rejected_md
        case .stockShort: PackageResources.erp_stock_short_md
        case .periodClosed: PackageResources.erp_period_closed_md
        case .approvalNeeded: PackageResources.approval_needed_md
        case .accountingPeriodClosed: PackageResources.period_closed_md
        case .rejected: PackageResources.erp_rejected_md
        case .unauthorized: PackageResources.erp_unauthorized_md
        case .messageMalformed: PackageResources.message_malformed_md
        case .messageUnsupported: PackageResources.message_unsupported_md
        case .contractViolated: PackageResources.contract_violated_md
        case .reversalUnmatched: PackageResources.reversal_unmatched_md
        case .eventRepeated: PackageResources.event_repeated_md
        case .matchWaiting: PackageResources.match_waiting_md
        case .matchMismatch: PackageResources.match_mismatch_md
        case .booksDiffer: PackageResources.reconciliation_difference_md
        case .ownershipConflict: PackageResources.ownership_conflict_md
        case .controlIDConflict: PackageResources.message_control_id_conflict_md
        case .outcomeUnknown: PackageResources.delivery_outcome_unknown_md
        case .attemptsExhausted: PackageResources.delivery_attempts_exhausted_md
        }
    }
}
