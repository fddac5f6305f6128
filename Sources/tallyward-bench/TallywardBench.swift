import ArgumentParser
import Foundation

/// `tallyward-bench`: measures Tallyward beside what it stands on, and is hard on it.
@main
struct TallywardBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tallyward-bench",
        abstract: "Measures Tallyward beside raw SQLite in the same run; kills, stops and pesters a real engine.",
        subcommands: [Measure.self, KillProof.self, TakeoverProof.self, HostileProof.self, SyscallProof.self],
        defaultSubcommand: Measure.self)
}

/// `tallyward-bench measure`: the figures.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures Tallyward beside raw SQLite doing the same writes in the same run, as ratios.")

    @Argument(help: "parse, sqlite, intake, endtoend, console, reading; all of them where none is named.")
    var sections: [Section] = []

    @Option(name: .long, help: "How long each thing is measured.")
    var seconds = 3.0

    @Option(name: .long, parsing: .upToNextOption, help: "How many connections senders have; each number is measured.")
    var connections = [1, 8, 64]

    @Flag(
        name: .long, help: "Half a second for each thing, and a fifth of the exceptions: a look, not a figure to quote."
    )
    var quick = false

    @Option(name: .long, help: "Where state files are put; a temporary folder otherwise. Its disk is what is measured.")
    var dir: String?

    @Flag(name: .long, help: "Writes JSON instead of a table.")
    var json = false

    func validate() throws {
        guard seconds >= 0.1, seconds <= 600 else { throw ValidationError("--seconds: from 0.1 to 600.") }
        guard connections.allSatisfy({ (1...500).contains($0) }) else {
            throw ValidationError("--connections: numbers from 1 to 500.")
        }
    }

    func run() async throws {
        let bench = try Bench(seconds: seconds, isQuick: quick, connections: connections, parent: dir)
        defer { bench.remove() }
        var report = Report(conditions: try Conditions(directory: bench.directory))
        for section in sections.isEmpty ? Section.allCases : sections {
            if !json { FileHandle.standardError.write(Data("measuring \(section.rawValue) …\n".utf8)) }
            report.lines += try await section.measure(bench)
        }
        report.conditions.end(directory: bench.directory)
        print(json ? try report.json() : report.table)
    }
}

/// What can be measured.
enum Section: String, CaseIterable, ExpressibleByArgument {
    case parse, sqlite, intake, endtoend, console, reading

    /// Measures it.
    func measure(_ bench: Bench) async throws -> [Line] {
        switch self {
        case .parse: try ParseSection(bench: bench).measure()
        case .sqlite: try SQLiteSection(bench: bench).measure()
        case .intake: try await IntakeSection(bench: bench).measure()
        case .endtoend: try await EndToEndSection(bench: bench).measure()
        case .console: try await ConsoleSection(bench: bench).measure()
        case .reading: try ReadingSection(bench: bench).measure()
        }
    }
}
