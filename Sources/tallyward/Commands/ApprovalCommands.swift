import ArgumentParser
import Control
import SyncModel
import SyncStore

/// `tallyward approvals`: what waits for a decision.
struct ApprovalsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approvals", abstract: "Lists the requests that wait for approval, with what each would change.",
        discussion: "Approve one with `tallyward approve ID:DIGEST`, exactly as it is listed here.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Those that were decided about too, latest first.")
    var all = false

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            let rows = all ? try reader.approvals() : try reader.pendingApprovals()
            try output.print(rows, lines: rows.isEmpty ? ["Nothing waits for approval."] : rows.flatMap(\.lines))
        }
    }
}

extension ApprovalRow {
    /// The request as a list shows it: what it is, what it changes, what it touches, what came of it.
    fileprivate var lines: [String] {
        let impact = proposal.impact
        var lines = [
            "\(id):\(digest)  \(proposal.kind.title)  \(proposal.title)",
            "    asked \(askedAt) by \(maker), because: \(note.why.isEmpty ? "-" : note.why); "
                + "needs \(approvers.map(\.title).sorted().joined(separator: " or ")) (\(rule))",
            "    \(impact.rows) rows, \(impact.value), \(impact.released) would go out",
        ]
        let evidence = note.evidence + (note.score.map { ["\($0) %"] } ?? [])
        if !evidence.isEmpty { lines.append("    evidence: \(evidence.joined(separator: ", "))") }
        lines += proposal.changes.prefix(10).map { change in
            "    \(change.what): \(change.before ?? "(nothing)") -> \(change.after ?? "(nothing)")"
        }
        if proposal.changes.count > 10 { lines.append("    … and \(proposal.changes.count - 10) more changes") }
        if let decidedBy, let decidedAt {
            lines.append("    \(state.rawValue) \(decidedAt) by \(decidedBy): \(decision ?? "") \(outcome ?? "")")
        }
        return lines
    }
}

/// `tallyward approve`.
struct ApproveCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves requests of others, exactly as they were listed, and does them.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The requests, each as ID:DIGEST, as `tallyward approvals` lists them.")
    var requests: [String]

    @Option(name: .long, help: "Why.")
    var reason = ""

    func request() throws -> Request {
        let seen = try requests.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let id = Int64(parts[0]), !parts[1].isEmpty else {
                throw Failure("\(text): write it as ID:DIGEST, as `tallyward approvals` lists it.", code: .usage)
            }
            return SeenApproval(ApprovalID(rawValue: id), digest: String(parts[1]))
        }
        return .approve(seen, reason: reason)
    }
}

/// `tallyward reject`.
struct RejectCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Turns requests of others down, with a reason.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the requests.")
    var requests: [Int64]

    @Option(name: .long, help: "Why.")
    var reason: String

    func request() -> Request { .reject(requests.map(ApprovalID.init(rawValue:)), reason: reason) }
}

/// `tallyward withdraw`.
struct WithdrawCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Takes own requests back before anybody has decided.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the requests.")
    var requests: [Int64]

    @Option(name: .long, help: "Why.")
    var reason = ""

    func request() -> Request { .withdraw(requests.map(ApprovalID.init(rawValue:)), reason: reason) }
}

/// `tallyward undo`.
struct UndoCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes a fix back, where nothing that it let go has left.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The id of the fix's command, as `tallyward crosswalk history` lists it.")
    var command: String

    func request() -> Request { .undo(command: command) }
}
