import ArgumentParser
import Control
import Measures
import SyncModel
import SyncStore

/// `tallyward fix`: mends the cause of an exception, and sends out what waited for it.
struct FixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Mends the cause of an exception, and sends out what waited for it.",
        subcommands: [FixItemCommand.self, FixUnitCommand.self, FixLocationCommand.self])
}

/// What the three kinds of fix share.
struct FixOptions: ParsableArguments {
    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The number of an exception of the cause, as `tallyward queue --rows` lists it.")
    var exception: Int64

    @Flag(name: .long, help: "Only say what it would do.")
    var dryRun = false

    /// The exception, which has to be open and of a kind that `fix` mends.
    func row(_ reader: StateReader, _ kind: FixKind) throws -> ExceptionRow {
        guard let detail = try reader.exception(ExceptionID(rawValue: exception)), detail.row.closedAt == nil else {
            throw Failure("Exception \(exception) isn't open.", code: .badData)
        }
        guard detail.row.fault.code.fix == kind else {
            throw Failure(
                "Exception \(exception) is \(detail.row.fault.code.title). \(detail.row.fault.code.advice)",
                code: .badData)
        }
        return detail.row
    }

    /// Asks for the fix, or for its preview, and prints the answer.
    func ask(_ fix: Fix, _ row: ExceptionRow) async throws {
        let request: Request = dryRun ? .preview(fix, cause: row.cause) : .apply(fix, cause: row.cause)
        let reply = try await EngineAccess.ask(request, site).orFailure()
        try output.print(reply, lines: lines(reply, fix))
    }

    private func lines(_ reply: Reply, _ fix: Fix) -> [String] {
        switch reply {
        case .done(_, _, let summary, _): ["\(fix.summary): \(summary)"]
        case .preview(let preview):
            ["\(fix.summary) would send out \(preview.released) of \(preview.considered), worth \(preview.value)."]
                + preview.stillStopped.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "  \($0.value) would stop again: \($0.key.title)" }
                + preview.rows.map { "  \($0.exception): \($0.documented.column(14)) \($0.result)" }
        default: []
        }
    }
}

/// `tallyward fix item`.
struct FixItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Maps the sender's item code to an ERP item; lists candidates without --to.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "The ERP's item number.")
    var to: String?

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(options.site)
            let row = try options.row(reader, .mapItem)
            guard let to else { return try list(row, reader) }
            let mapping = ItemMapping(
                source: SourceName(rawValue: row.fault.subject.source ?? ""), code: row.fault.subject.item ?? row.item,
                itemNumber: to)
            try await options.ask(.mapItem(mapping), row)
        }
    }

    private func list(_ row: ExceptionRow, _ reader: StateReader) throws {
        let detail = try reader.exception(row.id)
        let codes = detail?.event?.alternateCodes.map(\.code) ?? []
        let query = CandidateQuery(code: row.item, description: row.description, alternateCodes: codes)
        let candidates = CandidateIndex(try reader.items()).candidates(for: query)
        let shown = candidates.map { Shown(item: $0.item, score: $0.score, reasons: $0.reasons) }
        try options.output.print(
            shown,
            lines: candidates.isEmpty
                ? ["No item of the item master resembles \(row.item) \(row.description)."]
                : candidates.map {
                    "\($0.item.number.column(12)) \($0.item.description.column(44)) \($0.item.unit.rawValue.column(3)) "
                        + "\(String($0.score).right(3)) %  \($0.reasons.joined(separator: ", "))"
                } + ["Map it with: tallyward fix item \(row.id) --to NUMBER"])
    }

    private struct Shown: Encodable {
        var item: MasterItem
        var score: Int
        var reasons: [String]
    }
}

/// `tallyward fix unit`.
struct FixUnitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Says what the sender's unit means, and how many of the ERP's unit are in it.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "The unit the sender means, such as BX.")
    var unit: String

    @Option(name: .long, help: "How many of the ERP's unit are in one; leave out where the item's packs say so.")
    var factor: String?

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(options.site)
            let row = try options.row(reader, .defineUnit)
            let item = try self.item(row, reader)
            let unit = UnitCode(rawValue: unit)
            var pack: PackFactor?
            if let factor {
                guard let contains = ExactDecimal(factor) else {
                    throw Failure("--factor \(factor) is not a number.", code: .usage)
                }
                do throws(PackFactorRefusal) {
                    pack = try PackFactor(unit: unit, contains: contains, of: item.unit)
                } catch {
                    throw Failure(error.sentence, code: .usage)
                }
            }
            let word = row.fault.subject.unit == "(none)" ? "" : row.fault.subject.unit ?? row.unit
            let mapping = UnitMapping(
                source: SourceName(rawValue: row.fault.subject.source ?? ""), word: word,
                // A word without a factor means the same for every item.
                itemNumber: pack == nil && !word.isEmpty ? nil : item.number, unit: unit)
            try await options.ask(.defineUnit(mapping, factor: pack), row)
        }
    }

    private func item(_ row: ExceptionRow, _ reader: StateReader) throws -> MasterItem {
        let source = SourceName(rawValue: row.fault.subject.source ?? "")
        guard let number = try reader.mappedItem(source: source, code: row.fault.subject.item ?? row.item),
            let item = try reader.item(number)
        else { throw Failure("The item of exception \(row.id) isn't mapped yet: fix that first.", code: .badData) }
        return item
    }
}

/// `tallyward fix location`.
struct FixLocationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "location", abstract: "Gives the sender's location a store room and a cost center.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "The ERP's inventory organization.")
    var organization: String
    @Option(name: .long, help: "The store room.")
    var subinventory: String
    @Option(name: .long, help: "The cost center.")
    var costCenter: String
    @Option(name: .long, help: "The account combination; the cost center's own where left out.")
    var account: String?

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(options.site)
            let row = try options.row(reader, .mapLocation)
            let code = row.fault.subject.location == "(none)" ? "" : row.fault.subject.location ?? row.location
            let entry = LocationEntry(
                code: code, organization: organization, subinventory: subinventory, costCenter: costCenter,
                account: account)
            try await options.ask(
                .mapLocation(source: SourceName(rawValue: row.fault.subject.source ?? ""), entry), row)
        }
    }
}
