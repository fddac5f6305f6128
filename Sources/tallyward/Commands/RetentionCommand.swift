import ArgumentParser
import Catalog
import SyncEngine
import SyncModel
import SyncStore

/// `tallyward retention`: what was removed, and what would be.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Says how long what is settled is kept, what was removed, and what would be removed now.",
        discussion: "Changes nothing: the engine removes what is due by itself, a little at a time.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let catalog = try site.loadCatalog()
            let policy = RetentionPolicy(catalog)
            let report = try EngineAccess.reader(site).retention(by: policy, now: .systemNow)
            try output.print(report, lines: policy.lines + [""] + report.lines)
        }
    }
}

extension RetentionPolicy {
    /// The terms, a line each.
    fileprivate var lines: [String] {
        let head = "\("KEPT FOR".column(28)) \("work".right(8)) \("payloads".right(9)) \("dead letters".right(13))"
        let named = flows.sorted { $0.key < $1.key }.map { name, terms in
            "\("flow \(name)".column(28)) \(terms.work.inWords.right(8)) \(terms.payload.inWords.right(9)) "
                + terms.deadLetters.inWords.right(13)
        }
        return [head] + named + [
            "\("control ids".column(28)) \(repeats.inWords.right(8))",
            "\("answers, replays, notices".column(28)) \(records.inWords.right(8))",
            "\("minutes, then hours".column(28)) \(minutes.inWords.right(8)) \(hours.inWords.right(9))",
            "\("audit".column(28)) \(audit.inWords.right(8))",
        ]
    }
}

extension RetentionReport {
    /// What was removed and what is due, a line each.
    fileprivate var lines: [String] {
        var lines: [String] = []
        if let lastAt {
            lines.append(
                "Removed so far: \(messages.grouped) messages, \(deliveries.grouped) deliveries "
                    + "(\(deadLetters.grouped) of them dead letters), \(auditRecords.grouped) audit records; "
                    + "last at \(lastAt).")
            if emptied > 0 { lines.append("\(emptied.grouped) messages are kept without their payload.") }
        } else {
            lines.append("Nothing was removed yet.")
        }
        lines.append(dueLine)
        if let oldestAt { lines.append("The oldest message that is kept came at \(oldestAt).") }
        lines.append("The state has \(bytes.asBytes), \(freeBytes.asBytes) of it free for what comes.")
        return lines
    }

    /// What is due.
    var dueLine: String {
        let more = isMore ? " or more" : ""
        guard due > 0 || payloadsDue > 0 || isMore else { return "Nothing is due." }
        return "Due now: \(due.grouped) messages\(payloadsDue > 0 ? ", \(payloadsDue.grouped) payloads" : "")\(more); "
            + "the engine removes them a little at a time."
    }
}

extension Duration {
    /// The duration in its largest whole unit: `400 d`, `36 h`, `90 s`.
    fileprivate var inWords: String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        let unit = units.first { milliseconds % $0.0 == 0 } ?? (1, "ms")
        return "\(milliseconds / unit.0) \(unit.1)"
    }
}
