import ArgumentParser
import SyncModel
import SyncStore

/// `tallyward queue`: the work queue.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "Lists what waits for people, by cause or row by row.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Only what this role owns: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    var role: String?

    @Option(name: .long, help: "The rows of this cause, as the list of causes prints it.")
    var cause: String?

    @Flag(name: .long, help: "Row by row instead of by cause.")
    var rows = false

    @Option(name: .long, help: "Only rows that contain this text.")
    var text = ""

    @Option(name: .customLong("held-by"), help: "Only rows that this user has taken on.")
    var heldBy: String?

    @Flag(name: .long, help: "Only rows that nobody has taken on.")
    var free = false

    @Option(name: .long, help: "How many at most.")
    var limit = 200

    func run() async throws {
        try await reporting {
            let owner = try role.map(Self.role)
            let reader = try EngineAccess.reader(site)
            let now = UTCTime.systemNow
            if rows || cause != nil || !text.isEmpty || free || heldBy != nil {
                let holder = free ? ExceptionFilter.Holder.nobody : heldBy.map { .user($0) }
                let filter = ExceptionFilter(owner: owner, cause: cause, text: text, holder: holder)
                let list = try reader.exceptions(filter, limit: limit)
                let lanes = try reader.lanes(of: list.map(\.id))
                try output.print(
                    list.map { Listed(row: $0, standing: lanes[$0.id]) },
                    lines: list.flatMap { [$0.line(at: now)] + (lanes[$0.id]?.lines ?? []).map { "        \($0)" } })
            } else {
                let list = try reader.causes(of: owner, limit: limit)
                try output.print(list, lines: list.isEmpty ? ["Nothing waits."] : list.flatMap { $0.lines(at: now) })
            }
        }
    }

    /// A row with how its delivery stands in its lane.
    private struct Listed: Encodable {
        var row: ExceptionRow
        var standing: LaneStanding?

        func encode(to encoder: any Encoder) throws {
            try row.encode(to: encoder)
            var container = encoder.container(keyedBy: Key.self)
            try container.encodeIfPresent(standing, forKey: .standing)
        }

        private enum Key: CodingKey { case standing }
    }

    static func role(_ name: String) throws -> Role {
        guard let role = Role(rawValue: name) else {
            throw Failure(
                "There is no role \(name); there are \(Role.allCases.map(\.rawValue).joined(separator: ", ")).",
                code: .usage)
        }
        return role
    }
}

extension CauseRow {
    fileprivate func lines(at now: UTCTime) -> [String] {
        [
            "\(code.title.column(17)) \(String(open).right(6)) \(value.description.right(12)) "
                + "\(now.elapsed(since: oldest).spoken.right(6))  \(owner.rawValue.column(12)) \(description)",
            "    \(fault.detail)",
            "    \(code.advice)",
            "    cause: \(cause)",
        ]
    }
}

extension ExceptionRow {
    fileprivate func line(at now: UTCTime) -> String {
        "\(id.description.right(7)) \(fault.code.title.column(17)) \(now.elapsed(since: openedAt).spoken.right(6)) "
            + "\(value.description.right(11)) \(location.column(10)) \(item.column(12)) \(description.column(24)) "
            + "\(quantity.right(6)) \(unit)" + (claimedBy.map { "  \($0)" } ?? "")
    }
}
