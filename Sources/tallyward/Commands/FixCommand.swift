import ArgumentParser
import Control
import Foundation
import Measures
import SyncModel
import SyncStore

/// `tallyward fix`: mends the cause of an exception, and sends out what waited for it.
struct FixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix", abstract: "Mends the cause of an exception, and sends out what waited for it.",
        subcommands: [FixItemCommand.self, FixUnitCommand.self, FixLocationCommand.self, FixCodeCommand.self])
}

/// What the kinds of fix share.
struct FixOptions: ParsableArguments {
    @OptionGroup var asking: AskingOptions

    @Argument(help: "The number of an exception of the cause, as `tallyward queue --rows` lists it.")
    var exception: Int64

    @Flag(name: .long, help: "Only say what it would do.")
    var dryRun = false

    @Option(name: .long, help: "Why, for whoever approves it, and for the entry's history.")
    var why = ""

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
        try await FixAnswer.ask(fix, cause: row.cause, isDryRun: dryRun, why: why, asking)
    }
}

/// A change of the crosswalk that is asked for, and its answer.
enum FixAnswer {
    /// Asks for a change, or for its preview, and prints the answer.
    static func ask(_ fix: Fix, cause: String, isDryRun: Bool, why: String, _ asking: AskingOptions) async throws {
        let request: Request = isDryRun ? .preview(fix, cause: cause) : .apply(fix, cause: cause)
        let id = UUID().uuidString
        let note = why.isEmpty ? nil : ProposalNote(why: why)
        let reply = try await EngineAccess.ask(request, asking.site, id: id, note: note).orFailure()
        try asking.output.print(AnsweredCommand(command: id, reply: reply), lines: lines(reply, fix, id))
    }

    private static func lines(_ reply: Reply, _ fix: Fix, _ command: String) -> [String] {
        switch reply {
        case .done(_, _, let summary, _):
            ["\(fix.summary): \(summary)", "Until the first has left, this takes it back: tallyward undo \(command)"]
        case .preview(let preview):
            ["\(fix.summary) would send out \(preview.released) of \(preview.considered), worth \(preview.value)."]
                + preview.stillStopped.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "  \($0.value) would stop again: \($0.key.title)" }
                + (preview.lanes?.words ?? []).map { "  \($0)" }
                + preview.rows.map { "  \($0.exception): \($0.documented.column(14)) \($0.result)" }
        case .pending(_, let sentence): ["\(fix.summary): \(sentence)"]
        default: []
        }
    }
}

/// A reply with the id of its command beside it, by which a fix is taken back.
struct AnsweredCommand: Encodable {
    var command: String
    var reply: Reply

    private enum CodingKeys: CodingKey { case command }

    func encode(to encoder: any Encoder) throws {
        try reply.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(command, forKey: .command)
    }
}

/// One of the kinds of fix.
protocol FixingCommand: AsyncParsableCommand {
    /// The kind of fix it makes.
    static var kind: FixKind { get }
    /// The exception, and how to ask.
    var options: FixOptions { get }

    /// The change that mends the exception; `nil` where there is only something to read, which is printed.
    func fix(_ row: ExceptionRow, _ reader: StateReader) throws -> Fix?
}

extension FixingCommand {
    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(options.asking.site)
            let row = try options.row(reader, Self.kind)
            if let fix = try fix(row, reader) { try await options.ask(fix, row) }
        }
    }
}

extension ExceptionRow {
    /// Whose codes its fault speaks in.
    fileprivate var source: SourceName { SourceName(rawValue: fault.subject.source ?? "") }

    /// The sender's item code.
    fileprivate var itemCode: String { fault.subject.item ?? item }
}

/// `tallyward fix item`.
struct FixItemCommand: FixingCommand {
    static let kind = FixKind.mapItem
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "Maps the sender's item code to an ERP item; lists candidates without --to.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "The ERP's item number.")
    var to: String?

    func fix(_ row: ExceptionRow, _ reader: StateReader) throws -> Fix? {
        guard let to else {
            try list(row, reader)
            return nil
        }
        return .mapItem(ItemMapping(source: row.source, code: row.itemCode, itemNumber: to))
    }

    private func list(_ row: ExceptionRow, _ reader: StateReader) throws {
        let detail = try reader.exception(row.id)
        let codes = detail?.event?.alternateCodes.map(\.code) ?? []
        let query = CandidateQuery(code: row.item, description: row.description, alternateCodes: codes)
        let candidates = CandidateIndex(try reader.items()).candidates(for: query)
        let shown = candidates.map { Shown(item: $0.item, score: $0.score, reasons: $0.reasons) }
        try options.asking.output.print(
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
struct FixUnitCommand: FixingCommand {
    static let kind = FixKind.defineUnit
    static let configuration = CommandConfiguration(
        commandName: "unit", abstract: "Says what the sender's unit means, and how many of the ERP's unit are in it.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "The unit the sender means, such as BX.")
    var unit: String

    @Option(name: .long, help: "How many of the ERP's unit are in one; leave out where the item's packs say so.")
    var factor: String?

    func fix(_ row: ExceptionRow, _ reader: StateReader) throws -> Fix? {
        let item = try self.item(row, reader)
        let unit = UnitCode(rawValue: self.unit)
        let pack = try self.pack(unit, of: item)
        let word = row.fault.subject.unit == "(none)" ? "" : row.fault.subject.unit ?? row.unit
        // A word without a factor means the same for every item.
        let number = pack == nil && !word.isEmpty ? nil : item.number
        return .defineUnit(
            UnitMapping(source: row.source, word: word, itemNumber: number, unit: unit), factor: pack)
    }

    private func pack(_ unit: UnitCode, of item: MasterItem) throws -> PackFactor? {
        guard let factor else { return nil }
        guard let contains = ExactDecimal(factor) else {
            throw Failure("--factor \(factor) is not a number.", code: .usage)
        }
        do throws(PackFactorRefusal) {
            return try PackFactor(unit: unit, contains: contains, of: item.unit)
        } catch {
            throw Failure(error.sentence, code: .usage)
        }
    }

    private func item(_ row: ExceptionRow, _ reader: StateReader) throws -> MasterItem {
        guard let number = try reader.mappedItem(source: row.source, code: row.itemCode),
            let item = try reader.item(number)
        else { throw Failure("The item of exception \(row.id) isn't mapped yet: fix that first.", code: .badData) }
        return item
    }
}

/// `tallyward fix location`.
struct FixLocationCommand: FixingCommand {
    static let kind = FixKind.mapLocation
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

    func fix(_ row: ExceptionRow, _ reader: StateReader) -> Fix? {
        let code = row.fault.subject.location == "(none)" ? "" : row.fault.subject.location ?? row.location
        let entry = LocationEntry(
            code: code, organization: organization, subinventory: subinventory, costCenter: costCenter,
            account: account)
        return .mapLocation(source: row.source, entry)
    }
}
