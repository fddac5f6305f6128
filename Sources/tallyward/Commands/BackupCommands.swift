import ArgumentParser
import Catalog
import Control
import Foundation
import SyncModel
import SyncStore

/// `tallyward backup`: copies the state while the engine works on it.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the state into a file, checks the copy, and puts it in its place at once or not at all.",
        discussion: "The engine may run. Exit code 1 where the copy is kept, but verify has findings.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file to make. It holds patient data: protect it as the state.")
    var file: String

    @Flag(name: .long, help: "Replace the file where there is one.")
    var force = false

    func run() async throws {
        try await reporting {
            let report: BackupReport
            do throws(BackupProblem) {
                report = try StateBackup.make(of: site.statePath, to: file, replacing: force)
            } catch { throw Failure("\(error)", code: .unavailable) }
            try output.print(report, lines: Self.lines(report))
            if !report.verification.findings.isEmpty { throw ExitCode(Failure.Code.failed.rawValue) }
        }
    }

    static func lines(_ report: BackupReport) -> [String] {
        let newest = report.newestMessageAt.map { ", the last received at \($0)" } ?? ""
        return [
            "\(report.path): \(report.bytes.asBytes), \(report.verification.messages) messages\(newest)."
        ] + VerifyCommand.lines(report.verification)
    }
}

/// `tallyward restore`: puts a backup in the state's place.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Puts a backup in the place of the state; the engine must have ended.",
        discussion: """
            The state that is there now is kept beside it under another name. What was on the way when the backup was \
            made is looked up before it is sent again, where its destination doesn't honour idempotency keys.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The backup.")
    var file: String

    @Flag(name: .long, help: "Take a backup that verify has findings on.")
    var acceptFindings = false

    func run() async throws {
        try await reporting {
            let unkeyed = try site.loadCatalog().endpoints.values.filter { !$0.kind.honoursIdempotencyKey }
            let report: StateRestore.Report
            do throws(BackupProblem) {
                report = try StateRestore.restore(
                    file, over: site.statePath, unkeyed: Set(unkeyed.map(\.name)), by: UserName.own, now: .systemNow,
                    acceptingFindings: acceptFindings)
            } catch { throw Failure("\(error)", code: .unavailable) }
            try output.print(report, lines: Self.lines(report))
        }
    }

    static func lines(_ report: StateRestore.Report) -> [String] {
        var lines = ["Restored \(report.backup.verification.messages) messages from \(report.backup.path)."]
        if let aside = report.setAside { lines.append("What was there before is kept as \(aside).") }
        if report.inDoubt > 0 {
            lines.append("\(report.inDoubt) deliveries are looked up at their destination before anything is sent.")
        }
        if let newest = report.backup.newestMessageAt {
            lines.append("Have your senders send again what they sent after \(newest). Then start the engine.")
        }
        return lines
    }
}
