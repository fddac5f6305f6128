import ArgumentParser
import Control
import SyncModel
import SyncStore

/// `tallyward replays`: how far replays are.
struct ReplaysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replays", abstract: "Lists the replays, the latest first, and how far each is.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Ends the replay of this number where it is.")
    var stop: String?

    @Option(name: .long, help: "How many at most.")
    var limit = 20

    func run() async throws {
        try await reporting {
            if let stop { return try output.printDone(try await EngineAccess.ask(.stopReplay(stop), site)) }
            let rows = try EngineAccess.reader(site).replays(limit: limit)
            try output.print(rows, lines: rows.isEmpty ? ["Nothing was replayed."] : rows.flatMap(\.lines))
        }
    }
}

extension ReplayRow {
    fileprivate var lines: [String] {
        let left = total - replayed - skipped
        let progress = endedAt == nil ? "\(replayed) of \(total) went so far" : "\(replayed) of \(total) went"
        let rest = endedAt != nil && left > 0 ? ", stopped before the other \(left)" : ""
        let changed = skipped > 0 ? ", \(skipped) had changed and stay" : ""
        return [
            "\(at)  \(progress)\(rest)\(changed), by \(actor): \(reason)", "    \(selection)", "    \(id)",
        ]
    }
}
