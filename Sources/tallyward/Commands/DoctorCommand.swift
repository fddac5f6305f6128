import ArgumentParser
import Catalog
import Foundation
import SyncModel
import SyncStore
import Terminal

/// `tallyward doctor`: looks at everything that Tallyward stands on, and changes nothing.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at the state, its disk, the engine, the catalog and the terminal, and says what to do.",
        discussion: "Exit code 0 where there is no problem, 1 where there is one; warnings don't count.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Open a connection to each endpoint too; nothing is sent.")
    var probe = false

    /// What `--json` prints.
    struct Report: Encodable {
        var findings: [Finding]
        var problems: Int
        var warnings: Int

        init(_ findings: [Finding]) {
            self.findings = findings
            problems = findings.count { $0.verdict == .problem }
            warnings = findings.count { $0.verdict == .warning }
        }

        var lines: [String] {
            findings.map(\.line) + [
                problems == 0 && warnings == 0
                    ? "All is well." : "\(problems) problems, \(warnings) warnings."
            ]
        }
    }

    func run() async throws {
        try await reporting {
            let report = Report(await findings())
            try output.print(report, lines: report.lines)
            if report.problems > 0 { throw ExitCode(Failure.Code.failed.rawValue) }
        }
    }

    private func findings() async -> [Finding] {
        var findings = StateDiagnosis(
            inspection: StateInspection(path: site.statePath), release: .current, now: .systemNow
        ).findings
        do {
            let catalog = CatalogDiagnosis(name: site.catalogName, report: try site.lint())
            findings += catalog.findings
            findings += RetentionDiagnosis.findings(
                statePath: site.statePath, catalog: catalog.report.catalog, now: .systemNow)
            findings += catalog.secrets(environment: ProcessInfo.processInfo.environment)
            findings += catalog.proofs(environment: ProcessInfo.processInfo.environment)
            findings += FolderDiagnosis.findings(of: catalog.report.catalog)
            findings += ZoneDiagnosis.findings(
                of: catalog.report.catalog, doubt: ClockZone.machineDoubt(now: .systemNow), now: .systemNow)
            if probe { findings += await catalog.probe() }
        } catch { findings.append(Finding("catalog", .problem, "\(error)")) }
        return findings + TerminalDiagnosis.current(themes: .standard()).findings
    }
}
