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
            let lines = rows.flatMap { $0.lines(at: .systemNow) }
            try output.print(rows, lines: rows.isEmpty ? ["Nothing waits for approval."] : lines)
        }
    }
}

extension ApprovalRow {
    /// The request as a list shows it: what, who and why, what it is worth, what it changes, and how it is approved.
    func lines(at now: UTCTime) -> [String] {
        let impact = proposal.impact
        let why = note.why.isEmpty ? "no reason given" : note.why
        let goes = impact.released > 0 ? ", \(impact.released.grouped) would go out" : ""
        var lines = [
            "\(id)  \(proposal.words)",
            "    \(maker), \(now.elapsed(since: askedAt).spoken) ago: \(why)",
            "    \(impact.rows.grouped) \(impact.rows == 1 ? "row" : "rows") worth \(impact.value)\(goes)",
        ]
        let evidence = note.evidence + (note.score.map { ["\($0) %"] } ?? [])
        if !evidence.isEmpty { lines.append("    evidence: \(evidence.joined(separator: ", "))") }
        lines += proposal.changes.prefix(10).map { change in
            proposal.kind == .send
                ? "    \(change.what): \(change.after ?? "")"
                : "    \(change.what): \(change.before ?? "(nothing)") → \(change.after ?? "(nothing)")"
        }
        if proposal.changes.count > 10 {
            lines.append(
                "    … and \(proposal.changes.count - 10) more \(proposal.kind == .send ? "fields" : "changes")")
        }
        return lines + [standing(at: now)]
    }

    /// How it can be approved still, or what became of it.
    private func standing(at now: UTCTime) -> String {
        guard let decidedBy, let decidedAt else {
            let deciders = approvers.map(\.title).sorted().joined(separator: " or ")
            let rest =
                isUnlimited
                ? "however long it takes"
                : expiresAt > now ? "void in \(expiresAt.elapsed(since: now).spoken)" : "void by now"
            return "    \(deciders) decides (\(rule)), \(rest): tallyward approve \(id):\(digest)"
        }
        let words = [decision, outcome].compactMap { $0 }.filter { !$0.isEmpty }
        let why = words.isEmpty ? "" : ": \(words.joined(separator: ". "))"
        return "    \(state.rawValue) by \(decidedBy), \(now.elapsed(since: decidedAt).spoken) ago\(why)"
    }
}

/// `tallyward approve`.
struct ApproveCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approves requests of others, exactly as they were listed, and does them.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The requests, each as ID:DIGEST, as `tallyward approvals` lists them.")
    var requests: [String]

    @OptionGroup var why: OptionalReasonOption

    func request() throws -> Request {
        let seen = try requests.map { text in
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, let id = Int64(parts[0]), !parts[1].isEmpty else {
                throw Failure("\(text): write it as ID:DIGEST, as `tallyward approvals` lists it.", code: .usage)
            }
            return SeenApproval(ApprovalID(rawValue: id), digest: String(parts[1]))
        }
        return .approve(seen, reason: why.reason)
    }
}

/// Requests that wait for approval, by their numbers.
struct RequestNumbers: ParsableArguments {
    @Argument(help: "The numbers of the requests.")
    var requests: [Int64]

    var ids: [ApprovalID] { requests.map(ApprovalID.init(rawValue:)) }
}

/// `tallyward reject`.
struct RejectCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Turns requests of others down, with a reason.")

    @OptionGroup var asking: AskingOptions
    @OptionGroup var numbers: RequestNumbers
    @OptionGroup var why: ReasonOption

    func request() -> Request { .reject(numbers.ids, reason: why.reason) }
}

/// `tallyward withdraw`.
struct WithdrawCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Takes own requests back before anybody has decided.")

    @OptionGroup var asking: AskingOptions
    @OptionGroup var numbers: RequestNumbers
    @OptionGroup var why: OptionalReasonOption

    func request() -> Request { .withdraw(numbers.ids, reason: why.reason) }
}

/// `tallyward undo`.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Takes a fix back, where nothing that it let go has left.",
        discussion: "What an import changed in the crosswalk is taken back as a whole; items that it loaded stay.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The id that `tallyward fix` printed; your own last fix where left out.")
    var command: String?

    func run() async throws {
        try await reporting {
            let id = try command ?? lastFix()
            try asking.output.printDone(try await EngineAccess.ask(.undo(command: id), asking.site))
        }
    }

    /// The last fix of whoever asks.
    private func lastFix() throws -> String {
        guard let fix = try EngineAccess.reader(asking.site).lastFix(of: UserName.own) else {
            throw Failure("\(UserName.own) has made no fix lately that could be taken back.", code: .badData)
        }
        return fix.command
    }
}
