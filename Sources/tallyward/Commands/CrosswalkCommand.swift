import ArgumentParser
import Control
import Foundation
import SyncModel
import SyncStore

/// `tallyward crosswalk`: what the senders' codes mean.
struct CrosswalkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crosswalk", abstract: "Lists, exports and imports what the senders' codes mean at the ERP.",
        subcommands: [
            CrosswalkListCommand.self, CrosswalkHistoryCommand.self, CrosswalkMissedCommand.self,
            CrosswalkPacksCommand.self, CrosswalkPackCommand.self, CrosswalkExportCommand.self,
            CrosswalkImportCommand.self,
        ], defaultSubcommand: CrosswalkListCommand.self)
}

/// Which entries a command is about.
struct CrosswalkFilterOptions: ParsableArguments {
    @Option(
        name: .long, help: "Only those of this kind: item, unit, location, or the name of a table.",
        transform: EntryKind.read)
    var kind: CrosswalkKey.Kind?

    @Option(name: .long, help: "Only those with this in their code, source, item or the item's description.")
    var text = ""

    @Option(name: .long, help: "Only those that weren't used in the last so long, as 90d.")
    var unused: String?

    func filter() throws -> CrosswalkFilter {
        var filter = CrosswalkFilter(kind.map { [$0] }, text: text)
        if let unused {
            guard let since = UTCTime(words: unused, now: .systemNow) else {
                throw Failure("--unused takes how long, as 90d or 12h.", code: .usage)
            }
            filter.unusedSince = since
        }
        return filter
    }
}

/// Reads what entries are about.
enum EntryKind {
    @Sendable static func read(_ word: String) throws -> CrosswalkKey.Kind {
        if let kind = CrosswalkKey.Kind(rawValue: word) { return kind }
        guard !word.isEmpty, word.utf8.allSatisfy({ $0.isLowercaseNameByte }) else {
            throw ValidationError("\(word.printable) is none of item, unit, location and the names of tables.")
        }
        return .table(CodeTableName(rawValue: word))
    }
}

extension UInt8 {
    /// Whether it may stand in the name of a table.
    fileprivate var isLowercaseNameByte: Bool {
        (0x61...0x7A).contains(self) || (0x30...0x39).contains(self) || self == 0x2D
    }
}

/// Where people are, as far as days are concerned.
enum LocalDay {
    static func offset(at moment: UTCTime) -> Int {
        TimeZone.current.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
    }

    static func words(_ moment: UTCTime) -> String { moment.day(offset: offset) }
}

/// `tallyward crosswalk list`.
struct CrosswalkListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists entries by their codes.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var which: CrosswalkFilterOptions

    @Option(name: .long, help: "How many at most.")
    var limit = 200

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            let rows = try reader.crosswalkEntries(try which.filter(), limit: max(1, limit))
            try output.print(rows, lines: rows.isEmpty ? ["There is no such entry."] : rows.map(\.line))
        }
    }
}

extension CrosswalkRow {
    fileprivate var line: String {
        let used = use.map { "used \($0.count) times, last \($0.lastAt)" } ?? "not used"
        let says = content.words(day: LocalDay.words) ?? "nothing"
        return "\(key.words.column(36)) \(says)\(description.isEmpty ? "" : "  \(description)")  (\(used))"
    }
}

/// `tallyward crosswalk history`.
struct CrosswalkHistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Lists who changed what, latest first; of one entry where its code is given.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The sender's code, word or location; all changes where none is given.")
    var code: String?

    @Option(name: .long, help: "Whose code it is.")
    var source: String?

    @Option(
        name: .long, help: "What the code is of: item, unit, location, or the name of a table.",
        transform: EntryKind.read)
    var kind: CrosswalkKey.Kind?

    @Option(name: .long, help: "The ERP item that a unit word holds for.")
    var item = ""

    @Option(name: .long, help: "How many at most.")
    var limit = 50

    func run() async throws {
        try await reporting {
            let changes = try changes(try EngineAccess.reader(site))
            try output.print(
                changes, lines: changes.isEmpty ? ["No change of that is known."] : changes.flatMap(\.lines))
        }
    }

    private func changes(_ reader: StateReader) throws -> [CrosswalkChange] {
        guard let code else { return try reader.crosswalkChanges(limit: max(1, limit)) }
        // Codes are few words of a person: every entry that they may mean.
        let found = try reader.crosswalkEntries(CrosswalkFilter(kind.map { [$0] }, text: code), limit: 1000)
        let sources = source.map { [SourceName(rawValue: $0)] } ?? Set(found.map(\.key.source)).sorted()
        let kinds =
            kind.map { [$0] } ?? CrosswalkKey.Kind.builtIn + Set(found.map(\.key.kind).filter { $0.table != nil })
        var changes: [CrosswalkChange] = []
        for source in sources {
            for kind in kinds {
                changes += try reader.history(
                    of: CrosswalkKey(kind, source: source, code: code, item: item), limit: max(1, limit))
            }
        }
        return Array(changes.sorted { $0.id > $1.id }.prefix(max(1, limit)))
    }
}

extension CrosswalkChange {
    fileprivate var lines: [String] {
        let approved = approver.map { ", approved by \($0)" } ?? ""
        let because = why.isEmpty ? "" : ": \(why)"
        return [
            "\(at)  \(author)\(approved)  \(key.words)\(because)",
            "    \(before.words(day: LocalDay.words) ?? "nothing") -> \(after.words(day: LocalDay.words) ?? "nothing")"
                + (command.map { "   command \($0)" } ?? "") + (undoes.map { "   takes change \($0) back" } ?? ""),
        ]
    }
}

/// `tallyward crosswalk missed`.
struct CrosswalkMissedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "missed",
        abstract: "Lists the codes that the crosswalk had no answer for, the most frequent first.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "How many at most.")
    var limit = 50

    func run() async throws {
        try await reporting {
            let missed = try EngineAccess.reader(site).missedCodes(limit: max(1, limit))
            let lines = missed.map { code in
                "\(String(code.seen).right(7)) times  \(String(code.cause.open).right(6)) wait  "
                    + "\(code.cause.cause.column(44)) \(code.cause.description)"
            }
            try output.print(missed, lines: lines.isEmpty ? ["No code was missed yet."] : lines)
        }
    }
}

/// `tallyward crosswalk export`.
struct CrosswalkExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes entries to a CSV file, which `import` reads.",
        discussion: """
            No cell is one that a spreadsheet takes for a formula: such a cell has an apostrophe in front, which import \
            takes away again. Dates are days where this machine is.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var which: CrosswalkFilterOptions

    @Argument(help: "The file, which must not be there yet; - writes to standard output.")
    var file: String

    func run() async throws {
        try await reporting {
            let (bytes, count) = try EngineAccess.reader(site)
                .crosswalkSheet(try which.filter(), offset: LocalDay.offset)
            guard file != "-" else { return FileHandle.standardOutput.write(Data(bytes)) }
            do throws(SheetFile.Problem) { try SheetFile.write(bytes, to: file) } catch {
                throw Failure("\(error)", code: .badData)
            }
            print("Wrote \(count) entries to \(file.printable).")
        }
    }
}
