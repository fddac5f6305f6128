import ArgumentParser
import SyncModel
import SyncStore

/// `tallyward notices`: what people are told while something is down.
struct NoticesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notices",
        abstract: "Lists what people are told while an endpoint is down, a feed is silent or storage fails.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Flag(name: .long, help: "Those that are over too, latest first.")
    var all = false

    @Option(name: .long, help: "How many at most.")
    var limit = 50

    func run() async throws {
        try await reporting {
            let notices = try EngineAccess.reader(site).notices(open: !all, limit: max(1, limit))
            try output.print(
                notices,
                lines: notices.isEmpty
                    ? ["Nothing is wrong that people have to be told of."] : notices.flatMap(\.lines))
        }
    }
}

extension Notice {
    /// The notice for people, two lines.
    fileprivate var lines: [String] {
        let ended = endedAt.map { ", over \($0)" } ?? ""
        let back = backAt.map { ", back by about \($0)" } ?? ""
        return [
            "\(id.description.right(5)) \(level.rawValue.column(9)) \(cause.kind.rawValue.column(12)) "
                + "\(cause.subject.column(24)) \(waiting.grouped) waiting, worth \(value), since "
                + "\(startedAt)\(back)\(ended)",
            "      \(text)",
        ]
    }
}
