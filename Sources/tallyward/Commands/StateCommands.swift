import ArgumentParser
import Catalog
import Console
import Foundation
import SyncModel
import SyncStore

/// `tallyward verify`: proves the books from the rows.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Proves from the rows that the books balance, payloads are whole and the audit chain holds.",
        discussion: "Exit code 0 where all is well, 1 where anything isn't as it should be.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let verification = try EngineAccess.reader(site).verify()
            try output.print(verification, lines: Self.lines(verification))
            if !verification.findings.isEmpty { throw ExitCode(Failure.Code.failed.rawValue) }
        }
    }

    /// The sheet and what was found.
    static func lines(_ verification: Verification) -> [String] {
        var lines = verification.total.lines
        lines.append("\(verification.messages) payloads and \(verification.auditRecords) audit records checked.")
        lines += verification.findings.map { "WRONG: \($0)" }
        if verification.findings.isEmpty { lines.append(conclusion(verification.total[.waitingForPeople])) }
        return lines
    }

    /// What it means that nothing was found; what waits for people is on record, and isn't done.
    private static func conclusion(_ waiting: Int) -> String {
        switch waiting {
        case 0: "Everything is where it should be."
        case 1: "Nothing is lost; 1 delivery waits for people."
        default: "Nothing is lost; \(waiting) deliveries wait for people."
        }
    }
}

extension BalanceSheet {
    /// The sheet, a line each.
    var lines: [String] {
        let rest = BalanceLine.allCases.filter { $0 != .accepted }
        return ["accepted             \(String(self[.accepted]).right(9))"]
            + rest.map { "  \($0.title.column(18)) \(String(self[$0]).right(9))" }
            + [isBalanced ? "BALANCED" : "OUT OF BALANCE by \(self[.accepted] - accountedFor)"]
    }
}

/// `tallyward status`: the overview once, as text.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Prints the overview once, for scripts and logs.",
        discussion: """
            Exit code 0 where all is well (people may have work all the same), 1 where something is slower or later than \
            it should be, 2 where it is critical, no engine works, or the state can't be read.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let report: StatusReport
            do throws(StateFileProblem) {
                report = try StateReader(path: site.statePath).status(now: .systemNow)
            } catch { throw Failure("\(error)", code: .critical) }
            if output.json {
                try output.json(StatusDocument(report))
            } else {
                print(PlainStatus.text(report), terminator: "")
            }
            if report.level != .ok { throw ExitCode(report.level.rawValue) }
        }
    }
}

/// `tallyward lint`: checks a catalog.
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Checks a catalog, and tells of every mistake with its file, line and column.")

    @Argument(help: "The catalog's folder.")
    var directory = "catalog"

    @Flag(name: .long, help: "Warnings fail too.")
    var strict = false

    func run() throws {
        let loader = CatalogLoader(directory: directory, settings: ProcessInfo.processInfo.environment)
        let report = loader.lint()
        for problem in report.problems { print("\(problem)".printable) }
        print(report.summary)
        throw ExitCode(report.exitCode(warningsAreErrors: strict))
    }
}

/// `tallyward init`: scaffolds a catalog.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Writes a catalog to start from into a new folder.")

    @Argument(help: "The folder to make.")
    var directory = "catalog"

    @Option(name: .long, help: "Which shipped catalog to start from: demo, network or bench.")
    var from = "demo"

    func run() throws {
        guard let shipped = ShippedCatalog.all.first(where: { $0.name == from }) else {
            let sentence = "There is no shipped catalog \(from); there are demo, network and bench."
            throw Failure(sentence, code: .usage).exit()
        }
        do throws(ShippedCatalogProblem) {
            let paths = try shipped.write(to: directory)
            print("Wrote \(paths.count) files to \(directory). What to do next:".printable)
            for (command, words) in Self.next(shipped, paths, in: directory) {
                print("  \(command.column(44)) \(words)".printable)
            }
        } catch { throw Failure("\(error)").exit() }
    }

    /// What is worth doing with a catalog just written, each with what it is for.
    static func next(
        _ shipped: ShippedCatalog, _ paths: [String], in directory: String
    ) -> [(command: String, words: String)] {
        var steps = [("tallyward lint \(directory)", "checks it, with file and line")]
        if paths.contains(where: { $0.hasPrefix("samples/") }) {
            steps.append(("tallyward catalog test \(directory)", "runs its samples through it"))
        }
        if paths.contains("README.md") { steps.append(("less \(directory)/README.md", "says what it holds")) }
        let demo = shipped.name == ShippedCatalog.network.name ? "tallyward demo --flow list" : "tallyward demo"
        steps.append((demo, "shows it at work, on this machine only"))
        return steps
    }

}
