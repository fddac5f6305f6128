import ArgumentParser
import Control
import Measures
import SyncModel

/// `tallyward replay`: sends dead letters again, after a dry run that says what would happen.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Replays dead letters: first shows what would happen, then does just that.",
        discussion: """
            Without --yes it is a dry run and changes nothing. It ends with a digest; `--yes DIGEST --reason TEXT` with \
            the same selection carries out exactly what was shown, and is refused if anything of it has changed.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: DeadLetterOptions

    @Argument(help: "The numbers of the deliveries, as `tallyward dead` lists them.")
    var deliveries: [Int64] = []

    @Flag(name: .long, help: "All dead letters that match the filters instead.")
    var all = false

    @Flag(name: .long, help: "Only say what it would do; that is the default.")
    var dryRun = false

    @Option(name: .long, help: "The digest of the dry run to carry out.")
    var yes: String?

    @Option(name: .long, help: "Why.")
    var reason: String?

    @Option(
        name: .long,
        help: "Changes one delivery before it goes: quantity=…, unit=…, item=… or location=…; may be repeated.")
    var edit: [String] = []

    func run() async throws {
        try await reporting {
            let (selection, edit) = (try selection(), try EventEdit(words: edit))
            guard let yes else {
                let reply = try await EngineAccess.ask(.previewReplay(selection, edit: edit), site).orFailure()
                guard case .replayPreview(let preview) = reply else { return }
                return try output.print(preview, lines: preview.lines + [next(preview)])
            }
            guard !dryRun else { throw Failure("--dry-run and --yes don't go together.", code: .usage) }
            guard let reason, !reason.isEmpty else { throw Failure("Say why with --reason.", code: .usage) }
            let request = Request.replay(selection, edit: edit, digest: yes, reason: reason)
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }

    private func selection() throws -> ReplaySelection {
        guard deliveries.isEmpty == all else {
            throw Failure("Name deliveries by number, or all that match with --all and filters.", code: .usage)
        }
        guard !all else { return .matching(try options.filter()) }
        guard options.isEmpty else { throw Failure("Filters go with --all, not with numbers.", code: .usage) }
        return .deliveries(deliveries.map(DeliveryID.init(rawValue:)))
    }

    private func next(_ preview: ReplayPreview) -> String {
        preview.going == 0
            ? "Nothing of it can be replayed." : "Do just that with: --yes \(preview.digest) --reason TEXT"
    }
}

extension EventEdit {
    /// Reads `quantity=3` and the like; `nil` for no words.
    fileprivate init?(words: [String]) throws {
        guard !words.isEmpty else { return nil }
        self.init()
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Failure("--edit \(word): write it as quantity=3.", code: .usage) }
            switch parts[0] {
            case "quantity":
                guard let number = ExactDecimal(parts[1]) else {
                    throw Failure("--edit \(word): that is not a number.", code: .usage)
                }
                quantity = number
            case "unit": unit = UnitCode(rawValue: parts[1])
            case "item": item = parts[1]
            case "location": location = parts[1]
            default:
                throw Failure("--edit \(word): only quantity, unit, item and location can be changed.", code: .usage)
            }
        }
    }
}

extension ReplayPreview {
    /// What would happen, a line each.
    fileprivate var lines: [String] {
        var lines = ["\(going) of \(considered) would go out, worth \(value)."]
        if lookedUpFirst > 0 {
            lines.append("\(lookedUpFirst) of them are looked up at the destination before anything is sent.")
        }
        for group in groups {
            let state = group.state.map { "\($0.title): " } ?? ""
            lines.append("  \(state)\(group.reason)")
            lines.append("    \(group.going) of \(group.count) would go out, worth \(group.value)")
            for staying in group.staying {
                let code = staying.code.map { "\($0.title): " } ?? ""
                lines.append(
                    "    \(staying.count) stay: \(code)\(staying.count > 1 ? "for instance: " : "")\(staying.sentence)")
            }
        }
        lines += rows.map { "  \($0.delivery.description.right(8)) \($0.documented.column(22)) \($0.result)" }
        if considered > rows.count { lines.append("  … and \(considered - rows.count) more") }
        return lines
    }
}
