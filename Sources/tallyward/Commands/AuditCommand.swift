import ArgumentParser
import SyncModel
import SyncStore

/// `tallyward audit`: who did what to what, latest first.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Lists who did what to what, latest first.",
        discussion: "The engine checks the chain again and again; `tallyward verify` proves it, with all payloads.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Only what this user did.")
    var actor: String?
    @Option(name: .long, help: "Only this action, as fix, dismiss or pause.")
    var action: String?
    @Option(name: .long, help: "Only what concerns a subject with this in it.")
    var subject = ""
    @Option(name: .long, help: "Only records with this in their subject or particulars.")
    var text = ""
    @Option(name: .long, help: "Of the last so long, as 15m, 8h or 7d.")
    var last: String?
    @Flag(name: .long, help: "The records of commits and of retention too.")
    var routine = false
    @Option(name: .long, help: "How many at most.")
    var limit = 100

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            let since = try last.map { UTCTime.systemNow.advanced(by: .zero - (try ReportCommand.duration($0))) }
            let filter = AuditFilter(
                actor: actor, action: action, subject: subject, text: text, since: since, hasRoutine: routine)
            let rows = try FullPage(from: nil, limit: limit) { place, limit throws(StateFileProblem) in
                let page = try reader.audit(filter, before: place, limit: limit)
                return (page.rows, page.next)
            }.rows
            let chain = try reader.chainStatus()
            try output.print(Shown(records: rows, chain: chain), lines: rows.map(\.line) + [chain.line])
        }
    }

    private struct Shown: Encodable {
        var records: [AuditRow]
        var chain: ChainStatus
    }
}

extension AuditRow {
    fileprivate var line: String {
        "\(String(sequence).right(9)) \(record.at) \(record.actor.column(12)) \(record.action.column(10)) "
            + "\(record.subject): \(record.detail)"
    }
}

extension ChainStatus {
    fileprivate var line: String {
        if let finding { return "BROKEN: \(finding)" }
        guard let checkedAt, checkedTo > 0 else { return "The chain of \(records) records hasn't been checked yet." }
        return "The chain is whole through record \(checkedTo) of \(records), checked at \(checkedAt)."
    }
}
