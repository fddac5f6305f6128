import ArgumentParser
import Control
import Foundation
import Measures
import SyncModel
import SyncStore

/// `tallyward crosswalk packs`.
struct CrosswalkPacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "packs", abstract: "Lists how the ERP's items are packed.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Only those with this in their item, unit or the item's description.")
    var text = ""

    @Option(name: .long, help: "How many at most.")
    var limit = 200

    func run() async throws {
        try await reporting {
            let rows = try EngineAccess.reader(site).packs(text: text, limit: max(1, limit))
            let lines = rows.map { row in
                "\(row.item.column(12)) \(row.factor.description.column(24)) \(row.description)"
                    + "  (\(row.author), \(row.changedAt))"
            }
            try output.print(rows, lines: lines.isEmpty ? ["There is no such pack."] : lines)
        }
    }
}

/// `tallyward crosswalk pack`.
struct CrosswalkPackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Says how many one pack of an ERP item holds, whoever sends it.",
        discussion: """
            For instance `tallyward crosswalk pack 100234 BX --holds 100`. What waited for it goes out; what is booked \
            already stays. It may need somebody's approval.
            """)

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The ERP's number of the item.")
    var item: String

    @Argument(help: "The pack's unit, as BX.")
    var unit: String

    @Option(name: .long, help: "How many are in one.")
    var holds: String?

    @Option(name: .long, help: "What it holds; the unit that the ERP keeps the item in where left out.")
    var of: String?

    @Flag(name: .long, help: "The item has no such pack any more.")
    var remove = false

    @Flag(name: .long, help: "Only say what it would do.")
    var dryRun = false

    @Option(name: .long, help: "Why, for whoever approves it, and for the history.")
    var why = ""

    func validate() throws {
        guard remove != (holds != nil) else { throw ValidationError("Give --holds with how many, or --remove.") }
    }

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(asking.site)
            guard let master = try reader.item(item) else {
                throw Failure("The item master has no item \(item.printable).", code: .badData)
            }
            let code = UnitCode(rawValue: unit.uppercased())
            let before = master.packs.first { $0.unit == code }
            let after = try factor(code, of: master)
            guard before != after else {
                throw Failure("\(after?.description ?? "No such pack"): it says so already.", code: .badData)
            }
            let fix = Fix.revise(
                CrosswalkRevision(
                    .pack(code, of: item), before: CrosswalkContent(factor: before),
                    after: CrosswalkContent(factor: after)))
            try await FixAnswer.ask(fix, cause: "", isDryRun: dryRun, why: why, asking)
        }
    }

    private func factor(_ code: UnitCode, of master: MasterItem) throws -> PackFactor? {
        guard let holds else { return nil }
        guard let number = ExactDecimal(holds) else {
            throw Failure("\(holds.printable) is no number.", code: .usage)
        }
        do throws(PackFactorRefusal) {
            return try PackFactor(
                unit: code, contains: number, of: of.map { UnitCode(rawValue: $0.uppercased()) } ?? master.unit)
        } catch { throw Failure(error.sentence, code: .usage) }
    }
}
