import Catalog
import SyncEngine
import SyncModel
import SyncStore

/// What is to be said of what is kept and for how long.
enum RetentionDiagnosis {
    /// More than so many due messages while an engine works mean that it doesn't get to them.
    private static let manyDue = 10_000

    /// Looks at the state at `path` by the terms of a catalog; nothing where either can't be read: others say so.
    static func findings(statePath path: String, catalog: SiteCatalog?, now: UTCTime) -> [Finding] {
        guard let catalog, let reader = try? StateReader(path: path),
            let report = try? reader.retention(by: RetentionPolicy(catalog), now: now, limit: manyDue)
        else { return [] }
        return [finding(report)]
    }

    /// The finding for a report.
    static func finding(_ report: RetentionReport) -> Finding {
        let removed =
            report.lastAt.map { "\(report.messages.grouped) messages were removed, the last at \($0)." }
            ?? "Nothing was removed yet."
        guard report.due >= manyDue else {
            return Finding("retention", .fine, "\(removed) \(report.dueLine)")
        }
        return Finding(
            "retention", .warning,
            "\(removed) \(report.due.grouped) or more are due: keep an engine running; it removes "
                + "them when it is quiet.")
    }
}
