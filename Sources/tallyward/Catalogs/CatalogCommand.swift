import ArgumentParser
import Catalog
import Foundation
import JSONText
import SyncStore

/// `tallyward catalog`: what a catalog does, before it does it.
struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "Tries a catalog on sample messages.",
        subcommands: [CatalogTestCommand.self])
}

/// `tallyward catalog test`: what becomes of the samples, held against what should.
struct CatalogTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Holds what becomes of each sample message against what should.",
        discussion: """
            A sample is a file samples/SOURCE/NAME.hl7 in the catalog's folder, .json for a source that sends over HTTP \
            and .csv for one that drops rows; what should become of it stands in NAME.expected.json beside it: for each \
            flow and line what is sent, what stops it, or why there is nothing to send. Samples whose names are the same \
            up to a number (invoice-1-order, invoice-2-receipt) go on from each other: what is taken back, matched, \
            counted or owned is held against what came before, every destination books what it is sent, and what waits \
            for an approval gets it. What the codes in them mean stands in samples/crosswalk.csv, as `tallyward \
            crosswalk export` writes it, and in samples/items.json, as `tallyward import` reads it. --write writes down \
            what becomes of it now, for you to read and keep. Nothing leaves this machine, and no state is touched.
            """)

    @Argument(help: "The catalog's folder.")
    var directory = "catalog"

    @Option(name: .long, help: "A state file whose crosswalk is used beside samples/crosswalk.csv.")
    var state: String?

    @Flag(name: .long, help: "Write what becomes of each sample now as what should.")
    var write = false

    func run() async throws {
        do {
            let failures = try await test()
            if failures > 0 { throw ExitCode(1) }
        } catch let failure as Failure {
            throw failure.exit()
        }
    }

    /// - Returns: how many samples became something else than they should.
    private func test() async throws -> Int {
        let catalog = try CatalogLoader(directory: directory, settings: ProcessInfo.processInfo.environment).load()
        let crosswalk = try state.map { try WorkReader(path: $0).crosswalk() } ?? CrosswalkTables()
        let trial = try SampleTrial(catalog: catalog, crosswalk: crosswalk, directory: directory)
        let samples = try Sample.all(of: catalog, in: directory)
        guard !samples.isEmpty else {
            throw Failure(
                "\(directory) has no samples: put a message in samples/SOURCE/NAME.hl7 (.json, .csv), and run this "
                    + "with --write.",
                code: .usage)
        }
        var failures = 0
        for story in Sample.stories(samples) {
            for (sample, result) in try await trial.results(of: story) where try !check(sample, result.lines) {
                failures += 1
            }
        }
        print("\(samples.count) samples, \(failures == 0 ? "all as they should be" : "\(failures) otherwise").")
        return failures
    }

    /// Whether what became of a sample is what should; says what isn't.
    private func check(_ sample: Sample, _ now: [String]) throws -> Bool {
        let path = "\(directory)/\(sample.expectation)"
        if write {
            try (now.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
            print("wrote \(path)".printable)
            return true
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            print("\(sample.path): nothing says what should become of it; run this with --write.".printable)
            return false
        }
        guard let expected = JSONReader.read(Array(bytes))?.lines else {
            print("\(sample.expectation): it isn't JSON; mend it, or run this with --write.".printable)
            return false
        }
        guard now != expected else { return true }
        print("\(sample.path): becomes something else than \(sample.expectation) says (- should, + does)".printable)
        for line in LineDifference.lines(from: expected, to: now) { print("  \(line)".printable) }
        return false
    }
}

/// What is different between two texts, with a line or two around it.
enum LineDifference {
    static func lines(from old: [String], to new: [String], around context: Int = 2) -> [String] {
        let difference = new.difference(from: old)
        var marks: [(mark: Character, line: String)] = []
        let removed = Set(difference.removals.map(\.position))
        let inserted = Set(difference.insertions.map(\.position))
        var (from, to) = (0, 0)
        while from < old.count || to < new.count {
            if removed.contains(from) {
                marks.append(("-", old[from]))
                from += 1
            } else if inserted.contains(to) {
                marks.append(("+", new[to]))
                to += 1
            } else {
                marks.append((" ", old[from]))
                (from, to) = (from + 1, to + 1)
            }
        }
        return marks.indices.compactMap { index in
            let near = max(0, index - context)...min(marks.count - 1, index + context)
            guard near.contains(where: { marks[$0].mark != " " }) else { return nil }
            return "\(marks[index].mark) \(marks[index].line)"
        }
    }
}

extension CollectionDifference.Change {
    /// Where in its collection it is.
    fileprivate var position: Int {
        switch self {
        case .insert(let offset, _, _), .remove(let offset, _, _): offset
        }
    }
}
