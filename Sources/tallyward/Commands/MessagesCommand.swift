import ArgumentParser
import Console
import Foundation
import SyncModel
import SyncStore

/// `tallyward messages`: what arrived, newest first, looked for by anything that is known of it.
struct MessagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "Looks for messages, newest first. Shows no patient data.",
        discussion: """
            Control ids, traces, times and refused messages are found at once. Items, visits and text are looked for from \
            the newest message backwards; Ctrl-C ends that.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "The sender's id (MSH-10); with a * at its end, all that begin so.")
    var controlID: String?
    @Option(name: .long, help: "A trace id, or a traceparent.")
    var trace: String?
    @Option(name: .long, help: "The sender's item code, or the ERP's item number.")
    var item: String?
    @Option(name: .long, help: "A whole visit number. It isn't kept or shown.")
    var encounter: String?
    @Option(name: .long, help: "What occurs in the fields of what arrived that aren't masked.")
    var text = ""
    @Option(name: .long, help: "From this source.")
    var source: String?
    @Option(name: .long, help: "Of this kind, as DFT or DFT^P03.")
    var type: String?
    @Flag(name: .long, help: "Only those that were refused.")
    var refused = false
    @Option(name: .long, help: "Received in the last so long, as 15m, 8h or 7d.")
    var last: String?
    @Option(name: .long, help: "How many at most.")
    var limit = 50

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            let search = try search(at: .systemNow)
            let isTerminal = isatty(2) == 1
            var before: MessageID?
            var found: [MessageHit] = []
            var page: MessagePage
            repeat {
                page = try reader.search(search, before: before, limit: max(1, limit) - found.count)
                found += try ShownText.passing(page.hits, text) { id throws(StateFileProblem) in
                    try reader.message(id)?.payload
                }
                before = page.next
                if isTerminal {
                    let words = "\rlooked through \(Int(page.progress * 100)) %, found \(found.count) "
                    FileHandle.standardError.write(Data(words.utf8))
                }
            } while before != nil && found.count < max(1, limit)
            page.hits = found
            if isTerminal, search.looksInside { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
            try output.print(page, lines: page.hits.isEmpty ? ["No message was found."] : page.hits.map(\.line))
        }
    }

    private func search(at now: UTCTime) throws -> MessageSearch {
        var search = MessageSearch()
        search.controlID = controlID.map { id in
            id.hasSuffix("*") ? .beginning(String(id.dropLast())) : .exactly(id)
        }
        search.trace = trace
        search.item = item
        search.encounter = encounter
        search.text = text
        search.source = source.map(SourceName.init(rawValue:))
        search.type = type
        if refused { search.disposition = .refused }
        search.since = try last.map { now.advanced(by: .zero - (try ReportCommand.duration($0))) }
        return search
    }
}

extension MessageHit {
    fileprivate var line: String {
        let states = DeliveryState.allCases.compactMap { state in
            standing[state].map { "\($0) \(state.rawValue)" }
        }
        let came = states.isEmpty ? row.disposition.rawValue : states.joined(separator: ", ")
        return
            "\(row.id.description.right(9)) \(row.receivedAt) \(row.type.column(8)) \(row.source.rawValue.column(12)) "
            + "\(row.controlID.column(20)) \(trace)  \(came)"
    }
}

/// `tallyward trace`: one message from its arrival to each destination.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Shows a message's way from its arrival to each destination, with times. No patient data.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "A message's number, its control id, its trace id, or a traceparent.")
    var message: String

    func run() async throws {
        try await reporting {
            let reader = try EngineAccess.reader(site)
            guard let id = try found(reader), let trace = try reader.trace(id) else {
                throw Failure("There is no message \(message). `tallyward messages` lists them.", code: .badData)
            }
            try output.print(trace, lines: trace.lines)
        }
    }

    private func found(_ reader: StateReader) throws -> MessageID? {
        var search = MessageSearch()
        search.trace = message
        if let hit = try reader.search(search, limit: 1).hits.first { return hit.row.id }
        search.trace = nil
        search.controlID = .exactly(message)
        if let hit = try reader.search(search, limit: 1).hits.first { return hit.row.id }
        return Int64(message).map(MessageID.init(rawValue:))
    }
}

extension MessageTrace {
    fileprivate var lines: [String] {
        var lines = [
            "Message \(message.id), \(message.type) \(message.controlID) from \(message.source), "
                + message.disposition.rawValue, "  trace \(trace)",
        ]
        lines += steps.map(\.line)
        lines += exceptions.map { "  \($0.openedAt)  \($0.fault.code.title): \($0.fault.detail)" }
        for delivery in deliveries {
            let row = delivery.row
            lines += [
                "", "Line \(row.line): \(row.flow) to \(row.endpoint), \(row.state.rawValue), worth \(row.value)",
                "  traceparent \(delivery.traceparent)",
            ]
            if !delivery.documented.isEmpty { lines.append("  documented \(delivery.documented.words)") }
            if !delivery.sent.isEmpty { lines.append("  sent       \(delivery.sent.words)") }
            lines += delivery.steps.map(\.line)
        }
        if let took { lines += ["", "All of it took \(took.inWords)."] }
        return lines
    }
}

extension [TraceField] {
    fileprivate var words: String { map { "\($0.name) \($0.value)" }.joined(separator: ", ") }
}

extension TraceStep {
    fileprivate var line: String {
        var parts = [attempt.map { "\(stage.rawValue) \($0)" } ?? stage.rawValue]
        if let outcome { parts.append(outcome) }
        if let status { parts.append("status \(status)") }
        if let took { parts.append("took \(took.inWords)") }
        let waited = after > .zero ? "+\(after.inWords)" : ""
        return "  \(at)  \(waited.right(8))  \(parts.joined(separator: ", ")): \(text)"
    }
}

extension Duration {
    /// `40ms`, `2.1s`, `3h12m`.
    fileprivate var inWords: String {
        switch milliseconds {
        case ..<1000: "\(milliseconds)ms"
        case ..<60_000: "\(milliseconds / 1000).\(milliseconds % 1000 / 100)s"
        default: spoken
        }
    }
}
