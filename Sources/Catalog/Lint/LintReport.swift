/// What `tallyward lint` has to say of a catalog.
public struct LintReport: Sendable {
    /// The catalog, where no mistake keeps it from being read. It may be incomplete all the same.
    public var catalog: SiteCatalog?
    /// Every problem by place.
    public var problems: [CatalogProblem]

    /// How many problems are errors.
    public var errorCount: Int { problems.count { $0.severity == .error } }
    /// How many problems are warnings.
    public var warningCount: Int { problems.count { $0.severity == .warning } }

    /// 0 where the catalog may be merged, else 1.
    public func exitCode(warningsAreErrors: Bool = false) -> Int32 {
        errorCount > 0 || warningsAreErrors && warningCount > 0 ? 1 : 0
    }

    /// The last line: how much was checked and how it went.
    public var summary: String {
        let verdict = "\(Self.count(errorCount, "error")), \(Self.count(warningCount, "warning"))"
        guard let catalog else { return verdict }
        let parts = [
            Self.count(catalog.sources.count, "source"), Self.count(catalog.endpoints.count, "endpoint"),
            Self.count(catalog.flows.count, "flow"), Self.count(catalog.runbookPages.count, "runbook page"),
        ]
        return "\(parts.joined(separator: ", ")): \(verdict)"
    }

    private static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension CatalogLoader {
    /// Reads the catalog and checks that it is complete: what a pull request has to pass.
    public func lint() -> LintReport {
        let reading = read { catalog, findings in
            CompletenessRules(catalog: catalog, findings: findings).check()
        }
        return LintReport(catalog: reading.catalog, problems: reading.problems)
    }
}
