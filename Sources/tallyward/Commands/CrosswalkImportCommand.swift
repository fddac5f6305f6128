import ArgumentParser
import Control
import Foundation
import SyncModel
import SyncStore

/// `tallyward crosswalk import`.
struct CrosswalkImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Loads entries from a CSV file, exactly as a dry run of it shows.",
        discussion: """
            The first line names the columns, as `tallyward crosswalk export` writes them. Entries that the file names say \
            afterwards just what its lines say; all others stay. Nothing is loaded while any line is wrong. What waited \
            for an entry goes out. With --digest, nothing is loaded unless it comes to what that dry run showed.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file.")
    var file: String

    @Flag(name: .long, help: "Only say what it would do.")
    var dryRun = false

    @Option(name: .long, help: "The digest of the dry run that it must still come to.")
    var digest: String?

    @Option(name: .long, help: "How many changes are shown.")
    var show = 20

    func run() async throws {
        try await reporting {
            var sheet = SheetImport(try read())
            guard sheet.contents.problemCount == 0 else { return try refuse(sheet) }
            guard sheet.contents.count > 0 else { throw Failure("\(file) has no line to load.", code: .badData) }
            while let part = sheet.unseen {
                let reply = try await EngineAccess.ask(.previewImport(part), site).orFailure()
                guard case .importPreview(let preview) = reply else {
                    throw Failure("The engine answered something else than a dry run.", code: .unavailable)
                }
                sheet.take(preview)
            }
            guard sheet.isClear else { return try refuse(sheet) }
            if let digest, digest != sheet.digest {
                throw Failure(
                    "It comes to something else than the dry run \(digest): now \(sheet.digest). Look at it again.",
                    code: .badData)
            }
            guard !dryRun else { return try output.print(SheetReport(sheet), lines: sheet.lines(showing: show)) }
            try await load(&sheet)
        }
    }

    private func read() throws -> CrosswalkSheet.Contents {
        do throws(SheetFile.Problem) {
            return CrosswalkSheet.read(try SheetFile.read(file), offset: LocalDay.offset)
        } catch { throw Failure("\(error)", code: .badData) }
    }

    /// Says what is wrong, and ends with a failure.
    private func refuse(_ sheet: SheetImport) throws {
        let report = SheetReport(sheet)
        try output.print(report, lines: report.errors.prefix(100).map { "line \($0.line): \($0.sentence)" })
        throw Failure("Nothing is loaded: \(report.errorCount) of its lines are wrong.", code: .badData)
    }

    private func load(_ sheet: inout SheetImport) async throws {
        let total = sheet.total.new + sheet.total.changed
        var pending: [String] = []
        while let part = sheet.unloaded {
            let reply = try await EngineAccess.ask(.importCrosswalk(part), site)
            switch reply {
            case .pending(_, let sentence): pending.append(sentence)
            case .refused(_, let sentence):
                throw Failure(
                    "\(sheet.loadedChanges) of \(total) changes were loaded, the rest not: \(sentence)",
                    code: .badData)
            default: break
            }
            sheet.takeLoaded()
        }
        let lines = pending.isEmpty ? ["Loaded \(total) changes."] + sheet.lines(showing: show) : pending
        try output.print(SheetReport(sheet), lines: lines)
    }
}

/// What an import comes to, for programs.
private struct SheetReport: Encodable {
    var lines: Int
    var entries: Int
    var added: Int
    var changed: Int
    var ended: Int
    var unchanged: Int
    var digest: String
    var errors: [Line]
    var errorCount: Int
    var changes: [ChangeLine]

    struct Line: Encodable {
        var line: Int
        var sentence: String
    }

    init(_ sheet: SheetImport) {
        let (total, places) = (sheet.total, sheet.lines)
        lines = sheet.contents.count
        entries = sheet.contents.entries.count
        (added, changed, ended, unchanged) = (total.new, total.changed, total.ended, total.same)
        digest = total.digest
        let conflicts = total.conflicts.map { conflict in
            Line(line: places[conflict.key.words] ?? 0, sentence: "\(conflict.key.words): \(conflict.sentence)")
        }
        errors =
            sheet.contents.problems.map { Line(line: $0.line, sentence: $0.sentence) }
            + conflicts.sorted { $0.line < $1.line }
        errorCount = sheet.contents.problemCount + total.conflicts.count
        changes = total.changes
    }
}

extension SheetImport {
    /// What it comes to, for people.
    fileprivate func lines(showing most: Int) -> [String] {
        let (total, places) = (total, lines)
        let count = total.new + total.changed
        var lines = [
            "\(contents.count) lines, \(contents.entries.count) entries: \(total.new) added, \(total.changed) changed "
                + "(\(total.ended) of them end), \(total.same) unchanged.", "digest \(digest)",
        ]
        lines += total.changes.prefix(most).map { change in
            "line \(places[change.what] ?? 0): \(change.what): \(change.before ?? "nothing") -> "
                + (change.after ?? "nothing")
        }
        if count > most { lines.append("… and \(count - most) more; --show lists as many.") }
        return lines
    }
}
